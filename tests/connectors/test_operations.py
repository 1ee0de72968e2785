"""Service operations: how they are found, which systems they may reach, what they make of answers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import ServicesInvalid
from connectors.services import BpmnError, Call, OperationFailed, Service, load_services, operations
from tests.systems import OutsideSystem, outside_system


@pytest.fixture
def system() -> Iterator[OutsideSystem]:
    with outside_system() as running:
        yield running


def ask(system: OutsideSystem, seconds: float = 5.0, **inputs: Any) -> dict[str, Any]:
    call = Call("k1", {"service": "people", **inputs}, seconds)
    return dict(operations()["http"].run(call, {"people": Service("people", f"{system.url}/api")}))


def test_every_file_of_the_folder_is_an_operation_with_a_topic_of_its_own() -> None:
    files = {p.stem for p in Path("connectors/operations").resolve().glob("*.py")} - {"__init__"}

    assert len(operations()) == len(files)
    assert all(topic == operation.topic for topic, operation in operations().items())


def test_what_is_asked_is_put_together_from_the_inputs(system: OutsideSystem) -> None:
    system.says(201, {"id": 7})

    answer = ask(
        system, method="put", path=["hồ sơ", 12, "a/b"], query={"q": "x y", "n": 2, "none": None}, body=[1]
    )

    (asked,) = system.asked
    assert (asked.method, asked.path) == ("PUT", "/api/h%E1%BB%93%20s%C6%A1/12/a%2Fb?q=x+y&n=2")
    assert (asked.body, asked.key, asked.authorization) == ([1], "k1", None)
    assert answer == {"status": 201, "body": {"id": 7}}


@pytest.mark.parametrize("path", ["../admin", "a/../../b", "a//b/..", ["..", "x"], ["a", "."]])
def test_no_path_leads_out_of_the_services_own_address(system: OutsideSystem, path: object) -> None:
    with pytest.raises(OperationFailed) as failed:
        ask(system, path=path)

    assert (failed.value.reason, failed.value.final, system.asked) == ("BAD_REQUEST", True, [])


@pytest.mark.parametrize("path", ["//evil.example/x", "http://evil.example/", "x?admin=1", "x#y", "a\\..\\b"])
def test_a_path_that_looks_like_an_address_is_only_a_path(system: OutsideSystem, path: str) -> None:
    ask(system, path=path)

    assert system.asked[0].path.startswith("/api/")
    assert not set(system.asked[0].path) & set("?#\\")


def test_a_redirection_is_not_followed(system: OutsideSystem) -> None:
    system.says(302, None, Location="http://127.0.0.1:1/")

    with pytest.raises(BpmnError) as refused:
        ask(system)

    assert (refused.value.code, len(system.asked)) == ("HTTP_302", 1)


@pytest.mark.parametrize(
    ("status", "final"), [(408, False), (425, False), (429, False), (500, False), (503, False)]
)
def test_what_may_come_right_is_to_be_tried_again(system: OutsideSystem, status: int, final: bool) -> None:
    system.says(status, None, Retry_After="7")

    with pytest.raises(OperationFailed) as failed:
        ask(system)

    assert (failed.value.reason, failed.value.final) == (f"HTTP_{status}", final)
    assert failed.value.after == timedelta(seconds=7)


def test_an_answer_that_does_not_come_in_time_is_given_up(system: OutsideSystem) -> None:
    system.gate.clear()

    with pytest.raises(OperationFailed) as failed:
        ask(system, seconds=0.2)

    assert failed.value.reason == "TIMEOUT"


def test_nobody_there_is_told_apart_from_a_refusal(system: OutsideSystem) -> None:
    call = Call("k1", {"service": "people"}, 2.0)

    with pytest.raises(OperationFailed) as failed:
        operations()["http"].run(call, {"people": Service("people", "http://127.0.0.1:9")})

    assert (failed.value.reason, failed.value.final) == ("CONNECTION", False)


def test_an_answer_without_end_is_cut_off(system: OutsideSystem) -> None:
    system.says(200, b'"' + b"x" * (2 << 20) + b'"')

    with pytest.raises(OperationFailed) as failed:
        ask(system)

    assert failed.value.reason == "ANSWER_TOO_LARGE"


def test_what_is_not_json_is_no_body_and_what_lies_about_it_is_a_failure(system: OutsideSystem) -> None:
    system.says(200, b"<html>", Content_Type="text/html")
    assert ask(system) == {"status": 200, "body": None}

    system.says(200, b"<html>")
    with pytest.raises(OperationFailed) as failed:
        ask(system)
    assert failed.value.reason == "BAD_ANSWER"


def test_a_service_that_nobody_has_registered_is_not_reached() -> None:
    with pytest.raises(OperationFailed) as failed:
        operations()["http"].run(Call("k1", {"service": "people"}, 1.0), {})

    assert (failed.value.reason, failed.value.final) == ("UNKNOWN_SERVICE", True)


def test_services_are_read_from_the_nodes_folder(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("s3cret\n")
    (tmp_path / "services.toml").write_text(
        '[a]\nurl = "https://a.example/x/"\ntimeout = 3\ntoken_file = "t"\n'
    )

    assert load_services(tmp_path / "services.toml") == {
        "a": Service("a", "https://a.example/x", 3.0, "s3cret")
    }
    assert load_services(tmp_path / "none.toml") == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a = 1", "BAD_ENTRY"),
        ("[a]", "BAD_ENTRY"),
        ('[a]\nurl = "https://a"\ncolour = 1', "BAD_ENTRY"),
        ('[a]\nurl = "file:///etc/passwd"', "BAD_URL"),
        ('[a]\nurl = "https://a?x=1"', "BAD_URL"),
        ('[a]\nurl = "https://a"\ntimeout = 0', "BAD_TIMEOUT"),
        ('[a]\nurl = "https://a"\ntoken_file = "gone"', "TOKEN_UNREADABLE"),
        ("[a", "NOT_TOML"),
    ],
)
def test_a_list_that_cannot_be_used_names_the_entry(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "services.toml").write_text(text)

    with pytest.raises(ServicesInvalid) as refused:
        load_services(tmp_path / "services.toml")

    assert refused.value.code == code

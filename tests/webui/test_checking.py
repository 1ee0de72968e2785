"""`motcua check`: verdicts, findings and exit codes of the publishing gate."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from click.testing import CliRunner

from tests.diagrams import builder as b
from tests.engine.soundness.test_cases import block, wide
from webui.cli import main
from webui.procedures import PACKAGED, SHARED, packaged_folders

SE = b.start() + b.end()
FORM = b'{"type": "default", "id": "f", "schemaVersion": 16, "components": []}'


def check(*places: Path) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(main, ["check", "--json", *map(str, places)])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def written(folder: Path, content: bytes, name: str = "x.bpmn") -> Path:
    place = folder / name
    place.write_bytes(content)
    return place


def stuck() -> bytes:
    """A choice before a parallel join, all else as the dialect wants it."""
    return b.diagram(
        *(
            part.replace('<bpmn:exclusiveGateway id="g"', '<bpmn:exclusiveGateway id="g" default="f3"')
            for part in block("exclusive", "parallel")
        )
    )


def with_conditions(xml: str) -> str:
    """The inside of a process; every choice gets a condition and a default flow."""
    space = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    Tree.register_namespace("bpmn", space)
    process = Tree.fromstring(xml).find(f"{{{space}}}process")
    assert process is not None
    for gateway in process.iter(f"{{{space}}}exclusiveGateway"):
        first, second = [
            f for f in process.iter(f"{{{space}}}sequenceFlow") if f.get("sourceRef") == gateway.get("id")
        ]
        Tree.SubElement(first, f"{{{space}}}conditionExpression").text = 'kenh = "x"'
        gateway.set("default", second.get("id", ""))
    return "".join(Tree.tostring(child, "unicode") for child in process)


@pytest.mark.parametrize("folder", packaged_folders(), ids=lambda folder: folder.name)
def test_every_procedure_that_comes_with_the_program_is_ok(folder: Path) -> None:
    code, answers = check(folder)

    assert (code, {answer["verdict"] for answer in answers}) == (0, {"ok"})


def test_a_deadlock_is_refused_with_its_way_in_vietnamese(tmp_path: Path) -> None:
    code, (answer,) = check(written(tmp_path, stuck()))

    found = next(f for f in answer["findings"] if f["code"] == "soundness.deadlock")
    assert (code, answer["verdict"]) == (1, "refused")
    assert set(found) == {"code", "severity", "element", "message", "trace"}
    assert (found["element"], found["severity"]) == ("j", "error")
    assert found["trace"][0] == "s"
    assert found["message"].startswith("Cổng song song (j): Quy trình có thể tắc")
    assert "Hãy " in found["message"]


def test_soundness_is_told_whatever_else_is_wrong(tmp_path: Path) -> None:
    _, (answer,) = check(written(tmp_path, b.diagram(*block("exclusive", "parallel"))))

    codes = {found["code"] for found in answer["findings"]}
    assert {"soundness.deadlock", "default_missing"} <= codes


def test_xml_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    code, (answer,) = check(written(tmp_path, b"<!DOCTYPE x [<!ENTITY e 'e'>]><x>&e;</x>"))

    assert code == 1
    assert [found["code"] for found in answer["findings"]] == ["xml.doctype"]


def test_too_many_ways_are_undecided(tmp_path: Path) -> None:
    wide_one = b.diagram(with_conditions(wide(16).decode()))
    code, (answer,) = check(written(tmp_path, wide_one))

    assert (code, answer["verdict"]) == (3, "undecided")
    assert "Chưa kết luận được" in answer["findings"][0]["message"]


def test_a_file_is_asked_for_the_forms_that_must_lie_beside_it_as_its_folder_is(tmp_path: Path) -> None:
    asking = b.tag("userTask", id="a", name="Xét", camunda_formRef="nowhere")
    place = written(tmp_path, b.diagram(SE, asking, b.chain("s", "a", "e")))

    for asked in (place, tmp_path):
        code, (answer,) = check(asked)
        assert (code, [found["code"] for found in answer["findings"]]) == (1, ["form_missing"])
        assert answer["findings"][0]["message"].startswith("Việc «Xét» (a): ")

    written(tmp_path, FORM, "nowhere.form")
    assert check(place)[0] == 0


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("good.form", FORM, []),
        ("bad.form", b"{", ["not_json"]),
        ("bad.dmn", b"<!DOCTYPE x><x/>", ["dmn.xml.doctype"]),
        ("procedure.toml", b"code = 1", ["bad_sheet"]),
        ("good.bpmn20.xml", b.diagram(SE, b.users("a"), b.chain("s", "a", "e")), []),
        ("picture.svg", b"<svg/>", ["file.unknown_kind"]),
        ("empty.bpmn", b"", ["xml.malformed"]),
    ],
)
def test_every_kind_of_file_has_its_own_answer(
    tmp_path: Path, name: str, content: bytes, codes: list[str]
) -> None:
    code, (answer,) = check(written(tmp_path, content, name))

    assert [found["code"] for found in answer["findings"]] == codes
    assert (code, answer["file"]) == (1 if codes else 0, str(tmp_path / name))


def test_a_folder_of_procedures_is_all_of_them() -> None:
    code, answers = check(PACKAGED)

    assert code == 0
    assert {Path(answer["file"]).parent for answer in answers} == {*packaged_folders(), PACKAGED / SHARED}


def test_a_file_that_is_not_there_or_no_file_is_refused_and_the_others_still_checked(tmp_path: Path) -> None:
    good = written(tmp_path, b.diagram(SE, b.users("a"), b.chain("s", "a", "e")))
    code, answers = check(tmp_path / "none.bpmn", Path("/dev/zero"), good)

    assert code == 1
    codes = [[found["code"] for found in answer["findings"]] for answer in answers]
    assert codes == [["file.missing"], ["file.unreadable"], []]


def test_no_file_at_all_is_a_wrong_command_line() -> None:
    assert check()[0] == 2


def test_a_diagram_of_another_tool_is_read_whatever_its_prefixes(tmp_path: Path) -> None:
    plain = b.diagram(*block("exclusive", "parallel")).decode()
    other = plain.replace("bpmn:", "").replace("xmlns:bpmn", "xmlns").replace(' isExecutable="true"', "")
    code, (answer,) = check(written(tmp_path, other.encode()))

    found = next(f for f in answer["findings"] if f["code"] == "soundness.deadlock")
    assert found["trace"] == ["s", "f1", "g", "f2", "a", "f4"]


def test_the_worst_file_gives_the_exit_code_and_each_has_its_line(tmp_path: Path) -> None:
    good = next((PACKAGED / "chung_thuc_ban_sao").glob("*.bpmn"))
    code, answers = check(good, written(tmp_path, stuck()))

    assert (code, [answer["verdict"] for answer in answers]) == (1, ["ok", "refused"])


def test_people_read_one_line_for_each_reason_and_its_way(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(written(tmp_path, stuck()))])

    assert "soundness.deadlock#j: Cổng song song (j): Quy trình có thể tắc" in result.stdout
    assert "s > f1 > g > " in result.stdout
    assert "Sự kiện bắt đầu (s) → Cổng chọn một (g) → Việc «a» (a)" in result.stdout

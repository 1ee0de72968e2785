"""`motcua play`: ordinary diagrams, played by the command as its users start it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.diagrams import builder as b
from webui.cli import main
from webui.procedures import PACKAGED

SE = b.start() + b.end()


class Desk:
    """A designer's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, content: bytes | str) -> Path:
        place = self.folder / name
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def play(
        self,
        diagram: bytes,
        script: str | None = None,
        context: Mapping[str, Any] | None = None,
        process: str | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """The exit code and what was printed."""
        words = ["play", "--json", str(self.write("x.bpmn", diagram))]
        if script is not None:
            words += ["--script", str(self.write("x.toml", script))]
        if context is not None:
            words += ["--context", str(self.write("x.json", json.dumps(context)))]
        if process is not None:
            words += ["--process", process]
        result = CliRunner().invoke(main, words)
        return result.exit_code, json.loads(result.stdout)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def left(told: Mapping[str, Any]) -> list[str]:
    return [mark["element"] for mark in told["trace"] if mark["what"] == "left"]


def waiting(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(one["element"], one["kind"]) for one in told["waiting"]]


def test_a_real_process_prints_one_json_object_with_every_key() -> None:
    place = PACKAGED / "chung_thuc_ban_sao/chung_thuc_ban_sao.bpmn"

    done = subprocess.run(
        [sys.executable, "-m", "webui.cli", "play", str(place), "--json"],
        capture_output=True, check=False, text=True,
    )  # fmt: skip

    told = json.loads(done.stdout)
    assert (done.returncode, told["ended"], done.stderr) == (0, "completed", "")
    assert list(told) == [
        "file", "process", "ended", "error", "waiting", "trace", "variables", "sent", "remarks", "findings",
    ]  # fmt: skip
    assert left(told)[-1] == "copies_returned"


def test_without_a_script_every_task_is_done_in_the_order_in_which_it_opens(desk: Desk) -> None:
    pair = b.gateway("parallel", "g") + b.gateway("parallel", "j")
    xml = b.diagram(
        SE, pair, b.users("a", "b", "c"), b.chain("s", "g", "a", "c", "j", "e"), b.chain("g", "b", "j")
    )

    code, told = desk.play(xml)

    assert (code, told["ended"]) == (0, "completed")
    assert left(told) == ["s", "g", "a", "b", "c", "j", "e"]


def test_a_script_answers_and_chooses_the_way(desk: Desk) -> None:
    xml = b.diagram(
        SE, b.end("no"), b.users("u"), b.gateway("exclusive", "g"), b.chain("s", "u", "g"),
        b.flow("g", "e", "n > 5"), b.flow("g", "no", "n <= 5"),
    )  # fmt: skip

    _, high = desk.play(xml, '[[step]]\ncomplete = "u"\nvalues = { n = 7 }')
    _, low = desk.play(xml, '[[step]]\ncomplete = "u"\nvalues = { n = 5 }')

    assert (left(high)[-1], left(low)[-1]) == ("e", "no")
    assert high["variables"] == {"n": 7}


def test_what_the_script_leaves_open_is_waited_for(desk: Desk) -> None:
    xml = b.diagram(
        SE, b.user("u"), b.boundary("t", "u", b.timer("Duration", "P3D")), b.end("late"), b.chain("s", "u", "e"),
        b.chain("t", "late"),
    )  # fmt: skip

    _, told = desk.play(xml, "at = 2026-03-02T08:00:00+07:00")

    assert told["ended"] == "waiting"
    assert told["waiting"] == [
        {"element": "u", "kind": "task", "name": "u"},
        {"element": "t", "kind": "timer", "due": "2026-03-05T08:00:00+07:00"},
    ]


def test_time_passes_as_the_script_says(desk: Desk) -> None:
    xml = b.diagram(
        SE, b.user("u"), b.boundary("t", "u", b.timer("Duration", "P3D")), b.end("late"), b.chain("s", "u", "e"),
        b.chain("t", "late"),
    )  # fmt: skip

    _, early = desk.play(xml, '[[step]]\nadvance = "P2D"\n[[step]]\ncomplete = "u"')
    _, late = desk.play(xml, '[[step]]\nadvance = "P3D"')

    assert (left(early)[-1], left(late)[-1]) == ("e", "late")


def test_a_step_that_does_not_fit_names_itself_and_what_was_waited_for(desk: Desk) -> None:
    xml = b.diagram(SE, b.users("u", "v"), b.chain("s", "u", "v", "e"))

    code, told = desk.play(xml, '[[step]]\ncomplete = "u"\n[[step]]\ncomplete = "u"')

    assert (code, told["ended"], told["error"]["kind"], told["error"]["step"]) == (1, None, "script", 2)
    assert "u is not open; waiting: v (task)" in told["error"]["message"]
    assert waiting(told) == [("v", "task")]


@pytest.mark.parametrize(
    ("event", "ended", "error"),
    [("", "completed", None), (b.terminate(), "terminated", None), (b.error(), "error", ("bpmn", "E1", "x"))],
    ids=["plain", "terminate", "error"],
)
def test_the_end_event_says_how_it_ended(
    desk: Desk, event: str, ended: str, error: tuple[str, str, str] | None
) -> None:
    xml = b.diagram(
        SE, b.end("x", event), b.gateway("parallel", "g"), b.users("u", "v"), b.chain("s", "g", "u", "e"),
        b.chain("g", "v", "x"),
    )  # fmt: skip
    script = '[[step]]\ncomplete = "v"' + ("" if event else '\n[[step]]\ncomplete = "u"')

    code, told = desk.play(xml, script)

    assert (code, told["ended"]) == (0, ended)
    found = told["error"] and (told["error"]["kind"], told["error"]["code"], told["error"]["element"])
    assert found == error
    assert ("e" in left(told)) is (ended == "completed")


def test_what_would_run_otherwise_is_refused_with_its_place(desk: Desk) -> None:
    xml = b.diagram(
        SE,
        b.tag("scriptTask", b.text("script", "x = 1;"), id="x", scriptFormat="feel"),
        b.chain("s", "x", "e"),
    )

    code, told = desk.play(xml)

    assert (code, told["ended"], told["error"]["kind"]) == (1, None, "refused")
    assert ("expression", "x") in [(found["code"], found["element"]) for found in told["findings"]]


def test_a_condition_in_another_language_that_cannot_be_read_is_refused_with_its_flow(desk: Desk) -> None:
    xml = b.diagram(
        SE, b.gateway("exclusive", "g", default="d"), b.user("u"), b.chain("s", "g"),
        b.flow("g", "u", "${a.equals(1)}", flow_id="f"), b.flow("g", "e", flow_id="d"), b.chain("u", "e"),
    )  # fmt: skip

    code, told = desk.play(xml)

    assert code == 1
    assert [found["element"] for found in told["findings"]] == ["f"]


def test_rounds_without_an_end_are_stopped(desk: Desk) -> None:
    xml = b.diagram(
        SE, b.gateway("exclusive", "m"), b.gateway("exclusive", "g", default="d"), b.user("u"),
        b.chain("s", "m", "u", "g"), b.flow("g", "e", "false"), b.flow("g", "m", flow_id="d"),
    )  # fmt: skip

    code, told = desk.play(xml)

    assert (code, told["ended"], told["error"]["kind"]) == (1, "error", "endless")

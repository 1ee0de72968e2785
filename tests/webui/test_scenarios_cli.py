"""`motcua test`: scenarios are played, compared, and the flows that none takes are named."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from webui.cli import main
from webui.procedures import PACKAGED, packaged_folders


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """The folder of certified copies, to be changed."""
    return Path(shutil.copytree(PACKAGED / "chung_thuc_ban_sao", tmp_path / "copies"))


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["test", *map(str, words)])
    return result.exit_code, result.stdout


def change(place: Path, old: str, new: str) -> None:
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_real_process_tests_every_procedure_that_comes_with_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "webui.cli", "test", "--json"],
        capture_output=True, check=False, text=True,
    )  # fmt: skip

    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [Path(one["folder"]).name for one in told] == [folder.name for folder in packaged_folders()]
    for one in told:
        assert one["passed"]
        # of the shared diagrams each procedure takes its own ways; tests/bpmn sees that together they take all
        own = [c for c in one["coverage"] if (Path(one["folder"]) / c["diagram"]).exists()]
        assert [c["covered"] for c in own] == [c["flows"] for c in own] != []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('end = "copies_returned"', 'end = "originals_returned"', "ends at copies_returned; not originals_returned"),
        ("statuses = [2, 4, 9, 10]", "statuses = [2, 4, 10]", "has the statuses 2, 4, 9, 10; not 2, 4, 10"),
        ("phi = 10000", "phi = 9000", "phi is 10000, not 9000"),
        ("messages = []", 'messages = ["x"]', "sends nothing; not x"),
        ("due = 2026-11-23T17", "due = 2026-11-23T16", "is due 2026-11-23T17:00:00+07:00, not 2026-11-23T16:00:00+07:00"),
        ('    "is_signed",\n', "", "goes dossier_received, "),
        ('by = "leader"', 'by = "clerk"', "step 3: sign_certification is done by leader, not clerk"),
        ("due = 2026-11-23T11:30", "due = 2026-11-23T11:45", "step 4: number_and_seal is due 2026-11-23T11:30:00+07:00, not 2026-11-23T11:45"),
        ('quyet_dinh = "ky"', 'quyet_dinh = "khong"', "step 3: ky_chung_thuc.form#quyet_dinh: answer_refused: "),
        ('quyet_dinh = "ky"', 'ket_qua = "ky"', "step 3: ky_chung_thuc.form#ket_qua: field_missing: "),
        ('complete = "number_and_seal"', 'complete = "seal"', "step 4: seal is not open; waiting: number_and_seal (task)"),
        ('advance = "PT3H"', 'advance = "3 hours"', "step 5: "),
        ("messages = []", 'open = ["x"]', "a scenario does not know open"),
        ("advance", "wait", "step 2: needs exactly one of "),
    ],
)  # fmt: skip
def test_what_does_not_come_as_the_scenario_says_is_named_with_its_step(
    copies: Path, old: str, new: str, fault: str
) -> None:
    change(copies / "scenarios/ky_ngay.toml", old, new)

    code, told = run(copies)

    assert code == 1
    first, second = told.splitlines()[:2]
    assert first.startswith(f"FAILED  {copies}/scenarios/ky_ngay.toml: ")
    assert fault in second


def test_flows_that_no_scenario_takes_are_named_and_may_be_excused(copies: Path) -> None:
    (copies / "scenarios/tu_choi.toml").unlink()

    code, told = run(copies)
    strict, _ = run("--every-flow", copies)
    missing = [line.split()[2] for line in told.splitlines() if "not taken: " in line]
    (copies / "scenarios/not_covered.toml").write_text("".join(f'{flow} = "for later"\n' for flow in missing))
    excused, _ = run("--every-flow", copies)

    assert (code, strict, excused) == (0, 1, 0)
    assert "(is_certifiable -> return_originals)" in told
    assert f"flows   {copies}/chung_thuc_ban_sao.bpmn: 18/20" in told.splitlines()


def test_a_folder_without_scenarios_fails(copies: Path) -> None:
    shutil.rmtree(copies / "scenarios")

    code, told = run(copies)

    assert code == 1
    assert f"FAILED  {copies}: no scenario in scenarios/" in told.splitlines()

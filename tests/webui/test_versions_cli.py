"""Versions of procedures and moving dossiers, by the operator's commands."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.diagrams.wide import undecided
from webui import cli
from webui.procedures import PACKAGED

COPIES = PACKAGED / "chung_thuc_ban_sao"
Run = Callable[..., Result]


def motcua(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(one) for one in arguments], prog_name="motcua")


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The packaged procedure with a step renamed, a shape moved, a field and a fee changed."""
    place = tmp_path / "chung_thuc_ban_sao"
    place.mkdir()
    for file in COPIES.iterdir():
        if file.is_file():
            place.joinpath(file.name).write_bytes(file.read_bytes())
    _replace(place / "chung_thuc_ban_sao.bpmn", "Ký chứng thực", "Ký và đóng dấu")
    _replace(place / "ky_chung_thuc.form", '"maxLength": 2000', '"maxLength": 500')
    _replace(place / "procedure.toml", "tối đa 200.000 đồng/bản", "tối đa 100.000 đồng/bản")
    return place


def _replace(place: Path, old: str, new: str) -> None:
    text = place.read_text()
    assert old in text, (place, old)
    place.write_text(text.replace(old, new, 1))


def test_a_diff_of_folders_names_the_step_the_field_and_the_fee(changed: Path) -> None:
    done = motcua("diff", COPIES, changed, "--json")

    found = json.loads(done.stdout)
    told = {(c["area"], c["what"], c["id"], f["name"]) for c in found["changes"] for f in c["facts"]}
    assert told == {
        ("shape", "changed", "sign_certification", "name"),
        ("field", "changed", "y_kien_lanh_dao", "validate.maxLength"),
        ("sheet", "changed", "fee", "text"),
    }
    assert done.exit_code == 1


def test_a_moved_shape_is_no_difference(tmp_path: Path) -> None:
    diagram = COPIES / "chung_thuc_ban_sao.bpmn"
    moved = tmp_path / "moved.bpmn"
    text = diagram.read_text()
    moved.write_text(text.replace(' x="', ' x="1', 1))
    assert moved.read_text() != text

    done = motcua("diff", diagram, moved)

    assert (done.exit_code, done.stdout) == (
        0,
        "= diagram.bpmn: drawn or written otherwise, the same meaning\n",
    )


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node of one agency, without procedures."""
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path / "node"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    agency = ("--agency", "H21.52.21", "--name", "Chư Prông", "--base-url", "http://127.0.0.1:8700")
    for command in (("init", *agency), ("migrate",), ("units", "load")):
        assert motcua(*command).exit_code == 0


def test_versions_are_listed_and_compared_by_number(node: None, changed: Path) -> None:
    assert motcua("deploy", COPIES).exit_code == 0
    published = motcua("deploy", changed, "--valid-from", "2099-01-01", "--note", "Nghị định mới")
    assert published.exit_code == 0, published.stderr

    listed = motcua("versions", "chung_thuc_ban_sao").stdout.splitlines()
    compared = motcua("diff", "chung_thuc_ban_sao@1", "chung_thuc_ban_sao@2")
    planned = motcua("move", "plan", "chung_thuc_ban_sao@1", "chung_thuc_ban_sao@2", "--json")
    unknown = motcua("diff", "chung_thuc_ban_sao@1", "chung_thuc_ban_sao@9")

    assert [line.split()[0:2] for line in listed] == [
        ["chung_thuc_ban_sao@2", listed[0].split()[1]],
        ["*", "chung_thuc_ban_sao@1"],
    ]
    assert "from 2099-01-01" in listed[0]
    assert listed[0].endswith("Nghị định mới")
    assert (compared.exit_code, "sign_certification" in compared.stdout) == (1, True)
    assert json.loads(planned.stdout)["dossiers"] == []
    assert unknown.exit_code == 3
    begun = motcua("move", "start", "chung_thuc_ban_sao@1", "chung_thuc_ban_sao@2").stdout.strip()
    assert "no dossiers" in motcua("move", "status", begun).stdout
    assert motcua("move", "undo", begun).stdout == "0 to look at\n"


def test_an_override_is_asked_of_a_system_administrator_and_listed(node: None, tmp_path: Path) -> None:
    for username, role in (("lan", "system_admin"), ("binh", "unit_admin")):
        made = (
            "--name",
            f"Nguyễn {username}",
            "--officer-id",
            username,
            "--unit",
            "H21.52.21",
            "--role",
            role,
        )
        assert motcua("account", "add", username, *made, "--password", "Thi tran Chu Prong 21").exit_code == 0
    folder = tmp_path / "rong"
    folder.mkdir()
    for name, content in undecided().items():
        folder.joinpath(name).write_bytes(content)

    def deployed(*more: str) -> Result:
        return motcua("deploy", folder, *more)

    assert (deployed().exit_code, "soundness.undecided" in deployed().stderr) == (1, True)
    refused = deployed("--override-by", "binh", "--override-reason", "Đã chạy thử")
    assert (refused.exit_code, "override_not_allowed" in refused.stderr) == (1, True)
    assert deployed("--override-by", "nobody", "--override-reason", "Đã chạy thử").exit_code == 3
    assert deployed("--override-by", "lan").exit_code == 2
    assert deployed("--override-by", "lan", "--override-reason", "Đã chạy thử").exit_code == 0

    listed = motcua("versions", "rong").stdout.splitlines()
    assert "undecided (soundness.undecided), overridden by Nguyễn lan" in listed[1]
    assert listed[1].endswith(": Đã chạy thử")

"""The operator's commands, from an empty folder to a node that works, and what each says when it cannot."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine import clock, process, store
from engine.settings import from_environment, read_profile
from webui import cli
from webui.procedures import PACKAGED

PASSWORD = "Bien-Ho-2026"
Run = Callable[..., Result]


@pytest.fixture(params=["sqlite", "postgresql"])
def motcua(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command for the node in `tmp_path/node`, on SQLite and on PostgreSQL."""
    home = tmp_path / "node"
    monkeypatch.setenv("MOTCUA_HOME", str(home))
    monkeypatch.delenv("REDIS_URL", raising=False)
    with ExitStack() as stack:
        if request.param == "postgresql":
            copies = request.getfixturevalue("postgresql_copies")
            monkeypatch.setenv("DATABASE_URL", stack.enter_context(copies(tmp_path)))
        else:
            monkeypatch.delenv("DATABASE_URL", raising=False)
        yield lambda *arguments: CliRunner().invoke(cli.main, [str(a) for a in arguments], prog_name="motcua")


INIT = ("init", "--agency", "H21.52.21", "--name", "Chư Prông", "--portal", "H21.00.99")
ADDRESS = ("--base-url", "http://127.0.0.1:8700")


@pytest.fixture
def node(motcua: Run) -> Run:
    """A node made and migrated, with its units."""
    for arguments in ((*INIT, *ADDRESS), ("migrate",), ("units", "load")):
        done = motcua(*arguments)
        assert done.exit_code == 0, done.stderr
    return motcua


def add(run: Run, username: str, officer_id: str, *more: str, password: str = PASSWORD) -> Result:
    desk = ("--name", "Lan", "--officer-id", officer_id, "--unit", "H21.52.21.01", "--password", password)
    return run("account", "add", username, *desk, *more)


def test_a_node_is_made_once(motcua: Run, tmp_path: Path) -> None:
    first, second = motcua(*INIT, *ADDRESS), motcua(*INIT, *ADDRESS)

    assert (first.exit_code, second.exit_code) == (0, 5)
    assert read_profile(tmp_path / "node").portal == "H21.00.99"
    assert (tmp_path / "node" / "keys" / "H21.52.21.pem").stat().st_mode & 0o077 == 0


def test_without_a_node_the_operator_is_told_to_make_one(motcua: Run) -> None:
    done = motcua("migrate")

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: bad_setting: ")
    assert "motcua init" in done.stderr


def test_an_empty_database_is_migrated_first(motcua: Run, request: pytest.FixtureRequest) -> None:
    motcua(*INIT, *ADDRESS)

    done = motcua("units", "load")

    # the PostgreSQL databases of the tests are copies of a migrated one
    if "sqlite" in request.node.name:
        assert done.exit_code == 6
        assert done.stderr.startswith("Error: not_migrated: ")
    assert motcua("migrate").output.strip().endswith(f"-> {store.head()}")
    assert motcua("units", "load").exit_code == 0


def test_deploying_twice_is_one_version(node: Run) -> None:
    first, second = node("deploy"), node("deploy")

    assert first.exit_code == 0, first.stderr
    assert second.output == first.output
    assert "chung_thuc_ban_sao version 1" in first.output.splitlines()


def test_what_is_refused_is_named_with_its_place(node: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    diagram = (PACKAGED / "chung_thuc_ban_sao" / "chung_thuc_ban_sao.bpmn").read_bytes()
    (bad / "bad.bpmn").write_bytes(diagram)

    done = node("deploy", bad)

    assert done.exit_code == 1
    assert f"{bad}/bad.bpmn#" in done.stderr
    assert ": form_missing: " in done.stderr
    with store.using(store.open_database(from_environment(), read_profile(tmp_path / "node"))) as database:
        assert process.latest_deployments() == ()
        database.close()


def test_a_folder_without_a_diagram_is_no_procedure(node: Run, tmp_path: Path) -> None:
    done = node("deploy", tmp_path)

    assert (done.exit_code, done.stderr.count("\n")) == (3, 1)
    assert done.stderr.startswith("Error: no_procedure_folder: ")


def test_an_account_has_its_roles_at_its_desk_or_where_it_is_said(node: Run) -> None:
    made = add(node, "lan", "1", "--role", "reception", "--role", "leader@H21.52.21.02")
    listed = node("account", "list")

    assert made.exit_code == 0, made.stderr
    assert listed.output == made.output
    assert listed.output.strip().split("\t")[-1] == "leader@H21.52.21.02 reception@H21.52.21.01"


def test_a_role_can_be_given_later(node: Run) -> None:
    add(node, "lan", "1")

    assert node("account", "grant", "lan", "cashier", "H21.52.21.01").exit_code == 0
    assert "cashier@H21.52.21.01" in node("account", "list", "--unit", "H21.52.21.01").output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (("account", "grant", "lan", "boss", "H21.52.21"), 1, "bad_account"),
        (("account", "grant", "nobody", "leader", "H21.52.21"), 3, "unknown_account"),
        (("account", "grant", "lan", "leader", "H99"), 3, "unknown_unit"),
        (("account", "password", "lan", "--password", "short"), 1, "password_refused"),
        (("worker",), 6, "no_redis"),
    ],
)
def test_each_refusal_is_one_line_with_its_code(
    node: Run, arguments: tuple[str, ...], exit_code: int, code: str
) -> None:
    add(node, "lan", "1")

    done = node(*arguments)

    assert done.exit_code == exit_code
    assert done.stderr.startswith(f"Error: {code}: ")
    assert done.stderr.count("\n") == 1


def test_nobody_has_two_accounts(node: Run) -> None:
    add(node, "lan", "1")

    assert add(node, "lan2", "1").exit_code == 5


def test_a_registry_is_collected_from_homes_and_read_back(node: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    node("init", "--home", other, "--agency", "H21.52", "--name", 'UBND "huyện"', *ADDRESS)

    done = node(
        "registry", "collect", tmp_path / "node", other, "--output", tmp_path / "node" / "registry.toml"
    )
    shown = node("registry", "show")

    assert done.exit_code == 0, done.stderr
    assert [line.split("\t")[0] for line in shown.output.splitlines()[::2]] == ["H21.52.21", "H21.52"]
    assert 'UBND "huyện"' in shown.output
    assert all(line.endswith("ok") for line in shown.output.splitlines()[1::2])


def test_a_certificate_that_may_not_be_relied_on_is_shown_with_the_reason(node: Run) -> None:
    with clock.at(datetime(2040, 1, 1, tzinfo=UTC)):
        assert node("registry", "show").output.strip().endswith("CERTIFICATE_EXPIRED")


def test_a_sweep_says_how_much_was_done(node: Run) -> None:
    assert node("sweep").output == "0 done\n"


def test_a_database_that_is_away_is_one_line(motcua: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    motcua(*INIT, *ADDRESS)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")

    done = motcua("migrate")

    assert done.exit_code == 6
    assert done.stderr.startswith("Error: database: ")


def test_a_wrong_command_line_is_told_by_click(motcua: Run) -> None:
    assert motcua("serve", "--bind", "nowhere").exit_code == 2


def test_once_the_program_is_read_in_garbage_is_looked_for_but_not_in_it() -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000

"""`motcua verify-history` and `erase-history`: what an operator and a machine read."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from engine import history, store
from engine.settings import from_environment, read_profile
from tests.engine.history import books
from tests.webui.test_cli import Run, add, motcua, node

__all__ = ["motcua", "node"]  # fixtures


@contextmanager
def opened(tmp_path: Path) -> Iterator[store.Database]:
    settings = from_environment(tmp_path / "node")
    database = store.open_database(settings, read_profile(settings.home))
    yield database
    database.close()


def test_a_whole_history_is_exit_code_0(node: Run, tmp_path: Path) -> None:
    with opened(tmp_path):
        books.write(3)

    done = node("verify-history", "--json")

    assert (done.exit_code, done.stderr) == (0, "")
    expected = {"agency": books.AGENCY, "ok": True, "events": 3, "unplaced": 0, "first_broken": None}
    assert json.loads(done.stdout) == expected


def test_the_heads_in_the_nodes_folder_are_used(node: Run, tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        books.write(3)
        with books.tampering(database) as link:
            for table in ("history_event", "history_head"):
                link.execute(text(f"DELETE FROM {table}"))

    done = node("verify-history", "--json")

    assert done.exit_code == 1
    assert json.loads(done.stdout)["first_broken"] == {"seq": 1, "kind": "truncated"}


def test_a_broken_history_is_one_line_for_people(node: Run, tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        books.write(3)
        with books.tampering(database) as link:
            link.execute(text("UPDATE history_event SET kind = 'x' WHERE seq = 2"))

    done = node("verify-history")

    line = f"{books.AGENCY}: BROKEN, edited at event 2: x of {books.AGENCY}-240415-0001\n"
    assert (done.exit_code, done.stdout) == (1, line)


def test_an_erasure_keeps_the_history_whole(node: Run, tmp_path: Path) -> None:
    assert add(node, "lan", "0123").exit_code == 0
    with opened(tmp_path):
        books.write(2)
    code = f"{books.AGENCY}-240415-0001"

    done = node("erase-history", books.AGENCY, code, "--by", "lan", "--reason", "asked")

    assert done.stdout == "1 events\n"
    with opened(tmp_path):
        assert [event.actor_name for event in history.events_of(code)] == ["", "Lan"]
    assert node("sweep").exit_code == 0
    assert json.loads(node("verify-history", "--json").stdout)["events"] == 3

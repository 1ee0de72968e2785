"""The process that moves dossiers is killed in the middle; another one goes on, and each moves and comes back once."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from engine import clock, history, process, store
from tests.engine.process.mortal_mover import DONE
from tests.engine.process.test_migration import LAN, NOW, at, begun, deployed, finish, photograph, row

ROOT = Path(__file__).parents[3]
MANY = 12
CODES = tuple(f"D{number}" for number in range(MANY))


@pytest.mark.parametrize("moment", ["within", "between"])
def test_a_killed_worker_leaves_every_dossier_to_be_moved_once_and_to_come_back_byte_for_byte(
    database: store.Database, moment: str
) -> None:
    with clock.at(NOW):
        old, new = deployed(row("a", "c")), deployed(row("b", "x", "c"))
        for number, code in enumerate(CODES):
            begun(old, code, n=1.0 * number, ten="Rơ Châm")
        process.claim(process.items_of(CODES[7])[0].task_id, LAN)
        process.complete_user_task(process.items_of(CODES[9])[0].task_id, LAN, {"ghi_chu": "đã xem"})
        before = photograph()
        migration_id = process.start_migration(old.id, new.id, LAN, mapping={"a": "b"})

    killed(moment)
    assert process.migration_of(migration_id).counts == {"moved": DONE, "waiting": MANY - DONE}
    assert told() == {"started": MANY, "task_completed": 1, "migrated": DONE}
    finished()

    assert process.migration_of(migration_id).counts == {"moved": MANY}
    assert told() == {"started": MANY, "task_completed": 1, "migrated": MANY}
    assert Counter(element for code in CODES for element in at(code)) == {"b": MANY - 1, "c": 1}
    process.live_instances.clear()
    with clock.at(NOW):
        process.undo_migration(migration_id, LAN)

    killed(moment)
    assert process.migration_of(migration_id).counts == {"undone": DONE, "undoing": MANY - DONE}
    finished()

    assert process.migration_of(migration_id).counts == {"undone": MANY}
    assert told() == {"started": MANY, "task_completed": 1, "migrated": MANY, "migration_undone": MANY}
    assert photograph() == before
    process.live_instances.clear()
    for code in CODES:
        finish(code)


def told() -> Counter[str]:
    """How many events of each kind the dossiers have."""
    return Counter(event.kind for code in CODES for event in history.events_of(code))


def killed(moment: str) -> None:
    """A worker begins, and is killed where it says it is."""
    with worker(moment) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "here\n"
        running.send_signal(signal.SIGKILL)
        assert running.wait(60) == -signal.SIGKILL


def finished() -> None:
    """Another worker goes on until nothing is left."""
    with worker("never") as running:
        assert running.wait(60) == 0


def worker(moment: str) -> subprocess.Popen[str]:
    database = store.current()
    url = database.engine.url.render_as_string(hide_password=False)
    plan = (str(database.settings.home), url, NOW.isoformat(), moment)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.engine.process.mortal_mover", *plan],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

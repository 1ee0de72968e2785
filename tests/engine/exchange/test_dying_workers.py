"""A call survives the death of whoever makes it: it is made again under the same key, and its answer counts once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import history, store
from engine.process.tables import process_instance
from tests.diagrams import builder as b
from tests.engine.process import cases
from tests.systems import OutsideSystem, outside_system

ROOT = Path(__file__).parents[3]
CASES, DEATHS = 60, 12
ASK = b.parameters({"service": '"people"', "body": "{so: so}"}, {"ten": "body.name"})
LOOKUP = (
    b.start(), b.end(), b.service("lookup", "http", ASK), b.user("check"), b.chain("s", "lookup", "check", "e"),
)  # fmt: skip


@pytest.fixture
def system(database: store.Database) -> Iterator[OutsideSystem]:
    with outside_system() as running:
        running.says(200, {"name": "Lan"})
        yield running


def workers(system: OutsideSystem, *plan: int) -> subprocess.Popen[bytes]:
    """plan: number of the first life, and deaths."""
    database = store.current()
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.engine.exchange.mortal_worker", str(database.settings.home), url]
    program = subprocess.Popen(
        [*command, system.url, *map(str, plan)], cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"ready\n"
    return program


def kill(program: subprocess.Popen[bytes]) -> None:
    """Program and workers at once, as a power cut does."""
    os.killpg(program.pid, signal.SIGKILL)
    with program:
        pass


def test_a_worker_killed_in_the_middle_of_its_call_is_followed_by_one_with_the_same_key(
    system: OutsideSystem,
) -> None:
    cases.deploy(*LOOKUP)
    instance = cases.begin(so=1)
    system.gate.clear()
    first = workers(system, 0)
    assert system.arrived.acquire(timeout=30)

    kill(first)

    assert cases.jobs() == [("lookup", "READY", 1)]
    system.gate.set()
    with workers(system, 1) as second:
        assert second.wait(60) == 0
    assert len(system.asked) == 2
    assert len({asked.key for asked in system.asked}) == 1
    assert (cases.variables_of(instance)["ten"], cases.open_elements()) == ("Lan", ["check"])
    assert cases.told() == ["started", "job_done"]


def test_workers_that_die_at_any_moment_apply_every_answer_exactly_once(system: OutsideSystem) -> None:
    cases.deploy(*LOOKUP)
    for n in range(CASES):
        cases.begin(f"D{n}", so=n)
    system.seconds = 0.03

    with workers(system, 0, DEATHS) as program:
        assert program.wait(120) == 0

    assert (cases.jobs(), cases.incidents()) == ([], [])
    done = Counter(e.kind for n in range(CASES) for e in history.events_of(f"D{n}"))
    assert done == {"started": CASES, "job_done": CASES}
    assert all(row.variables["ten"] == "Lan" and row.rev == 1 for row in cases.rows(process_instance))
    keys = Counter(asked.key for asked in system.asked)
    assert len(keys) == CASES
    assert max(keys.values()) > 1, "nobody died in the middle of a call"

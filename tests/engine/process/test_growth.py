"""The cost of a completion does not grow with what a dossier has been through. Counts only; times are benchmarked."""

import gc
import tracemalloc

import orjson

from engine import process, store
from tests.diagrams import long
from tests.engine.process import cases
from tests.engine.process.cases import OFFICER
from tests.statements import statements_of

COMPLETIONS = 300
MOST_STATEMENTS = 10
MOST_KIB = 40
EARLY, LATE = slice(5, 15), slice(-10, None)


ASKED = {
    "id": "f",
    "schemaVersion": 19,
    "components": [{"type": "textfield", "id": "a", "key": "again", "label": "a"}],
}
FILES = {"long.bpmn": long.xml(), "asked.form": orjson.dumps(ASKED)}


def again(code: str) -> None:
    """Complete a task of the long procedure so that it goes round once more."""
    process.complete_user_task(process.items_of(code)[0].task_id, OFFICER, {"again": "yes"})


def test_a_late_completion_sends_no_more_than_an_early_one(database: store.Database) -> None:
    if not database.is_sqlite:
        return  # the statements are the same; only SQLite tells them one by one
    process.deploy(FILES, key="long", author="test")
    cases.begin("D1", long.PROCESS_ID, again="yes")
    sent = []
    for _ in range(COMPLETIONS):
        task_id = process.items_of("D1")[0].task_id
        with statements_of(database) as statements:
            process.complete_user_task(task_id, OFFICER, {"again": "yes"})
        sent.append(statements)

    counts = [len(statements) for statements in sent]
    sizes = [sum(map(len, statements)) for statements in sent]
    assert max(counts) <= MOST_STATEMENTS
    assert set(counts[LATE]) <= set(counts[EARLY])
    assert max(sizes[LATE]) <= 1.3 * max(sizes[EARLY])


def test_a_dossier_in_memory_is_small(database: store.Database) -> None:
    process.deploy(FILES, key="long", author="test")
    codes = [f"D{number}" for number in range(10)]
    cases.begin("warm", long.PROCESS_ID, again="yes")
    again("warm")
    process.live_instances.clear()
    gc.collect()
    tracemalloc.start()
    for code in codes:
        cases.begin(code, long.PROCESS_ID, again="yes")
        for _ in range(12):
            again(code)
    gc.collect()
    full, _peak = tracemalloc.get_traced_memory()
    process.live_instances.clear()
    gc.collect()
    empty, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (full - empty) / len(codes) / 1024 <= MOST_KIB

"""What grows: the 10th, 100th and 1,000th completion of one dossier, a task of 200 items, a live dossier's memory.

Times are medians over the completions around each, in several dossiers. Bytes are what PostgreSQL writes to its log.
Statements are what reaches the driver between two commits, BEGIN and COMMIT included.
"""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import text

from engine import process, store
from tests.diagrams import builder as b
from tests.diagrams import long
from tests.statements import statements_of

AT = (10, 100, 1000)
AROUND = 5
DOSSIERS = 3
ITEMS = 200
LIVE = 60

Begin = Callable[[str], str]
"""Starts a dossier of a process; answers its code."""
Complete = Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True)
class Cost:
    """One completion: milliseconds, bytes written, statements."""

    ms: float
    written: float
    statements: int


def files() -> dict[str, bytes]:
    """The diagrams of this page."""
    return {"long.bpmn": long.xml(), "many.bpmn": many_xml()}


def many_xml() -> bytes:
    """A user task for each of 200 items at once."""
    each = b.user("each", b.multi(cardinality=str(ITEMS)))
    return b.definitions(b.process(b.start(), each, b.end(), b.chain("s", "each", "e"), process_id="many"))


def growth(database: store.Database, begin: Begin, complete: Complete) -> dict[int, Cost]:
    """What the 10th, the 100th and the 1,000th completion of one dossier cost."""
    seen: dict[int, list[Cost]] = {number: [] for number in AT}
    for _ in range(DOSSIERS):
        code = begin(long.PROCESS_ID)
        for number in range(1, AT[-1] + AROUND + 1):
            task = process.items_of(code)[0].task_id
            nearest = min(AT, key=lambda at: abs(at - number))
            act = partial(complete, task, {"again": "yes"})
            if abs(nearest - number) > AROUND:
                act()
            else:
                seen[nearest].append(_measured(database, act))
    return {number: middle(costs) for number, costs in seen.items()}


def many(database: store.Database, begin: Begin, complete: Complete) -> Cost:
    """What one of 200 items open at once costs."""
    code = begin("many")
    open_now = [item.task_id for item in process.items_of(code)]
    assert len(open_now) == ITEMS
    return middle([_measured(database, partial(complete, task, {})) for task in open_now])


def middle(costs: list[Cost]) -> Cost:
    """The median of each."""
    return Cost(
        statistics.median(cost.ms for cost in costs),
        statistics.median(cost.written for cost in costs),
        max(cost.statements for cost in costs),
    )


def _measured(database: store.Database, act: Callable[[], None]) -> Cost:
    before = _log_position(database)
    with statements_of(database) as statements:
        begun = time.perf_counter()
        act()
        taken = time.perf_counter() - begun
    return Cost(taken * 1000, _log_position(database) - before, len(statements))


def _log_position(database: store.Database) -> int:
    if database.is_sqlite:
        return 0
    with database.engine.connect() as link:
        return int(link.execute(text("SELECT pg_current_wal_insert_lsn() - '0/0'")).scalar_one())


def live_kib(begin: Begin, complete: Complete, steps: int = 12) -> float:
    """The memory of one dossier of the big procedure in the cache, half way through, its 2 KB of answers included."""

    def one() -> str:
        code = begin("big")
        for _ in range(steps):
            complete(process.items_of(code)[0].task_id, {})
        return code

    one()
    process.live_instances.clear()
    gc.collect()
    tracemalloc.start()
    for _ in range(LIVE):
        one()
    gc.collect()
    full, _peak = tracemalloc.get_traced_memory()
    process.live_instances.clear()
    gc.collect()
    empty, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (full - empty) / LIVE / 1024

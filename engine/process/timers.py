"""Due timers: an indexed column, swept in small transactions that leave room for people between them."""

import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.exc import InterfaceError, OperationalError

from engine import clock, people, spiff, store
from engine.process import loading, outages, steps
from engine.process.errors import StaleRevision
from engine.process.incident_rows import WHOLE, Trouble, note
from engine.process.moves import Move
from engine.process.tables import incident, process_instance

log = structlog.get_logger()

T = TypeVar("T")

BATCH = 50
LONGEST_REST = 0.1
"""Seconds."""
BACKOFF = (1, 3, 12, 60, 180, 720)
"""Waits of an instance that cannot be driven, in first waits (`retry_seconds`)."""

_I = process_instance.c
_at = bindparam("at", type_=_I.next_due.type)
DUE = (
    select(_I.id, _I.rev, _I.agency_code, _I.next_due)
    .where(_I.next_due <= _at, ~outages.held_back(_at))
    .order_by(_I.next_due)
    .limit(bindparam("most"))
)


def tick(limit: int = BATCH, rest: Callable[[float], None] = time.sleep) -> int:
    """Fire what is due in up to `limit` instances, each in its own transaction. Answers how many moved on.

    Between two of them the sweep rests for as long as the last one took: of a burst people wait for one at the most,
    on SQLite too, where everybody waits for the one writer. An instance that cannot be driven is an incident, and is
    left for ever longer; it holds up nobody.
    """
    with store.reading() as link:
        due = link.execute(DUE, {"at": clock.now(), "most": limit}).all()
    moved = 0
    for row in paced(due, rest):
        with outages.as_due(row.agency_code, row.next_due):
            moved += _fire_due(row.id, row.rev)
    return moved


def paced(rows: Iterable[T], rest: Callable[[float], None]) -> Iterator[T]:
    """Hand out work bit by bit, with rests between in which others get the database."""
    for row in rows:
        began = time.monotonic()
        yield row
        rest(min(time.monotonic() - began, LONGEST_REST))


def _fire_due(instance_id: str, rev: int) -> bool:
    try:
        steps.advance(instance_id, Move("timer_fired", people.SYSTEM, _fire))
        return True
    except (InterfaceError, OperationalError) as error:
        # the database is not well: the next sweep sees
        log.warning("timer_not_fired", instance_id=instance_id, error=type(error).__name__)
    except (spiff.NotReady, StaleRevision) as error:
        _look_later(instance_id, rev, error.code)
    except Exception as error:  # noqa: BLE001 - a sweep: the others must get their turn, the log names the broken one
        log.exception("timer_failed", instance_id=instance_id)
        _look_later(instance_id, rev, cause_of(error))
    return False


def catch_up(instance_id: str, until: datetime) -> None:
    """Fire an instance's timers due by an instant, each as of its own, before what was done then is entered."""
    query = select(_I.next_due).where(_I.id == instance_id)
    while True:
        with store.reading() as link:
            due = link.execute(query).scalar()
        if due is None or due > until:
            return
        try:
            with clock.acting_at(due):
                steps.advance(instance_id, Move("timer_fired", people.SYSTEM, _fire))
        except spiff.NotReady:
            # another one was faster
            return


def _fire(live: spiff.Live) -> None:
    if not spiff.tick(live):
        # another sweep was faster: no step and no event of it
        raise spiff.NotReady("no timer is due")


def _look_later(instance_id: str, rev: int, cause: str) -> None:
    """Let an instance rest that is due but cannot be driven, unless somebody has moved it meanwhile."""
    now = clock.entered()
    with store.transaction() as link:
        # a new revision: copies in other processes must learn that there is an incident to close
        rested = link.execute(
            process_instance.update()
            .where(_I.id == instance_id, _I.rev == rev)
            .values(next_due=now + _wait(instance_id), rev=rev + 1)
        )
        if rested.rowcount == 0:
            return
        log.warning("timer_not_fired", instance_id=instance_id, error=cause)
        note(loading.facts_of(instance_id), Trouble("instance_broken", cause), now)


def _wait(instance_id: str) -> timedelta:
    query = select(incident.c.attempts).where(
        incident.c.instance_id == instance_id, incident.c.task_id == WHOLE, incident.c.state == "open"
    )
    with store.reading() as link:
        attempts = link.execute(query).scalar() or 0
    first = timedelta(seconds=store.current().settings.retry_seconds)
    return first * BACKOFF[min(attempts, len(BACKOFF) - 1)]


def cause_of(error: Exception) -> str:
    """What went wrong, for an incident: our own errors' words, of others the kind and the place, never the values."""
    if isinstance(error, spiff.EngineFault):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    kind = getattr(error, "code", type(error).__name__)
    return f"{kind} in {Path(frame.filename).name}:{frame.lineno} {frame.name}"

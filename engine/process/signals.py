"""Signals in: what one instance throws reaches every instance of its agency at this node that waits for it.

The throwing act addresses them (`signal_rows`); the sweep lets each receiver hear them in a transaction of its own, in
the order in which they were thrown. The row goes with the step that heard it: whoever dies in between leaves both undone.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, exists, select
from sqlalchemy.exc import InterfaceError, OperationalError

from engine import clock, people, spiff, store
from engine.process import loading, steps
from engine.process.cache import live_instances
from engine.process.errors import StaleRevision
from engine.process.incident_rows import WHOLE, Trouble, note
from engine.process.moves import Move
from engine.process.tables import process_instance, signal_delivery
from engine.process.timers import BACKOFF, BATCH, cause_of, paced

log = structlog.get_logger()

_I = process_instance.c
_D = signal_delivery.c
_earlier = signal_delivery.alias()
DUE = (
    select(_D.id, _D.instance_id, _D.name, _D.thrown_by, _D.attempts)
    .where(
        _D.next_at <= bindparam("at", type_=_D.next_at.type),
        ~exists().where(_earlier.c.instance_id == _D.instance_id, _earlier.c.id < _D.id),
    )
    .order_by(_D.next_at, _D.id)
    .limit(bindparam("most"))
)
_HEARD = store.Write(signal_delivery.delete().where(_D.id == bindparam("of_id")))


def spread_signals(limit: int = BATCH, rest: Callable[[float], None] = time.sleep) -> int:
    """Let up to `limit` instances hear the signal that they are owed first. Answers how many are settled.

    Rests between two of them as the timers' sweep does. A receiver that cannot be driven is an incident, and is tried
    again ever more rarely; it holds up nobody.
    """
    with store.reading() as link:
        due = link.execute(DUE, {"at": clock.now(), "most": limit}).all()
    return sum(_hear(one) for one in paced(due, rest))


def _hear(one: Any) -> bool:
    def hear(live: spiff.Live) -> None:
        if not spiff.signal(live, one.name):
            raise spiff.NotReady(f"nobody waits for the signal {one.name!r} any more")

    def settle(_outcome: object) -> None:
        # of two sweeps that let it hear the same signal, one does not commit
        store.write(_HEARD, {"of_id": one.id}, otherwise=lambda: StaleRevision(one.instance_id))

    data = {"signal": one.name, "thrown_by": one.thrown_by}
    try:
        steps.advance(one.instance_id, Move("signal_received", people.SYSTEM, hear, data=data, also=settle))
    except spiff.NotReady:
        _forget(one.id)
    except (InterfaceError, OperationalError, StaleRevision) as error:
        # the database is not well, or others were faster: the next sweep sees
        log.warning("signal_not_heard", instance_id=one.instance_id, error=type(error).__name__)
        return False
    except Exception as error:  # noqa: BLE001 - a sweep: the others must get their turn, the log names the broken one
        log.exception("signal_failed", instance_id=one.instance_id)
        _try_later(one, cause_of(error))
        return False
    return True


def _forget(delivery_id: int) -> None:
    with store.transaction() as link:
        link.execute(signal_delivery.delete().where(_D.id == delivery_id))


def _try_later(one: Any, cause: str) -> None:
    """Keep a signal for an instance that cannot be driven, as an incident, unless another sweep has dealt with it."""
    now = clock.now()
    first = timedelta(seconds=store.current().settings.retry_seconds)
    wait = first * BACKOFF[min(one.attempts, len(BACKOFF) - 1)]
    with store.transaction() as link:
        kept = link.execute(
            signal_delivery.update()
            .where(_D.id == one.id, _D.attempts == one.attempts)
            .values(attempts=one.attempts + 1, next_at=now + wait)
        )
        if kept.rowcount == 0:
            return
        # a new revision: copies in other processes must learn that there is an incident to close
        link.execute(process_instance.update().where(_I.id == one.instance_id).values(rev=_I.rev + 1))
        note(loading.facts_of(one.instance_id), Trouble("instance_broken", cause, WHOLE), now)
    live_instances.evict(one.instance_id)

"""Due timers: an indexed column, swept; one broken instance does not stop the others."""

import structlog
from sqlalchemy import select

from engine import clock, people, spiff, store
from engine.process import steps
from engine.process.moves import Move
from engine.process.tables import process_instance

log = structlog.get_logger()


def tick(limit: int = 50) -> int:
    """Fire what is due in up to `limit` instances, each in its own transaction. Answers how many moved on."""
    now = clock.now()
    query = (
        select(process_instance.c.id)
        .where(process_instance.c.next_due <= now)
        .order_by(process_instance.c.next_due)
        .limit(limit)
    )
    with store.reading() as link:
        due = [row.id for row in link.execute(query)]
    moved = 0
    for instance_id in due:
        try:
            steps.advance(instance_id, Move("timer_fired", people.SYSTEM, _fire))
            moved += 1
        except Exception:  # noqa: BLE001 - a sweep: the others must get their turn, the log names the broken one
            log.exception("timer_failed", instance_id=instance_id)
    return moved


def _fire(live: spiff.Live) -> None:
    spiff.tick(live)

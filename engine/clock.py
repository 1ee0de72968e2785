"""The only reader of the wall clock: when something is done, and when the system is told of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_fixed: ContextVar[datetime | None] = ContextVar("fixed_now", default=None)
_acting: ContextVar[datetime | None] = ContextVar("acting_at", default=None)


def now() -> datetime:
    """The instant at which things are done, aware, UTC: the present one unless `acting_at` says otherwise."""
    return _acting.get() or entered()


def entered() -> datetime:
    """The instant at which the system is told, aware, UTC: the present one, or that set by `at`."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The date of `now` where the counters are (Asia/Ho_Chi_Minh)."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """An instant as the clock on the counter's wall shows it."""
    return instant.astimezone(LOCAL)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Run a block as if it were `instant`: replays, simulations, tests. Raises ValueError on a naive one."""
    fixed, acting = _fixed.set(_aware(instant)), _acting.set(None)
    try:
        yield
    finally:
        _acting.reset(acting)
        _fixed.reset(fixed)


@contextmanager
def acting_at(instant: datetime) -> Iterator[None]:
    """Enter now what was done at `instant`: what follows from it follows from then. Raises ValueError on a naive one."""
    acting = _acting.set(_aware(instant))
    try:
        yield
    finally:
        _acting.reset(acting)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant must be aware")
    return instant.astimezone(UTC)

"""The only reader of the wall clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_fixed: ContextVar[datetime | None] = ContextVar("fixed_now", default=None)


def now() -> datetime:
    """The present instant, aware, UTC; or the instant set by `at`."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The present date where the counters are (Asia/Ho_Chi_Minh)."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """An instant as the clock on the counter's wall shows it."""
    return instant.astimezone(LOCAL)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Run a block as if it were `instant`: replays, simulations, tests. Raises ValueError on a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant must be aware")
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)

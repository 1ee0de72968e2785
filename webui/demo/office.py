"""Office hours as a clock: which instant lies so much working time after another."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from engine import clock, law

DAY = timedelta(days=1)


def working_days(first: date, last: date) -> Iterator[date]:
    """The working days between two dates, both included."""
    calendar = law.default_calendar()
    while first <= last:
        if calendar.is_working(first):
            yield first
        first += DAY


def sessions_from(instant: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of office hours from an instant on, without end."""
    calendar = law.default_calendar()
    day = clock.local(instant).date()
    while True:
        for session in calendar.sessions(day):
            if session.end > instant:
                yield max(session.start, instant), session.end
        day += DAY


def after(instant: datetime, working: timedelta) -> datetime:
    """The instant a span of working time after another; it always lies within office hours."""
    left = working
    for start, end in sessions_from(instant):
        if start + left < end:
            return start + left
        left -= end - start
    raise AssertionError("office hours have no end")


def between(start: datetime, end: datetime) -> timedelta:
    """The working time between two instants; nothing when the second is not later."""
    total = timedelta()
    for opened, closed in sessions_from(start):
        if opened >= end:
            break
        total += min(closed, end) - opened
    return total

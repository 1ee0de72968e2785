"""What a wait outside the agency's time (a supplement, a financial obligation) does to a due instant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from engine.clock import local
from engine.law.calendars import DAY, Calendar
from engine.law.counting import count
from engine.law.errors import BadPause
from engine.law.explanations import Ledger
from engine.law.limits import Unit
from engine.law.rules import MINUTE


class SupplementRule(StrEnum):
    """The two rules of supplements; which one holds depends on the version of the rules in force."""

    PAUSE = "pause"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Pause:
    """A finished wait: from when the agency asked to when everything had come; aware instants.

    Raises BadPause when it ends before it began, ValueError on naive instants.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an instant must be aware")
        if self.end < self.start:
            raise BadPause(f"{self.start}/{self.end} ends before it begins", start=self.start, end=self.end)


def check_pauses(pauses: Sequence[Pause], received: datetime) -> Iterator[Pause]:
    """The waits to the minute, local. Raises BadPause when one begins before the receipt or the wait before ended."""
    earliest = received
    for pause in pauses:
        start, end = (local(instant).replace(second=0, microsecond=0) for instant in (pause.start, pause.end))
        if start < earliest:
            raise BadPause(f"{start} is before {earliest}", start=start, earliest=earliest)
        earliest = end
        yield Pause(start, end)


def wait(ledger: Ledger, pause: Pause, unit: Unit, calendar: Calendar, rule: SupplementRule) -> bool:
    """Let the due instant where the ledger stands take in a wait. Answers whether the limit begins anew there.

    Pausing adds the time waited, in the limit's own unit; a clock that had already run out is not stopped any more.
    A wait of no length changes nothing under either rule.
    """
    if pause.start == pause.end:
        return False
    calendar.require(ledger.here.date(), ledger.here.date())
    due = ledger.apply("due_before_wait", at=ledger.here.isoformat())
    span = {"since": pause.start.isoformat(), "until": pause.end.isoformat()}
    if rule is SupplementRule.RESTART:
        ledger.apply("restarted", at=pause.end.isoformat(), **span)
        return True
    if pause.start > due:
        ledger.apply("wait_came_too_late", **span)
        return False
    unit = Unit.WORKING_DAY if unit is Unit.SAME_DAY else unit
    amount = time_between(pause.start, pause.end, unit, calendar)
    ledger.apply("waited", amount=amount, unit=unit.value, **span)
    if amount:
        count(ledger, amount, unit, calendar)
    return False


def time_between(start: datetime, end: datetime, unit: Unit, calendar: Calendar) -> int:
    """The time from one local instant to a later one: days, or minutes of office hours.

    What happens after closing counts as on the next day; working days are those on which the office closed meanwhile.
    """
    if unit is Unit.CALENDAR_DAY:
        return (_day_of(end, calendar) - _day_of(start, calendar)).days
    days = [start.date() + number * DAY for number in range((end.date() - start.date()).days + 1)]
    sessions = [calendar.sessions(day) for day in days]
    if unit is Unit.WORKING_DAY:
        return sum(start <= of_day[-1].end < end for of_day in sessions if of_day)
    spans = (min(one.end, end) - max(one.start, start) for of_day in sessions for one in of_day)
    return sum(max(span, timedelta()) // MINUTE for span in spans)


def _day_of(instant: datetime, calendar: Calendar) -> date:
    day = instant.date()
    return day + DAY if calendar.is_working(day) and instant > calendar.closing(day) else day

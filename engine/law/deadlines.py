"""When a result must be ready, step by step. The rules in words: docs/deadlines.md."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from engine.clock import local
from engine.law.calendars import DAY, Calendar, DayKind
from engine.law.limits import TimeLimit, Unit


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning. code: stable, put into words by the pages; facts: JSON values, dates as ISO text.

    Codes: received(at), closed_at_receipt(at), first_day_not_counted(day), day_off(day, kind, name),
    makeup_day(day, name), counted(amount, unit, until), rolled_forward(from, to), after_cut_off(until), due(at).
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deadline:
    """due_at: aware, UTC. steps: how it was reckoned, in order."""

    due_at: datetime
    steps: tuple[Step, ...]


class _Ledger:
    def __init__(self) -> None:
        self.steps: list[Step] = []

    def note(self, code: str, **facts: object) -> None:
        self.steps.append(Step(code, facts))


def due_at(received_at: datetime, limit: TimeLimit, calendar: Calendar) -> Deadline:
    """When the result must be ready, with the steps that led there.

    received_at: instant of acceptance, aware; reckoned to the minute, as the receipt prints it.
    Day limits end at the close of the last day's office hours; hour limits at the minute.
    Raises NoCalendar when a year has no days off laid down, ValueError on a naive instant.
    """
    if received_at.tzinfo is None:
        raise ValueError("an instant must be aware")
    received = local(received_at).replace(second=0, microsecond=0)
    ledger = _Ledger()
    ledger.note("received", at=received.isoformat())
    if not any(session.start <= received <= session.end for session in calendar.sessions(received.date())):
        ledger.note("closed_at_receipt", at=received.isoformat())
    due = _RECKONERS[limit.unit](received, limit.amount, calendar, ledger)
    ledger.note("due", at=due.isoformat())
    return Deadline(due.astimezone(UTC), tuple(ledger.steps))


def warn_at(due: datetime, warning: TimeLimit, calendar: Calendar) -> datetime:
    """The instant that lies a warning time before a due one, aware, UTC. Same-day warnings come at opening time."""
    moment = local(due)
    if warning.unit is Unit.WORKING_HOUR:
        return _hours_before(moment, timedelta(hours=warning.amount), calendar).astimezone(UTC)
    if warning.unit is Unit.SAME_DAY:
        sessions = calendar.sessions(moment.date())
        return (sessions[0].start if sessions else moment).astimezone(UTC)
    day = moment.date()
    for _ in range(warning.amount):
        day -= DAY
        while warning.unit is Unit.WORKING_DAY and not calendar.is_working(day):
            day -= DAY
    return moment.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)


def _working_days(received: datetime, amount: int, calendar: Calendar, ledger: _Ledger) -> datetime:
    day = received.date()
    ledger.note("first_day_not_counted", day=day.isoformat())
    for _ in range(amount):
        day = calendar.working_day_from(day + DAY)
    _note_special_days(received.date() + DAY, day, calendar, ledger)
    ledger.note("counted", amount=amount, unit=Unit.WORKING_DAY.value, until=day.isoformat())
    return calendar.closing(day)


def _calendar_days(received: datetime, amount: int, calendar: Calendar, ledger: _Ledger) -> datetime:
    ledger.note("first_day_not_counted", day=received.date().isoformat())
    last = received.date() + amount * DAY
    ledger.note("counted", amount=amount, unit=Unit.CALENDAR_DAY.value, until=last.isoformat())
    due = calendar.working_day_from(last)
    if due != last:
        _note_special_days(last, due, calendar, ledger)
        ledger.note("rolled_forward", **{"from": last.isoformat(), "to": due.isoformat()})
    return calendar.closing(due)


def _working_hours(received: datetime, amount: int, calendar: Calendar, ledger: _Ledger) -> datetime:
    left, day = timedelta(hours=amount), received.date()
    while True:
        for session in calendar.sessions(day):
            start = max(session.start, received)
            if start + left <= session.end and start < session.end:
                _note_special_days(received.date(), day, calendar, ledger)
                due = start + left
                ledger.note("counted", amount=amount, unit=Unit.WORKING_HOUR.value, until=due.isoformat())
                return due
            left -= max(session.end - start, timedelta())
        day += DAY


def _same_day(received: datetime, amount: int, calendar: Calendar, ledger: _Ledger) -> datetime:
    day = received.date()
    if not calendar.is_working(day):
        due = calendar.working_day_from(day)
        ledger.note("rolled_forward", **{"from": day.isoformat(), "to": due.isoformat()})
    elif received.time() > calendar.same_day_until(day):
        due = calendar.working_day_from(day + DAY)
        ledger.note("after_cut_off", until=calendar.same_day_until(day).isoformat("minutes"))
    else:
        due = day
    _note_special_days(day, due, calendar, ledger)
    return calendar.closing(due)


_RECKONERS: Mapping[Unit, Callable[[datetime, int, Calendar, _Ledger], datetime]] = {
    Unit.WORKING_DAY: _working_days,
    Unit.CALENDAR_DAY: _calendar_days,
    Unit.WORKING_HOUR: _working_hours,
    Unit.SAME_DAY: _same_day,
}


def _hours_before(moment: datetime, left: timedelta, calendar: Calendar) -> datetime:
    day = moment.date()
    while True:
        for session in reversed(calendar.sessions(day)):
            end = min(session.end, moment)
            if end - left >= session.start and end > session.start:
                return end - left
            left -= max(end - session.start, timedelta())
        day -= DAY


def _note_special_days(first: date, last: date, calendar: Calendar, ledger: _Ledger) -> None:
    for special in calendar.special_days(first, last):
        if special.kind is DayKind.MAKEUP_WORK:
            ledger.note("makeup_day", day=special.date.isoformat(), name=special.name)
        else:
            ledger.note("day_off", day=special.date.isoformat(), kind=special.kind.value, name=special.name)

"""When a result must be ready, step by step. The rules in words: docs/deadlines.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.clock import local
from engine.law.calendars import DAY, AfterClosing, Calendar
from engine.law.counting import close, count, roll
from engine.law.explanations import Ledger, Step
from engine.law.limits import TimeLimit, Unit
from engine.law.waiting import Pause, SupplementRule, check_pauses, wait


@dataclass(frozen=True, slots=True)
class Deadline:
    """due_at: aware, UTC. steps: how it was reckoned, in order; `reckon_again(steps)` gives due_at again."""

    due_at: datetime
    steps: tuple[Step, ...]

    @property
    def unconfirmed(self) -> tuple[int, ...]:
        """Years it rests on whose days off nobody has confirmed yet; what is printed must say so."""
        return tuple(step.facts["year"] for step in self.steps if step.code == "unconfirmed_year")


def due_at(
    received_at: datetime,
    limit: TimeLimit,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    rule: SupplementRule = SupplementRule.PAUSE,
    *,
    because: str | None = None,
) -> Deadline:
    """When the result must be ready, with the steps that led there.

    received_at: instant of acceptance, aware; reckoned to the minute, as the receipt prints it.
    pauses: finished waits outside the agency's time, in order; rule: what they do to the due instant.
    because: of a limit that was decided for this case, in a few words what for; "" when nobody can say it so briefly.
    Day limits end at the close of the last day's office hours; hour limits at the minute.
    Raises NoCalendar when a year has no days off laid down, BadPause, ValueError on a naive instant.
    """
    if received_at.tzinfo is None:
        raise ValueError("an instant must be aware")
    received = local(received_at)
    ledger = Ledger(received)
    ledger.apply("received", at=received.isoformat())
    if because is not None:
        ledger.apply("limit_of_case", amount=limit.amount, unit=limit.unit.value, because=because)
    reckon(ledger, limit, calendar)
    for pause in check_pauses(pauses, ledger.steps[0].end):
        if wait(ledger, pause, limit.unit, calendar, rule):
            reckon(ledger, limit, calendar)
    return finish(ledger, calendar)


def decided_limit(steps: Sequence[Step]) -> TimeLimit | None:
    """The limit that was decided for the case when it was received; None where the sheet's holds for everybody."""
    for step in steps:
        if step.code == "limit_of_case":
            return TimeLimit(step.facts["amount"], Unit(step.facts["unit"]))
    return None


def finish(ledger: Ledger, calendar: Calendar) -> Deadline:
    """The deadline where the ledger stands, with the years it touches that nobody has confirmed. Raises NoCalendar."""
    first, last = ledger.steps[0].end.date(), ledger.here.date()
    calendar.require(first, last)
    for year in sorted(calendar.computed):
        if first.year <= year <= last.year:
            ledger.apply("unconfirmed_year", year=year)
    due = ledger.apply("due", at=ledger.here.isoformat())
    return Deadline(due.astimezone(UTC), tuple(ledger.steps))


def reckon(ledger: Ledger, limit: TimeLimit, calendar: Calendar) -> None:
    """From the receipt, where the ledger stands, to the end of the limit."""
    after_closing = _note_closed(ledger, calendar)
    if limit.unit is Unit.WORKING_HOUR:
        count(ledger, limit.amount * 60, limit.unit, calendar)
    elif limit.unit is Unit.SAME_DAY:
        _same_day(ledger, calendar)
    else:
        if after_closing and calendar.hours_on(ledger.here.date()).after_closing is AfterClosing.NEXT_DAY:
            ledger.apply("after_closing")
            roll(ledger, calendar)
        ledger.apply("first_day_not_counted", day=ledger.here.date().isoformat())
        count(ledger, limit.amount, limit.unit, calendar)


def _note_closed(ledger: Ledger, calendar: Calendar) -> bool:
    """Say when the office was closed at receipt. Answers whether no office hour was left on that day."""
    here = ledger.here
    sessions = calendar.sessions(here.date())
    if any(session.start <= here <= session.end for session in sessions):
        return False
    open_anyway = calendar.reception_sessions(here.date())
    is_open = any(session.start <= here <= session.end for session in open_anyway)
    ledger.apply("reception_only" if is_open else "closed_at_receipt", at=here.isoformat())
    return not sessions or here > sessions[-1].end


def _same_day(ledger: Ledger, calendar: Calendar) -> None:
    here = ledger.here
    if calendar.is_working(here.date()):
        until = min(calendar.same_day_until(here.date()), calendar.closing(here.date()).time())
        if here.time() > until:
            ledger.apply("after_cut_off", until=until.isoformat("minutes"))
    roll(ledger, calendar)
    close(ledger, calendar)


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


def _hours_before(moment: datetime, left: timedelta, calendar: Calendar) -> datetime:
    day = moment.date()
    while True:
        for session in reversed(calendar.sessions(day)):
            end = min(session.end, moment)
            if end - left >= session.start and end > session.start:
                return end - left
            left -= max(end - session.start, timedelta())
        day -= DAY

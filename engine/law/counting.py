"""Counting a limit through a calendar: stretches of the usual week, and the days between them that differ."""

from datetime import date

from engine.law.calendars import DAY, Calendar, OfficeHours, SpecialDay
from engine.law.explanations import Ledger
from engine.law.limits import Unit
from engine.law.rules import count_weekdays, first_day, midnight, nth_weekday, open_minutes


def count(ledger: Ledger, amount: int, unit: Unit, calendar: Calendar) -> None:
    """Count an amount of days, or of minutes of office hours, on from where the ledger stands.

    Days are those after the one the ledger stands in. The end is the close of the last day's office hours; a last
    calendar day that is no working day gives way to the next one.
    """
    if unit is Unit.CALENDAR_DAY:
        ledger.apply("counted", amount=amount, unit=unit.value, reached=amount, total=amount)
        roll(ledger, calendar)
        close(ledger, calendar)
        return
    left = amount
    while left:
        day = ledger.here.date() if unit is Unit.WORKING_HOUR else first_day(ledger.here)
        left -= _stretch(ledger, day, left, amount, unit, calendar)


def _stretch(ledger: Ledger, day: date, left: int, total: int, unit: Unit, calendar: Calendar) -> int:
    """Count within the usual week, then pass the day that ends it. Answers how much was counted."""
    hours, ends = calendar.hours_on(day), calendar.end_of_usual_week(day)
    weekdays = sorted(hours.weekdays)
    if unit is Unit.WORKING_DAY:
        here = left if nth_weekday(day, left, weekdays) < ends else count_weekdays(day, ends, weekdays)
    else:
        here = min(left, open_minutes(ledger.here, ends, weekdays, hours.session_texts))
    if here:
        reached = total - left + here
        ledger.apply(
            "counted", amount=here, **_inputs(unit, hours), reached=reached, total=total, weekdays=weekdays
        )
    return here if here == left else here + _pass(ledger, ends, left - here, total, unit, calendar)


def _inputs(unit: Unit, hours: OfficeHours) -> dict[str, object]:
    if unit is Unit.WORKING_DAY:
        return {"unit": unit.value, "closing": hours.closing_text}
    return {"unit": unit.value, "sessions": list(hours.session_texts)}


def _pass(ledger: Ledger, day: date, left: int, total: int, unit: Unit, calendar: Calendar) -> int:
    """Pass the day on which the usual week ends. Answers how much of the limit it took."""
    special, hours = calendar.deviation(day), calendar.hours_on(day)
    if special is None:
        ledger.apply("hours_changed", day=day.isoformat(), sessions=list(hours.session_texts))
        return 0
    if not special.counts_as_working:
        _pass_day_off(ledger, special)
        return 0
    amount = 1
    if unit is Unit.WORKING_HOUR:
        start = max(ledger.here, midnight(day))
        amount = min(left, open_minutes(start, day + DAY, (day.isoweekday(),), hours.session_texts))
        if not amount:
            ledger.apply("day_is_over", day=day.isoformat())
            return 0
    ledger.apply(
        "makeup_day",
        day=day.isoformat(),
        name=special.name,
        basis=special.source.basis,
        amount=amount,
        **_inputs(unit, hours),
        reached=total - left + amount,
        total=total,
    )
    return amount


def _pass_day_off(ledger: Ledger, special: SpecialDay) -> None:
    ledger.apply(
        "day_off",
        day=special.date.isoformat(),
        kind=special.kind.value,
        name=special.name,
        basis=special.source.basis,
    )


def roll(ledger: Ledger, calendar: Calendar) -> None:
    """Go on to the next working day, unless the ledger stands in one."""
    while not calendar.is_working(day := ledger.here.date()):
        special = calendar.deviation(day)
        if special is not None:
            _pass_day_off(ledger, special)
            continue
        days = 1
        while not calendar.is_working(day + days * DAY) and calendar.deviation(day + days * DAY) is None:
            days += 1
        ledger.apply("weekly_rest", days=days)
    special = calendar.deviation(day)
    if special is not None:
        ledger.apply("opened_by_makeup", day=day.isoformat(), name=special.name)


def close(ledger: Ledger, calendar: Calendar) -> None:
    """Go on to the end of office hours of the working day the ledger stands in."""
    ledger.apply("closes", closing=calendar.hours_on(ledger.here.date()).closing_text)

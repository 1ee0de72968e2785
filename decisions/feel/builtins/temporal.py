"""Dates, times and durations: constructors, calendar functions, now() and today()."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from decisions.feel.builtins.registry import builtin
from decisions.feel.convert import from_python
from decisions.feel.limits import Run
from decisions.feel.numbers import ARITHMETIC, as_int
from decisions.feel.properties import weekday
from decisions.feel.temporal import (
    NANOS,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    days_from_civil,
    make_date,
    zone,
)
from decisions.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from decisions.feel.values import Value

_MIDNIGHT = Time(0)
_UTC_MIDNIGHT = Time(0, 0, 0)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("date", "from: string", "date")
def _date_of_text(run: Run, text: str) -> Value:
    return parse_date(text) or run.why(f"{text[:40]!r} is no date")


@builtin("date", "from: date", "date")
def _date_of_date(run: Run, value: Date) -> Value:
    return value


@builtin("date", "from: date and time", "date")
def _date_of_moment(run: Run, value: DateTime) -> Value:
    return value.date


@builtin("date", "year: number, month: number, day: number", "date")
def _date_of_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    parts = as_int(year), as_int(month), as_int(day)
    if parts[0] is None or parts[1] is None or parts[2] is None:
        return run.why("year, month and day must be integers")
    return make_date(parts[0], parts[1], parts[2]) or run.why("there is no such day")


@builtin("time", "from: string", "time")
def _time_of_text(run: Run, text: str) -> Value:
    return parse_time(text) or run.why(f"{text[:40]!r} is no time")


@builtin("time", "from: time", "time")
def _time_of_time(run: Run, value: Time) -> Value:
    return value


@builtin("time", "from: date", "time")
def _time_of_date(run: Run, value: Date) -> Value:
    return _UTC_MIDNIGHT


@builtin("time", "from: date and time", "time")
def _time_of_moment(run: Run, value: DateTime) -> Value:
    return value.time


@builtin("time", "hour: number, minute: number, second: number, [offset: days and time duration?]", "time")
def _time_of_parts(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None
) -> Value:
    return _make_time(hour, minute, second, offset) or run.why("there is no such time")


def _make_time(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None) -> Time | None:
    hours, minutes = as_int(hour), as_int(minute)
    if hours is None or minutes is None or not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= second < 60):
        return None
    seconds = None if offset is None else offset.nanos // NANOS
    if seconds is not None and abs(seconds) > 18 * 3600:
        return None
    nanos = int(ARITHMETIC.multiply(second, Decimal(NANOS)))
    return Time(hours * 3600 + minutes * 60 + nanos // NANOS, nanos % NANOS, seconds)


@builtin("date and time", "from: string", "date and time")
def _moment_of_text(run: Run, text: str) -> Value:
    date = parse_date(text)
    if date is not None:
        return DateTime(date, _MIDNIGHT)
    return parse_date_time(text) or run.why(f"{text[:40]!r} is no date and time")


@builtin("date and time", "from: date and time", "date and time")
def _moment_of_moment(run: Run, value: DateTime) -> Value:
    return value


@builtin("date and time", "date: date, time: time", "date and time")
def _moment_of_date(run: Run, date: Date, time: Time) -> Value:
    return DateTime(date, time)


@builtin("date and time", "date: date and time, time: time", "date and time")
def _moment_of_both(run: Run, moment: DateTime, time: Time) -> Value:
    return DateTime(moment.date, time)


@builtin("date and time", "date: date and time, timezone: string", "date and time")
def _moment_in_zone(run: Run, moment: DateTime, name: str) -> Value:
    time = moment.time
    if zone(name) is None:
        return run.why(f"there is no time zone {name[:40]!r}")
    return DateTime(moment.date, Time(time.second, time.nano, None, name))


_PARTS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin("date and time", f"{_PARTS}, [offset: days and time duration?]", "date and time")
def _moment_of_parts(
    run: Run,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DaysDuration | None = None,
) -> Value:
    date = _date_of_parts(run, year, month, day)
    time = _make_time(hour, minute, second, offset)
    return DateTime(date, time) if isinstance(date, Date) and time else run.why("there is no such moment")


@builtin("date and time", f"{_PARTS}, timezone: string", "date and time")
def _moment_of_parts_in_zone(
    run: Run,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    name: str,
) -> Value:
    moment = _moment_of_parts(run, year, month, day, hour, minute, second)
    return _moment_in_zone(run, moment, name) if isinstance(moment, DateTime) else None


@builtin("duration", "from: string")
def _duration(run: Run, text: str) -> Value:
    return parse_duration(text) or run.why(f"{text[:40]!r} is no duration")


@builtin("duration", "from: duration")
def _duration_of_duration(run: Run, value: DaysDuration | MonthsDuration) -> Value:
    return value


@builtin("years and months duration", "from: date, to: date")
def _months_of_dates(run: Run, start: Date, end: Date) -> Value:
    """Whole months from one day to the other, the fraction cut off."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return MonthsDuration(months)


@builtin("years and months duration", "from: date and time, to: date and time")
def _months_of_moments(run: Run, start: DateTime, end: DateTime) -> Value:
    return _months_of_dates(run, start.date, end.date)


@builtin("years and months duration", "from: date, to: date and time")
def _months_to_moment(run: Run, start: Date, end: DateTime) -> Value:
    return _months_of_dates(run, start, end.date)


@builtin("years and months duration", "from: date and time, to: date")
def _months_from_moment(run: Run, start: DateTime, end: Date) -> Value:
    return _months_of_dates(run, start.date, end)


def _calendar(name: str, result: str) -> Callable[[Callable[[Date], Value]], Callable[[Date], Value]]:
    """Declare a function of a day, for dates and for moments."""

    def register(function: Callable[[Date], Value]) -> Callable[[Date], Value]:
        builtin(name, "date: date", result)(lambda run, date: function(date))
        builtin(name, "date: date and time", result)(lambda run, moment: function(moment.date))
        return function

    return register


@_calendar("day of year", "number")
def _day_of_year(date: Date) -> Value:
    return Decimal(date.ordinal - days_from_civil(date.year, 1, 1) + 1)


@_calendar("day of week", "string")
def _day_of_week(date: Date) -> Value:
    return _WEEKDAYS[weekday(date) - 1]


@_calendar("month of year", "string")
def _month_of_year(date: Date) -> Value:
    return _MONTHS[date.month - 1]


@_calendar("week of year", "number")
def _week_of_year(date: Date) -> Value:
    """ISO 8601: weeks start on Monday; week 1 has the year's first Thursday."""
    thursday = date.ordinal - weekday(date) + 4
    year = date.year
    if thursday < days_from_civil(year, 1, 1):
        year -= 1
    elif thursday >= days_from_civil(year + 1, 1, 1):
        year += 1
    return Decimal((thursday - days_from_civil(year, 1, 1)) // 7 + 1)


@builtin("now", "")
def _now(run: Run) -> Value:
    return from_python(run.now) if run.now is not None else run.why("no clock was given")


@builtin("today", "")
def _today(run: Run) -> Value:
    return from_python(run.now.date()) if run.now is not None else run.why("no clock was given")

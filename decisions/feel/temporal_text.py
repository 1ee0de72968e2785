"""Dates, times and durations from and to their ISO 8601 texts (as XML Schema narrows them)."""

from __future__ import annotations

import re

from decisions.feel.temporal import (
    DAY_NANOS,
    NANOS,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    from_local_nanos,
    make_date,
    make_days,
    make_months,
    zone,
)

Temporal = Date | Time | DateTime | DaysDuration | MonthsDuration

_DATE = re.compile(r"(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,40}))?"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]{1,64}))?",
    re.ASCII,
)
_MONTHS = re.compile(r"(-?)P(?:([0-9]{1,15})Y)?(?:([0-9]{1,15})M)?", re.ASCII)
_DAYS = re.compile(
    r"(-?)P(?:([0-9]{1,20})D)?(?:(T)(?:([0-9]{1,20})H)?(?:([0-9]{1,20})M)?"
    r"(?:([0-9]{1,20})(?:\.([0-9]{0,40}))?S)?)?",
    re.ASCII,
)
_MAX_OFFSET = 18 * 3600


def parse_date(text: str) -> Date | None:
    """2026-01-31, None for anything else."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year = int(match[2])
    if match[1] and year == 0:
        return None
    return make_date(-year if match[1] else year, int(match[3]), int(match[4]))


def parse_time(text: str) -> Time | None:
    """07:30:00, with .fraction, Z, +07:00 or @Asia/Ho_Chi_Minh behind; None for anything else."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    offset = 0 if match[5] else _offset(match)
    if offset is not None and abs(offset) > _MAX_OFFSET:
        return None
    if match[10] and zone(match[10]) is None:
        return None
    nano = int(((match[4] or "") + "0" * 9)[:9])
    return Time(hour * 3600 + minute * 60 + second, nano, offset, match[10])


def _offset(match: re.Match[str]) -> int | None:
    if not match[6]:
        return None
    hours, minutes, seconds = int(match[7]), int(match[8]), int(match[9] or 0)
    if minutes > 59 or seconds > 59:
        return _MAX_OFFSET + 1
    return (hours * 3600 + minutes * 60 + seconds) * (-1 if match[6] == "-" else 1)


def parse_date_time(text: str) -> DateTime | None:
    """2026-01-31T07:30:00 and a zone; T24:00:00 is the next midnight. None for anything else."""
    day, separator, clock = text.partition("T")
    date = parse_date(day)
    if date is None or not separator:
        return None
    if clock.startswith("24:00:00"):
        midnight = parse_time("00" + clock[2:])
        if midnight is None or midnight.nano:
            return None
        return from_local_nanos((date.ordinal + 1) * DAY_NANOS, midnight)
    time = parse_time(clock)
    return None if time is None else DateTime(date, time)


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """P1Y2M or P1DT2H3M4.5S, with a minus before; None for anything else."""
    match = _MONTHS.fullmatch(text)
    if match is not None and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return make_months(-months if match[1] else months)
    match = _DAYS.fullmatch(text)
    if match is None or not (match[2] or match[3]) or (match[3] and not (match[4] or match[5] or match[6])):
        return None
    seconds = (
        int(match[2] or 0) * 86_400 + int(match[4] or 0) * 3600 + int(match[5] or 0) * 60 + int(match[6] or 0)
    )
    nanos = seconds * NANOS + int(((match[7] or "") + "0" * 9)[:9])
    return make_days(-nanos if match[1] else nanos)


def parse_temporal(text: str) -> Temporal | None:
    """What an at-literal means: whichever of the four forms the text has, None for none."""
    return parse_date(text) or parse_date_time(text) or parse_time(text) or parse_duration(text)


def show(value: Temporal) -> str:
    """The ISO 8601 text of a value, as FEEL's string() gives it."""
    if isinstance(value, Date):
        return f"{'-' if value.year < 0 else ''}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, DateTime):
        return f"{show(value.date)}T{show(value.time)}"
    if isinstance(value, Time):
        return _show_time(value)
    if isinstance(value, MonthsDuration):
        return _show_months(value.months)
    return _show_days(value.nanos)


def _show_time(value: Time) -> str:
    clock = f"{value.second // 3600:02d}:{value.second // 60 % 60:02d}:{value.second % 60:02d}{_fraction(value.nano)}"
    if value.zone is not None:
        return f"{clock}@{value.zone}"
    if value.offset is None:
        return clock
    if value.offset == 0:
        return f"{clock}Z"
    size = abs(value.offset)
    seconds = f":{size % 60:02d}" if size % 60 else ""
    return f"{clock}{'-' if value.offset < 0 else '+'}{size // 3600:02d}:{size // 60 % 60:02d}{seconds}"


def _fraction(nano: int) -> str:
    return "." + f"{nano:09d}".rstrip("0") if nano else ""


def _show_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    body = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return f"{'-' if months < 0 else ''}P{body or '0M'}"


def _show_days(nanos: int) -> str:
    days, rest = divmod(abs(nanos), DAY_NANOS)
    seconds, nano = divmod(rest, NANOS)
    clock = "".join(
        f"{amount}{unit}" for amount, unit in ((seconds // 3600, "H"), (seconds // 60 % 60, "M")) if amount
    )
    if seconds % 60 or nano:
        clock += f"{seconds % 60}{_fraction(nano)}S"
    body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if nanos < 0 else ''}P{body or 'T0S'}"

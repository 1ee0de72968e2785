"""The properties of dates, times, durations and ranges (DMN 1.5, table 59)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from decisions.feel.temporal import DAY_NANOS, NANOS, Date, DateTime, DaysDuration, MonthsDuration, Time
from decisions.feel.values import Range, Value

_HOUR_NANOS, _MINUTE_NANOS = 3600 * NANOS, 60 * NANOS


def weekday(date: Date) -> int:
    """1 for Monday to 7 for Sunday."""
    return (date.ordinal + 3) % 7 + 1


def _offset(time: Time | DateTime) -> Value:
    local = time.is_local if isinstance(time, Time) else time.time.is_local
    return None if local else DaysDuration(time.offset_seconds() * NANOS)


def _signed(size: int, nanos: int) -> Decimal:
    """Components of a negative duration are negative."""
    return Decimal(-size if nanos < 0 else size)


def _date_of(moment: DateTime) -> Value:
    return moment.date


def _time_of(moment: DateTime) -> Value:
    return moment.time


def _of(part: Callable[[DateTime], Value], getter: Callable[[Any], Value]) -> Callable[[Any], Value]:
    """The property of a part of a date and time."""
    return lambda value: getter(part(value))


_Properties = dict[str, Callable[[Any], Value]]
_DATE: _Properties = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(weekday(v)),
}
_TIME: _Properties = {
    "hour": lambda v: Decimal(v.second // 3600),
    "minute": lambda v: Decimal(v.second // 60 % 60),
    "second": lambda v: Decimal(v.second % 60),
    "time offset": _offset,
    "timezone": lambda v: v.zone,
}
_BY_TYPE: dict[type, _Properties] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: {
        **{name: _of(_date_of, get) for name, get in _DATE.items()},
        **{name: _of(_time_of, get) for name, get in _TIME.items()},
        "time offset": _offset,
    },
    DaysDuration: {
        "days": lambda v: _signed(abs(v.nanos) // DAY_NANOS, v.nanos),
        "hours": lambda v: _signed(abs(v.nanos) % DAY_NANOS // _HOUR_NANOS, v.nanos),
        "minutes": lambda v: _signed(abs(v.nanos) % _HOUR_NANOS // _MINUTE_NANOS, v.nanos),
        "seconds": lambda v: _signed(abs(v.nanos) % _MINUTE_NANOS // NANOS, v.nanos),
    },
    MonthsDuration: {
        "years": lambda v: _signed(abs(v.months) // 12, v.months),
        "months": lambda v: _signed(abs(v.months) % 12, v.months),
    },
    Range: {
        "start": lambda v: v.low,
        "end": lambda v: v.high,
        "start included": lambda v: v.low_closed,
        "end included": lambda v: v.high_closed,
    },
}


def property_of(value: Value, name: str) -> Value:
    """A property, null when the value has none of that name."""
    getter = _BY_TYPE.get(type(value), {}).get(name)
    return None if getter is None else getter(value)

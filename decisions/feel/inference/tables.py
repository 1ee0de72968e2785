"""What operators give for which types, and which properties values have: data for the static types."""

from __future__ import annotations

_NUMBER, _STRING, _DATE, _TIME, _MOMENT = "number", "string", "date", "time", "date and time"
_DAYS, _MONTHS = "days and time duration", "years and months duration"

ORDERED = frozenset([_NUMBER, _STRING, _DATE, _TIME, _MOMENT, _DAYS, _MONTHS])

ARITHMETIC: dict[tuple[str, str, str], str] = {
    **{(_NUMBER, operator, _NUMBER): _NUMBER for operator in ("+", "-", "*", "/", "**")},
    (_STRING, "+", _STRING): _STRING,
    **{(left, "+", right): left for left in (_DATE, _MOMENT) for right in (_DAYS, _MONTHS)},
    **{(right, "+", left): left for left in (_DATE, _MOMENT) for right in (_DAYS, _MONTHS)},
    **{(left, "-", right): left for left in (_DATE, _MOMENT) for right in (_DAYS, _MONTHS)},
    **{(left, "-", right): _DAYS for left in (_DATE, _MOMENT) for right in (_DATE, _MOMENT)},
    (_TIME, "+", _DAYS): _TIME,
    (_DAYS, "+", _TIME): _TIME,
    (_TIME, "-", _DAYS): _TIME,
    (_TIME, "-", _TIME): _DAYS,
    **{(duration, operator, duration): duration for duration in (_DAYS, _MONTHS) for operator in ("+", "-")},
    **{(duration, operator, _NUMBER): duration for duration in (_DAYS, _MONTHS) for operator in ("*", "/")},
    **{(_NUMBER, "*", duration): duration for duration in (_DAYS, _MONTHS)},
    **{(duration, "/", duration): _NUMBER for duration in (_DAYS, _MONTHS)},
}

_CALENDAR = dict.fromkeys(["year", "month", "day", "weekday"], _NUMBER)
_CLOCK = {**dict.fromkeys(["hour", "minute", "second"], _NUMBER), "time offset": _DAYS, "timezone": _STRING}

PROPERTIES: dict[str, dict[str, str]] = {
    _DATE: _CALENDAR,
    _TIME: _CLOCK,
    _MOMENT: {**_CALENDAR, **_CLOCK},
    _DAYS: dict.fromkeys(["days", "hours", "minutes", "seconds"], _NUMBER),
    _MONTHS: dict.fromkeys(["years", "months"], _NUMBER),
}

"""The rules a deadline is reckoned by, one small function each: from an instant and what the step says to an instant.

A rule sees nothing but its inputs, no calendar, so that a step kept with a dossier can be reckoned again on any later
day. Instants are aware, local. In words: docs/deadlines.md.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from engine.clock import LOCAL
from engine.law.calendars import DAY
from engine.law.limits import Unit

MINUTE = timedelta(minutes=1)
_MIDNIGHT = time()

Facts = Mapping[str, Any]
Rule = Callable[[datetime, Facts], datetime]


def midnight(day: date) -> datetime:
    """The instant at which a day begins."""
    return datetime.combine(day, _MIDNIGHT, LOCAL)


def first_day(instant: datetime) -> date:
    """The first day that lies wholly after an instant, or begins with it."""
    return instant.date() if instant.time() == _MIDNIGHT else instant.date() + DAY


@lru_cache(1024)
def clock_time(text: str) -> time:
    """`17:00`"""
    return time.fromisoformat(text)


@lru_cache(1024)
def minutes_of(sessions: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Sessions such as `07:00-11:30` in minutes of the day."""
    edges = [[clock_time(text) for text in session.split("-")] for session in sessions]
    return tuple((a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in edges)


def nth_weekday(day: date, number: int, weekdays: Sequence[int]) -> date:
    """The number-th day, from this one on, that is one of these weekdays. number: 1 or more."""
    weeks, rest = divmod(number - 1, len(weekdays))
    day += 7 * weeks * DAY
    while True:
        if day.isoweekday() in weekdays:
            if not rest:
                return day
            rest -= 1
        day += DAY


def count_weekdays(first: date, end: date, weekdays: Sequence[int]) -> int:
    """How many of these weekdays there are from a day to before another."""
    weeks, rest = divmod(max((end - first).days, 0), 7)
    return weeks * len(weekdays) + sum((first.isoweekday() - 1 + n) % 7 + 1 in weekdays for n in range(rest))


def open_minutes(start: datetime, end: date, weekdays: Sequence[int], sessions: Sequence[str]) -> int:
    """Minutes of office hours from an instant to the beginning of a day."""
    spans = minutes_of(tuple(sessions))
    begun, whole = start.date(), first_day(start)
    full = count_weekdays(whole, end, weekdays) * sum(b - a for a, b in spans)
    if begun == whole or begun >= end or begun.isoweekday() not in weekdays:
        return full
    now = start.hour * 60 + start.minute
    return full + sum(max(b - max(a, now), 0) for a, b in spans)


def _stay(start: datetime, facts: Facts) -> datetime:
    return start


def _at(start: datetime, facts: Facts) -> datetime:
    return datetime.fromisoformat(facts["at"]).astimezone(LOCAL)


def _to_the_minute(start: datetime, facts: Facts) -> datetime:
    if _at(start, facts) != start:
        raise ValueError("the receipt was at another instant")
    return start.replace(second=0, microsecond=0)


def _next_midnight(start: datetime, facts: Facts) -> datetime:
    return midnight(start.date() + DAY)


def _late(start: datetime, facts: Facts) -> datetime:
    return _next_midnight(start, facts) if start.time() > clock_time(facts["until"]) else start


def _too_late(start: datetime, facts: Facts) -> datetime:
    """A wait that began in time would have moved the due instant: then the step is wrong, and leads elsewhere."""
    since = datetime.fromisoformat(facts["since"])
    return start if since > start else since


def _after_the_day(start: datetime, facts: Facts) -> datetime:
    return midnight(date.fromisoformat(facts["day"]) + DAY)


def _at_the_day(start: datetime, facts: Facts) -> datetime:
    return midnight(date.fromisoformat(facts["day"]))


def _rest(start: datetime, facts: Facts) -> datetime:
    return midnight(start.date() + facts["days"] * DAY)


def _close(start: datetime, facts: Facts) -> datetime:
    return datetime.combine(start.date(), clock_time(facts["closing"]), LOCAL)


def _count(start: datetime, facts: Facts) -> datetime:
    return _COUNTERS[Unit(facts["unit"])](start, facts)


def _working_days(start: datetime, facts: Facts) -> datetime:
    day = nth_weekday(first_day(start), facts["amount"], facts["weekdays"])
    return datetime.combine(day, clock_time(facts["closing"]), LOCAL)


def _calendar_days(start: datetime, facts: Facts) -> datetime:
    return midnight(first_day(start) + (facts["amount"] - 1) * DAY)


def _working_minutes(start: datetime, facts: Facts) -> datetime:
    """The first instant by which so many minutes of office hours have gone by."""
    weekdays, spans, left = facts["weekdays"], minutes_of(tuple(facts["sessions"])), facts["amount"]
    day, now = start.date(), start.hour * 60 + start.minute
    if day.isoweekday() in weekdays:
        found = _within(spans, now, left)
        if found is not None:
            return midnight(day) + found * MINUTE
        left -= sum(max(b - max(a, now), 0) for a, b in spans)
    whole = sum(b - a for a, b in spans)
    day = nth_weekday(day + DAY, (left + whole - 1) // whole, weekdays)
    found = _within(spans, 0, (left - 1) % whole + 1)
    return midnight(day) + (found or 0) * MINUTE


def _within(spans: tuple[tuple[int, int], ...], now: int, left: int) -> int | None:
    """The minute of the day at which so much working time has gone by; None when the day is too short."""
    for opens, closes in spans:
        here = max(closes - max(opens, now), 0)
        if left <= here:
            return max(opens, now) + left
        left -= here
    return None


def _made_up(start: datetime, facts: Facts) -> datetime:
    day = date.fromisoformat(facts["day"])
    return _count(max(start, midnight(day)), {**facts, "weekdays": (day.isoweekday(),)})


_COUNTERS: Mapping[Unit, Rule] = {
    Unit.WORKING_DAY: _working_days,
    Unit.CALENDAR_DAY: _calendar_days,
    Unit.WORKING_HOUR: _working_minutes,
}

RULES: Mapping[str, Rule] = {
    "received": _to_the_minute,
    "limit_of_case": _stay,
    "closed_at_receipt": _at,
    "reception_only": _at,
    "after_closing": _next_midnight,
    "first_day_not_counted": _after_the_day,
    "day_off": _after_the_day,
    "weekly_rest": _rest,
    "hours_changed": _at_the_day,
    "makeup_day": _made_up,
    "day_is_over": _after_the_day,
    "counted": _count,
    "after_cut_off": _late,
    "opened_by_makeup": _stay,
    "closes": _close,
    "due_before_wait": _at,
    "waited": _stay,
    "wait_came_too_late": _too_late,
    "restarted": _at,
    "extended": _at_the_day,
    "apologised": _at_the_day,
    "unconfirmed_year": _stay,
    "due": _at,
}
"""By the code of the step."""

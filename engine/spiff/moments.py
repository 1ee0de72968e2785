"""ISO 8601 in timers: dates, durations, cycles. Every answer is an aware UTC instant."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from engine import clock

_DURATION = re.compile(
    r"(?P<sign>-?)P(?=[\dT])"
    r"(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+(?:[.,]\d+)?)W)?(?:(?P<days>\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?"
    r"(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?",
    re.IGNORECASE,
)


class NotAMoment(ValueError):
    """A timer's text is neither a date, nor a duration, nor a cycle."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Whole calendar months, and an exact span on top of them."""

    months: int
    span: timedelta

    def after(self, start: datetime, times: int = 1) -> datetime:
        """The instant this long after `start`: months by the calendar on the counter's wall, 31 January + P1M = 28 February."""
        moment = clock.local(start)
        if self.months:
            moment = _add_months(moment, self.months * times)
        return (moment + self.span * times).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Cycle:
    """R[count]/[start]/interval; count None: without end; start None: the first time is one interval from now."""

    count: int | None
    start: datetime | None
    interval: Duration

    def moment(self, anchor: datetime, index: int) -> datetime:
        """When the cycle comes round for the index-th time (from 0), counted from where the waiting began."""
        if self.start is not None:
            return self.interval.after(self.start, index)
        return self.interval.after(anchor, index + 1)


def instant(value: object) -> datetime:
    """A date or date-time as an instant; a bare date is its first moment, a naive time is the counter's own.

    Raises NotAMoment.
    """
    if isinstance(value, str):
        value = _parsed(value.strip())
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=clock.LOCAL)).astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=clock.LOCAL).astimezone(UTC)
    raise NotAMoment(f"{value!r} is not a date")


def _parsed(text: str) -> date:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text.replace(",", "."))
    except ValueError as error:
        raise NotAMoment(f"{text!r} is not a date") from error


def duration(value: object) -> Duration:
    """A duration such as P5D, PT90M, P1M, P1Y2M10DT2H, P2W. Raises NotAMoment."""
    if isinstance(value, timedelta):
        return Duration(0, value)
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not any(match.group(name) for name in match.groupdict() if name != "sign"):
        raise NotAMoment(f"{value!r} is not a duration")
    sign = -1 if match["sign"] else 1
    parts = {
        name: float((match[name] or "0").replace(",", "."))
        for name in ("weeks", "days", "hours", "minutes", "seconds")
    }
    months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
    return Duration(sign * months, sign * timedelta(**parts))


def cycle(value: object) -> Cycle:
    """A repeating interval such as R3/PT24H, R/P1D, R5/2026-07-01T08:00:00+07:00/P1W. Raises NotAMoment."""
    parts = value.strip().split("/") if isinstance(value, str) else []
    if len(parts) not in (2, 3) or not re.fullmatch(r"[Rr]\d*", parts[0]):
        raise NotAMoment(f"{value!r} is not a cycle")
    count = int(parts[0][1:]) if len(parts[0]) > 1 else None
    interval = duration(parts[-1])
    if interval.months <= 0 and interval.span <= timedelta(0):
        raise NotAMoment(f"{value!r} does not move on")
    return Cycle(count, instant(parts[1]) if len(parts) == 3 else None, interval)


def _add_months(moment: datetime, months: int) -> datetime:
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))

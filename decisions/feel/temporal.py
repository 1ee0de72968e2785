"""FEEL's dates, times and durations: years of up to nine digits, zones by offset or by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NANOS = 1_000_000_000
DAY_SECONDS = 86_400
DAY_NANOS = DAY_SECONDS * NANOS
MAX_YEAR = 999_999_999
# Durations beyond this many nanoseconds can't be added to any date, so they are null.
MAX_DURATION_NANOS = 2 * MAX_YEAR * 366 * DAY_NANOS
MAX_DURATION_MONTHS = 2 * MAX_YEAR * 12
_COMPARED_NANOS = 1_000_000  # equality and order look at milliseconds, as the conformance kit does
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar; year 0 exists."""

    year: int
    month: int
    day: int

    @property
    def ordinal(self) -> int:
        """Days since 1970-01-01."""
        return days_from_civil(self.year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day. second: since midnight. offset: seconds east of UTC. zone: its IANA name, instead of offset."""

    second: int
    nano: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether it says nothing about its zone."""
        return self.offset is None and self.zone is None

    def offset_seconds(self) -> int:
        """Seconds east of UTC; of a named zone, its standard offset of January 2000, as no date is known."""
        if self.zone is not None:
            return zone_offset(self.zone, 10_957 * DAY_SECONDS + self.second)
        return self.offset or 0

    def key(self) -> int:
        """Milliseconds since midnight UTC (local midnight without a zone): what times are compared by."""
        return ((self.second - self.offset_seconds()) * NANOS + self.nano) // _COMPARED_NANOS


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time of that day."""

    date: Date
    time: Time

    def local_nanos(self) -> int:
        """Nanoseconds since 1970 on the local clock."""
        return (self.date.ordinal * DAY_SECONDS + self.time.second) * NANOS + self.time.nano

    def offset_seconds(self) -> int:
        """Seconds east of UTC at this moment, 0 when local."""
        time = self.time
        if time.zone is not None:
            return zone_offset(time.zone, self.date.ordinal * DAY_SECONDS + time.second)
        return time.offset or 0

    def instant_nanos(self) -> int:
        """Nanoseconds since 1970 in UTC."""
        return self.local_nanos() - self.offset_seconds() * NANOS

    def key(self) -> int:
        """Milliseconds since 1970 in UTC: what moments are compared by."""
        return self.instant_nanos() // _COMPARED_NANOS


@dataclass(frozen=True, slots=True)
class DaysDuration:
    """A days and time duration, in nanoseconds."""

    nanos: int


@dataclass(frozen=True, slots=True)
class MonthsDuration:
    """A years and months duration, in months."""

    months: int


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to that date; counts in eras of 400 years, which have the same number of days."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def civil_from_days(ordinal: int) -> Date | None:
    """The date that many days after 1970-01-01, None outside the years of FEEL."""
    era, day_of_era = divmod(ordinal + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    year = year_of_era + era * 400 + (month <= 2)
    return make_date(year, month, day_of_year - (153 * shifted + 2) // 5 + 1)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _MONTH_DAYS[month - 1]


def make_date(year: int, month: int, day: int) -> Date | None:
    """The date, None when there is no such day."""
    if abs(year) <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month):
        return Date(year, month, day)
    return None


def make_days(nanos: int) -> DaysDuration | None:
    """The duration, None when no date could bear it."""
    return DaysDuration(nanos) if abs(nanos) <= MAX_DURATION_NANOS else None


def make_months(months: int) -> MonthsDuration | None:
    """The duration, None when no date could bear it."""
    return MonthsDuration(months) if abs(months) <= MAX_DURATION_MONTHS else None


def from_local_nanos(nanos: int, like: Time) -> DateTime | None:
    """The moment with that local clock reading and the zone of `like`, None outside the years of FEEL."""
    ordinal, rest = divmod(nanos, DAY_NANOS)
    date = civil_from_days(ordinal)
    if date is None:
        return None
    return DateTime(date, Time(rest // NANOS, rest % NANOS, like.offset, like.zone))


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, None when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a local clock reading is wanted
_ERA_SECONDS = 146_097 * DAY_SECONDS


def zone_offset(name: str, local_seconds: int) -> int:
    """Seconds east of UTC of a zone at a local clock reading; far years repeat the 400 years from 1970."""
    info = zone(name)
    if info is None:
        return 0
    if not -_ERA_SECONDS // 4 <= local_seconds < _ERA_SECONDS:
        local_seconds %= _ERA_SECONDS
    offset = (_EPOCH + timedelta(seconds=local_seconds)).replace(tzinfo=info).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0

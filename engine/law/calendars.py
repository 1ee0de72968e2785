"""Which days and hours count: office hours, days off, days made up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from engine.clock import LOCAL
from engine.law.errors import BadCalendar, NoCalendar
from engine.law.reading import Table
from engine.law.sources import Source, read_source

DAY = timedelta(days=1)


class DayKind(StrEnum):
    """How a day differs from its place in the week."""

    HOLIDAY = "holiday"
    SWAP_OFF = "swap_off"
    MAKEUP_WORK = "makeup_work"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day laid down by name: off, swapped, or worked to make up for one."""

    date: date
    kind: DayKind
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of office hours, aware instants."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Hours in force from a date. weekdays: Monday is 1. sessions: local times, in order, not overlapping."""

    valid_from: date
    weekdays: frozenset[int]
    sessions: tuple[tuple[time, time], ...]
    same_day_until: time
    source: Source


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time. Every question about a day of a year that is not laid down raises NoCalendar.

    hours: by `valid_from`, oldest first. years: those whose days off are known; computed: those among them that
    nobody has announced yet.
    """

    hours: tuple[OfficeHours, ...]
    days: Mapping[date, SpecialDay]
    years: frozenset[int]
    computed: frozenset[int] = frozenset()

    def hours_on(self, day: date) -> OfficeHours:
        """The office hours in force on a day."""
        found = [hours for hours in self.hours if hours.valid_from <= day]
        if not found or day.year not in self.years:
            raise NoCalendar(day)
        return found[-1]

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day."""
        hours, special = self.hours_on(day), self.days.get(day)
        if special is not None:
            return special.kind is DayKind.MAKEUP_WORK
        return day.isoweekday() in hours.weekdays

    def sessions(self, day: date) -> tuple[Session, ...]:
        """The office hours of a day; none when it is not a working day."""
        if not self.is_working(day):
            return ()
        return tuple(
            Session(datetime.combine(day, start, LOCAL), datetime.combine(day, end, LOCAL))
            for start, end in self.hours_on(day).sessions
        )

    def working_day_from(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.is_working(day):
            day += DAY
        return day

    def closing(self, day: date) -> datetime:
        """When a working day's office hours end."""
        return self.sessions(day)[-1].end

    def same_day_until(self, day: date) -> time:
        """The latest time at which a same-day request is still answered on the day."""
        return self.hours_on(day).same_day_until

    def special_days(self, first: date, last: date) -> Iterator[SpecialDay]:
        """The days laid down by name between two dates, both included."""
        return (special for day, special in sorted(self.days.items()) if first <= day <= last)


@cache
def default_calendar() -> Calendar:
    """The calendar that ships with the system: every file of `engine/law/data` named hours*.toml and days_*.toml."""
    data = sorted(
        (entry.name, entry.read_bytes()) for entry in files("engine.law").joinpath("data").iterdir()
    )
    return load_calendar(
        hours=[content for name, content in data if name.startswith("hours")],
        days=[content for name, content in data if name.startswith("days_")],
    )


def load_calendar(hours: Iterable[bytes], days: Iterable[bytes]) -> Calendar:
    """A calendar from TOML files of office hours and of the years' special days. Raises BadCalendar."""
    found: dict[date, SpecialDay] = {}
    years: dict[int, str] = {}
    for content in days:
        year, status, specials = _read_year(Table.parse(content, BadCalendar))
        if year in years:
            raise BadCalendar("year", "duplicate", str(year))
        years[year] = status
        found |= specials
    periods = [period for content in hours for period in _read_hours(Table.parse(content, BadCalendar))]
    return Calendar(
        hours=tuple(sorted(periods, key=lambda period: period.valid_from)),
        days=MappingProxyType(found),
        years=frozenset(years),
        computed=frozenset(year for year, status in years.items() if status == "computed"),
    )


def _read_year(table: Table) -> tuple[int, str, dict[date, SpecialDay]]:
    year, status = table.integer("year"), table.text("status")
    if status not in ("announced", "computed"):
        raise table.fault("status", "unknown_value", status)
    days: dict[date, SpecialDay] = {}
    for entry in table.tables("day"):
        day = entry.day("date")
        if day.year != year or day in days:
            raise entry.fault("date", "duplicate" if day in days else "other_year", str(day))
        days[day] = SpecialDay(day, entry.choice("kind", DayKind), entry.text("name"), read_source(entry))
        entry.close()
    table.close()
    return year, status, days


def _read_hours(table: Table) -> Iterator[OfficeHours]:
    for entry in table.tables("hours"):
        weekdays = frozenset(entry.integers("weekdays"))
        if not weekdays <= set(range(1, 8)):
            raise entry.fault("weekdays", "out_of_range")
        yield OfficeHours(
            valid_from=entry.day("valid_from"),
            weekdays=weekdays,
            sessions=_read_sessions(entry),
            same_day_until=_read_time(entry, "same_day_until", entry.text("same_day_until")),
            source=read_source(entry),
        )
        entry.close()
    table.close()


def _read_sessions(entry: Table) -> tuple[tuple[time, time], ...]:
    sessions = []
    for text in entry.texts("sessions"):
        start, _, end = text.partition("-")
        sessions.append((_read_time(entry, "sessions", start), _read_time(entry, "sessions", end)))
    edges = [edge for session in sessions for edge in session]
    if edges != sorted(set(edges)):
        raise entry.fault("sessions", "not_in_order")
    return tuple(sessions)


def _read_time(entry: Table, key: str, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as problem:
        raise entry.fault(key, "not_a_time", text) from problem

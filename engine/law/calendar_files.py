"""Calendars from TOML: the one that ships with the system, and those of a file of one's own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, date, time
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from engine.law.calendars import AfterClosing, Calendar, DayKind, OfficeHours, SpecialDay
from engine.law.errors import BadCalendar
from engine.law.reading import Table
from engine.law.sources import Evidence, read_source

Sessions = tuple[tuple[time, time], ...]
STATUSES = ("announced", "computed")
EVERY_YEAR = frozenset(range(MINYEAR, MAXYEAR + 1))


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
    periods = [period for content in hours for period in _read_hours_file(content)]
    return _calendar(periods, found, years)


def read_calendar(toml: bytes) -> Calendar:
    """A calendar from one file; its form is in docs/deadlines.md. Raises BadCalendar.

    What the file does not say (hours, or days) is taken from the calendar that ships with the system. Days without
    `years` are all the special days there are, in whatever year.
    """
    table, shipped = Table.parse(toml, BadCalendar), default_calendar()
    hours = tuple(_read_hours(table)) if table.has("hours") else shipped.hours
    if not (table.has("day") or table.has("years")):
        table.close()
        return _calendar(hours, shipped.days, dict.fromkeys(shipped.years, STATUSES[0]), shipped.computed)
    status = _status(table) if table.has("status") else STATUSES[0]
    days = _read_days(table)
    years = set(table.integers("years")) if table.has("years") else EVERY_YEAR
    for entry, day in zip(table.tables("day", needed=False), days, strict=True):
        if day.year not in years:
            raise entry.fault("date", "other_year", str(day))
    table.close()
    return _calendar(hours, days, dict.fromkeys(years, status))


def _calendar(
    hours: Iterable[OfficeHours],
    days: Mapping[date, SpecialDay],
    years: Mapping[int, str],
    computed: frozenset[int] = frozenset(),
) -> Calendar:
    return Calendar(
        hours=tuple(sorted(hours, key=lambda period: period.valid_from)),
        days=MappingProxyType(dict(days)),
        years=frozenset(years),
        computed=computed | {year for year, status in years.items() if status == "computed"},
    )


def _read_year(table: Table) -> tuple[int, str, dict[date, SpecialDay]]:
    year, status = table.integer("year"), _status(table)
    days = _read_days(table)
    for entry, day in zip(table.tables("day", needed=False), days, strict=True):
        if day.year != year:
            raise entry.fault("date", "other_year", str(day))
    table.close()
    return year, status, days


def _status(table: Table) -> str:
    status = table.text("status")
    if status not in STATUSES:
        raise table.fault("status", "unknown_value", status)
    return status


def _read_days(table: Table) -> dict[date, SpecialDay]:
    days: dict[date, SpecialDay] = {}
    for entry in table.tables("day", needed=False):
        day, kind = entry.day("date"), entry.choice("kind", DayKind)
        if day in days:
            raise entry.fault("date", "duplicate", str(day))
        days[day] = SpecialDay(
            day,
            kind,
            entry.text("name", kind.value),
            read_source(entry, Evidence.REMEMBERED),
            open_for_reception=entry.flag("open_for_reception", kind is DayKind.MAKEUP_WORK),
        )
        entry.close()
    return days


def _read_hours_file(content: bytes) -> Iterator[OfficeHours]:
    table = Table.parse(content, BadCalendar)
    yield from _read_hours(table)
    table.close()


def _read_hours(table: Table) -> Iterator[OfficeHours]:
    for entry in table.tables("hours"):
        hours = _read_period(entry, entry.day_or_none("valid_from") or date(1945, 9, 2))
        entry.close()
        yield hours


def hours_from(content: Mapping[str, object], valid_from: date, basis: str, scope: str) -> OfficeHours:
    """Office hours kept as JSON, in the form of a calendar file. Raises BadCalendar."""
    table = Table({"basis": basis, **content}, "hours", BadCalendar)
    return replace(_read_period(table, valid_from), scope=scope)


def _read_period(entry: Table, valid_from: date) -> OfficeHours:
    rule = (
        entry.choice("after_closing", AfterClosing) if entry.has("after_closing") else AfterClosing.SAME_DAY
    )
    return OfficeHours(
        valid_from=valid_from,
        weekdays=_read_weekdays(entry),
        sessions=read_sessions(entry, "sessions"),
        same_day_until=_read_time(entry, "same_day_until", entry.text("same_day_until", "15:00")),
        after_closing=rule,
        reception=_read_reception(entry),
        source=read_source(entry, Evidence.REMEMBERED),
    )


def _read_weekdays(entry: Table) -> frozenset[int]:
    weekdays = frozenset(entry.integers("weekdays"))
    if not weekdays <= set(range(1, 8)):
        raise entry.fault("weekdays", "out_of_range")
    return weekdays


def _read_reception(entry: Table) -> Mapping[int, Sessions]:
    found: dict[int, Sessions] = {}
    for table in entry.tables("reception", needed=False):
        found |= dict.fromkeys(_read_weekdays(table), read_sessions(table, "sessions"))
        table.close()
    return MappingProxyType(found)


def read_sessions(entry: Table, key: str) -> Sessions:
    """Stretches of a day from texts such as `07:00-11:30`, in order. Raises the table's error."""
    sessions = []
    for text in entry.texts(key):
        start, _, end = text.partition("-")
        sessions.append((_read_time(entry, key, start), _read_time(entry, key, end)))
    edges = [edge for session in sessions for edge in session]
    if edges != sorted(set(edges)):
        raise entry.fault(key, "not_in_order")
    return tuple(sessions)


def _read_time(entry: Table, key: str, text: str) -> time:
    try:
        found = time.fromisoformat(text.strip())
    except ValueError as problem:
        raise entry.fault(key, "not_a_time", text) from problem
    if found != found.replace(second=0, microsecond=0, tzinfo=None):
        raise entry.fault(key, "not_a_time", text)
    return found

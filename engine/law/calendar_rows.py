"""The calendar of an agency: what ships with the system, and what people here have laid down on top of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select

from engine import clock, store
from engine.law.calendar_files import default_calendar, hours_from
from engine.law.calendars import Calendar, DayKind, OfficeHours, SpecialDay
from engine.law.seeding import proposed_days
from engine.law.sources import Evidence, Source
from engine.law.tables import calendar_day, calendar_year, office_hours

USUAL = "usual"
AHEAD = 3
"""Years beyond the present one for which days off are proposed when nothing better is known."""
STALE = timedelta(seconds=60)
"""How long a process may go on with a calendar that another one has changed."""

_NEWEST = select(
    *(select(func.max(t.c.id)).scalar_subquery() for t in (calendar_day, calendar_year, office_hours))
)


@dataclass(slots=True)
class _Kept:
    checked_at: datetime
    newest: tuple[int | None, ...]
    calendar: Calendar


def calendar_of(agency_code: str) -> Calendar:
    """The working time of an agency: the shipped calendar, then rows of everybody, of the units above it, its own.

    For the next years that nobody has laid down there are proposals: reception does not stop because somebody forgot.

    Kept in memory; what another process lays down is known within a minute.
    """
    memo, key, now = store.current().memo, (calendar_of, agency_code), clock.entered()
    kept: _Kept | None = memo.get(key)
    if kept is not None and abs(now - kept.checked_at) < STALE:
        return kept.calendar
    newest = _newest()
    if kept is None or kept.newest != newest:
        kept = memo[key] = _Kept(now, newest, _build(agency_code))
    kept.checked_at = now
    return kept.calendar


def _newest() -> tuple[int | None, ...]:
    with store.reading() as link:
        return tuple(link.execute(_NEWEST).one())


def _build(agency_code: str) -> Calendar:
    shipped = default_calendar()
    days, years, hours = dict(shipped.days), dict.fromkeys(shipped.years, True), _shipped_hours(shipped)
    years |= dict.fromkeys(shipped.computed, False)
    for year in range(min(years), clock.local(clock.entered()).year + AHEAD + 1):
        if year not in years:
            years[year] = False
            days |= {special.date: special for special in proposed_days(year)}
    with store.reading() as link:
        day_rows = link.execute(select(calendar_day).order_by(calendar_day.c.id)).all()
        year_rows = link.execute(select(calendar_year).order_by(calendar_year.c.id)).all()
        hour_rows = link.execute(select(office_hours).order_by(office_hours.c.id)).all()
    for row in _for(agency_code, day_rows):
        days.pop(row.day, None)
        if row.kind != USUAL:
            days[row.day] = _special(row)
    years |= {row.year: bool(row.confirmed_by) for row in year_rows}
    for row in _for(agency_code, hour_rows):
        hours[row.valid_from] = hours_from(row.content, row.valid_from, row.basis, row.scope)
    return Calendar(
        hours=tuple(hours[since] for since in sorted(hours)),
        days=MappingProxyType(days),
        years=frozenset(years),
        computed=frozenset(year for year, is_confirmed in years.items() if not is_confirmed),
    )


def _shipped_hours(shipped: Calendar) -> dict[date, OfficeHours]:
    return {hours.valid_from: hours for hours in shipped.hours}


def _for(agency_code: str, rows: Sequence[Any]) -> list[Any]:
    """The rows that hold for an agency, those of nearer units later."""
    mine = [row for row in rows if row.scope == "" or f"{agency_code}.".startswith(f"{row.scope}.")]
    return sorted(mine, key=lambda row: len(row.scope))


def _special(row: Any) -> SpecialDay:
    return SpecialDay(
        row.day,
        DayKind(row.kind),
        row.name,
        Source(Evidence(row.evidence), row.basis, row.valid_from, row.valid_to),
        row.scope,
        row.open_for_reception,
        row.confirmed_by,
    )


def lay_down_day(special: SpecialDay) -> None:
    """Add a day for its scope, over whatever was said about it before. Joins the caller's transaction."""
    _insert_day(special, special.kind.value)


def take_back_day(special: SpecialDay, by: str) -> None:
    """Say that a day is, for the scope of what was said about it, as usual again."""
    _insert_day(replace(special, confirmed_by=by), USUAL)


def _insert_day(special: SpecialDay, kind: str) -> None:
    row = {
        "scope": special.scope,
        "day": special.date,
        "kind": kind,
        "name": special.name,
        "basis": special.source.basis,
        "evidence": special.source.evidence.value,
        "open_for_reception": special.open_for_reception,
        "valid_from": special.source.valid_from,
        "valid_to": special.source.valid_to,
        "confirmed_by": special.confirmed_by,
        "entered_at": clock.entered(),
    }
    _insert(calendar_day, row)


def lay_down_year(year: int, confirmed_by: str, basis: str) -> None:
    """Say that the days off of a year are known: confirmed by somebody, or proposed ("")."""
    row = {"year": year, "confirmed_by": confirmed_by, "basis": basis, "entered_at": clock.entered()}
    _insert(calendar_year, row)


def lay_down_hours(hours: OfficeHours, confirmed_by: str) -> None:
    """Office hours for a scope from a day on."""
    content = {
        "weekdays": sorted(hours.weekdays),
        "sessions": list(hours.session_texts),
        "same_day_until": hours.same_day_until.isoformat("minutes"),
        "after_closing": hours.after_closing.value,
    }
    row = {
        "scope": hours.scope,
        "valid_from": hours.valid_from,
        "content": content,
        "basis": hours.source.basis,
        "confirmed_by": confirmed_by,
        "entered_at": clock.entered(),
    }
    _insert(office_hours, row)


def _insert(table: Any, row: dict[str, object]) -> None:
    with store.transaction() as link:
        link.execute(table.insert(), row)
    database = store.current()
    store.after_commit(lambda: forget(database))


def forget(database: store.Database) -> None:
    """Read calendars anew at the next question."""
    for key in [key for key in database.memo if isinstance(key, tuple) and key[0] is calendar_of]:
        del database.memo[key]

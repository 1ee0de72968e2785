"""The administrator's calendar: days, years and office hours laid down as acts that history tells of.

Dossiers received earlier keep the due dates that were printed; which of them a day touches can be asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from engine import clock, history, law, people, store
from engine.dossier.errors import CalendarNotYours, CalendarRefused
from engine.dossier.tables import dossier

EVENTS_OF = "calendar"
"""Stands for the dossier in events that belong to none."""
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Affected:
    """An open dossier whose time runs over a day."""

    code: str
    subject: str
    procedure_name: str
    received_at: datetime
    due_at: datetime


def may_lay_down(officer: people.Officer, scope: str) -> bool:
    """Whether an officer may change working time: a unit's administrator for his own agency, the system's for all."""
    if "system_admin" in officer.roles:
        return True
    return "unit_admin" in officer.roles and scope == officer.agency_code


def lay_down_day(special: law.SpecialDay, officer: people.Officer) -> None:
    """Add a day off or a day made up for. Raises NotAllowed, CalendarRefused when basis or name are missing."""
    _check(officer, special.scope)
    if not special.name.strip() or not special.source.basis.strip():
        raise CalendarRefused("name and legal basis are needed")
    if special.date.year not in law.calendar_of(officer.agency_code).years:
        raise law.NoCalendar(special.date)
    with store.transaction():
        law.lay_down_day(replace(special, confirmed_by=officer.name))
        _remember(
            officer,
            "calendar_day_added",
            {
                "day": special.date.isoformat(),
                "day_kind": special.kind.value,
                "name": special.name,
                "basis": special.source.basis,
                "scope": special.scope,
            },
        )


def take_back_day(day: date, officer: people.Officer) -> None:
    """Let a day be as usual again, for whom it was said. Raises NotAllowed, CalendarRefused when nothing was said."""
    special = law.calendar_of(officer.agency_code).days.get(day)
    if special is None:
        raise CalendarRefused("nothing is laid down about this day")
    _check(officer, special.scope)
    with store.transaction():
        law.take_back_day(special, officer.name)
        _remember(
            officer,
            "calendar_day_removed",
            {"day": day.isoformat(), "name": special.name, "scope": special.scope},
        )


def confirm_year(year: int, basis: str, officer: people.Officer) -> None:
    """Say that the days off of a year are those the government announced. Raises NotAllowed, CalendarRefused."""
    _check(officer, "")
    if not basis.strip():
        raise CalendarRefused("the announcement is needed")
    kept = law.calendar_of(officer.agency_code)
    if year not in kept.years:
        raise law.NoCalendar(date(year, 1, 1))
    with store.transaction():
        # what was looked at is what holds, whatever later versions of the system propose
        for special in kept.special_days(date(year, 1, 1), date(year, 12, 31)):
            if special.scope == "":
                law.lay_down_day(replace(special, confirmed_by=officer.name))
        law.lay_down_year(year, officer.name, basis)
        _remember(officer, "calendar_year_confirmed", {"year": year, "basis": basis})


def lay_down_hours(hours: law.OfficeHours, officer: people.Officer) -> None:
    """Office hours of an agency from a day on. Raises NotAllowed, CalendarRefused."""
    _check(officer, hours.scope)
    if not hours.source.basis.strip():
        raise CalendarRefused("a legal basis is needed")
    with store.transaction():
        law.lay_down_hours(hours, officer.name)
        facts = {
            "valid_from": hours.valid_from.isoformat(),
            "sessions": list(hours.session_texts),
            "weekdays": sorted(hours.weekdays),
            "basis": hours.source.basis,
            "scope": hours.scope,
        }
        _remember(officer, "office_hours_changed", facts)


def affected_by(day: date, officer: people.Officer) -> tuple[int, tuple[Affected, ...]]:
    """How many open dossiers of the officer's agency run over a day, and the first of them. Their due dates stay."""
    begin = datetime.combine(day, datetime.min.time(), clock.LOCAL)
    columns = (
        dossier.c.code,
        dossier.c.subject,
        dossier.c.procedure_name,
        dossier.c.received_at,
        dossier.c.due_at,
    )
    over = (
        dossier.c.agency_code == officer.agency_code,
        dossier.c.finished_at.is_(None),
        dossier.c.received_at < begin + timedelta(days=1),
        dossier.c.due_at >= begin,
    )
    with store.reading() as link:
        count = link.execute(select(func.count()).select_from(dossier).where(*over)).scalar_one()
        rows = link.execute(
            select(*columns).where(*over).order_by(dossier.c.due_at, dossier.c.code).limit(SHOWN)
        )
        return count, tuple(Affected(**row._mapping) for row in rows)


def _check(officer: people.Officer, scope: str) -> None:
    if not may_lay_down(officer, scope):
        raise CalendarNotYours(scope)


def _remember(officer: people.Officer, kind: str, data: Mapping[str, object]) -> None:
    history.record(history.act_of(officer, kind, EVENTS_OF, data=data))

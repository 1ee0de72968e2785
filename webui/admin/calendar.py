"""The agency's calendar: a year at a glance, days off and made up for, office hours, and whose due dates they touch."""

from calendar import Calendar as Weeks
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import clock, dossier, law, people
from engine.errors import InvalidInput, NotAllowed
from webui import fields, problems, strings
from webui.admin.blueprint import blueprint
from webui.audiences import audience
from webui.fields import Error
from webui.sessions import current_officer

ADMINISTRATORS = frozenset({"unit_admin", "system_admin"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the year view. kind: of its special day, "rest" or ""."""

    day: date
    kind: str
    name: str


@blueprint.get("/quan-tri/lich")
@audience("officer")
def calendar() -> ResponseReturnValue:
    """The year, its days, and what may be changed."""
    officer = _administrator()
    day = fields.day(request.args.get("ngay", ""))
    return _page(officer, day.year if day else request.args.get("nam", clock.today().year, type=int), day)


@blueprint.post("/quan-tri/lich/ngay")
@audience("officer")
def add_day() -> ResponseReturnValue:
    """Lay down a day."""
    officer = _administrator()
    day = fields.day(request.form.get("date", ""))
    if day is None:
        return _page(
            officer,
            clock.today().year,
            None,
            (Error("f-date", strings.FIELDS["bad_date"].format(label=strings.LABELS["date"])),),
        )
    kind = request.form.get("kind", "")
    special = law.SpecialDay(
        day,
        law.DayKind(kind) if kind in list(law.DayKind) else law.DayKind.LOCAL_OFF,
        request.form.get("name", "").strip()[:200],
        law.Source(law.Evidence.READ, request.form.get("basis", "").strip()[:300]),
        scope="" if request.form.get("everybody") else officer.agency_code,
        open_for_reception=kind == law.DayKind.MAKEUP_WORK or bool(request.form.get("open")),
    )
    return _done(officer, day.year, day, lambda: dossier.lay_down_day(special, officer), "calendar_saved")


@blueprint.post("/quan-tri/lich/bo")
@audience("officer")
def remove_day() -> ResponseReturnValue:
    """Let a day be as usual again."""
    officer = _administrator()
    day = fields.day(request.form.get("date", "")) or clock.today()
    return _done(officer, day.year, day, lambda: dossier.take_back_day(day, officer), "calendar_saved")


@blueprint.post("/quan-tri/lich/xac-nhan")
@audience("officer")
def confirm_year() -> ResponseReturnValue:
    """Confirm the days off of a year."""
    officer = _administrator()
    year = request.form.get("year", 0, type=int)
    basis = request.form.get("basis", "").strip()[:300]
    return _done(officer, year, None, lambda: dossier.confirm_year(year, basis, officer), "year_confirmed")


@blueprint.post("/quan-tri/lich/gio")
@audience("officer")
def change_hours() -> ResponseReturnValue:
    """Lay down office hours of the agency from a day on."""
    officer = _administrator()
    since = fields.day(request.form.get("valid_from", ""))
    try:
        sessions = tuple(_session(request.form.get(name, "")) for name in ("morning", "afternoon"))
        edges = [edge for session in sessions for edge in session]
        weekdays = frozenset(
            int(number) for number in request.form.getlist("weekdays") if number in "1234567"
        )
        until = time.fromisoformat(request.form.get("same_day_until", ""))
        if since is None or edges != sorted(set(edges)) or not weekdays:
            raise ValueError("hours out of order")
    except ValueError:
        return _page(officer, clock.today().year, None, (Error("f-morning", strings.FIELDS["bad_hours"]),))
    hours = law.OfficeHours(
        valid_from=since,
        weekdays=weekdays,
        sessions=sessions,
        same_day_until=until,
        source=law.Source(law.Evidence.READ, request.form.get("basis", "").strip()[:300]),
        scope=officer.agency_code,
    )
    return _done(officer, since.year, None, lambda: dossier.lay_down_hours(hours, officer), "hours_saved")


def _administrator() -> people.Officer:
    officer = current_officer()
    if not officer.roles & ADMINISTRATORS:
        raise NotAllowed("the calendar is for administrators")
    return officer


def _done(
    officer: people.Officer, year: int, day: date | None, act: Callable[[], None], said: str
) -> ResponseReturnValue:
    try:
        act()
    except InvalidInput as problem:
        return _page(officer, year, day, (Error("f-basis", problems.words(problem).text),))
    flash(strings.SAID[said].format(year=year))
    return redirect(url_for("admin.calendar", nam=year, ngay=day.isoformat() if day else None), 303)


def _page(
    officer: people.Officer, year: int, day: date | None, errors: tuple[Error, ...] = ()
) -> ResponseReturnValue:
    kept = law.calendar_of(officer.agency_code)
    year = year if year in kept.years else clock.today().year
    specials = list(kept.special_days(date(year, 1, 1), date(year, 12, 31))) if year in kept.years else []
    chosen = day if day is not None and day.year in kept.years else None
    count, affected = dossier.affected_by(chosen, officer) if chosen else (0, ())
    page = render_template(
        "admin/calendar.html",
        year=year,
        years=sorted(kept.years),
        months=_months(kept, year) if year in kept.years else [],
        specials=specials,
        confirmed=year not in kept.computed,
        hours=kept.hours,
        hours_now=kept.hours[-1],
        chosen=chosen,
        special=kept.days.get(chosen) if chosen else None,
        count=count,
        affected=affected,
        everybody="system_admin" in officer.roles,
        may=dossier.may_lay_down,
        errors=errors,
    )
    return page, 422 if errors else 200


def _months(kept: law.Calendar, year: int) -> list[list[list[Cell | None]]]:
    """Twelve months of weeks of days; days of other months are None."""
    weeks = Weeks(firstweekday=0)
    return [
        [
            [_cell(kept, day) if day.month == month else None for day in week]
            for week in weeks.monthdatescalendar(year, month)
        ]
        for month in range(1, 13)
    ]


def _cell(kept: law.Calendar, day: date) -> Cell:
    special = kept.days.get(day)
    if special is not None:
        return Cell(day, special.kind.value, special.name)
    return Cell(day, "" if kept.is_working(day) else "rest", "")


def _session(text: str) -> tuple[time, time]:
    opens, _, closes = text.replace(" ", "").partition("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)

"""The tree of units as it stands in the database.

Look-ups see every unit, also one whose validity has ended: a dossier keeps naming the desk it was received at, and a
province may go on working in the old structure. Whoever wants the structure of one day says so with `on`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select
from sqlalchemy.sql.selectable import CTE

from engine import store
from engine.people.errors import UnknownUnit
from engine.people.tables import org_unit

KINDS = frozenset(
    ("province", "department", "district", "commune", "room", "branch", "reception", "office", "portal")
)
LEVELS = frozenset(("province", "department", "district", "commune"))
"""Kinds by which a pool may name its agency."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of the tree. Identified by its code alone: names repeat across districts.

    function: what a room does inside its agency (`labour`, `reception`, …). is_agency: has its own exchange address.
    evidence: V the code was seen in a source, M it is our assumption. old_code: its code before the last change.
    """

    code: str
    name: str
    kind: str
    function: str | None
    parent_code: str | None
    is_agency: bool
    gso_code: str | None
    old_code: str | None
    evidence: str
    valid_from: date | None
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


COLUMNS = tuple(Unit.__dataclass_fields__)
_U = org_unit.c
_SELECT = select(*(_U[name] for name in COLUMNS))


def unit(code: str, on: date | None = None) -> Unit:
    """One unit, whether in force or not; with `on`, only if it is in force that day. Raises UnknownUnit."""
    found = _read(_SELECT.where(_U.code == code, _in_force(on)))
    if not found:
        raise UnknownUnit(code, unit=code)
    return found[0]


def units(kind: str | None = None, parent: str | None = None, on: date | None = None) -> tuple[Unit, ...]:
    """Units by code: all of them, or those of a kind, directly under a parent, in force on a day."""
    query = _SELECT.where(_in_force(on)).order_by(_U.code)
    if kind is not None:
        query = query.where(_U.kind == kind)
    if parent is not None:
        query = query.where(_U.parent_code == parent)
    return _read(query)


def name_of(code: str) -> str:
    """A unit's name for display; its code when this node does not know the unit."""
    found = _read(_SELECT.where(_U.code == code))
    return found[0].name if found else code


def agency_of(code: str) -> Unit:
    """The agency a unit belongs to: the nearest one upwards, or the unit itself. Raises UnknownUnit."""
    return _nearest(code, _U.is_agency.is_(True), "agency")


def ancestor(code: str, kind: str) -> Unit:
    """The nearest unit of a kind upwards, or the unit itself. Raises UnknownUnit when there is none."""
    return _nearest(code, _U.kind == kind, kind)


def line_of(code: str) -> frozenset[str]:
    """The codes of a unit and of everything above it; empty for an unknown unit."""
    with store.reading() as link:
        return frozenset(link.scalars(select(_upwards(code).c.code)))


def unit_for(agency_code: str, function: str | None, on: date | None = None) -> Unit:
    """The room of an agency with a function; the agency itself when it has none such, or none is asked for.

    Of several, the one nearest to the agency, then the lowest code. Rooms of agencies further down do not count.
    Raises UnknownUnit for the agency.
    """
    if function is not None:
        rooms = _rooms(agency_code)
        query = _SELECT.join(rooms, rooms.c.code == _U.code).where(_U.function == function, _in_force(on))
        found = _read(query.order_by(rooms.c.depth, _U.code).limit(1))
        if found:
            return found[0]
    return unit(agency_code, on)


def runs_at(pool_agency: str | None, agency_code: str) -> bool:
    """Whether a pool runs at an agency. pool_agency: `mc:coQuan`, a level or a code; None fits every agency."""
    if pool_agency in LEVELS:
        return unit(agency_code).kind == pool_agency
    return pool_agency is None or pool_agency == agency_code


def resolve_agency(pool_agency: str, lead_agency: str) -> str:
    """The code of the agency that runs a pool: the lead agency's ancestor of that level, or the code as given.

    Raises UnknownUnit.
    """
    if pool_agency in LEVELS:
        return ancestor(lead_agency, pool_agency).code
    return unit(pool_agency).code


def _read(query: Select[*tuple[Any, ...]]) -> tuple[Unit, ...]:
    with store.reading() as link:
        return tuple(Unit(**row._mapping) for row in link.execute(query))


def _in_force(on: date | None) -> ColumnElement[bool]:
    if on is None:
        return literal(True)
    return and_(
        or_(_U.valid_from.is_(None), _U.valid_from <= on), or_(_U.valid_to.is_(None), _U.valid_to >= on)
    )


def _nearest(code: str, wanted: ColumnElement[bool], what: str) -> Unit:
    line = _upwards(code)
    query = _SELECT.join(line, line.c.code == _U.code).where(wanted).order_by(line.c.depth).limit(1)
    found = _read(query)
    if not found:
        raise UnknownUnit(f"{what} of {code}", unit=code)
    return found[0]


def _upwards(code: str) -> CTE:
    start = select(_U.code, _U.parent_code, literal(0).label("depth")).where(_U.code == code)
    line = start.cte("line", recursive=True)
    step = select(_U.code, _U.parent_code, line.c.depth + 1).join(line, line.c.parent_code == _U.code)
    return line.union_all(step)


def _rooms(agency_code: str) -> CTE:
    start = select(_U.code, literal(1).label("depth")).where(
        _U.parent_code == agency_code, _U.is_agency.is_(False)
    )
    rooms = start.cte("rooms", recursive=True)
    step = select(_U.code, rooms.c.depth + 1).join(rooms, rooms.c.code == _U.parent_code)
    return rooms.union_all(step.where(_U.is_agency.is_(False)))

"""The tree of units as it stands in the database.

Look-ups see every unit, also one whose validity has ended: a dossier keeps naming the desk it was received at, and a
province may go on working in the old structure. Whoever wants the structure of one day says so with `on`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Select, bindparam, literal, or_, select
from sqlalchemy.sql.selectable import CTE

from engine import store
from engine.people.errors import UnknownUnit
from engine.people.tables import org_unit

_Query: TypeAlias = Select[*tuple[Any, ...]]

KINDS = frozenset(
    ("province", "department", "district", "commune", "room", "branch", "reception", "office", "portal")
)
LEVELS = frozenset(("province", "department", "district", "commune"))
"""Kinds by which a pool may name its agency."""
BRANCH = "branch:"
"""How a pool names the branch, beside the lead agency's district, of a provincial agency: `branch:H21.93`."""


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


def _upwards() -> CTE:
    """The unit `of` and everything above it."""
    start = select(_U.code, _U.parent_code, literal(0).label("depth")).where(_U.code == bindparam("of"))
    line = start.cte("line", recursive=True)
    step = select(_U.code, _U.parent_code, line.c.depth + 1).join(line, line.c.parent_code == _U.code)
    return line.union_all(step)


def _rooms() -> CTE:
    """Everything below the unit `of` that is no agency and belongs to none in between."""
    below = (_U.is_agency.is_(False),)
    start = select(_U.code, literal(1).label("depth")).where(_U.parent_code == bindparam("of"), *below)
    rooms = start.cte("rooms", recursive=True)
    step = select(_U.code, rooms.c.depth + 1).join(rooms, rooms.c.code == _U.parent_code)
    return rooms.union_all(step.where(*below))


_LINE, _ROOMS = _upwards(), _rooms()
_UP = _SELECT.join(_LINE, _LINE.c.code == _U.code).order_by(_LINE.c.depth).limit(1)
_AGENCY_OF = _UP.where(_U.is_agency.is_(True))
_ANCESTOR = _UP.where(_U.kind == bindparam("wanted"))
_LINE_CODES = select(_LINE.c.code)
_UNIT = _SELECT.where(_U.code == bindparam("of"))
_ROOM = (
    _SELECT.join(_ROOMS, _ROOMS.c.code == _U.code)
    .where(_U.function == bindparam("wanted"))
    .order_by(_ROOMS.c.depth, _U.code)
    .limit(1)
)


def unit(code: str, on: date | None = None) -> Unit:
    """One unit, whether in force or not; with `on`, only if it is in force that day. Raises UnknownUnit."""
    found = _read(_on(_UNIT, on), of=code)
    if not found:
        raise UnknownUnit(code, unit=code)
    return found[0]


def units(kind: str | None = None, parent: str | None = None, on: date | None = None) -> tuple[Unit, ...]:
    """Units by code: all of them, or those of a kind, directly under a parent, in force on a day."""
    query = _on(_SELECT, on).order_by(_U.code)
    if kind is not None:
        query = query.where(_U.kind == kind)
    if parent is not None:
        query = query.where(_U.parent_code == parent)
    return _read(query)


def name_of(code: str) -> str:
    """A unit's name for display; its code when this node does not know the unit."""
    try:
        return store.remembered((name_of, code), lambda: unit(code).name)
    except UnknownUnit:
        return code


def agency_of(code: str) -> Unit:
    """The agency a unit belongs to: the nearest one upwards, or the unit itself. Raises UnknownUnit."""
    return store.remembered((agency_of, code), lambda: _nearest(_AGENCY_OF, code, "agency"))


def ancestor(code: str, kind: str) -> Unit:
    """The nearest unit of a kind upwards, or the unit itself. Raises UnknownUnit when there is none."""
    return _nearest(_ANCESTOR, code, kind)


def line_of(code: str) -> frozenset[str]:
    """The codes of a unit and of everything above it; empty for an unknown unit."""
    with store.reading() as link:
        return frozenset(link.scalars(_LINE_CODES, {"of": code}))


def unit_for(agency_code: str, function: str | None, on: date | None = None) -> Unit:
    """The room of an agency with a function; the agency itself when it has none such, or none is asked for.

    Of several, the one nearest to the agency, then the lowest code. Rooms of agencies further down do not count.
    Raises UnknownUnit for the agency.
    """
    if function is not None:
        found = _read(_on(_ROOM, on), of=agency_code, wanted=function)
        if found:
            return found[0]
    return unit(agency_code, on)


def runs_at(pool_agency: str | None, agency_code: str) -> bool:
    """Whether a pool runs at an agency. pool_agency: `mc:coQuan`, a level, a code, a branch; None fits every agency."""
    if pool_agency is not None and pool_agency.startswith(BRANCH):
        found = unit(agency_code)
        return found.kind == "branch" and found.parent_code == pool_agency.removeprefix(BRANCH)
    if pool_agency in LEVELS:
        return unit(agency_code).kind == pool_agency
    return pool_agency is None or pool_agency == agency_code


def resolve_agency(pool_agency: str, lead_agency: str) -> str:
    """The code of the agency that runs a pool: the lead agency's ancestor of that level, or the code as given.

    A branch is numbered like the district it works beside: of H21.93, H21.93.52 beside H21.52. Raises UnknownUnit.
    """
    if pool_agency.startswith(BRANCH):
        district = ancestor(lead_agency, "district").code
        return unit(f"{pool_agency.removeprefix(BRANCH)}.{district.rpartition('.')[2]}").code
    if pool_agency in LEVELS:
        return ancestor(lead_agency, pool_agency).code
    return unit(pool_agency).code


def _read(query: _Query, **parameters: str) -> tuple[Unit, ...]:
    with store.reading() as link:
        return tuple(Unit(**row._mapping) for row in link.execute(query, parameters))


def _on(query: _Query, on: date | None) -> _Query:
    if on is None:
        return query
    begun = or_(_U.valid_from.is_(None), _U.valid_from <= on)
    return query.where(begun, or_(_U.valid_to.is_(None), _U.valid_to >= on))


def _nearest(query: _Query, code: str, wanted: str) -> Unit:
    found = _read(query, of=code, wanted=wanted)
    if not found:
        raise UnknownUnit(f"{wanted} of {code}", unit=code)
    return found[0]

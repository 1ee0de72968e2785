"""Incidents: what cannot go on by itself, as those who look after a unit see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from engine import people, spiff, store
from engine.errors import MotcuaError
from engine.process import loading
from engine.process.errors import IncidentClosed, NotYourIncident, UnknownIncident
from engine.process.incident_rows import WHOLE
from engine.process.tables import incident, service_job
from engine.process.work_items import PAGE_SIZE, Page

ROLES = ("unit_admin", "system_admin")
SHORTEST_REASON = 5

_C = incident.c


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that cannot go on. kind: code of strings.INCIDENTS. cause: technical, without personal data.

    task_id: the token; empty when the instance as a whole is meant. state: open, resolved or skipped. closed_name:
    who dealt with it (the system when it went through by itself), reason: why it was skipped.
    """

    id: str
    instance_id: str
    task_id: str
    agency_code: str
    dossier_code: str
    procedure_code: str
    procedure_name: str
    element_id: str | None
    element_name: str | None
    kind: str
    cause: str
    attempts: int
    state: str
    opened_at: datetime
    last_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    closed_name: str | None
    reason: str | None

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Cause:
    """Open incidents of one cause at one place of one procedure. first_id: the oldest of them."""

    procedure_code: str
    procedure_name: str
    element_id: str | None
    element_name: str | None
    kind: str
    cause: str
    count: int
    first_id: str


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """An incident and what can be done. choices: the flows that a skipping person chooses from, if any.

    topic, next_at: of the job that it is about; next_at is set while the job is being tried again.
    """

    incident: Incident
    choices: tuple[spiff.SequenceFlow, ...]
    same_cause: int
    topic: str | None
    next_at: datetime | None


_FIELDS = tuple(_C[name] for name in Incident.__dataclass_fields__)


def incidents(
    officer: people.Officer, *, state: str = "open", kind: str = "", page: int = 1
) -> Page[Incident]:
    """The incidents of the agencies that the officer looks after, the latest first.

    state: open, or anything else for those that are dealt with. kind: only these. Raises NotYourIncident.
    """
    where = and_(mine(officer), _C.state == "open" if state == "open" else _C.state != "open")
    if kind:
        where = and_(where, _C.kind == kind)
    page = max(1, page)
    query = select(*_FIELDS).where(where).order_by(_C.opened_at.desc(), _C.id)
    with store.reading() as link:
        total = link.execute(select(func.count()).select_from(incident).where(where)).scalar_one()
        rows = link.execute(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
        return Page(tuple(Incident(**row._mapping) for row in rows), total, page, PAGE_SIZE)


def causes(officer: people.Officer) -> tuple[Cause, ...]:
    """The open incidents by cause, the most frequent first. Raises NotYourIncident."""
    place = (_C.procedure_code, _C.procedure_name, _C.element_id, _C.element_name, _C.kind, _C.cause)
    count = func.count().label("count")
    query = (
        select(*place, count, func.min(_C.id).label("first_id"))
        .where(mine(officer), _C.state == "open")
        .group_by(*place)
        .order_by(count.desc(), _C.procedure_code, _C.element_id)
        .limit(PAGE_SIZE)
    )
    with store.reading() as link:
        return tuple(Cause(**row._mapping) for row in link.execute(query))


def mine(officer: people.Officer) -> ColumnElement[bool]:
    """That an incident is of an agency the officer looks after. Raises NotYourIncident."""
    agencies = [code for code in store.current().profile.agencies if may_deal(officer, code)]
    if not agencies:
        raise NotYourIncident
    return _C.agency_code.in_(agencies)


def may_deal(officer: people.Officer, agency_code: str) -> bool:
    """Whether somebody deals with an agency's incidents: its administrators, and the node's own operator."""
    return officer is people.SYSTEM or any(people.oversees(officer, role, agency_code) for role in ROLES)


def incidents_of(dossier_code: str) -> tuple[Incident, ...]:
    """The open incidents of a dossier at this node, the oldest first."""
    query = select(*_FIELDS).where(_C.dossier_code == dossier_code, _C.state == "open").order_by(_C.opened_at)
    with store.reading() as link:
        return tuple(Incident(**row._mapping) for row in link.execute(query))


def incident_of(incident_id: str, officer: people.Officer) -> IncidentDetail:
    """One incident and what can be done. Raises UnknownIncident, NotYourIncident."""
    found = found_incident(incident_id, officer)
    with store.reading() as link:
        same = link.execute(select(func.count()).where(same_cause(found), mine(officer))).scalar_one()
        job = link.execute(
            select(service_job.c.topic, service_job.c.state, service_job.c.next_at).where(
                service_job.c.task_id == found.task_id
            )
        ).first()
    return IncidentDetail(
        found,
        _choices(found) if found.is_open else (),
        same,
        job.topic if job else None,
        job.next_at if job and job.state == "READY" else None,
    )


def found_incident(incident_id: str, officer: people.Officer) -> Incident:
    """An incident, open or not. Raises UnknownIncident, NotYourIncident."""
    with store.reading() as link:
        row = link.execute(select(*_FIELDS).where(_C.id == incident_id)).first()
    if row is None:
        raise UnknownIncident(incident_id)
    if not may_deal(officer, row.agency_code):
        raise NotYourIncident(incident_id)
    return Incident(**row._mapping)


def same_cause(one: Incident) -> ColumnElement[bool]:
    """That an incident is open at the same place for the same cause."""
    return and_(
        _C.state == "open",
        _C.procedure_code == one.procedure_code,
        _C.element_id.is_not_distinct_from(one.element_id),
        _C.kind == one.kind,
        _C.cause == one.cause,
    )


def _choices(one: Incident) -> tuple[spiff.SequenceFlow, ...]:
    if one.task_id == WHOLE:
        return ()
    try:
        live = loading.look_at(one.instance_id).live
    except (MotcuaError, spiff.NotStorable):
        return ()
    return next((held.choices for held in spiff.held(live) if held.task_id.hex == one.task_id), ())


def still_open(incident_id: str, officer: people.Officer) -> Incident:
    """An incident that is still open. Raises UnknownIncident, NotYourIncident, IncidentClosed."""
    one = found_incident(incident_id, officer)
    if not one.is_open:
        raise IncidentClosed(incident_id, name=one.closed_name, at=one.closed_at)
    return one

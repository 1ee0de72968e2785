"""Incidents: what cannot go on by itself; seen, tried again or skipped by those who look after a unit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from engine import clock, mail, people, spiff, store
from engine.errors import MotcuaError
from engine.process import loading, steps
from engine.process.cache import live_instances
from engine.process.errors import IncidentClosed, NotYourIncident, ReasonMissing, UnknownIncident
from engine.process.incident_rows import WHOLE, Trouble, close_incident, note, tell
from engine.process.moves import Move
from engine.process.tables import incident, process_instance, service_job
from engine.process.timers import cause_of
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
    where = and_(_mine(officer), _C.state == "open" if state == "open" else _C.state != "open")
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
        .where(_mine(officer), _C.state == "open")
        .group_by(*place)
        .order_by(count.desc(), _C.procedure_code, _C.element_id)
        .limit(PAGE_SIZE)
    )
    with store.reading() as link:
        return tuple(Cause(**row._mapping) for row in link.execute(query))


def _mine(officer: people.Officer) -> ColumnElement[bool]:
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
    found = _found(incident_id, officer)
    with store.reading() as link:
        same = link.execute(select(func.count()).where(_same_cause(found), _mine(officer))).scalar_one()
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


def _found(incident_id: str, officer: people.Officer) -> Incident:
    with store.reading() as link:
        row = link.execute(select(*_FIELDS).where(_C.id == incident_id)).first()
    if row is None:
        raise UnknownIncident(incident_id)
    if not may_deal(officer, row.agency_code):
        raise NotYourIncident(incident_id)
    return Incident(**row._mapping)


def _same_cause(one: Incident) -> ColumnElement[bool]:
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


def retry(incident_id: str, officer: people.Officer) -> bool:
    """Try again what could not go on; whether it is settled or under way now.

    A call is asked again by the workers, with all its tries; everything else is tried at once, by its rules of today.
    Raises UnknownIncident, NotYourIncident, IncidentClosed.
    """
    one = _open(incident_id, officer)
    if _has_job(one) and _ask_again(one, officer):
        return True
    try:
        steps.advance(one.instance_id, _move("incident_retried", one, officer, _carry_on))
    except Exception as error:
        with store.transaction():
            note(loading.facts_of(one.instance_id), _as_before(one, cause_of(error)), clock.now())
        if not isinstance(error, MotcuaError | spiff.NotStorable):
            raise
    return not _found(incident_id, officer).is_open


def _open(incident_id: str, officer: people.Officer) -> Incident:
    one = _found(incident_id, officer)
    if not one.is_open:
        raise IncidentClosed(incident_id, name=one.closed_name, at=one.closed_at)
    return one


def _has_job(one: Incident) -> bool:
    query = select(service_job.c.task_id).where(service_job.c.task_id == one.task_id)
    with store.reading() as link:
        return link.execute(query).first() is not None


def _ask_again(one: Incident, officer: people.Officer) -> bool:
    """Give a job all its tries back. False when its inputs are still to be computed: the instance does that anew."""
    job = service_job.c
    move = _move("incident_retried", one, officer, _carry_on)
    with store.transaction() as link:
        if link.execute(
            service_job.delete().where(job.task_id == one.task_id, job.inputs.is_(None))
        ).rowcount:
            # the incident ends with the job; should the inputs fail again there will be another
            close_incident(one.instance_id, one.task_id, move, clock.now())
            store.flush()
            live_instances.evict(one.instance_id)
            steps.advance(one.instance_id, move)
            return True
        link.execute(
            service_job.update()
            .where(job.task_id == one.task_id, job.state == "FAILED")
            .values(state="READY", attempts=0, next_at=clock.now(), lease_token=None)
        )
        tell(loading.facts_of(one.instance_id), move.kind, officer, None, {"incident": one.id})
        store.after_commit(mail.ring)
    return True


def _as_before(one: Incident, cause: str) -> Trouble:
    return Trouble(one.kind, cause, one.task_id)


def _carry_on(live: spiff.Live) -> None:
    spiff.carry_on(live)
    spiff.tick(live)


def _move(kind: str, one: Incident, officer: people.Officer, act: Any, **more: Any) -> Move:
    data = {"incident": one.id, **more.pop("data", {})}
    return Move(kind, officer, act, element_id=one.element_id, data=data, **more)


def retry_same_cause(incident_id: str, officer: people.Officer) -> tuple[int, int]:
    """Try again every open incident with the same cause at the same place; each by itself.

    Answers how many are settled or under way, and how many are still open. Raises as `retry`.
    """
    one = _open(incident_id, officer)
    with store.reading() as link:
        query = select(_C.id).where(_same_cause(one), _mine(officer)).order_by(_C.opened_at)
        ids = list(link.execute(query).scalars())
    settled = 0
    for each in ids:
        try:
            settled += retry(each, officer)
        except IncidentClosed:
            settled += 1
    return settled, len(ids) - settled


def skip(incident_id: str, officer: people.Officer, reason: str, flow: str | None = None) -> None:
    """Let the token go on without what its element says; history keeps who decided so and why.

    flow: id of the flow to take from a gateway that chooses. Raises UnknownIncident, NotYourIncident, IncidentClosed,
    ReasonMissing, spiff.CannotSkip.
    """
    one = _open(incident_id, officer)
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing(one.id)
    data = {"reason": reason, "flow": flow} if flow else {"reason": reason}

    def go_on(live: spiff.Live) -> None:
        spiff.skip(live, UUID(hex=one.task_id), flow)

    move = _move("incident_skipped", one, officer, go_on, skips=(one.task_id, reason), data=data)
    try:
        if one.task_id == WHOLE:
            raise spiff.NotReady(one.id)
        steps.advance(one.instance_id, move)
    except spiff.NotReady:
        _take_note(one, move, officer)


def _take_note(one: Incident, move: Move, officer: people.Officer) -> None:
    """Close an incident that no token waits at: of an instance that has ended, or of a task that is still open."""
    instance = loading.facts_of(one.instance_id)
    with store.transaction() as link:
        close_incident(one.instance_id, one.task_id, move, clock.now())
        tell(instance, move.kind, officer, None, dict(move.data))
        link.execute(
            process_instance.update()
            .where(process_instance.c.id == one.instance_id)
            .values(rev=process_instance.c.rev + 1)
        )

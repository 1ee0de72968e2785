"""Incidents tried again, or skipped with a reason, by those who look after a unit."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine import clock, mail, people, spiff, store
from engine.errors import MotcuaError
from engine.process import loading, steps
from engine.process.cache import live_instances
from engine.process.errors import IncidentClosed, ReasonMissing
from engine.process.incident_rows import WHOLE, Trouble, close_incident, note, tell
from engine.process.incidents import (
    SHORTEST_REASON,
    Incident,
    found_incident,
    mine,
    same_cause,
    still_open,
)
from engine.process.moves import Move
from engine.process.tables import incident, process_instance, service_job
from engine.process.timers import cause_of


def retry(incident_id: str, officer: people.Officer) -> bool:
    """Try again what could not go on; whether it is settled or under way now.

    A call is asked again by the workers, with all its tries; everything else is tried at once, by its rules of today.
    Raises UnknownIncident, NotYourIncident, IncidentClosed.
    """
    one = still_open(incident_id, officer)
    if _has_job(one) and _ask_again(one, officer):
        return True
    try:
        steps.advance(one.instance_id, _move("incident_retried", one, officer, _carry_on))
    except Exception as error:
        with store.transaction():
            note(loading.facts_of(one.instance_id), _as_before(one, cause_of(error)), clock.now())
        if not isinstance(error, MotcuaError | spiff.NotStorable):
            raise
    return not found_incident(incident_id, officer).is_open


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
    one = still_open(incident_id, officer)
    with store.reading() as link:
        query = select(incident.c.id).where(same_cause(one), mine(officer)).order_by(incident.c.opened_at)
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
    one = still_open(incident_id, officer)
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

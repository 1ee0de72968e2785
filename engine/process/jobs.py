"""Jobs: calls to other systems, done outside the transaction and applied once.

A worker claims a job with a lease, asks, and settles it: `finish`, `throw`, `postpone` or `give_up`. One that dies
leaves the lease to lapse, and the call is made again under the same key; whoever answers first is applied.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, bindparam, literal_column, select, true
from sqlalchemy.sql.dml import ReturningUpdate

from engine import clock, people, spiff, store
from engine.process import deployments, loading, steps
from engine.process.incident_rows import Trouble, note
from engine.process.moves import Move
from engine.process.tables import service_job

TRIES = 6
"""After so many attempts a person must look."""

_J = service_job.c


@dataclass(frozen=True, slots=True)
class Job:
    """A call to another system. task_id: also its idempotency key. outputs: kept from an attempt that was answered."""

    task_id: str
    instance_id: str
    dossier_code: str
    element_id: str
    topic: str
    target: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any] | None
    attempts: int
    lease_token: str

    @property
    def is_last_try(self) -> bool:
        return self.attempts >= TRIES


_FIELDS = tuple(_J[name] for name in Job.__dataclass_fields__)


class _Uncaught(Exception):
    """No event around the call catches the error."""


def claim_job(without: Collection[str] = ()) -> Job | None:
    """Lease the job whose time has come first, or None. without: targets that are not to be asked now."""
    now = clock.now()
    lease = timedelta(seconds=store.current().settings.lease_seconds)
    values: dict[str, Any] = {"at": now, "until": now + lease, "token": secrets.token_hex(8)}
    if without:
        values["busy"] = list(without)
    with store.transaction() as link:
        row = link.execute(_CLAIM_OTHERS if without else _CLAIM, values).first()
    return None if row is None else Job(**row._mapping)


# the state is written out: only then do both databases see that the partial index holds what is asked for
DUE = (
    select(_J.task_id)
    .where(_J.state == literal_column("'READY'"), _J.next_at <= bindparam("at", type_=_J.next_at.type))
    .order_by(_J.next_at)
    .limit(1)
    .with_for_update(skip_locked=True)
)


def _claiming(wanted: ColumnElement[bool]) -> ReturningUpdate[Any]:
    due = DUE.where(wanted).scalar_subquery()
    return (
        service_job.update()
        .where(_J.task_id == due)
        .values(next_at=bindparam("until"), lease_token=bindparam("token"), attempts=_J.attempts + 1)
        .returning(*_FIELDS)
    )


_CLAIM = _claiming(true())
_CLAIM_OTHERS = _claiming(_J.target.not_in(bindparam("busy", expanding=True)))


def finish_job(job: Job, outputs: Mapping[str, Any]) -> bool:
    """Apply the answer, whoever holds the lease by now. False: the call was answered already, or is gone.

    outputs: JSON data. What follows in the diagram and cannot be executed becomes an incident of its own; outputs that
    cannot be taken over become one of the job, which keeps them.
    """

    def finish(live: spiff.Live) -> None:
        spiff.finish_call(live, UUID(hex=job.task_id), outputs)

    try:
        orjson.dumps(outputs)
        steps.advance(job.instance_id, _move(job, "job_done", finish))
    except spiff.NotReady:
        return False
    except TypeError:
        give_up(job, "job_failed", "BAD_RESULT")
    except spiff.EngineFault as fault:
        give_up(job, fault.kind, fault.cause, outputs)
    return True


def throw_job_error(job: Job, code: str) -> bool:
    """The answer is a BPMN error: the nearest event around the call that catches the code has it, else it is an
    incident. False: the call was answered already, or is gone."""

    def throw(live: spiff.Live) -> None:
        if not spiff.raise_error(live, UUID(hex=job.task_id), code):
            raise _Uncaught

    try:
        steps.advance(job.instance_id, _move(job, "job_error", throw, error=code))
    except spiff.NotReady:
        return False
    except _Uncaught:
        give_up(job, "error_uncaught", f"error {code!r}, and no event around the task catches it")
    return True


def _move(job: Job, kind: str, act: Any, **data: str) -> Move:
    return Move(kind, people.SYSTEM, act, element_id=job.element_id, data={"topic": job.topic, **data})


def postpone_job(job: Job, reason: str, after: timedelta) -> None:
    """Try again later; ignored when the lease has passed to somebody else."""
    with store.transaction() as link:
        link.execute(
            service_job.update()
            .where(_J.task_id == job.task_id, _J.lease_token == job.lease_token, _J.state == "READY")
            .values(next_at=clock.now() + after, last_error=reason[:500])
        )


def give_up(job: Job, kind: str, cause: str, outputs: Mapping[str, Any] | None = None) -> None:
    """A person must look: the job waits with an incident. outputs: what was answered, not to be asked for again."""
    with store.transaction() as link:
        changed = link.execute(
            service_job.update()
            .where(_J.task_id == job.task_id, _J.lease_token == job.lease_token, _J.state == "READY")
            .values(
                state="FAILED", last_error=cause[:500], outputs=None if outputs is None else dict(outputs)
            )
        )
        if changed.rowcount:
            _make_incident(job, kind, cause)


def _make_incident(job: Job, kind: str, cause: str) -> None:
    instance = loading.facts_of(job.instance_id)
    definition = deployments.compiled(deployments.definition(instance.definition_id))
    element = definition.elements.get(job.element_id)
    trouble = Trouble(kind, cause, job.task_id, element, job.attempts)
    note(instance, trouble, clock.now())

"""Incidents as rows, opened and closed together with the state that they are about."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from engine import history, people, spiff, store
from engine.process.cache import Instance
from engine.process.moves import Move
from engine.process.tables import incident, service_job

WHOLE = ""
"""In place of a task's id: the instance as a whole cannot be driven."""
LONGEST_CAUSE = 500

_C = incident.c
_OPEN = store.Write(incident.insert())
_AGAIN = store.Write(
    incident.update()
    .where(_C.id == bindparam("of_id"))
    .values(
        kind=bindparam("new_kind"),
        cause=bindparam("new_cause"),
        attempts=_C.attempts + 1,
        last_at=bindparam("at"),
    )
)
_CLOSE = store.Write(
    incident.update()
    .where(_C.instance_id == bindparam("of_instance"), _C.task_id == bindparam("of_task"), _C.state == "open")
    .values(
        state=bindparam("new_state"),
        closed_at=bindparam("at"),
        closed_by=bindparam("by_id"),
        closed_name=bindparam("by_name"),
        reason=bindparam("why"),
    )
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something cannot go on. kind: code of strings.INCIDENTS. cause: technical, English, nothing personal."""

    kind: str
    cause: str
    task_id: str = WHOLE
    element: spiff.Element | None = None
    attempts: int = 1


def open_incident(instance: Instance, trouble: Trouble, now: datetime) -> str:
    """Make an incident of it, in the caller's transaction; history tells of it. Answers its id."""
    incident_id = uuid.uuid4().hex
    element = trouble.element
    store.write(
        _OPEN,
        {
            "id": incident_id,
            "instance_id": instance.id,
            "task_id": trouble.task_id,
            "agency_code": instance.agency_code,
            "dossier_code": instance.dossier_code,
            "procedure_code": instance.procedure_code,
            "procedure_name": instance.procedure_name,
            "element_id": element.id if element else None,
            "element_name": element.name if element else None,
            "kind": trouble.kind,
            "cause": trouble.cause[:LONGEST_CAUSE],
            "attempts": trouble.attempts,
            "state": "open",
            "opened_at": now,
            "last_at": now,
        },
    )
    tell(instance, "incident_opened", people.SYSTEM, element, {"incident": incident_id, "kind": trouble.kind})
    return incident_id


def note(instance: Instance, trouble: Trouble, now: datetime) -> None:
    """Open an incident, or count one more attempt at the one that is open about the same token."""
    query = select(_C.id).where(
        _C.instance_id == instance.id, _C.task_id == trouble.task_id, _C.state == "open"
    )
    with store.reading() as link:
        known = link.execute(query).scalar()
    if known is None:
        open_incident(instance, trouble, now)
    else:
        happened_again(known, trouble, now)


def happened_again(incident_id: str, trouble: Trouble, now: datetime) -> None:
    """The same token was tried once more and could not go on, for this reason."""
    store.write(
        _AGAIN,
        {
            "of_id": incident_id,
            "new_kind": trouble.kind,
            "new_cause": trouble.cause[:LONGEST_CAUSE],
            "at": now,
        },
    )


def close_incident(instance_id: str, task_id: str, move: Move, now: datetime) -> None:
    """The token has gone on, or is gone: resolved, or skipped by a person who gave a reason."""
    skipped, reason = move.skips or (None, None)
    store.write(
        _CLOSE,
        {
            "of_instance": instance_id,
            "of_task": task_id,
            "new_state": "skipped" if task_id == skipped else "resolved",
            "at": now,
            "by_id": move.closer.account_id,
            "by_name": move.closer.name,
            "why": reason if task_id == skipped else None,
        },
    )


def tell(
    instance: Instance,
    kind: str,
    officer: people.Officer,
    element: spiff.Element | None,
    data: dict[str, object],
) -> None:
    """An entry in history that is not a step of the instance."""
    history.record(
        history.act_of(
            officer,
            kind,
            instance.dossier_code,
            agency_code=instance.agency_code,
            instance_id=instance.id,
            element_id=element.id if element else None,
            element_name=element.name if element else None,
            data=data,
        )
    )


def open_of(instance_id: str) -> dict[str, str]:
    """The ids of an instance's open incidents about its state, by task; those of its jobs have the job to tell."""
    query = (
        select(_C.task_id, _C.id)
        .outerjoin(service_job, service_job.c.task_id == _C.task_id)
        .where(_C.instance_id == instance_id, _C.state == "open", service_job.c.task_id.is_(None))
    )
    with store.reading() as link:
        return {row.task_id: row.id for row in link.execute(query)}

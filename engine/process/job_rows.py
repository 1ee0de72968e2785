"""Jobs as rows: a call that a token waits at has one, written and removed together with the state."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from connectors.services import operations
from engine import mail, spiff, store
from engine.process.cache import Running
from engine.process.incident_rows import Trouble, close_incident, open_incident
from engine.process.moves import Move
from engine.process.tables import service_job

_INSERT = store.Write(service_job.insert())
_DELETE = store.Write(service_job.delete().where(service_job.c.task_id == bindparam("of_task")))


def project_jobs(running: Running, move: Move, now: datetime) -> None:
    """Write the difference between the calls that wait and the jobs there are."""
    wanted = {task_id.hex: element for task_id, element in spiff.waiting_calls(running.live)}
    if wanted.keys() == running.jobs:
        return
    for task_id in sorted(running.jobs - wanted.keys()):
        store.write(_DELETE, {"of_task": task_id})
        close_incident(running.instance.id, task_id, move, now)
    for task_id in sorted(wanted.keys() - running.jobs):
        _insert(running, task_id, wanted[task_id], now)
    running.jobs = frozenset(wanted)


def _insert(running: Running, task_id: str, element: spiff.Element, now: datetime) -> None:
    row = {
        "task_id": task_id,
        "instance_id": running.instance.id,
        "dossier_code": running.instance.dossier_code,
        "element_id": element.id,
        "topic": element.topic or "",
        "target": element.topic or "",
        "inputs": None,
        "state": "READY",
        "attempts": 0,
        "next_at": now,
        "created_at": now,
    }
    try:
        inputs = spiff.call_inputs(running.live, UUID(hex=task_id))
    except spiff.EngineFault as fault:
        store.write(_INSERT, row | {"state": "FAILED", "last_error": fault.kind})
        open_incident(running.instance, Trouble(fault.kind, fault.cause, task_id, element), now)
        return
    operation = operations().get(element.topic or "")
    target = operation.target(inputs) if operation else element.topic
    store.write(_INSERT, row | {"inputs": inputs, "target": target})
    store.after_commit(mail.ring)


def jobs_of(instance_id: str) -> frozenset[str]:
    """The ids of an instance's calls that have a job."""
    query = select(service_job.c.task_id).where(service_job.c.instance_id == instance_id)
    with store.reading() as link:
        return frozenset(link.execute(query).scalars())

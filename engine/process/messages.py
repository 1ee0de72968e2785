"""Messages in: to the instance that waits for them, or to a process that they start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine import people, spiff, store
from engine.process import deployments, steps
from engine.process.moves import Case, Move
from engine.process.tables import message_subscription, process_definition, process_instance


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message from another agency. key: correlation key, by default the dossier code.

    process_id: the process it is meant for, started by it when none waits. case: what a new instance is about.
    """

    name: str
    key: str
    process_id: str | None
    payload: Mapping[str, Any]
    case: Case
    sender_name: str


def correlate(message: IncomingMessage) -> bool:
    """Deliver a message in the caller's transaction. False: nobody waits for it yet, keep it and try again."""
    with store.transaction():
        waiting = _waiting(message)
        if waiting is not None:
            instance_id, task_id = waiting
            _deliver(message, instance_id, task_id)
            return True
        return _start(message)


def _waiting(message: IncomingMessage) -> tuple[str, str] | None:
    subscription = message_subscription.c
    query = (
        select(subscription.instance_id, subscription.task_id)
        .join(process_instance, process_instance.c.id == subscription.instance_id)
        .where(
            subscription.kind == "message",
            subscription.name == message.name,
            subscription.key == message.key,
            process_instance.c.agency_code == message.case.agency_code,
        )
        .order_by(process_instance.c.started_at)
        .limit(1)
    )
    with store.reading() as link:
        row = link.execute(query).first()
    return None if row is None else (row.instance_id, row.task_id)


def _deliver(message: IncomingMessage, instance_id: str, task_id: str) -> None:
    def deliver(live: spiff.Live) -> None:
        spiff.deliver(live, message.name, message.payload, task_id=UUID(hex=task_id))

    data = {"message": message.name, "from": message.sender_name}
    steps.advance(instance_id, Move("message_received", people.SYSTEM, deliver, data=data))


def _start(message: IncomingMessage) -> bool:
    if message.process_id is None:
        return False
    found = deployments.latest_definition(message.process_id)
    if message.name not in found.message_starts or _already_started(message, found):
        return False
    variables = {**message.case.variables, **message.payload}
    case = Case(
        dossier_code=message.case.dossier_code,
        procedure_code=message.case.procedure_code,
        procedure_name=message.case.procedure_name,
        subject=message.case.subject,
        agency_code=message.case.agency_code,
        lead_agency=message.case.lead_agency,
        due_at=message.case.due_at,
        variables=variables,
    )
    data = {"message": message.name, "from": message.sender_name}
    steps.begin(found, case, people.SYSTEM, message=message.name, data=data)
    return True


def _already_started(message: IncomingMessage, found: deployments.ProcessDefinition) -> bool:
    instance = process_instance.c
    # whatever version it runs on: a new one published meanwhile must not start it a second time
    query = (
        select(instance.id)
        .join(process_definition, process_definition.c.id == instance.definition_id)
        .where(
            instance.dossier_code == message.case.dossier_code,
            process_definition.c.process_id == found.process_id,
            instance.agency_code == message.case.agency_code,
        )
    )
    with store.reading() as link:
        return link.execute(query).first() is not None

"""Instances brought back from their rows."""

from sqlalchemy import RowMapping, bindparam, func, select

from engine import spiff, store
from engine.process import deployments, work_items
from engine.process.cache import Instance, Running, live_instances
from engine.process.errors import UnknownProcess
from engine.process.incident_rows import open_of
from engine.process.job_rows import jobs_of
from engine.process.tables import incident, message_subscription, process_definition, process_instance

_I = process_instance.c
_LOAD = (
    select(
        process_instance,
        process_definition.c.deployment_id,
        process_definition.c.process_id,
        select(func.count())
        .where(incident.c.instance_id == _I.id, incident.c.state == "open")
        .scalar_subquery()
        .label("troubles"),
    )
    .join(process_definition, process_definition.c.id == _I.definition_id)
    .where(_I.id == bindparam("of_id"))
)
FACTS = (
    "id",
    "definition_id",
    "dossier_code",
    "procedure_code",
    "procedure_name",
    "subject",
    "agency_code",
    "lead_agency",
    "due_at",
    "started_at",
)
"""The columns that never change."""


def revision_of(instance_id: str) -> int | None:
    """The revision that the database holds; None when there is no such instance."""
    with store.reading() as link:
        return link.execute(select(_I.rev).where(_I.id == instance_id)).scalar()


def load(instance_id: str, holds: spiff.Holds = spiff.NO_HOLDS) -> Running:
    """Bring an instance back from its row. holds: what its next act leaves alone. Raises UnknownProcess."""
    running = look_at(instance_id, holds)
    live_instances.put(instance_id, running)
    return running


def look_at(instance_id: str, holds: spiff.Holds = spiff.NO_HOLDS) -> Running:
    """An instance as its row says it is, a copy of the caller's own. Raises UnknownProcess."""
    with store.reading() as link:
        row = link.execute(_LOAD, {"of_id": instance_id}).first()
        if row is None:
            raise UnknownProcess(instance_id)
        subscriptions = link.execute(
            select(
                message_subscription.c.task_id,
                message_subscription.c.kind,
                message_subscription.c.name,
                message_subscription.c.key,
                message_subscription.c.element_id,
            ).where(message_subscription.c.instance_id == instance_id)
        ).all()
    facts = row._mapping
    found = deployments.definition(facts["definition_id"])
    live = spiff.load(
        deployments.compiled(found),
        bytes(facts["state"]),
        facts["variables"],
        decide=deployments.decider_of(found.deployment_id),
        holds=holds,
    )
    spiff.take_signals(live)  # stored before signals left their instance: too old to be news
    instance = _instance(facts)
    return Running(
        instance,
        live,
        rev=facts["rev"],
        items={
            item.task_id: item for item in work_items.items_of_instance(instance.dossier_code, instance_id)
        },
        subscriptions=frozenset(tuple(row) for row in subscriptions),
        jobs=jobs_of(instance_id) if spiff.waiting_calls(live) else frozenset(),
        incidents=open_of(instance_id) if facts["troubles"] else {},
    )


def _instance(facts: RowMapping) -> Instance:
    return Instance(
        deployment_id=facts["deployment_id"],
        process_id=facts["process_id"],
        **{name: facts[name] for name in FACTS},
    )


def facts_of(instance_id: str) -> Instance:
    """An instance's unchanging facts, without bringing it back. Raises UnknownProcess."""
    with store.reading() as link:
        row = link.execute(_LOAD, {"of_id": instance_id}).first()
    if row is None:
        raise UnknownProcess(instance_id)
    return _instance(row._mapping)

"""Which running instances a migration is about, and what is looked at before their diagrams are."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select

from engine import spiff, store
from engine.process import deployments
from engine.process.cache import Running
from engine.process.migration.verdicts import Target, judge, target
from engine.process.tables import process_definition, process_instance

_I = process_instance.c


@dataclass(frozen=True)
class Versions:
    """From one version of a procedure to another. mapping: old element id → new one."""

    old: deployments.Deployment
    new: deployments.Deployment
    mapping: dict[str, str]

    @cached_property
    def processes(self) -> dict[str, deployments.ProcessDefinition]:
        """The new version's processes, by their ids."""
        return {found.process_id: found for found in deployments.definitions_of(self.new.id)}

    def target(self, process_id: str) -> Target:
        """The new version of a process, read once per program and version."""
        found = self.processes[process_id]
        return store.remembered((Versions.target, found.id), lambda: _target(found))


def _target(found: deployments.ProcessDefinition) -> Target:
    content = deployments.file_of(found.deployment_id, found.file_name)
    return target(deployments.compiled(found), content)


def running_on(deployment_id: int) -> Iterator[tuple[str, str]]:
    """Instance ids and dossier codes of what runs on a version, the oldest first."""
    query = (
        select(_I.id, _I.dossier_code)
        .join(process_definition, process_definition.c.id == _I.definition_id)
        .where(process_definition.c.deployment_id == deployment_id, _I.status == "running")
        .order_by(_I.started_at, _I.dossier_code, _I.id)
    )
    with store.reading() as link:
        yield from [(row.id, row.dossier_code) for row in link.execute(query)]


def running_counts() -> dict[int, int]:
    """How many instances run on each version, by deployment."""
    query = (
        select(process_definition.c.deployment_id, func.count().label("many"))
        .join(process_instance, process_instance.c.definition_id == process_definition.c.id)
        .where(_I.status == "running")
        .group_by(process_definition.c.deployment_id)
    )
    with store.reading() as link:
        return {row.deployment_id: row.many for row in link.execute(query)}


def reasons(running: Running, between: Versions) -> tuple[spiff.Blocker, ...]:
    """Everything that stands in the way of one instance; empty when it may go over. Nothing is changed."""
    instance = running.instance
    if instance.deployment_id != between.old.id:
        return (_about(running, "other_version", "is on another version by now"),)
    if spiff.finished(running.live):
        return (_about(running, "already_ended", "has ended"),)
    found = between.processes.get(instance.process_id)
    if found is None:
        return (_about(running, "process_gone", "the new version has no such process"),)
    if _has_twin(running, found.id):
        return (_about(running, "already_there", "the dossier runs on the new version too"),)
    decide = deployments.decider_of(found.deployment_id)
    return judge(running.live, between.target(instance.process_id), between.mapping, decide=decide)


def _about(running: Running, code: str, detail: str) -> spiff.Blocker:
    return spiff.Blocker(code, running.instance.process_id, detail)


def _has_twin(running: Running, definition_id: int) -> bool:
    query = select(_I.id).where(
        _I.dossier_code == running.instance.dossier_code,
        _I.agency_code == running.instance.agency_code,
        _I.definition_id == definition_id,
    )
    with store.reading() as link:
        return link.execute(query).first() is not None

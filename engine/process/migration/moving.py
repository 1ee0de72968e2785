"""One dossier's process goes over to another version, or comes back exactly as it was: each in one transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine import clock, people, spiff, store
from engine.process import deployments, steps
from engine.process.cache import Running
from engine.process.migration.candidates import Versions, reasons
from engine.process.moves import Move, StepOutcome
from engine.process.projections import LABELS
from engine.process.steps import Replacement
from engine.process.tables import migration, migration_instance, process_instance, work_item

_I, _R = process_instance.c, migration_instance.c


class _Stays(Exception):  # noqa: N818 - not an error: it carries why nothing is done
    def __init__(self, found: tuple[spiff.Blocker, ...]) -> None:
        super().__init__()
        self.found = found


def move(migration_id: str, instance_id: str, between: Versions) -> int:
    """Move one waiting instance, or note why it stays. Answers 0 when another worker was faster. Raises StaleRevision."""
    if not _take(migration_id, instance_id, "waiting", "moved"):
        return 0
    kept: dict[str, Any] = {}

    def replacement(running: Running) -> Replacement:
        found = reasons(running, between)
        if found:
            raise _Stays(found)
        kept.update(_kept(running))
        return _moved(running, between)

    data = {
        "migration": migration_id,
        "from": between.old.version,
        "to": between.new.version,
        "mapping": between.mapping,
    }
    act = Move("migrated", _starter(migration_id), _nothing, data=data)
    try:
        outcome = steps.replace_definition(instance_id, act, replacement)
    except _Stays as stays:
        _note(migration_id, instance_id, status="refused", reasons=_as_rows(stays.found))
        return 1
    _note(migration_id, instance_id, **kept, moved_rev=_rev_if_unmoved(outcome, instance_id))
    return 1


def _nothing(_live: spiff.Live) -> None:
    return None


def _moved(running: Running, between: Versions) -> Replacement:
    found = between.processes[running.instance.process_id]
    definition = between.target(found.process_id).definition
    decide = deployments.decider_of(found.deployment_id)
    return Replacement(found, spiff.migrate(running.live, definition, between.mapping, decide=decide))


def _kept(running: Running) -> dict[str, Any]:
    """What the move replaces, as the database holds it."""
    instance_id = running.instance.id
    with store.reading() as link:
        row = link.execute(select(_I.state, _I.variables, _I.next_due).where(_I.id == instance_id)).one()
        labels = link.execute(
            select(work_item.c.task_id, *(work_item.c[name] for name in LABELS)).where(
                work_item.c.dossier_code == running.instance.dossier_code,
                work_item.c.instance_id == instance_id,
            )
        )
        labelled = {one.task_id: {name: getattr(one, name) for name in LABELS} for one in labels}
    kept = {
        "definition_id": running.instance.definition_id,
        "variables": row.variables,
        "labels": labelled,
    }
    return {"kept": kept, "kept_state": bytes(row.state)}


def _rev_if_unmoved(outcome: StepOutcome, instance_id: str) -> int | None:
    """The revision by which a dossier is known not to have moved on; None when it has at once."""
    if outcome.steps or outcome.outgoing or outcome.finished:
        return None
    store.flush()
    with store.reading() as link:
        rev: int = link.execute(select(_I.rev).where(_I.id == instance_id)).scalar_one()
        return rev


def take_back(migration_id: str, instance_id: str, between: Versions) -> int:
    """Put one instance back as it was, or note why not. Answers 0 when another worker was faster. Raises StaleRevision."""
    if not _take(migration_id, instance_id, "undoing", "undone"):
        return 0
    with store.reading() as link:
        row = link.execute(
            select(migration_instance).where(_R.migration_id == migration_id, _R.instance_id == instance_id)
        ).one()

    def replacement(running: Running) -> Replacement:
        if running.rev != row.moved_rev:
            place = running.instance.process_id
            raise _Stays((spiff.Blocker("moved_on", place, "the dossier has moved on since"),))
        return _restored(row.kept, bytes(row.kept_state))

    officer = _named(row.undone_by, row.undone_name)
    data = {"migration": migration_id, "from": between.new.version, "to": between.old.version}
    act = Move("migration_undone", officer, _nothing, data=data)
    try:
        steps.replace_definition(instance_id, act, replacement)
    except _Stays as stays:
        _note(migration_id, instance_id, status="kept", reasons=_as_rows(stays.found))
        return 1
    _note(migration_id, instance_id, kept=None, kept_state=None)
    return 1


def _restored(kept: Mapping[str, Any], state: bytes) -> Replacement:
    found = deployments.definition(kept["definition_id"])
    decide = deployments.decider_of(found.deployment_id)
    live = spiff.load(deployments.compiled(found), state, kept["variables"], decide=decide)
    return Replacement(found, live, exactly={"state": state}, labels=kept["labels"])


def give_up(migration_id: str, instance_id: str, status: str, cause: str) -> int:
    """Note that an instance could not be looked at for a reason nobody foresaw, so that it is not tried for ever."""
    instead = "refused" if status == "waiting" else "kept"
    with store.transaction():
        if not _take(migration_id, instance_id, status, instead):
            return 0
        _note(migration_id, instance_id, reasons=[{"code": "would_fail", "element": "", "detail": cause}])
        return 1


def _take(migration_id: str, instance_id: str, status: str, instead: str) -> bool:
    """Decide about a row alone: of two workers the second finds it decided."""
    changed = store.connection().execute(
        migration_instance.update()
        .where(_R.migration_id == migration_id, _R.instance_id == instance_id, _R.status == status)
        .values(status=instead, decided_at=clock.now())
    )
    return changed.rowcount == 1


def _note(migration_id: str, instance_id: str, **values: Any) -> None:
    store.connection().execute(
        migration_instance.update()
        .where(_R.migration_id == migration_id, _R.instance_id == instance_id)
        .values(**values)
    )


def _as_rows(found: tuple[spiff.Blocker, ...]) -> list[dict[str, str]]:
    return [{"code": one.code, "element": one.element, "detail": one.detail} for one in found]


def _starter(migration_id: str) -> people.Officer:
    query = select(migration.c.started_by, migration.c.started_name, migration.c.unit_code)
    with store.reading() as link:
        row = link.execute(query.where(migration.c.id == migration_id)).one()
    return _named(row.started_by, row.started_name, row.unit_code)


def _named(account_id: str, name: str, unit_code: str | None = None) -> people.Officer:
    """The person in whose name a background act is told."""
    system = people.SYSTEM
    return people.Officer(
        account_id=account_id,
        username=system.username,
        name=name,
        title="",
        unit_code=unit_code or system.unit_code,
        agency_code=system.agency_code,
        grants=frozenset(),
    )

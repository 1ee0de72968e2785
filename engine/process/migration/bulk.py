"""A migration as work: rows say what is left, a sweep does one dossier per transaction, and can be killed anywhere."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import func, select

from engine import clock, mail, people, store
from engine.process import deployments
from engine.process.errors import StaleRevision, UnknownMigration
from engine.process.migration import moving
from engine.process.migration.candidates import Versions, running_on
from engine.process.migration.dry_runs import versions_between
from engine.process.tables import migration, migration_instance

log = structlog.get_logger()

_M, _R = migration.c, migration_instance.c
OPEN = ("waiting", "undoing")


@dataclass(frozen=True, slots=True)
class Migration:
    """Dossiers on their way from one version to another. counts: how many are in which state."""

    id: str
    old: deployments.Deployment
    new: deployments.Deployment
    mapping: Mapping[str, str]
    note: str
    started_by: str
    started_name: str
    started_at: datetime
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """How many the background work has still to look at."""
        return sum(self.counts.get(state, 0) for state in OPEN)


@dataclass(frozen=True, slots=True)
class Moved:
    """One dossier of a migration. status: waiting, moved, refused, undoing, undone, kept. reasons: code and element."""

    instance_id: str
    dossier_code: str
    status: str
    reasons: tuple[Mapping[str, str], ...]
    decided_at: datetime | None


def start(
    from_deployment: int,
    to_deployment: int,
    officer: people.Officer,
    *,
    mapping: Mapping[str, str] | None = None,
    note: str = "",
) -> str:
    """Begin to move everything that runs on a version; the work is done in the background. Answers its id.

    Raises UnknownProcess, SameVersion.
    """
    between = versions_between(from_deployment, to_deployment, mapping)
    migration_id = uuid.uuid4().hex
    with store.transaction() as link:
        row = {
            "id": migration_id,
            "from_deployment": between.old.id,
            "to_deployment": between.new.id,
            "mapping": between.mapping,
            "note": note,
            "started_by": officer.account_id,
            "started_name": officer.name,
            "unit_code": officer.unit_code,
            "started_at": clock.now(),
        }
        link.execute(migration.insert(), row)
        rows: list[dict[str, Any]] = [
            {
                "migration_id": migration_id,
                "instance_id": instance_id,
                "dossier_code": dossier_code,
                "status": "waiting",
                "reasons": [],
            }
            for instance_id, dossier_code in running_on(between.old.id)
        ]
        if rows:
            link.execute(migration_instance.insert(), rows)
        store.after_commit(mail.ring)
    return migration_id


def undo(migration_id: str, officer: people.Officer) -> int:
    """Begin to take a migration back, in the background: dossiers that have not moved on. Answers how many to look at.

    Raises UnknownMigration.
    """
    migration_of(migration_id)
    with store.transaction() as link:
        changed = link.execute(
            migration_instance.update()
            .where(_R.migration_id == migration_id, _R.status == "moved")
            .values(status="undoing", reasons=[], undone_by=officer.account_id, undone_name=officer.name)
        )
        store.after_commit(mail.ring)
        return changed.rowcount


def work(limit: int = 20) -> int:
    """Decide about up to `limit` waiting dossiers, each in its own transaction. Answers how many were decided."""
    query = (
        select(_R.migration_id, _R.instance_id, _R.status)
        .where(_R.status.in_(OPEN))
        .order_by(_R.migration_id, _R.instance_id)
        .limit(limit)
    )
    with store.reading() as link:
        rows = link.execute(query).all()
    between: dict[str, Versions] = {}
    done = 0
    for row in rows:
        if row.migration_id not in between:
            found = migration_of(row.migration_id)
            between[row.migration_id] = Versions(found.old, found.new, dict(found.mapping))
        done += _decide(row.migration_id, row.instance_id, row.status, between[row.migration_id])
    return done


def _decide(migration_id: str, instance_id: str, status: str, between: Versions) -> int:
    act = moving.move if status == "waiting" else moving.take_back
    try:
        with store.transaction():
            return act(migration_id, instance_id, between)
    except StaleRevision:
        return 0  # somebody works on it at this moment: the next sweep looks again
    except Exception as error:  # noqa: BLE001 - a sweep: the others must get their turn, and the reason is kept
        log.exception("migration_failed", instance_id=instance_id)
        return moving.give_up(migration_id, instance_id, status, type(error).__name__)


def migrations(key: str | None = None) -> tuple[Migration, ...]:
    """Every migration, or those of one procedure, the newest first."""
    with store.reading() as link:
        ids = [row.id for row in link.execute(select(_M.id).order_by(_M.started_at.desc(), _M.id))]
    found = [migration_of(one) for one in ids]
    return tuple(one for one in found if key is None or one.old.key == key)


def migration_of(migration_id: str) -> Migration:
    """A migration and how far it is. Raises UnknownMigration."""
    counting = (
        select(_R.status, func.count().label("many"))
        .where(_R.migration_id == migration_id)
        .group_by(_R.status)
    )
    with store.reading() as link:
        row = link.execute(select(migration).where(_M.id == migration_id)).first()
        if row is None:
            raise UnknownMigration(migration_id)
        counts = {one.status: one.many for one in link.execute(counting)}
    return Migration(
        id=row.id,
        old=deployments.version(row.from_deployment),
        new=deployments.version(row.to_deployment),
        mapping=row.mapping,
        note=row.note,
        started_by=row.started_by,
        started_name=row.started_name,
        started_at=row.started_at,
        counts=counts,
    )


def moved(migration_id: str, limit: int = 200, offset: int = 0) -> tuple[Moved, ...]:
    """The dossiers of a migration, those with reasons first."""
    query = (
        select(_R.instance_id, _R.dossier_code, _R.status, _R.reasons, _R.decided_at)
        .where(_R.migration_id == migration_id)
        .order_by(_R.status.desc(), _R.dossier_code, _R.instance_id)
        .limit(limit)
        .offset(offset)
    )
    with store.reading() as link:
        return tuple(
            Moved(row.instance_id, row.dossier_code, row.status, tuple(row.reasons), row.decided_at)
            for row in link.execute(query)
        )

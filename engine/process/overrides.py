"""Who answered for publishing what the gate could not decide about: a record beside the version, never changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import clock, history, people, store
from engine.process.errors import DeploymentRefused
from engine.process.findings import Finding
from engine.process.tables import deployment, deployment_override

EVENTS_OF = "publication"
"""Stands for the dossier in events about versions."""
MAY_OVERRIDE = "system_admin"
"""Versions belong to the node and all its agencies: only who answers for the node may."""

_C = deployment_override.c


@dataclass(frozen=True, slots=True)
class Override:
    """Who publishes a diagram that the gate could not decide about, and why that is right."""

    officer: people.Officer
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """What was undecided: code of strings.FINDINGS, file, element."""

    code: str
    file: str
    element: str | None


@dataclass(frozen=True, slots=True)
class OverrideRecord:
    """An override as it is kept. verdict: what the gate had said. by_name, unit_code: as they were then."""

    deployment_id: int
    verdict: str
    places: tuple[Place, ...]
    by_id: str
    by_name: str
    unit_code: str
    reason: str
    decided_at: datetime

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that were overridden, each once, sorted."""
        return tuple(sorted({place.code for place in self.places}))


def check_override(findings: Sequence[Finding], override: Override | None) -> None:
    """Whether these undecided findings may be overridden so. Raises DeploymentRefused with what is missing too."""
    if override is None:
        raise DeploymentRefused(findings)
    fault = None
    if MAY_OVERRIDE not in override.officer.roles:
        fault = Finding(
            "override_not_allowed", "", None, f"{override.officer.username} has no {MAY_OVERRIDE}"
        )
    elif not override.reason.strip():
        fault = Finding("override_incomplete", "", None, "an override gives a reason")
    if fault is not None:
        raise DeploymentRefused([*findings, fault])


def keep_override(
    deployment_id: int, key: str, version: int, verdict: str, findings: Iterable[Finding], override: Override
) -> None:
    """Record it in the caller's transaction, beside the version and in the history of the officer's agency."""
    officer, reason = override.officer, override.reason.strip()
    places = [asdict(Place(found.code, found.file, found.element)) for found in findings]
    with store.transaction() as link:
        link.execute(
            deployment_override.insert(),
            {
                "deployment_id": deployment_id,
                "verdict": verdict,
                "places": places,
                "by_id": officer.account_id,
                "by_name": officer.name,
                "unit_code": officer.unit_code,
                "reason": reason,
                "decided_at": clock.now(),
            },
        )
        history.record(
            history.act_of(
                officer,
                "verdict_overridden",
                EVENTS_OF,
                data={"key": key, "version": version, "verdict": verdict, "places": places},
                personal={"reason": reason},
            )
        )


def overrides(key: str | None = None) -> dict[int, OverrideRecord]:
    """The overrides of a procedure's versions, or of all, by deployment id."""
    query = select(deployment_override).join(deployment, deployment.c.id == _C.deployment_id)
    if key is not None:
        query = query.where(deployment.c.key == key)
    with store.reading() as link:
        return {row.deployment_id: _record(row._asdict()) for row in link.execute(query)}


def override_of(deployment_id: int) -> OverrideRecord | None:
    """The override by which a version was published; None when the gate had nothing against it."""
    with store.reading() as link:
        row = link.execute(select(deployment_override).where(_C.deployment_id == deployment_id)).first()
    return None if row is None else _record(row._asdict())


def _record(row: Mapping[str, Any]) -> OverrideRecord:
    return OverrideRecord(**{**row, "places": tuple(Place(**one) for one in row["places"])})

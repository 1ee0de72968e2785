"""Procedures as deployed: whole folders of files, versioned, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

import forms
from engine import clock, law, spiff, store
from engine.process import called, gate
from engine.process.decision_models import decision_models
from engine.process.errors import DeploymentRefused, UnknownProcess
from engine.process.form_files import read_form
from engine.process.gate import SHEET_FILE
from engine.process.overrides import Override, check_override, keep_override
from engine.process.tables import deployment, deployment_file, process_definition

ALWAYS = date(2000, 1, 1)
"""Valid from before any dossier."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """One version of one procedure's folder. key: the folder's name. sha256: over all its files.

    valid_from: the first day on which it starts new dossiers. legal_basis: what it implements.
    """

    id: int
    key: str
    version: int
    sha256: str
    author: str
    note: str
    created_at: datetime
    valid_from: date
    legal_basis: str


@dataclass(frozen=True, slots=True)
class ProcessDefinition:
    """One executable process (one pool) of a deployment. runs_at: `mc:coQuan` of its pool, if any."""

    id: int
    deployment_id: int
    file_name: str
    process_id: str
    name: str
    procedure_code: str | None
    participant_id: str | None
    runs_at: str | None
    starts_at_counter: bool
    message_starts: tuple[str, ...]


def deploy(
    files: Mapping[str, bytes],
    *,
    key: str,
    author: str,
    note: str = "",
    override: Override | None = None,
    valid_from: date | None = None,
    legal_basis: str = "",
) -> Deployment:
    """Check and keep a new version of a procedure; the same content as the newest one's is that version.

    files: name → content (`*.bpmn`, `*.form`, `procedure.toml`, …). override: who answers for publishing what the
    gate could not decide; kept beside the version. valid_from: the first day it starts dossiers; None: today, or of a
    procedure's first version any day. legal_basis: by default the sheet's. Raises DeploymentRefused with every finding.
    """
    findings = gate.check_folder(files)
    verdict = gate.verdict_of(findings)
    if verdict == "refused":
        raise DeploymentRefused(findings)
    if findings:
        check_override(findings, override)
    sha256 = gate.digest(files)
    with store.transaction() as link:
        latest = link.execute(
            select(deployment).where(deployment.c.key == key).order_by(deployment.c.version.desc()).limit(1)
        ).first()
        if latest is not None and latest.sha256 == sha256:
            return Deployment(**latest._mapping)
        row: dict[str, Any] = {
            "key": key,
            "version": 1 if latest is None else latest.version + 1,
            "sha256": sha256,
            "author": author,
            "note": note,
            "created_at": clock.now(),
            "valid_from": valid_from or (ALWAYS if latest is None else clock.today()),
            "legal_basis": legal_basis or _legal_basis(files),
        }
        primary = link.execute(deployment.insert(), row).inserted_primary_key
        kept = Deployment(id=primary[0] if primary else 0, **row)
        link.execute(
            deployment_file.insert(),
            [{"deployment_id": kept.id, "name": name, "content": content} for name, content in files.items()],
        )
        link.execute(process_definition.insert(), list(_definition_rows(files, kept.id)))
        if findings and override:
            keep_override(kept.id, key, kept.version, verdict, findings, override)
    return kept


def _legal_basis(files: Mapping[str, bytes]) -> str:
    if SHEET_FILE not in files:
        return ""
    return "; ".join(basis.document for basis in law.load_sheet(files[SHEET_FILE]).legal_basis)


def _definition_rows(files: Mapping[str, bytes], deployment_id: int) -> list[dict[str, Any]]:
    procedure_code = None
    if SHEET_FILE in files:
        procedure_code = law.load_sheet(files[SHEET_FILE]).code
    rows = []
    inner = called.called_processes(files)
    for name, content in files.items():
        if not name.endswith(".bpmn"):
            continue
        for summary in spiff.processes(content):
            if not summary.executable or summary.process_id in inner or "mc:duocGoi" in summary.properties:
                continue
            pool = summary.participant
            rows.append(
                {
                    "deployment_id": deployment_id,
                    "file_name": name,
                    "process_id": summary.process_id,
                    "name": (pool.name if pool else None) or summary.name or summary.process_id,
                    "procedure_code": summary.properties.get("mc:maThuTuc", procedure_code),
                    "participant_id": pool.id if pool else None,
                    "runs_at": pool.properties.get("mc:coQuan") if pool else None,
                    "starts_at_counter": summary.has_none_start,
                    "message_starts": list(summary.message_starts),
                }
            )
    return rows


_DEFINITION = select(process_definition)


def definition(definition_id: int) -> ProcessDefinition:
    """A process definition by its row. Raises UnknownProcess."""
    with store.reading() as link:
        row = link.execute(_DEFINITION.where(process_definition.c.id == definition_id)).first()
    if row is None:
        raise UnknownProcess(str(definition_id))
    return _definition(row._asdict())


def latest_definition(process_id: str) -> ProcessDefinition:
    """The version of a process that starts dossiers today. Raises UnknownProcess."""
    query = (
        _DEFINITION.join(deployment, deployment.c.id == process_definition.c.deployment_id)
        .where(process_definition.c.process_id == process_id, deployment.c.valid_from <= clock.today())
        .order_by(deployment.c.valid_from.desc(), deployment.c.id.desc())
        .limit(1)
    )
    with store.reading() as link:
        row = link.execute(query).first()
    if row is None:
        raise UnknownProcess(process_id)
    return _definition(row._asdict())


def pool_of(deployment_id: int, participant_id: str) -> ProcessDefinition:
    """The process behind a pool of the same deployment. Raises UnknownProcess, also for a pool without one."""
    query = _DEFINITION.where(
        process_definition.c.deployment_id == deployment_id,
        process_definition.c.participant_id == participant_id,
    )
    with store.reading() as link:
        row = link.execute(query).first()
    if row is None:
        raise UnknownProcess(participant_id)
    return _definition(row._asdict())


def _definition(row: Mapping[str, Any]) -> ProcessDefinition:
    return ProcessDefinition(**{**row, "message_starts": tuple(row["message_starts"])})


def latest_deployments(day: date | None = None) -> tuple[Deployment, ...]:
    """Of every procedure deployed here the version that starts dossiers on a day, by default today."""
    query = (
        select(deployment)
        .where(deployment.c.valid_from <= (day or clock.today()))
        .order_by(deployment.c.key, deployment.c.valid_from, deployment.c.version)
    )
    with store.reading() as link:
        in_force = {row.key: row for row in link.execute(query)}
    return tuple(Deployment(**row._mapping) for row in in_force.values())


def versions(key: str | None = None) -> tuple[Deployment, ...]:
    """Every version of a procedure, or of all of them, the newest of each first."""
    query = select(deployment).order_by(deployment.c.key, deployment.c.version.desc())
    if key is not None:
        query = query.where(deployment.c.key == key)
    with store.reading() as link:
        return tuple(Deployment(**row._mapping) for row in link.execute(query))


def version(deployment_id: int) -> Deployment:
    """A version by its row. Raises UnknownProcess."""
    with store.reading() as link:
        row = link.execute(select(deployment).where(deployment.c.id == deployment_id)).first()
    if row is None:
        raise UnknownProcess(str(deployment_id))
    return Deployment(**row._mapping)


def all_files(deployment_id: int) -> dict[str, bytes]:
    """The files of a version, by name."""
    query = select(deployment_file.c.name, deployment_file.c.content).where(
        deployment_file.c.deployment_id == deployment_id
    )
    with store.reading() as link:
        return {row.name: bytes(row.content) for row in link.execute(query.order_by(deployment_file.c.name))}


def definitions_of(deployment_id: int) -> tuple[ProcessDefinition, ...]:
    """The processes (pools) of a deployment."""
    return store.remembered((definitions_of, deployment_id), lambda: _definitions_of(deployment_id))


def _definitions_of(deployment_id: int) -> tuple[ProcessDefinition, ...]:
    query = _DEFINITION.where(process_definition.c.deployment_id == deployment_id).order_by(
        process_definition.c.id
    )
    with store.reading() as link:
        return tuple(_definition(row._asdict()) for row in link.execute(query))


def file_of(deployment_id: int, name: str) -> bytes:
    """A file as it was deployed. Raises UnknownProcess naming it."""
    query = select(deployment_file.c.content).where(
        deployment_file.c.deployment_id == deployment_id, deployment_file.c.name == name
    )
    with store.reading() as link:
        content = link.execute(query).scalar()
    if content is None:
        raise UnknownProcess(f"{name} in deployment {deployment_id}")
    return bytes(content)


def sheet_of(deployment_id: int) -> law.Sheet:
    """The published sheet that a deployment carries."""
    return store.remembered(
        (sheet_of, deployment_id), lambda: law.load_sheet(file_of(deployment_id, SHEET_FILE))
    )


def form_of(deployment_id: int, form_ref: str) -> forms.Form:
    """A form as it was deployed, ready to use."""
    return store.remembered(
        (form_of, deployment_id, form_ref), lambda: read_form(file_of(deployment_id, f"{form_ref}.form"))
    )


def compiled(found: ProcessDefinition) -> spiff.Definition:
    """The runnable definition, read and compiled once per process and version: a deployment never changes."""
    return store.remembered((compiled, found.id), lambda: _compiled(found))


def _compiled(found: ProcessDefinition) -> spiff.Definition:
    with store.reading() as link:
        sha256 = link.execute(
            select(deployment.c.sha256).where(deployment.c.id == found.deployment_id)
        ).scalar_one()
    files = _diagrams(found.deployment_id)
    return spiff.compile_definition(
        f"{sha256}:{found.process_id}",
        files[found.file_name],
        found.process_id,
        called.called_files(found.file_name, files),
    )


def _diagrams(deployment_id: int) -> dict[str, bytes]:
    query = select(deployment_file.c.name, deployment_file.c.content).where(
        deployment_file.c.deployment_id == deployment_id, deployment_file.c.name.like("%.bpmn")
    )
    with store.reading() as link:
        return {row.name: bytes(row.content) for row in link.execute(query)}


def decider_of(deployment_id: int) -> spiff.Decide:
    """What the business rule tasks of a deployment ask."""
    return store.remembered((decider_of, deployment_id), lambda: _decider_of(deployment_id))


def _decider_of(deployment_id: int) -> spiff.Decide:
    query = select(deployment_file.c.name, deployment_file.c.content).where(
        deployment_file.c.deployment_id == deployment_id, deployment_file.c.name.like("%.dmn")
    )
    with store.reading() as link:
        rows = link.execute(query.order_by(deployment_file.c.name)).all()
    return decision_models({row.name: bytes(row.content) for row in rows}).decide

"""Procedures as deployed: whole folders of files, versioned, never changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select

import forms
from engine import clock, law, spiff, store
from engine.process.decision_models import DecisionModels, check_decisions, decider
from engine.process.errors import DeploymentRefused, UnknownProcess
from engine.process.expression_checks import check_expressions
from engine.process.findings import Finding
from engine.process.tables import deployment, deployment_file, process_definition

SHEET_FILE = "procedure.toml"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One version of one procedure's folder. key: the folder's name. sha256: over all its files."""

    id: int
    key: str
    version: int
    sha256: str
    author: str
    note: str
    created_at: datetime


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


def deploy(files: Mapping[str, bytes], *, key: str, author: str, note: str = "") -> Deployment:
    """Check and keep a new version of a procedure; the same content again is the version that is there.

    files: name → content (`*.bpmn`, `*.form`, `procedure.toml`, …). Raises DeploymentRefused with every finding.
    """
    findings = [*_check_forms(files), *check_decisions(files), *_check_sheet(files)]
    if not findings:
        findings = _check_diagrams(files)
    if findings:
        raise DeploymentRefused(findings)
    sha256 = _digest(files)
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
        }
        primary = link.execute(deployment.insert(), row).inserted_primary_key
        kept = Deployment(id=primary[0] if primary else 0, **row)
        link.execute(
            deployment_file.insert(),
            [{"deployment_id": kept.id, "name": name, "content": content} for name, content in files.items()],
        )
        link.execute(process_definition.insert(), list(_definition_rows(files, kept.id)))
    return kept


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _check_forms(files: Mapping[str, bytes]) -> list[Finding]:
    findings = []
    for name, content in files.items():
        if name.endswith(".form"):
            try:
                forms.load_form(content)
            except forms.FormDefinitionError as error:
                findings.append(Finding(error.code, name, error.component_id, str(error)))
    return findings


def _check_sheet(files: Mapping[str, bytes]) -> list[Finding]:
    if SHEET_FILE not in files:
        return []
    try:
        law.load_sheet(files[SHEET_FILE])
    except law.BadSheet as error:
        return [Finding(error.code, SHEET_FILE, None, str(error))]
    return []


def _check_diagrams(files: Mapping[str, bytes]) -> list[Finding]:
    findings = []
    for name, content in files.items():
        if not name.endswith(".bpmn"):
            continue
        found = spiff.refusals(content)
        findings += [Finding(f.code, name, f.element, f.message) for f in found]
        if found:
            continue
        findings += check_expressions(files, name)
        for summary in spiff.processes(content):
            if summary.executable:
                findings += _check_process(files, name, summary.process_id)
    if not any(name.endswith(".bpmn") for name in files):
        findings.append(Finding("no_diagram", "", None, "the folder holds no .bpmn file"))
    return findings


def _check_process(files: Mapping[str, bytes], name: str, process_id: str) -> list[Finding]:
    try:
        definition = spiff.compile_definition(f"{_digest(files)}:{process_id}", files[name], process_id)
    except spiff.DefinitionRefused as refused:
        return [Finding(f.code, name, f.element, f.message) for f in refused.findings]
    models = DecisionModels(files)
    findings = []
    for element in definition.elements.values():
        if element.form_ref and f"{element.form_ref}.form" not in files:
            findings.append(Finding("form_missing", name, element.id, f"no form {element.form_ref}"))
        if element.decision_ref and element.decision_ref not in models:
            findings.append(
                Finding("decision_missing", name, element.id, f"no decision {element.decision_ref}")
            )
        if element.topic:
            # nobody would ever answer: jobs with retries and incidents come with the connectors in full
            findings.append(
                Finding("topic_not_served", name, element.id, f"no worker serves {element.topic}")
            )
    return findings


def _definition_rows(files: Mapping[str, bytes], deployment_id: int) -> list[dict[str, Any]]:
    procedure_code = None
    if SHEET_FILE in files:
        procedure_code = law.load_sheet(files[SHEET_FILE]).code
    rows = []
    for name, content in files.items():
        if not name.endswith(".bpmn"):
            continue
        for summary in spiff.processes(content):
            if not summary.executable:
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
    """The newest deployed version of a process. Raises UnknownProcess."""
    query = (
        _DEFINITION.where(process_definition.c.process_id == process_id)
        .order_by(process_definition.c.deployment_id.desc())
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


def latest_deployments() -> tuple[Deployment, ...]:
    """The newest version of every procedure deployed here."""
    newest = select(func.max(deployment.c.id)).group_by(deployment.c.key)
    query = select(deployment).where(deployment.c.id.in_(newest)).order_by(deployment.c.key)
    with store.reading() as link:
        return tuple(Deployment(**row._mapping) for row in link.execute(query))


def definitions_of(deployment_id: int) -> tuple[ProcessDefinition, ...]:
    """The processes (pools) of a deployment."""
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
    return _sheet(file_of(deployment_id, SHEET_FILE))


def form_of(deployment_id: int, form_ref: str) -> forms.Form:
    """A form as it was deployed, ready to use."""
    return _form(file_of(deployment_id, f"{form_ref}.form"))


def compiled(found: ProcessDefinition) -> spiff.Definition:
    """The runnable definition, compiled once per process and version."""
    with store.reading() as link:
        sha256 = link.execute(
            select(deployment.c.sha256).where(deployment.c.id == found.deployment_id)
        ).scalar_one()
    xml = file_of(found.deployment_id, found.file_name)
    return spiff.compile_definition(f"{sha256}:{found.process_id}", xml, found.process_id)


def decider_of(deployment_id: int) -> spiff.Decide:
    """What the business rule tasks of a deployment ask."""
    query = select(deployment_file.c.name, deployment_file.c.content).where(
        deployment_file.c.deployment_id == deployment_id, deployment_file.c.name.like("%.dmn")
    )
    with store.reading() as link:
        rows = link.execute(query.order_by(deployment_file.c.name)).all()
    return decider(tuple((row.name, bytes(row.content)) for row in rows))


@lru_cache(256)
def _sheet(content: bytes) -> law.Sheet:
    return law.load_sheet(content)


@lru_cache(256)
def _form(content: bytes) -> forms.Form:
    return forms.load_form(content)

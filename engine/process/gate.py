"""The publishing gate: one answer for `motcua check`, the designer and deployment."""

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import forms
from connectors.services import operations
from engine import law, soundness, spiff
from engine.process import called
from engine.process.called import ACT_FORM
from engine.process.decision_models import check_decisions, decision_models
from engine.process.dialect_checks import check_dialect
from engine.process.expression_checks import check_expressions
from engine.process.fee_checks import check_fees
from engine.process.findings import Finding
from engine.process.form_files import read_form
from engine.process.status_checks import check_statuses

SHEET_FILE = "procedure.toml"
_ALSO_DIAGRAMS = re.compile(r"\.xml$|\.bpmn2$|(?!\.bpmn$)(?i:\.bpmn)$")  # .bpmn20.xml, .bpmn2, .BPMN
SECONDS = 0.5  # for the soundness of one file


def verdict_of(findings: Iterable[Finding]) -> soundness.Verdict:
    """What findings come to: one error refuses."""
    severities = {finding.severity for finding in findings}
    if "error" in severities:
        return "refused"
    return "undecided" if severities else "ok"


def check_folder(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Everything that speaks against publishing a procedure's files (name → content); empty when nothing does.

    What a diagram asks of forms and decisions is looked at once these and the diagram are right by themselves.
    """
    around = _check_around(files)
    findings = list(around)
    diagrams = [name for name in files if name.endswith(".bpmn")]
    if not diagrams:
        findings.append(Finding("no_diagram", "", None, "the folder holds no .bpmn file"))
    for name in diagrams:
        findings += _check_among(files, name, references=not around)
    return tuple(findings)


def check_file(name: str, content: bytes, beside: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What `check_folder` has against one file, whatever it has against those beside it.

    name: its ending says what it is. beside: the other files of its folder.
    """
    ending = _ALSO_DIAGRAMS.search(name)
    if ending:
        found = check_file(f"{name[: ending.start()]}.bpmn", content, beside)
        return tuple(replace(finding, file=name) for finding in found)
    files = {**beside, name: content}
    around = _check_around(files)
    if name.endswith(".bpmn"):
        return tuple(_check_among(files, name, references=not around))
    if name.endswith((".dmn", ".form")) or name == SHEET_FILE:
        return tuple(finding for finding in around if finding.file == name)
    return (Finding("file.unknown_kind", name, None, f"no .bpmn, .dmn, .form or {SHEET_FILE}"),)


def _check_around(files: Mapping[str, bytes]) -> list[Finding]:
    """What is wrong with the files around the diagrams."""
    around = [*_check_forms(files), *check_decisions(files)]
    # what a sheet asks of forms and decisions is looked at once these can be read
    return around + _check_sheet(files, references=not around)


def _check_among(files: Mapping[str, bytes], name: str, *, references: bool) -> list[Finding]:
    """What is wrong with one diagram of a folder. references: whether the files around it can be asked."""
    refused = _check_engine(name, files)
    found = [*refused, *_check_drawing(files[name], name, refused)]
    if not refused:
        found += check_statuses(name, files)
    if references and not refused:
        found += check_expressions(files, name)
        found += _check_references(files, name)
    return found


def check_diagram(
    content: bytes, name: str, around: Mapping[str, bytes] | None = None
) -> tuple[Finding, ...]:
    """Everything that speaks against one diagram by itself: what the engine refuses, and what is unsound.

    around: the files among which the processes that it calls are found.
    """
    refused = _check_engine(name, {**(around or {}), name: content})
    return (*refused, *_check_drawing(content, name, refused))


def _check_engine(name: str, files: Mapping[str, bytes]) -> list[Finding]:
    """What would not run as it is drawn, or cannot be read at all."""
    refused = [Finding(f.code, name, f.element, f.message) for f in spiff.refusals(files[name])]
    return refused or _check_processes(name, files)


def _check_drawing(content: bytes, name: str, refused: list[Finding]) -> Iterator[Finding]:
    """What is wrong whoever runs it. refused: what the engine says already."""
    if any(finding.code.startswith("xml.") for finding in refused):
        return
    yield from _check_schema(content, name, {finding.element for finding in refused})
    yield from check_dialect(content, name)
    yield from _check_soundness(content, name)


def _check_schema(content: bytes, name: str, named: set[str | None]) -> Iterator[Finding]:
    """named: elements with another finding, which says better than the schema what is wrong."""
    for found in spiff.schema_findings(content):
        if found.element not in named:
            yield Finding(found.code, name, found.element, found.message)
    if not spiff.processes(content):
        yield Finding("no_process", name, None, "the file holds no process")


def _check_soundness(content: bytes, name: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            found.code,
            name,
            found.element,
            found.message,
            "undecided" if found.code == soundness.UNDECIDED else "error",
            found.trace,
        )
        for found in soundness.check_soundness(content, expired=after(SECONDS)).findings
    )


def after(seconds: float) -> Callable[[], bool]:
    """Says when this thread has computed for so long: what the machine does meanwhile must not change a verdict."""
    end = time.thread_time() + seconds
    return lambda: time.thread_time() > end


def _check_processes(name: str, files: Mapping[str, bytes]) -> list[Finding]:
    missing = called.missing(name, files)
    if missing:
        return [_unknown(name, files[name], one) for one in missing]
    findings = []
    for process_id in _executable(files[name]):
        try:
            _compile(name, files, process_id)
        except spiff.DefinitionRefused as refused:
            findings += [Finding(f.code, name, f.element, f.message) for f in refused.findings]
    return findings


def _unknown(name: str, content: bytes, process_id: str) -> Finding:
    """A process that nobody has, at the call in this file, if it is called here and not in a called one."""
    places = [call for call, called_id in spiff.calls(content) if called_id == process_id]
    return Finding("called_unknown", name, places[0] if places else None, f'calledElement="{process_id}"')


def _check_references(files: Mapping[str, bytes], name: str) -> list[Finding]:
    models = decision_models(files)
    findings = []
    for process_id in _executable(files[name]):
        for element in _compile(name, files, process_id).elements.values():
            form_ref = element.form_ref or element.properties.get(ACT_FORM)
            if form_ref and f"{form_ref}.form" not in files:
                findings.append(Finding("form_missing", name, element.id, f"no form {form_ref}"))
            if element.decision_ref and element.decision_ref not in models:
                findings.append(
                    Finding("decision_missing", name, element.id, f"no decision {element.decision_ref}")
                )
            findings += _check_call(element, name)
    return findings


def _check_call(element: spiff.Element, name: str) -> list[Finding]:
    """Whether somebody serves a service task, and whether it is told what it needs."""
    if not element.topic:
        return []
    operation = operations().get(element.topic)
    if operation is None:
        return [Finding("topic_not_served", name, element.id, f"no operation serves {element.topic}")]
    given = element.inputs.keys()
    missing, unknown = operation.required - given, given - operation.required - operation.optional
    return [
        *(
            Finding("operation_input_missing", name, element.id, f"input {one} is missing")
            for one in sorted(missing)
        ),
        *(
            Finding("operation_input_unknown", name, element.id, f"no input is named {one}")
            for one in sorted(unknown)
        ),
    ]


def _executable(content: bytes) -> list[str]:
    return [summary.process_id for summary in spiff.processes(content) if summary.executable]


def _compile(name: str, files: Mapping[str, bytes], process_id: str) -> spiff.Definition:
    around = called.called_files(name, files)
    own = {name: files[name], **around}
    return spiff.compile_definition(f"{digest(own)}:{process_id}", files[name], process_id, around)


def digest(files: Mapping[str, bytes]) -> str:
    """The fingerprint of files: their names and contents."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\0{len(files[name])}\0".encode())
        total.update(files[name])
    return total.hexdigest()


def _check_forms(files: Mapping[str, bytes]) -> list[Finding]:
    findings = []
    for name, content in files.items():
        if name.endswith(".form"):
            try:
                read_form(content)
            except forms.FormDefinitionError as error:
                findings.append(Finding(error.code, name, error.component_id, str(error)))
    return findings


def _check_sheet(files: Mapping[str, bytes], *, references: bool) -> list[Finding]:
    if SHEET_FILE not in files:
        return []
    try:
        sheet = law.load_sheet(files[SHEET_FILE])
    except law.BadSheet as error:
        return [Finding(error.code, SHEET_FILE, None, str(error))]
    if not references:
        return []
    found = list(check_fees(sheet, SHEET_FILE, files))
    asked = sheet.limit_decision
    if asked is not None and asked.decision not in decision_models(files):
        found.append(Finding("decision_missing", SHEET_FILE, asked.decision, f"no decision {asked.decision}"))
    return found

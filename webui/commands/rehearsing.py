"""Playing diagrams and scenarios, without a node."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from engine import clock, process, rehearsals
from engine.process import Finding
from engine.spiff.xml import MAX_BYTES
from webui.procedures import with_shared
from webui.strings import finding_text

PLAYED_BESIDE = (".bpmn", ".dmn", ".form")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--process", "process_id", help="Id of the process to play, when the file has several.")
@click.option(
    "--context", type=click.File("rb"), help="JSON object with the variables; - for standard input."
)
@click.option("--script", type=click.File("rb"), help="TOML file that says what happens.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def play(
    file: Path, process_id: str | None, context: BinaryIO | None, script: BinaryIO | None, as_json: bool
) -> None:
    """Play a diagram in memory and print where its tokens went.

    FILE is any BPMN file; the decisions, forms and called processes of its folder are used, in a procedure's folder
    (with a procedure.toml) the shared diagrams too, and a case's own variables of the rules of today. Without a script
    every task is done in the order in which it opens. Exit code: 0 played to an end or to where it waits, 1 refused, or an
    element could not be executed, or the script asks for what is not waited for.
    """
    told: dict[str, Any] = _nothing(file, process_id)
    code = 0
    try:
        played = rehearsals.play(
            beside(file),
            file.name,
            process_id=process_id,
            variables=_of_a_case(file) | _variables(context),
            script=rehearsals.read_script(script.read()) if script is not None else None,
            now=clock.now(),
        )
        told |= _told(played)
        code = int(played.error is not None and played.error.kind != "bpmn")
    except rehearsals.RehearsalRefused as refused:
        told["error"] = _error(
            "refused", refused.findings[0].element, refused.code, refused.findings[0].message
        )
        told["findings"] = [_finding(found) for found in refused.findings]
        code = 1
    except rehearsals.StepFailed as failed:
        told |= _told(failed.played) if failed.played is not None else {}
        told["error"] = {**_error("script", None, failed.code, failed.reason), "step": failed.number}
        told["ended"] = None
        code = 1
    except rehearsals.ScriptRefused as refused:
        told["error"] = _error("script", None, refused.code, refused.detail)
        code = 1
    click.echo(json.dumps(told, ensure_ascii=False)) if as_json else _print(told)
    if code:
        raise click.exceptions.Exit(code)


def beside(file: Path) -> dict[str, bytes]:
    """A file and what a play may use of its folder, by name."""
    found = {
        place.name: place.read_bytes()
        for place in sorted(file.parent.iterdir())
        if place.suffix in PLAYED_BESIDE and place.is_file() and place.stat().st_size <= MAX_BYTES
    }
    found[file.name] = file.read_bytes()
    return with_shared(found, file.parent) if _is_procedure(file) else found


def _is_procedure(file: Path) -> bool:
    return (file.parent / process.SHEET_FILE).is_file()


def _of_a_case(file: Path) -> dict[str, Any]:
    return process.rule_variables(clock.now()) if _is_procedure(file) else {}


def _variables(context: BinaryIO | None) -> dict[str, Any]:
    if context is None:
        return {}
    try:
        found = json.loads(context.read(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{context.name}: no JSON: {error}") from None
    if not isinstance(found, dict):
        raise click.ClickException(f"{context.name}: no JSON object")
    return found


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON number")


def _nothing(file: Path, process_id: str | None) -> dict[str, Any]:
    lists: dict[str, Any] = {name: [] for name in ("waiting", "trace")}
    return {
        "file": str(file),
        "process": process_id,
        "ended": None,
        "error": None,
        **lists,
        "variables": {},
        "sent": [],
        "remarks": [],
        "findings": [],
    }


def _told(played: rehearsals.Played) -> dict[str, Any]:
    fault = played.error
    return {
        "process": played.process,
        "ended": played.ended,
        "error": None if fault is None else _error(fault.kind, fault.element, fault.code, fault.message),
        "waiting": [_waiting(one) for one in played.waiting],
        "trace": [_mark(mark) for mark in played.trace],
        "variables": dict(played.variables),
        "sent": [
            {"kind": one.kind, "name": one.name, "element": one.element, "values": dict(one.payload)}
            for one in played.sent
        ],
        "remarks": [
            {"code": one.code, "element": one.element, "message": one.message} for one in played.remarks
        ],
    }


def _error(kind: str, element: str | None, code: str | None, message: str) -> dict[str, Any]:
    return {"kind": kind, "element": element, "code": code, "message": message}


def _mark(mark: rehearsals.Mark) -> dict[str, Any]:
    told = {"what": mark.what, "element": mark.element}
    return told if mark.process is None else {**told, "process": mark.process}


def _waiting(one: rehearsals.Waiting) -> dict[str, Any]:
    told: dict[str, Any] = {"element": one.element, "kind": one.kind}
    facts = {"name": one.name, "due": _instant(one.due), "key": one.key, "item": one.item}
    return told | {name: value for name, value in facts.items() if value is not None}


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else clock.local(moment).isoformat()


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity,
        "file": found.file,
        "element": found.element,
        "message": f"{finding_text(found.code, found.file, found.message)}",
        "detail": found.message,
        "trace": list(found.trace),
    }


def _print(told: dict[str, Any]) -> None:
    for mark in told["trace"]:
        process = f"  ({mark['process']})" if "process" in mark else ""
        click.echo(f"{mark['what']:<10}{mark['element']}{process}")
    for one in told["sent"]:
        click.echo(f"sent      {one['kind']} {one['name']}")
    if told["variables"]:
        click.echo(f"variables {json.dumps(told['variables'], ensure_ascii=False)}")
    for one in told["remarks"]:
        click.echo(f"remark    {one['code']} {one['element'] or ''}: {one['message']}", err=True)
    for one in told["waiting"]:
        facts = " ".join(f"{key}={value}" for key, value in one.items() if key not in ("element", "kind"))
        click.echo(f"waiting   {one['element']} {one['kind']} {facts}".rstrip())
    error = told["error"]
    for found in told["findings"]:
        click.echo(
            f"refused   {found['code']} {found['element'] or found['file']}: {found['detail']}", err=True
        )
    if error is not None:
        step = f" at step {error['step']}" if "step" in error else ""
        place = f" at {error['element']}" if error["element"] else ""
        code = f" {error['code']}" if error["code"] else ""
        click.echo(f"error     {error['kind']}{code}{step}{place}: {error['message']}", err=True)
    click.echo(f"ended     {told['ended'] or '-'}")


COMMANDS = (play,)

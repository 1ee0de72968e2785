"""Whether the fee lines of a sheet can be charged: somebody says how much, the diagrams say when."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from engine import law, spiff
from engine.process.findings import Finding

CHARGED = "mc:thuPhi"
DECISION, RESULT = "camunda:decisionRef", "camunda:resultVariable"
_ASSIGNED = re.compile(r"^\s*([a-z][a-z0-9_]*)\s*=[^=]", re.MULTILINE)


def check_fees(sheet: law.Sheet, name: str, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """What speaks against a sheet's fee lines among the files of its folder. name: the sheet's own file.

    An amount is the result of a business rule task or the key of a form's field; a line that names a decision gets its
    amount from that decision. Lines due at a supplement or at the return fall due at an element with `mc:thuPhi`.
    """
    lines = sheet.fee.lines
    if not lines:
        return
    shapes = list(_shapes(files))
    decided = {
        (shape.facts.get(RESULT, ""), shape.facts[DECISION]) for shape in shapes if DECISION in shape.facts
    }
    timed = {shape.facts.get(f"property {CHARGED}") for shape in shapes}
    said = {variable for variable, _ in decided} | _asked(files) | set(_computed(shapes))
    for line in lines:
        variable = line.variable.partition(".")[0]
        asked = {(variable, line.decision), ("", line.decision)}
        if line.decision and not asked & decided:
            message = f"{line.id}: no business rule task puts {line.decision} into {variable}"
            yield Finding("fee.decision_not_asked", name, line.id, message)
        elif variable and variable not in said:
            yield Finding("fee.variable_unknown", name, line.id, f"{line.id}: nobody says {variable}")
        if line.due is not law.FeeTime.ACCEPTANCE and line.due.value not in timed:
            message = f"{line.id}: no element has {CHARGED} = {line.due.value}"
            yield Finding("fee.never_charged", name, line.id, message)


def _shapes(files: Mapping[str, bytes]) -> Iterator[spiff.ShapeFacts]:
    for name, content in files.items():
        if name.endswith(".bpmn"):
            with suppress(spiff.DefinitionRefused):  # said of the diagram itself
                yield from spiff.shape_facts(content).values()


def _computed(shapes: Iterable[spiff.ShapeFacts]) -> Iterator[str]:
    """Variables that script tasks assign."""
    for shape in shapes:
        yield from _ASSIGNED.findall(shape.facts.get("script", ""))


def _asked(files: Mapping[str, bytes]) -> set[str]:
    """Keys of the forms' fields, those of nested ones by their first word."""
    return {
        str(key).partition(".")[0]
        for name, content in files.items()
        if name.endswith(".form")
        for key in _keys(json.loads(content).get("components", []))
    }


def _keys(components: list[Any]) -> Iterator[Any]:
    for component in components:
        yield component.get("key") or component.get("path") or ""
        yield from _keys(component.get("components", []))

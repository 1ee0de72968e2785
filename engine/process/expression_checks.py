"""Expressions of a diagram held against the variables its case will have: unknown names, wrong types."""

from collections.abc import Mapping

import forms
from decisions.feel.checking import check_expression
from decisions.feel.types import ANY, SIMPLE_TYPES, Type
from engine import spiff
from engine.process.case_variables import CASE_VARIABLES, FIELD_TYPES
from engine.process.findings import Finding
from engine.process.form_files import read_form


def check_expressions(files: Mapping[str, bytes], name: str) -> list[Finding]:
    """What is wrong with the expressions of one diagram, given the forms and decisions of its folder."""
    known = {**CASE_VARIABLES, **_form_variables(files)}
    for content in (content for file, content in files.items() if file.endswith(".bpmn")):
        known |= {variable: ANY for variable in spiff.variables_set(content) if variable not in known}
    return [
        Finding(fault.code, name, found.element, f"{found.what} `{found.text}`: {fault.message}")
        for found in spiff.expressions(files[name])
        for fault in check_expression(spiff.feel_text(found.text), known)
    ]


def _form_variables(files: Mapping[str, bytes]) -> dict[str, Type]:
    """Variables that the forms write, by type; one that forms disagree about may be anything."""
    found: dict[str, Type] = {}
    for content in (content for file, content in files.items() if file.endswith(".form")):
        form = read_form(content)
        types = dict.fromkeys(form.keys, ANY) | dict(_typed(form.components))
        for key, kind in types.items():
            found[key] = kind if found.get(key, kind) == kind else ANY
    return found


def _typed(components: tuple[forms.Component, ...]) -> list[tuple[str, Type]]:
    found = []
    for component in components:
        kind = FIELD_TYPES.get(component.type.name)
        if kind and len(component.path) == 1:
            found.append((component.path[0], SIMPLE_TYPES[kind]))
        if not component.path:
            found += _typed(component.components)
    return found

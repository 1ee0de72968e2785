"""Looks into procedure folders for the tests."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import forms
from tests.bpmn.playing import FOLDERS

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
NODES = {
    "startEvent",
    "endEvent",
    "userTask",
    "businessRuleTask",
    "exclusiveGateway",
    "intermediateThrowEvent",
    "intermediateCatchEvent",
    "boundaryEvent",
    "callActivity",
    "eventBasedGateway",
    "receiveTask",
    "scriptTask",
    "subProcess",
    "parallelGateway",
    "inclusiveGateway",
}
SHARED = FOLDERS[0].parent / "mau_chung"
SHARED_FILES = sorted(SHARED.glob("*.bpmn"))
EVERY_DRAWING = pytest.mark.parametrize("folder", [*FOLDERS, *SHARED_FILES], ids=lambda place: place.stem)
EVERY = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@cache
def diagram(folder: Path) -> Any:
    """The diagram of a procedure's folder, or a shared one by its file."""
    [path] = [folder] if folder.is_file() else folder.glob("*.bpmn")
    return etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))


def kind(node: Any) -> str:
    return etree.QName(node).localname


@cache
def nodes(folder: Path) -> dict[str, Any]:
    return {n.get("id"): n for n in diagram(folder).iter() if isinstance(n.tag, str) and kind(n) in NODES}


def around(folder: Path, key: str) -> set[str]:
    """The subprocesses that a node lies in."""
    return {n.get("id") for n in nodes(folder)[key].iterancestors() if kind(n) == "subProcess"}


def properties(node: Any) -> dict[str, str]:
    found = node.findall(f"{BPMN}extensionElements/{CAMUNDA}properties/{CAMUNDA}property")
    return {p.get("name"): p.get("value") for p in found}


@cache
def flows(folder: Path) -> list[Any]:
    return list(diagram(folder).iter(f"{BPMN}sequenceFlow"))


def form(folder: Path, ref: str) -> forms.Form:
    own = folder / f"{ref}.form"
    return forms.load_form((own if own.is_file() else SHARED / own.name).read_bytes())


def form_refs(folder: Path) -> dict[str, str]:
    """Form by node."""
    found = ((key, node.get(f"{CAMUNDA}formRef")) for key, node in nodes(folder).items())
    return {key: ref for key, ref in found if ref}


def options(folder: Path, process: Any) -> dict[str, set[str]]:
    """The variables that the process's forms let people choose, with the values on offer."""
    found: dict[str, set[str]] = {}

    def walk(components: tuple[forms.Component, ...]) -> None:
        for component in components:
            walk(component.components)
            values = component.settings.get("values")
            if isinstance(values, list) and component.is_required:
                found.setdefault(component.path[-1], set()).update(v["value"] for v in values)

    for ref in {n.get(f"{CAMUNDA}formRef") for n in process.iter()} - {None}:
        walk(form(folder, ref).components)
    return found


def checkboxes(folder: Path, process: Any) -> set[str]:
    """The variables that the process's forms let people tick: true or false, never missing where they show."""
    found: set[str] = set()

    def walk(components: tuple[forms.Component, ...]) -> None:
        for component in components:
            walk(component.components)
            if component.type.name == "checkbox":
                found.add(component.path[-1])

    for ref in {n.get(f"{CAMUNDA}formRef") for n in process.iter()} - {None}:
        walk(form(folder, ref).components)
    return found

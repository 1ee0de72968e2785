"""Plays a procedure's diagrams with its own forms, as a scenario file says: no database, no web."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import forms
from engine import spiff
from engine.process.decision_models import DecisionModels

ROOT = Path(__file__).parents[2] / "bpmn"
FOLDERS = sorted(path.parent for path in ROOT.glob("*/procedure.toml"))
TODAY = date(2026, 11, 23)
FILE = forms.FileInfo("0" * 32, "van_ban.pdf", 1000, "application/pdf")
PATTERNED = {
    "so_dinh_danh": "064190001234",
    "so_tai_khoan": "0123456789",
    "ma_nganh": "4711",
    "so_ket_qua": "152",
}


@dataclass(frozen=True)
class Scenario:
    """One way through. answers: texts by field; what a scenario leaves out is filled in plausibly, except numbers
    that a form opens with: they stay as they are.
    """

    name: str
    start: Mapping[str, str]
    steps: tuple[tuple[str, Mapping[str, str]], ...]
    end: str
    statuses: list[int]
    variables: Mapping[str, Any]


def load_scenario(path: Path) -> Scenario:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    steps = tuple((step["task"], step.get("answers", {})) for step in content["step"])
    return Scenario(
        content["name"],
        content.get("start", {}),
        steps,
        content["end"],
        content["statuses"],
        content.get("variables", {}),
    )


@dataclass
class Play:
    """The instances of one dossier, one a pool; messages pass between them at once."""

    folder: Path
    live: dict[str, spiff.Live] = field(default_factory=dict)
    entered: list[tuple[str, spiff.Element]] = field(default_factory=list)

    def __post_init__(self) -> None:
        [path] = self.folder.glob("*.bpmn")
        self.xml = path.read_bytes()
        self.processes = {summary.process_id: summary for summary in spiff.processes(self.xml)}
        self.decide = DecisionModels({p.name: p.read_bytes() for p in self.folder.glob("*.dmn")}).decide

    def start(self, answers: Mapping[str, str]) -> None:
        """Receive a dossier at the lead agency's counter."""
        [lead] = (summary.process_id for summary in self.processes.values() if summary.has_none_start)
        definition = spiff.compile_definition(self.folder.name, self.xml, lead)
        [start] = (e for e in definition.elements.values() if e.kind == "startEvent")
        variables = self.answered(start.form_ref, answers, {}) if start.form_ref else {}
        self.live[lead] = spiff.start(definition, variables, decide=self.decide)
        self.settle()

    def complete(self, task: str, answers: Mapping[str, str]) -> None:
        """Complete the open task of this element with its form."""
        for live in self.live.values():
            for open_task in spiff.user_tasks(live):
                if open_task.element.id == task:
                    form_ref = open_task.element.form_ref
                    assert form_ref is not None
                    spiff.complete(live, open_task.task_id, self.answered(form_ref, answers, live.variables))
                    self.settle()
                    return
        raise AssertionError(f"{task} is not open, but {self.open()}")

    def open(self) -> list[str]:
        """The elements that wait for people."""
        return [task.element.id for live in self.live.values() for task in spiff.user_tasks(live)]

    def answered(self, form_ref: str, answers: Mapping[str, str], context: Mapping[str, Any]) -> forms.Values:
        """What the form makes of the answers."""
        form = forms.load_form((self.folder / f"{form_ref}.form").read_bytes())
        given = {key: [text] for key, text in answers.items()}
        submitted = dict(_filled(form.components, "")) | _opened(form, context) | given
        assert set(answers) <= set(submitted), f"{form_ref} has no {set(answers) - set(submitted)}"
        cleaned = forms.clean(form, submitted, context, today=TODAY, known_files={FILE.id: FILE})
        assert not cleaned.errors, (form_ref, cleaned.errors)
        return cleaned.values

    def settle(self) -> None:
        """Note where the tokens went; carry messages across until none is left."""
        for process_id, live in list(self.live.items()):
            self.entered += [
                (process_id, step.element) for step in spiff.take_steps(live) if step.what == "entered"
            ]
            for message in spiff.take_outgoing(live):
                self._carry(message)
                self.settle()

    def _carry(self, message: spiff.OutgoingMessage) -> None:
        for live in self.live.values():
            if spiff.deliver(live, message.name, message.payload):
                return
        [target] = (p for p in self.processes.values() if message.name in p.message_starts)
        definition = spiff.compile_definition(self.folder.name, self.xml, target.process_id)
        self.live[target.process_id] = spiff.start_by_message(
            definition, message.name, message.payload, decide=self.decide
        )

    def statuses(self) -> list[int]:
        """The dossier's statuses in order, at every agency, repeats left out."""
        found: list[int] = []
        for _, element in self.entered:
            status = element.properties.get("mc:trangThai")
            if status and (not found or found[-1] != int(status)):
                found.append(int(status))
        return found


def _opened(form: forms.Form, context: Mapping[str, Any]) -> dict[str, list[str]]:
    """The numbers that a form opens with."""
    values = forms.initial_values(form, context, today=TODAY)
    numbers = {key: value for key, value in values.items() if type(value) in (int, float, Decimal)}
    editable = {name for name, _ in _filled(form.components, "")}
    return {key: [str(value).replace(".", ",")] for key, value in numbers.items() if key in editable}


def _filled(components: tuple[forms.Component, ...], prefix: str) -> Iterator[tuple[str, list[str]]]:
    for component in components:
        kind, name = component.type.name, prefix + ".".join(component.path)
        if kind == "group":
            yield from _filled(component.components, prefix)
        elif kind == "dynamiclist":
            yield from _filled(component.components, f"{name}.0.")
        elif component.path and kind != "expression" and not component.is_always_readonly:
            yield name, [_sample(component)]


def _sample(component: forms.Component) -> str:
    kind, key = component.type.name, component.path[-1]
    if kind in ("radio", "select", "checklist"):
        values = component.settings["values"]
        assert isinstance(values, list)
        return str(values[0]["value"])
    if kind == "number":
        return "1"
    fixed = {"datetime": "20/11/2026", "checkbox": "true", "filepicker": FILE.id}
    patterned = [text for start, text in PATTERNED.items() if key.startswith(start)]
    if "validate.pattern" in component.settings and patterned:
        return "39A8012345" if "A-Z" in str(component.settings["validate.pattern"]) else patterned[0]
    return fixed.get(kind, "Theo hồ sơ")

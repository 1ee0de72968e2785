"""A diagram made ready to be played: its process, what it calls, its decisions and forms, from files side by side."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

import forms
from decisions.dmn import DmnError
from decisions.feel import FeelError
from engine import spiff
from engine.errors import MotcuaError
from engine.process import DecisionModels, Finding, decision_models, digest, read_form
from engine.rehearsals.choosing import choose_process, choose_start, refused
from engine.rehearsals.errors import RehearsalRefused
from engine.rehearsals.languages import foreign
from engine.rehearsals.model import Remark
from engine.rehearsals.naming import tell_apart
from engine.rehearsals.plain import ZEEBE, Context, translated
from engine.rehearsals.ways import Chosen, Turns, say_ways
from engine.spiff import dialect, xml
from engine.spiff.xml import BPMN, Node

# what keeps a diagram from being published only; what a play takes for granted instead is remarked, or shown
TOLERATED = spiff.PUBLISHING_ONLY | {"correlation_ignored", "listener", "unreachable"}

# of these, what says who works, when and by which code, to which instance, and what no token comes to: remarked
LEFT_OUT = frozenset(
    {"correlation_ignored", "extension_ignored", "listener", "performer_ignored", "unreachable"}
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where a shape was drawn: its id there, and the process; None for the one that is played."""

    id: str
    process: str | None


@dataclass(frozen=True, slots=True)
class Program:
    """A process ready to be played.

    drawn: the shapes by the ids that the engine knows. top: ids of the shapes right inside the process itself.
    flows: ids of sequence flows by source and target. start: message of the start event, None for a plain one.
    """

    process_id: str
    definition: spiff.Definition
    drawn: Mapping[str, Drawn]
    top: frozenset[str]
    flows: Mapping[tuple[str, str], tuple[str, ...]]
    start: str | None
    decide: spiff.Decide
    form_files: Mapping[str, bytes]
    remarks: tuple[Remark, ...]
    ways: tuple[Chosen, ...] = ()

    def element(self, drawn_id: str) -> str:
        """The engine's id for one in the drawing; the drawing's own where it is not known."""
        found = [i for i, drawn in self.drawn.items() if drawn.id == drawn_id]
        return found[0] if found else drawn_id

    def form(self, reference: str) -> forms.Form | None:
        """The form of this reference beside the diagram; None when there is none. Raises RehearsalRefused."""
        name = f"{reference}.form"
        if name not in self.form_files:
            return None
        try:
            return read_form(self.form_files[name])
        except forms.FormDefinitionError as error:
            raise RehearsalRefused([Finding(error.code, name, error.component_id, str(error))]) from error


def prepare(
    files: Mapping[str, bytes],
    name: str,
    process_id: str | None = None,
    *,
    event: str | None = None,
    message: str | None = None,
    known: Container[str] = (),
    ways: Mapping[str, Turns] | None = None,
) -> Program:
    """Make a process of the file `name` ready; `files` are those beside it, itself included.

    process_id: which one, when the file has several. event, message: the start event, when it has several.
    known: names of the variables it starts with. ways: what is taken behind gateways. Raises RehearsalRefused.
    """
    return _Preparing(files, name, known, ways or {}).program(process_id, event, message)


@dataclass
class _Preparing:
    files: Mapping[str, bytes]
    name: str
    known: Container[str]
    ways: Mapping[str, Turns]
    roots: dict[str, Node] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)
    said: list[Remark] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    chosen: list[Chosen] = field(default_factory=list)
    models: DecisionModels | None = None

    def program(self, process_id: str | None, event: str | None, message: str | None) -> Program:
        root = self._root(self.name)
        chosen = process_id
        if chosen is None:
            chosen, others = choose_process(root, self.name)
            self.said += [Remark("process_chosen", chosen, "the file has others")] if others else []
        process = self._process(root, chosen)
        if process is None:
            known = ", ".join(p.get("id", "") for p in xml.children(root, "process"))
            raise refused("process_missing", self.name, chosen, f"no process {chosen}; the file has {known}")
        top = [n for n in process if xml.kind(n) in dialect.FLOW_NODES]
        self._use(self.name, chosen)
        self._choose_ways()
        self._translate()
        start = choose_start(process, self.name, event, message)
        if not start.alone:
            self.said.append(Remark("start_chosen", start.event, "the process has others"))
        self._tell_apart(chosen)
        definition = self._compiled(chosen)
        return Program(
            process_id=chosen,
            definition=definition,
            drawn=self.drawn,
            top=frozenset(n.get("id", "") for n in top),
            flows=self._flows(),
            start=start.message,
            decide=self._decider(definition),
            form_files={name: content for name, content in self.files.items() if name.endswith(".form")},
            remarks=tuple(self.said),
            ways=tuple(self.chosen),
        )

    def _root(self, name: str) -> Node:
        if name not in self.roots:
            try:
                self.roots[name] = xml.parse(self.files[name])
            except spiff.DefinitionRefused as fault:
                raise RehearsalRefused(
                    [Finding(f.code, name, f.element, f.message) for f in fault.findings]
                ) from fault
        return self.roots[name]

    def _process(self, root: Node, process_id: str) -> Node | None:
        return next((p for p in xml.children(root, "process") if p.get("id") == process_id), None)

    def _use(self, name: str, process_id: str) -> None:
        """Note a process and those that it calls, wherever they lie."""
        if process_id in self.used:
            return
        self.used[process_id] = name
        process = self._process(self._root(name), process_id)
        for call in () if process is None else xml.descendants(process, "callActivity"):
            zeebe = call.find(f"{BPMN}extensionElements/{ZEEBE}calledElement")
            called = (zeebe.get("processId") if zeebe is not None else None) or call.get("calledElement")
            if called and not called.startswith(("$", "#", "=")):
                self._use(self._holder(name, called, call), called)

    def _holder(self, name: str, called: str, call: Node) -> str:
        """The file that draws a called process: the caller's own, else the only one beside it."""
        if self._process(self._root(name), called) is not None:
            return name
        found = []
        for other in self.files:
            if other.endswith(".bpmn") and other != name:
                try:
                    summaries = spiff.processes(self.files[other])
                except spiff.DefinitionRefused:
                    continue
                found += [other for summary in summaries if summary.process_id == called]
        if len(found) == 1:
            return found[0]
        where = f"is drawn in {', '.join(found)}" if found else "is in no file beside this one"
        raise refused("called_missing", name, call.get("id"), f"the called process {called} {where}")

    def _choose_ways(self) -> None:
        used = [self._process(self.roots[name], process_id) for process_id, name in self.used.items()]
        for said in say_ways([process for process in used if process is not None], self.name, self.ways):
            if isinstance(said, Finding):
                self.findings.append(said)
            else:
                self.chosen.append(said)

    def _translate(self) -> None:
        for name in dict.fromkeys(self.used.values()):
            root = self.roots[name]
            for process in xml.children(root, "process"):
                mine = self.used.get(process.get("id", "")) == name
                if mine and process.get("isExecutable") != "true":
                    self.said.append(
                        Remark("executable_assumed", process.get("id"), "does not say that it may be run")
                    )
                process.set("isExecutable", str(mine).lower())
                if mine:
                    self._say(process, Context(name, root, self._decisions(process), self.known))

    def _say(self, process: Node, context: Context) -> None:
        for said in translated(process, context):
            if isinstance(said, Finding):
                self.findings.append(said)
            else:
                self.said.append(said)

    def _decisions(self, process: Node) -> Any:
        if not any(True for _ in xml.descendants(process, "businessRuleTask")):
            return ()
        if self.models is None:
            try:
                self.models = decision_models(self.files)
            except DmnError as error:
                raise refused(error.code, "*.dmn", None, str(error)) from error
        return self.models

    def _tell_apart(self, chosen: str) -> None:
        taken: set[str] = set()
        for process_id, name in self.used.items():
            process = self._process(self.roots[name], process_id)
            for new, old in {} if process is None else tell_apart(process, taken).items():
                self.drawn[new] = Drawn(old, None if process_id == chosen else process_id)

    def _compiled(self, chosen: str) -> spiff.Definition:
        contents = {name: etree.tostring(root) for name, root in self.roots.items()}
        first: dict[str, str] = {}
        for process_id, name in self.used.items():
            first.setdefault(name, process_id)
        called = {process_id: contents[name] for name, process_id in first.items() if name != self.name}
        try:
            definition = spiff.compile_definition(
                f"rehearsal:{digest(contents)}", contents[self.name], chosen, called, tolerated=TOLERATED
            )
        except spiff.DefinitionRefused as fault:
            self.findings += [
                Finding(f.code, self.name, self._old(f.element), f.message) for f in fault.findings
            ]
        self.said += self._left_out(contents)
        self.findings += self._foreign(contents)
        if self.findings:
            raise RehearsalRefused(self.findings)
        return definition

    def _left_out(self, contents: Mapping[str, bytes]) -> Iterator[Remark]:
        told = {remark.element for remark in self.said if remark.code == "decision_outside"}
        for name in dict.fromkeys(self.used.values()):
            for found in spiff.refusals(contents[name]):
                if found.code in LEFT_OUT and self._old(found.element) not in told:
                    yield Remark(found.code, self._old(found.element), found.message)

    def _foreign(self, contents: Mapping[str, bytes]) -> Iterator[Finding]:
        for name in dict.fromkeys(self.used.values()):
            mine = [p for p in xml.children(self.roots[name], "process") if p.get("id") in self.used]
            elements = {node.get("id", "") for process in mine for node in process.iter()}
            for found in foreign(contents[name], name, elements, self.known):
                yield replace(found, element=self._old(found.element))

    def _old(self, element: str | None) -> str | None:
        return self.drawn[element].id if element in self.drawn else element

    def _flows(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for process_id, name in self.used.items():
            process = self._process(self.roots[name], process_id)
            for flow in () if process is None else xml.descendants(process, "sequenceFlow"):
                ends = (flow.get("sourceRef", ""), flow.get("targetRef", ""))
                found[ends] = (*found.get(ends, ()), flow.get("id", ""))
        return found

    def _decider(self, definition: spiff.Definition) -> spiff.Decide:
        def decide(reference: str, variables: Mapping[str, Any]) -> object:
            asking = [e.id for e in definition.elements.values() if e.decision_ref == reference]
            assert self.models is not None
            try:
                return self.models.decide(reference, variables)
            except (FeelError, DmnError, MotcuaError) as error:
                raise spiff.EngineFault(self._old(asking[0]) if asking else None, str(error)) from error

        return decide

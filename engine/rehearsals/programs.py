"""A diagram made ready to be played: its process, what it calls, its decisions and forms, from files side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

import forms
from decisions.dmn import DmnError
from decisions.feel import FeelError
from engine import spiff
from engine.errors import MotcuaError
from engine.process import DecisionModels, Finding, digest
from engine.rehearsals.errors import RehearsalRefused
from engine.rehearsals.model import Remark
from engine.rehearsals.plain import Context, translated
from engine.spiff import dialect, xml
from engine.spiff.refusals import RESERVED_ENDINGS, RESERVED_IDS
from engine.spiff.xml import BPMN, Node

# findings about what may go wrong in a run: a play shows it
TOLERATED = frozenset({"default_missing", "error_uncaught"})
NEVER = "motcua:never"
_REFERENCES = ("id", "sourceRef", "targetRef", "attachedToRef", "default", "activityRef")
_MENTIONS = frozenset({"incoming", "outgoing", "flowNodeRef"})


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
            return forms.load_form(self.form_files[name])
        except forms.FormDefinitionError as error:
            raise RehearsalRefused([Finding(error.code, name, error.component_id, str(error))]) from error


def prepare(
    files: Mapping[str, bytes],
    name: str,
    process_id: str | None = None,
    *,
    event: str | None = None,
    message: str | None = None,
) -> Program:
    """Make a process of the file `name` ready; `files` are those beside it, itself included.

    process_id: which one, when the file has several. event, message: the start event, when it has several.
    Raises RehearsalRefused.
    """
    return _Preparing(files, name).program(process_id, event, message)


def _refused(code: str, name: str, element: str | None, message: str) -> RehearsalRefused:
    return RehearsalRefused([Finding(code, name, element, message)])


@dataclass
class _Preparing:
    files: Mapping[str, bytes]
    name: str
    roots: dict[str, Node] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)
    said: list[Remark] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    models: DecisionModels | None = None

    def program(self, process_id: str | None, event: str | None, message: str | None) -> Program:
        root = self._root(self.name)
        chosen = process_id or self._choose(root)
        process = self._process(root, chosen)
        if process is None:
            known = ", ".join(p.get("id", "") for p in xml.children(root, "process"))
            raise _refused("process_missing", self.name, chosen, f"no process {chosen}; the file has {known}")
        top = [n for n in process if xml.kind(n) in dialect.FLOW_NODES]
        self._use(self.name, chosen)
        self._translate()
        start = self._start(process, event, message)
        self._tell_apart(chosen)
        definition = self._compiled(chosen)
        return Program(
            process_id=chosen,
            definition=definition,
            drawn=self.drawn,
            top=frozenset(n.get("id", "") for n in top),
            flows=self._flows(),
            start=start,
            decide=self._decider(definition),
            form_files={name: content for name, content in self.files.items() if name.endswith(".form")},
            remarks=tuple(self.said),
        )

    def _root(self, name: str) -> Node:
        if name not in self.roots:
            try:
                self.roots[name] = xml.parse(self.files[name])
            except spiff.DefinitionRefused as refused:
                raise RehearsalRefused(
                    [Finding(f.code, name, f.element, f.message) for f in refused.findings]
                ) from refused
        return self.roots[name]

    def _process(self, root: Node, process_id: str) -> Node | None:
        return next((p for p in xml.children(root, "process") if p.get("id") == process_id), None)

    def _choose(self, root: Node) -> str:
        """The process that is meant when none is named: the only one that can be."""
        every = [
            p for p in xml.children(root, "process") if any(xml.kind(n) in dialect.FLOW_NODES for n in p)
        ]
        called = {c.get("calledElement") for c in xml.descendants(root, "callActivity")}
        marked = [p for p in every if p.get("isExecutable") == "true"] or every
        free = [p for p in marked if p.get("id") not in called] or marked
        plain = [p for p in free if any(dialect.event_kind(s) is None for s in xml.children(p, "startEvent"))]
        for candidates in (marked, free, plain):
            if len(candidates) == 1:
                found = candidates[0].get("id", "")
                if len(every) > 1:
                    self.said.append(Remark("process_chosen", found, "the file has others"))
                return found
        if not every:
            raise _refused("process_missing", self.name, None, "the file draws no process")
        names = ", ".join(p.get("id", "") for p in every)
        raise _refused("process_not_chosen", self.name, None, f"name one of its processes: {names}")

    def _use(self, name: str, process_id: str) -> None:
        """Note a process and those that it calls, wherever they lie."""
        if process_id in self.used:
            return
        self.used[process_id] = name
        process = self._process(self._root(name), process_id)
        for call in () if process is None else xml.descendants(process, "callActivity"):
            zeebe = call.find(f"{BPMN}extensionElements/{{http://camunda.org/schema/zeebe/1.0}}calledElement")
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
        raise _refused("called_missing", name, call.get("id"), f"the called process {called} {where}")

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
                    self._say(process, Context(name, root, self._decisions(process)))

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
                self.models = DecisionModels(self.files)
            except DmnError as error:
                raise _refused(error.code, "*.dmn", None, str(error)) from error
        return self.models

    def _start(self, process: Node, event: str | None, message: str | None) -> str | None:
        """Leave one start event to begin at; answers the message that it begins by, if any."""
        starts = xml.children(process, "startEvent")
        if not starts:
            return None
        names = dialect.message_names(process.getroottree().getroot())
        chosen = self._chosen_start(starts, names, event, message)
        for start in starts:
            found = dialect.event_definitions(start)
            if start is chosen or (found and found[0][0] == "message"):
                continue
            for _kind, definition in found:
                start.remove(definition)
            self._never(start)
        found = dialect.event_definitions(chosen)
        if found and found[0][0] == "message" and len(found) == 1:
            return names.get(found[0][1].get("messageRef", ""))
        for _kind, definition in found:
            chosen.remove(definition)
        return None

    def _chosen_start(
        self, starts: list[Node], names: Mapping[str, str], event: str | None, message: str | None
    ) -> Node:
        def told(start: Node) -> str | None:
            refs = [d.get("messageRef", "") for k, d in dialect.event_definitions(start) if k == "message"]
            return names.get(refs[0]) if refs else None

        wanted = starts
        if event is not None:
            wanted = [s for s in starts if s.get("id") == event]
        elif message is not None:
            wanted = [s for s in starts if told(s) == message]
        plain = [s for s in wanted if dialect.event_kind(s) is None]
        for candidates in (wanted, plain):
            if len(candidates) == 1:
                return candidates[0]
        known = ", ".join(s.get("id", "") for s in starts)
        raise _refused("start_not_chosen", self.name, event or message, f"begin at one of {known}")

    def _never(self, start: Node) -> None:
        """A start event that is not begun at waits for a message that never comes."""
        root = start.getroottree().getroot()
        identity = f"{NEVER}:{start.get('id')}"
        root.insert(0, root.makeelement(f"{BPMN}message", {"id": identity, "name": identity}))
        etree.SubElement(start, f"{BPMN}messageEventDefinition", {"messageRef": identity})

    def _tell_apart(self, chosen: str) -> None:
        """Give every shape an id of its own over all files, and none that the engine keeps for itself."""
        taken: set[str] = set()
        for process_id, name in self.used.items():
            process = self._process(self.roots[name], process_id)
            if process is None:
                continue
            for node in [n for n in process.iter() if xml.kind(n) in dialect.FLOW_NODES]:
                old = node.get("id", "")
                new = old
                if old in taken or old in RESERVED_IDS or old.endswith(RESERVED_ENDINGS):
                    new = f"{old}~{process_id}"
                    _rename(process, old, new)
                taken.add(new)
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
        except spiff.DefinitionRefused as refused:
            self.findings += [
                Finding(f.code, self.name, self._old(f.element), f.message) for f in refused.findings
            ]
        if self.findings:
            raise RehearsalRefused(self.findings)
        return definition

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


def _rename(process: Node, old: str, new: str) -> None:
    root: Iterator[Node] = process.getroottree().getroot().iter()
    for node in root:
        for name in _REFERENCES:
            if node.get(name) == old:
                node.set(name, new)
        if xml.kind(node) in _MENTIONS and xml.text(node) == old:
            node.text = new

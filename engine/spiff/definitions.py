"""Compiled processes: parsed once, then only read, by any number of instances and threads."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from engine.spiff import dialect, spelling_out, xml
from engine.spiff.errors import DefinitionRefused, Finding
from engine.spiff.model import Element, SequenceFlow
from engine.spiff.parser import DialectParser
from engine.spiff.refusals import refusals
from engine.spiff.specs import describe
from engine.spiff.specs.foresight import mark_rounds

CACHE_SIZE = 256


@dataclass(frozen=True, slots=True)
class Definition:
    """A runnable process.

    elements: every shape of it, of its subprocesses and of the processes it calls, by id.
    flows: the sequence flows of it and of its subprocesses, by id.
    targets: participant at the other end of the message flow that leaves an element.
    starts: the start events by the message that sets them off; None for a plain start.
    start_events: all of the process's own, those set off by a timer, a signal or a condition too.
    spec, subprocess_specs: the library's own; nobody outside the seam touches them.
    """

    key: str
    process_id: str
    name: str | None
    properties: Mapping[str, str]
    elements: Mapping[str, Element]
    flows: Mapping[str, SequenceFlow]
    targets: Mapping[str, str | None]
    starts: Mapping[str | None, str]
    start_events: tuple[Element, ...]
    spec: Any
    subprocess_specs: dict[str, Any]


_cache: OrderedDict[tuple[str, str, frozenset[str]], tuple[bytes, Definition]] = OrderedDict()
_lock = threading.Lock()


def compile_definition(
    key: str,
    content: bytes,
    process_id: str,
    called: Mapping[str, bytes] | None = None,
    *,
    tolerated: frozenset[str] = frozenset(),
) -> Definition:
    """A process made ready to run; the second call with the same key and file answers the first one's result.

    key: names this version of the file. called: files of the processes it calls, by process id.
    tolerated: codes of findings to run with all the same: for rehearsals, never for cases. Those of
    `refusals.PUBLISHING_ONLY` leave a process that can run: the id of an event stands for the message it does not name.
    Raises DefinitionRefused with every reason found.
    """
    with _lock:  # compiling is rare; two threads must not do the same work, nor share half of it
        place = (key, process_id, tolerated)
        known = _cache.get(place)
        if known is not None and known[0] == content:
            _cache.move_to_end(place)
            return known[1]
        definition = _compiled(key, content, process_id, called or {}, tolerated)
        _cache[place] = (content, definition)
        while len(_cache) > CACHE_SIZE:
            _cache.popitem(last=False)
        return definition


def _compiled(
    key: str, content: bytes, process_id: str, called: Mapping[str, bytes], tolerated: frozenset[str]
) -> Definition:
    root = xml.parse(content)
    roots = [root, *(xml.parse(file) for file in called.values())]
    files = (content, *called.values())
    found = [finding for file in files for finding in refusals(file) if finding.code not in tolerated]
    found += _called_without_start(roots, process_id)
    process = _process(root, process_id)
    if process is None:
        found.append(Finding("process_missing", process_id, "no process of this id in the file"))
    if found or process is None:
        raise DefinitionRefused(found)
    spec, subprocess_specs = _specs(roots, process_id)
    elements = _elements(roots, {process_id, *subprocess_specs})
    names = _data_names(roots)
    for one in (spec, *subprocess_specs.values()):
        one.data_names = names.get(one.name, frozenset())
        _prepare(one, elements)
    return Definition(
        key=key,
        process_id=process_id,
        name=process.get("name"),
        properties=xml.properties(process),
        elements=elements,
        flows=dialect.sequence_flows_of(process),
        targets={f.source_element: f.target_participant for f in dialect.flows_of(root) if f.source_element},
        starts=_starts(process, elements),
        start_events=tuple(elements[n.get("id", "")] for n in xml.children(process, "startEvent")),
        spec=spec,
        subprocess_specs=subprocess_specs,
    )


def _process(root: xml.Node, process_id: str) -> xml.Node | None:
    return next((p for p in xml.children(root, "process") if p.get("id") == process_id), None)


def _called_without_start(roots: list[xml.Node], process_id: str) -> list[Finding]:
    """Calls of processes that begin only when something from outside sets them off: nobody would (BPMN 2.0, 10.4.2)."""
    processes = {p.get("id", ""): p for root in roots for p in xml.children(root, "process")}
    found: list[Finding] = []
    waiting, seen = [process_id], set()
    while waiting:
        caller = waiting.pop()
        if caller in seen or caller not in processes:
            continue
        seen.add(caller)
        for call in xml.descendants(processes[caller], "callActivity"):
            called = call.get("calledElement", "")
            waiting.append(called)
            starts = xml.children(processes[called], "startEvent") if called in processes else []
            if starts and all(dialect.event_kind(start) for start in starts):
                message = f"{called} has no plain start event to be called at"
                found.append(Finding("called_without_start", call.get("id"), message))
    return found


def _specs(roots: list[xml.Node], process_id: str) -> tuple[Any, dict[str, Any]]:
    parser = DialectParser()
    try:
        for root in roots:
            parser.add_bpmn_xml(spelling_out.spelt_out(root))
        return parser.get_spec(process_id), parser.get_subprocess_specs(process_id)
    except ValidationException as error:
        raise DefinitionRefused((Finding("not_runnable", error.tag and error.id, str(error)),)) from error
    except ValueError as error:  # the library reads the drawing's numbers too
        raise DefinitionRefused((Finding("not_runnable", None, str(error)),)) from error
    except RecursionError as error:
        raise DefinitionRefused((Finding("too_long", process_id, "too many elements in one row"),)) from error


def _elements(roots: list[xml.Node], used: set[str]) -> dict[str, Element]:
    elements: dict[str, Element] = {}
    for root in roots:
        for process in xml.children(root, "process"):
            if process.get("id") not in used:
                continue
            own = dialect.elements_of(process)
            twice = sorted(elements.keys() & own.keys())
            if twice:
                raise DefinitionRefused([Finding("id_not_unique", i, "used in two processes") for i in twice])
            elements |= own
    return elements


def _data_names(roots: list[xml.Node]) -> dict[str, frozenset[str]]:
    kinds = [f"{xml.BPMN}{kind}" for kind in ("process", *dialect.CONTAINERS)]
    return {node.get("id", ""): dialect.data_names(node) for root in roots for node in root.iter(*kinds)}


def _prepare(spec: Any, elements: Mapping[str, Element]) -> None:
    for task_spec in spec.task_specs.values():
        describe(task_spec, elements)
    mark_rounds(spec.task_specs)
    for task_spec in spec.task_specs.values():
        if task_spec.is_loop:
            spec.task_specs[task_spec.task_spec].loop = task_spec


def _starts(process: xml.Node, elements: Mapping[str, Element]) -> dict[str | None, str]:
    found = [elements[node.get("id", "")] for node in xml.children(process, "startEvent")]
    return {e.message_name: e.id for e in found if e.event in (None, "message")}

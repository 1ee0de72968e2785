"""Runs the scenarios of procedures, compares, and counts which flows they took."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine import clock, spiff
from engine.rehearsals.errors import RehearsalRefused, ScriptRefused, StepFailed
from engine.rehearsals.scenarios import Expected, Scenario, read_scenario
from engine.rehearsals.stages import Stage, local
from engine.rehearsals.steps import read_toml
from engine.spiff import dialect, xml

NOT_COVERED = "not_covered.toml"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario. file: its name. faults: what did not come as it says; empty when all did. flows: taken ones."""

    file: str
    name: str
    faults: tuple[str, ...]
    flows: frozenset[str]


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow of a diagram."""

    id: str
    name: str | None
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The flows of one diagram. excused: flows with the reason why no scenario takes them."""

    diagram: str
    flows: tuple[Flow, ...]
    covered: frozenset[str]
    excused: Mapping[str, str]

    @property
    def taken(self) -> tuple[Flow, ...]:
        """The flows that a scenario takes."""
        return tuple(flow for flow in self.flows if flow.id in self.covered)

    @property
    def missing(self) -> tuple[Flow, ...]:
        """The flows that no scenario takes and nobody excuses."""
        return tuple(flow for flow in self.flows if flow.id not in self.covered | self.excused.keys())


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """All scenarios of one procedure."""

    outcomes: tuple[Outcome, ...]
    coverage: tuple[Coverage, ...]

    @property
    def passed(self) -> bool:
        return not any(outcome.faults for outcome in self.outcomes)


def rehearse(files: Mapping[str, bytes], scenarios: Mapping[str, bytes]) -> Rehearsed:
    """Play every scenario of a procedure. files: its folder's; scenarios: those of `scenarios/`, by name."""
    excused: Mapping[str, str] = {}
    outcomes = []
    for name, content in scenarios.items():
        if name == NOT_COVERED:
            excused = read_toml(content)
        else:
            outcomes.append(_outcome(files, name, content))
    taken = frozenset[str]().union(*(outcome.flows for outcome in outcomes))
    coverage = tuple(
        Coverage(diagram, tuple(_flows(files[diagram])), taken, excused)
        for diagram in sorted(files)
        if diagram.endswith(".bpmn")
    )
    return Rehearsed(tuple(outcomes), coverage)


def _flows(content: bytes) -> Iterator[Flow]:
    for process in xml.children(xml.parse(content), "process"):
        if dialect.is_executable(process):
            for flow in dialect.sequence_flows_of(process).values():
                yield Flow(flow.id, flow.name, flow.source, flow.target)


def _outcome(files: Mapping[str, bytes], file: str, content: bytes) -> Outcome:
    name, stage = file, None
    try:
        scenario = read_scenario(content)
        name = scenario.name
        stage = staged(files, scenario)
        stage.play()
        faults = tuple(_faults(stage, scenario.expected))
    except (RehearsalRefused, StepFailed, ScriptRefused) as error:
        faults = (error.detail,)
    flows = frozenset(mark.flow for mark in stage.marks if mark.flow) if stage is not None else frozenset()
    return Outcome(file, name, faults, flows)


def staged(files: Mapping[str, bytes], scenario: Scenario) -> Stage:
    """A procedure before the dossier of a scenario comes in."""
    diagrams = [name for name in files if name.endswith(".bpmn")]
    if len(diagrams) > 1:
        diagrams = [name for name in diagrams if _receives(files, name)] or diagrams
    return Stage(files, diagrams[0], scenario)


def _receives(files: Mapping[str, bytes], name: str) -> bool:
    """Whether a diagram holds a process that nobody else in the folder calls or sends a message to."""
    called = {
        process_id
        for other, content in files.items()
        if other.endswith(".bpmn")
        for process_id in dialect.called_by(content)
    }
    return any(p.process_id not in called and p.has_none_start for p in spiff.processes(files[name]))


def _faults(stage: Stage, expected: Expected) -> Iterator[str]:
    lead = next(iter(stage.runs.values()))
    ended = next((run.ended for run in stage.runs.values() if run.ended in ("waiting", "error")), lead.ended)
    if ended != expected.ended:
        why = f": {lead.fault.message}" if lead.fault else f"; {stage.told()}" if ended == "waiting" else ""
        yield f"ended {ended}, not {expected.ended}{why}"
    if expected.waiting:
        yield from _differs("waits for", sorted(w.element for w in stage.waiting()), sorted(expected.waiting))
    if expected.end is not None:
        ends = [element.id for element in stage.entered if element.kind == "endEvent"]
        yield from _differs("ends at", ends[-1:], [expected.end])
    if expected.path is not None:
        yield from _differs("goes", _path(stage), expected.path)
    if expected.statuses is not None:
        yield from _differs("has the statuses", stage.statuses(), expected.statuses)
    if expected.messages is not None:
        yield from _differs("sends", stage.messages, expected.messages)
    for name, value in expected.variables.items():
        found = lead.values().get(name)
        if found != value:
            yield f"{name} is {found!r}, not {value!r}"
    yield from _due(stage.due_at, expected.due)


def _path(stage: Stage) -> list[str]:
    return [mark.element for mark in stage.marks if mark.what == "entered"]


def _due(found: datetime | None, expected: datetime | None) -> Iterator[str]:
    if expected is not None and found != expected:
        yield f"is due {local(found)}, not {clock.local(expected).isoformat()}"


def _differs(what: str, found: Iterable[object], expected: Iterable[object]) -> Iterator[str]:
    found, expected = list(found), list(expected)
    if found != expected:
        yield f"{what} {', '.join(map(str, found)) or 'nothing'}; not {', '.join(map(str, expected)) or 'nothing'}"

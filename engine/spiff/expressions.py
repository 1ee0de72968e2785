"""FEEL in diagrams: conditions, timers, collections, scripts. No Python is ever evaluated.

Variables belong to the case, as in Camunda, not to tokens: an expression sees the case variables and, inside a
multi-instance activity, that item's own variables; scripts and answers write the same places.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from decisions.feel import FeelError, compile_expression, to_json
from engine.spiff.errors import EngineFault, FaultKind
from engine.spiff.model import Decide

if TYPE_CHECKING:
    from engine.spiff.tasks import CaseTask

_WRAPPED = re.compile(r"[$#]\{(.*)\}", re.DOTALL)
_ASSIGNMENT = re.compile(r"([^\W\d]\w*)\s*=(?!=)\s*(\S.*)", re.DOTALL)
COMMENTS = ("//", "#")
"""How lines of a script begin that say nothing."""
# what bpmn.io writes into timers: P5D, PT1H, R3/PT24H, 2026-07-01, 2026-07-01T09:00:00+07:00
BARE_ISO = re.compile(
    r"R\d*/\S+|-?P(?=[\dT])[\d.,YMWDTHS]*[YMWDHS]|\d{4}-\d\d-\d\d(T[\d:.,]+(Z|[+-]\d\d:?\d\d)?)?"
)


def feel_text(text: str) -> str:
    """The FEEL inside a field of the diagram: `${…}` and a leading `=` are other tools' ways to say expression."""
    source = text.strip()
    wrapped = _WRAPPED.fullmatch(source)
    if wrapped:
        return wrapped[1].strip()
    return source.removeprefix("=").strip()


@lru_cache(4096)
def compiled(text: str) -> Any:
    """A field of the diagram, compiled once. Raises FeelError."""
    return compile_expression(feel_text(text))


@lru_cache(1024)
def assignments(script: str) -> tuple[tuple[str, str], ...]:
    """The `name = expression` lines of a script. Raises FeelError on anything else."""
    found = []
    for line in (part.strip() for part in script.splitlines()):
        if not line or line.startswith(COMMENTS):
            continue
        match = _ASSIGNMENT.fullmatch(line)
        if match is None:
            raise FeelError(f"a script holds only lines 'name = expression', not {line!r}")
        compiled(match[2])
        found.append((match[1], match[2]))
    return tuple(found)


class FeelEnvironment(BasePythonScriptEngineEnvironment):
    """The library's extension point for another expression language. Keeps variables where its caller does."""

    def evaluate(
        self, expression: str, context: Mapping[str, Any], external_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The JSON value of an expression; a bare ISO text stands for itself. Raises FeelError."""
        text = expression.strip()
        if BARE_ISO.fullmatch(text):
            return text
        return to_json(compiled(text).evaluate(context))

    def execute(
        self, script: str, context: dict[str, Any], external_context: Mapping[str, Any] | None = None
    ) -> bool:
        """Run the lines of a script; later lines see what earlier ones wrote. Raises FeelError."""
        for name, text in assignments(script):
            context[name] = to_json(compiled(text).evaluate(context))
        return True

    def call_service(self, context: Mapping[str, Any], **kwargs: Any) -> Any:
        raise NotImplementedError("service tasks are done by connectors outside the engine")


_ENVIRONMENT = FeelEnvironment()


class CaseEngine(PythonScriptEngine):
    """Evaluates the expressions of one live instance over its case variables."""

    def __init__(self, variables: dict[str, Any], decide: Decide | None = None) -> None:
        super().__init__(_ENVIRONMENT)
        self.variables = variables
        self.decide = decide

    def validate(self, expression: str) -> None:
        compiled(expression)

    def context(self, task: "CaseTask") -> Mapping[str, Any]:
        """What an expression at this task may name: its items' variables over the case variables."""
        local: dict[str, Any] = {}
        for keeper in _keepers(task):
            local = {**keeper.data, **local}
        return {**self.variables, **local} if local else self.variables

    def assign(self, task: "CaseTask", values: Mapping[str, Any]) -> None:
        """Write variables as this task may.

        Data of a subprocess around stay in it; the rest goes into the item if the items' results are collected, else
        into the case.
        """
        left = dict(values)
        for keeper in _keepers(task):
            for name in data_names(keeper).intersection(left):
                keeper.data[name] = left.pop(name)
            if keeper.task_spec.loop is not None and keeper.triggered and keeper.task_spec.loop.collects:
                keeper.data.update(left)
                return
        self.variables.update(left)

    def evaluate(
        self, task: "CaseTask", expression: str, external_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The JSON value of an expression at a task. Raises EngineFault naming the element."""
        context = self.context(task)
        if external_context:
            context = {**context, **external_context}
        return self._guarded(task, expression, context)

    def condition(
        self, task: "CaseTask", expression: str, flow: str, external_context: Mapping[str, Any] | None = None
    ) -> bool:
        """Whether a condition holds. Raises EngineFault when it gives anything but true or false."""
        value = self.evaluate(task, expression, external_context)
        if isinstance(value, bool):
            return value
        given = "null" if value is None else f"a {type(value).__name__}"
        raise fault_at(task, f"{flow}: {expression.strip()!r} gives {given}, not true or false")

    def execute(
        self, task: "CaseTask", script: str, external_context: Mapping[str, Any] | None = None
    ) -> bool:
        """Run the lines of a script. Raises EngineFault naming the element."""
        try:
            lines = assignments(script)
        except FeelError as error:
            raise fault_at(task, str(error)) from error
        for name, text in lines:
            self.assign(task, {name: self._guarded(task, text, self.context(task))})
        return True

    def _guarded(self, task: "CaseTask", text: str, context: Mapping[str, Any]) -> Any:
        try:
            return _ENVIRONMENT.evaluate(text, context)
        except FeelError as error:
            raise fault_at(task, f"{text.strip()!r}: {error}") from error


def data_names(task: "CaseTask") -> frozenset[str]:
    """The variables that live and end with the subprocess or called process that a task stands for."""
    sub = task.workflow.top_workflow.subprocesses.get(task.id)
    return frozenset() if sub is None else sub.spec.data_names


def _keepers(task: "CaseTask") -> "list[CaseTask]":
    """The tasks that keep variables for this one: items and subprocesses around it, the innermost first."""
    found = []
    current: CaseTask | None = task
    while current is not None:
        is_item = current.task_spec.loop is not None and current.triggered
        if is_item or current is not task:
            found.append(current)
        current = current.workflow.parent_task
    return found


def items_around(task: "CaseTask") -> "list[CaseTask]":
    """The multi-instance items a task belongs to, the innermost first."""
    found = []
    current: CaseTask | None = task
    while current is not None:
        if current.task_spec.loop is not None and current.triggered:
            found.append(current)
        current = current.workflow.parent_task
    return found


def place(task: "CaseTask") -> str:
    """The id by which a person finds the task's shape."""
    element = task.task_spec.element
    return str(element.id if element is not None else task.task_spec.name)


def fault_at(task: "CaseTask", cause: str, kind: FaultKind = "expression") -> EngineFault:
    """The fault of this task, to be raised."""
    return EngineFault(place(task), cause, kind=kind, tasks=(task.id,))

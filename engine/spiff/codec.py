"""The stored form of an instance: what its tokens did and where they are, a few hundred bytes of JSON, zlib'd.

    {"v": 2, "b": first task id (hex), "n": last number, "q": sequence, "k": [spec names],
     "w": [[parent number | null, completed, success, [rows]], …], "o": [outgoing], "s": [signals],
     "e": how it ended, if not simply completed}

A row is [number, parent, state, index into k, sequence], and [triggered, internal data, data] when there is any.
Case variables are not in it. Finished tasks say nothing but their row, which is encoded once and kept.
"""

import zlib
from typing import Any
from uuid import UUID, uuid4

import orjson

from engine.spiff.definitions import Definition
from engine.spiff.expressions import CaseEngine
from engine.spiff.instances import Instances, catches_events
from engine.spiff.specs.passed import Passed, PassedProcess, is_passed, passed
from engine.spiff.tasks import ACTIVE, CaseTask
from engine.spiff.workflow import CaseSubWorkflow, CaseWorkflow

VERSION = 2
LEVEL = 1
_OPTIONS = (
    orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS
)


class NotStorable(ValueError):
    """A blob of an unknown version, or of another process."""


def new_base() -> int:
    """Where an instance's task ids begin: a random UUID with room for 16 million tasks."""
    return uuid4().int >> 24 << 24


def public_id(workflow: CaseWorkflow, task: CaseTask) -> UUID:
    """The id by which the world knows a task."""
    return UUID(int=workflow.base + task.id)


def dump(workflow: CaseWorkflow) -> bytes:
    """The stored form. Raises TypeError when an item's local data is not JSON."""
    names: dict[str, int] = workflow.names
    parts = [_dumped(workflow, names)]
    parts += [_dumped(sub, names) for sub in workflow.subprocesses.values()]
    head = orjson.dumps(
        {
            "v": VERSION,
            "b": f"{workflow.base:x}",
            "n": workflow.last_id,
            "q": workflow.sequence,
            "k": list(names),
            "o": workflow.outgoing,
            "s": workflow.signals,
            "e": workflow.ending,
        },
        option=_OPTIONS,
    )
    return zlib.compress(b'%s,"w":[%s]}' % (head[:-1], b",".join(parts)), LEVEL)


def _dumped(workflow: Instances, names: dict[str, int]) -> bytes:
    rows = b",".join([task.row or _row(task, names) for task in workflow.tasks.values()])
    parent = workflow.parent_task
    frame = orjson.dumps([None if parent is None else parent.id, workflow.completed, workflow.success])
    return b"%s,[%s]]" % (frame[:-1], rows)


def _row(task: CaseTask, names: dict[str, int]) -> bytes:
    name = task.task_spec.stored_name
    index = names.setdefault(name, len(names))
    fields: list[Any] = [task.id, task._parent, task._state, index, task.last_state_change]
    if task._state & ACTIVE:
        if task.triggered or task.internal_data or task.data:
            fields += [task.triggered, task.internal_data, task.data]
        return orjson.dumps(fields, option=_OPTIONS)
    # written by hand: orjson leaves a kilobyte of room behind every small result, and these are kept
    fields[1] = b"null" if task._parent is None else b"%d" % task._parent
    task.row = (b"[%d,%b,%d,%d,%d,true,{},{}]" if task.triggered else b"[%d,%b,%d,%d,%d]") % tuple(fields)
    return task.row


def load(definition: Definition, blob: bytes, engine: CaseEngine) -> CaseWorkflow:
    """Bring an instance back. Raises NotStorable when the blob does not belong to this definition."""
    try:
        stored = orjson.loads(zlib.decompress(blob))
    except (zlib.error, orjson.JSONDecodeError) as error:
        raise NotStorable(str(error)) from error
    if stored["v"] != VERSION:
        raise NotStorable(f"version {stored['v']}")
    workflow = CaseWorkflow(definition.spec, definition.subprocess_specs, engine)
    workflow.base = int(stored["b"], 16)
    workflow.last_id, workflow.sequence = stored["n"], stored["q"]
    workflow.outgoing, workflow.signals = stored["o"], stored["s"]
    workflow.ending = stored["e"]
    names: list[str] = stored["k"]
    workflow.names = {name: index for index, name in enumerate(names)}
    for parent, completed, success, rows in stored["w"]:
        instances: Instances = workflow if parent is None else _subprocess(workflow, parent)
        instances.completed, instances.success = completed, success
        _fill(instances, rows, names, definition)
    return workflow


def _subprocess(workflow: CaseWorkflow, parent: int) -> CaseSubWorkflow:
    task = workflow.get_task_from_id(parent)
    if task is None:
        raise NotStorable(f"no task {parent}")
    return subprocess_of(workflow, task)


def subprocess_of(workflow: CaseWorkflow, task: CaseTask) -> CaseSubWorkflow:
    """An empty instance of the subprocess that a task stands for."""
    is_gone = isinstance(task.task_spec, Passed)
    spec = PassedProcess() if is_gone else workflow.subprocess_specs[task.task_spec.spec]
    sub = CaseSubWorkflow(spec, task, workflow)
    workflow.subprocesses[task.id] = sub
    sub.completed_event.connect(task.task_spec._on_subworkflow_completed, task)
    return sub


def _fill(instances: Instances, rows: list[list[Any]], names: list[str], definition: Definition) -> None:
    specs, tasks = instances.spec.task_specs, instances.tasks
    gone = {name: passed(name, definition.elements) for name in names if is_passed(name)}
    if gone:
        specs = {**specs, **gone}
    for number, parent, state, index, sequence, *more in rows:
        name = names[index]
        if name not in specs:
            raise NotStorable(f"no element {name}")
        task = CaseTask(instances, specs[name], tasks.get(parent), state, number)
        task.last_state_change = sequence
        if more:
            task.triggered, task.internal_data, task.data = more
        if catches_events(task):
            instances.top_workflow.event_manager.add_task(task)
    instances.task_tree = tasks[rows[0][0]]

"""Rounds of loops that are over are forgotten: the cost of a long dossier's next act does not grow with its past.

Where a token has come back to an element it had passed before, everything in between can go, if nothing of it is
alive: the token then stands where it would stand had it come there at once. What is left is a tree that the same
process could have grown without going round, so nothing that follows can tell. (Erasing loops from a walk.)

The past is not lost: every act's steps are in the history.
"""

from engine.spiff.instances import Instances
from engine.spiff.live import Live
from engine.spiff.tasks import CaseTask
from engine.spiff.workflow import CaseWorkflow

PATIENCE = 48
"""How many tasks may come together before it is worth looking: about ten acts."""


def forget_rounds(live: Live, patience: int = PATIENCE) -> int:
    """Forget the rounds that are over. Answers how many tasks went.

    Only when more than `patience` tasks have come together since the last look. `take_steps` comes first: it looks back.
    """
    workflow = live.workflow
    if _size(workflow) - workflow.looked_back_at <= patience:
        return 0
    parts: list[Instances] = [workflow, *workflow.subprocesses.values()]
    gone = sum(_forget(part) for part in parts if part.active and not part.completed)
    workflow.looked_back_at = _size(workflow)
    return gone


def _size(workflow: CaseWorkflow) -> int:
    return len(workflow.tasks) + sum(len(sub.tasks) for sub in workflow.subprocesses.values())


def _forget(part: Instances) -> int:
    leads = _leads(part)
    gone = 0
    heads = [part.task_tree]
    while heads:
        task: CaseTask | None = heads.pop()
        passed: dict[int, CaseTask] = {}  # by spec, on the way since tokens last parted
        while task is not None:
            spec = id(task.task_spec)
            if spec in passed:
                over = _between(passed[spec], task)
                if part.active.keys().isdisjoint(over):
                    passed = _up_to(passed, spec)
                    _cut(part, over, task)
                    gone += len(over)
                else:
                    passed = {}
            passed[spec] = task
            ways = leads[task.id]
            if len(ways) == 1:
                task = ways[0]
            else:
                heads += ways
                task = None
    return gone


def _leads(part: Instances) -> dict[int, list[CaseTask]]:
    """Of each task alive or above something alive, the tasks right below that are so too."""
    leads: dict[int, list[CaseTask]] = {}
    for alive in part.active.values():
        if alive.id in leads:
            continue
        leads[alive.id] = []
        task = alive
        while task._parent is not None:
            ways = leads.get(task._parent)
            if ways is not None:
                ways.append(task)
                break
            leads[task._parent] = [task]
            task = part.tasks[task._parent]
    return leads


def _between(first: CaseTask, last: CaseTask) -> dict[int, CaseTask]:
    """Everything at and below the first that is not at or below the last."""
    found: dict[int, CaseTask] = {}
    stack = [first]
    while stack:
        task = stack.pop()
        if task is not last:
            found[task.id] = task
            stack += task.children
    return found


def _up_to(passed: dict[int, CaseTask], spec: int) -> dict[int, CaseTask]:
    """What was passed before that spec."""
    return {key: task for key, task in passed.items() if task.id < passed[spec].id}


def _cut(part: Instances, over: dict[int, CaseTask], last: CaseTask) -> None:
    """The last task takes the place of the first of those that are over (an ancestor's id is the smallest)."""
    first = over[min(over)]
    above = part.tasks[first._parent]  # type: ignore[index]  # nothing leads back to a start
    part.tasks[last._parent]._children.remove(last.id)  # type: ignore[index]
    above._children[above._children.index(first.id)] = last.id
    last._parent = above.id
    last.row = None
    for task in over.values():
        part.drop(task)

"""Plays one process: as a script says, or every waiting task in order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import forms
from engine import clock
from engine.rehearsals import answers
from engine.rehearsals.errors import RehearsalRefused, StepFailed
from engine.rehearsals.model import Fault, Played, Remark, Waiting
from engine.rehearsals.programs import prepare
from engine.rehearsals.runs import Moment, NotWaiting, Open, Run, pass_time, target_of
from engine.rehearsals.steps import NEXT, Script, Step
from engine.spiff.moments import NotAMoment

MAX_ACTS = 1_000
MAX_JUMPS_IN_A_ROW = 100


def play(
    files: Mapping[str, bytes],
    name: str,
    *,
    process_id: str | None = None,
    variables: Mapping[str, Any] | None = None,
    script: Script | None = None,
    now: datetime | None = None,
) -> Played:
    """Play a process of the file `name` in memory, to where it ends or waits.

    files: the file and those beside it, by name. process_id: which process, when there are several. variables: JSON
    data that it starts with. script: what happens; without one every task and job is done in the order in which they
    open, with nothing but what its form opens with, and time passes when only timers are left.
    now: when it begins, unless the script says so. Raises RehearsalRefused, StepFailed.
    """
    event, message = (script.event, script.message) if script else (None, None)
    given = {**(variables or {}), **(script.values if script else {})}
    ways = script.ways if script else {}
    program = prepare(files, name, process_id, event=event, message=message, known=given, ways=ways)
    run = Run(program, Moment((script and script.at) or now or clock.now()), given)
    run.start()
    if script is None:
        _by_itself(run)
    else:
        _by_script(run, script)
    return _played(run)


def _played(run: Run) -> Played:
    return Played(
        process=run.program.process_id,
        ended=run.ended,
        error=run.fault,
        waiting=run.waiting() if run.ended == "waiting" else (),
        trace=tuple(run.marks),
        variables=run.values(),
        sent=tuple(run.sent),
        remarks=run.program.remarks + _missing_forms(run),
        flows=frozenset(mark.flow for mark in run.marks if mark.flow is not None),
    )


def _missing_forms(run: Run) -> tuple[Remark, ...]:
    asked = {element.id: element.form_ref for element in run.elements if element.form_ref}
    return tuple(
        Remark("form_missing", element, f"no form {form} beside the file")
        for element, form in asked.items()
        if f"{form}.form" not in run.program.form_files
    )


def _by_itself(run: Run) -> None:
    jumps = 0
    for _ in range(MAX_ACTS):
        tasks = [one for one in run.open() if one.waiting.kind != "decision"]
        due = run.due()
        if tasks:
            jumps = 0
            run.complete(tasks[0], _opening(run, tasks[0]))
        elif due is not None and jumps < MAX_JUMPS_IN_A_ROW:
            jumps += 1
            for _run in pass_time([run], run.moment, due):
                pass
        else:
            return
        if run.ended != "waiting":
            return
    run.fault = Fault("endless", None, None, f"still not at an end after {MAX_ACTS} tasks and timers")


def _opening(run: Run, one: Open) -> Mapping[str, Any]:
    """What a form opens with, where the task has one."""
    form = run.program.form(one.element.form_ref) if one.element.form_ref else None
    if form is None:
        return {}
    today = clock.local(run.moment.now).date()
    opened = forms.initial_values(form, run.values(), today=today)
    return {name: value for name, value in answers.as_json(opened).items() if value is not None}


def _by_script(run: Run, script: Script) -> None:
    for step in script.steps:
        try:
            take(run, step)
        except NotWaiting as error:
            raise StepFailed(step.number, f"{error}; {told(run)}", _played(run)) from error
        except NotAMoment as error:
            raise StepFailed(step.number, str(error), _played(run)) from error
        except RehearsalRefused as error:
            raise StepFailed(step.number, error.detail, _played(run)) from error


def told(run: Run) -> str:
    """What is waited for, in one line."""
    if run.ended != "waiting":
        return f"it has {'ended in an error' if run.ended == 'error' else run.ended}"
    return "waiting: " + (", ".join(one_line(one) for one in run.waiting()) or "nothing")


def one_line(one: Waiting) -> str:
    """A thing that is waited for, for people."""
    facts: list[str] = [one.kind]
    if one.kind not in ("task", "gateway", "condition") and one.name:
        facts.append(one.name)
    if one.key is not None:
        facts.append(f"key {one.key}")
    if one.due is not None:
        facts.append(clock.local(one.due).isoformat())
    if one.item is not None:
        facts.append(f"item {one.item!r}")
    return f"{one.element} ({' '.join(facts)})"


def take(run: Run, step: Step) -> None:
    """Do what a step says. Raises NotWaiting, NotAMoment, RehearsalRefused."""
    if step.act == "message":
        run.deliver(step.target, step.values, key=step.key, to=step.to)
    elif step.act == "signal":
        run.signal(step.target)
    elif step.act == "advance":
        _advance(run, step.target)
    else:
        one = opened(run.open(), step)
        if step.act == "error":
            run.fail(one, step.code)
        elif step.act == "finish":
            run.finish(one, step.result)
        else:
            run.complete(one, values_of(run, one, step))


def opened(found: list[Open], step: Step) -> Open:
    """The open task or job that a step means. Raises NotWaiting."""
    fitting = [one for one in found if one.waiting.element == step.target]
    if step.item is not None:
        fitting = [one for one in fitting if one.waiting.item == step.item]
    if not fitting:
        which = "" if step.item is None else f" for {step.item!r}"
        raise NotWaiting(f"{step.target} is not open{which}")
    return fitting[0]


def values_of(run: Run, one: Open, step: Step) -> Mapping[str, Any]:
    """The variables that a completion writes: through the form where the step answers it. Raises RehearsalRefused."""
    if step.answers is None:
        return step.values
    form = run.program.form(one.element.form_ref) if one.element.form_ref else None
    if form is None:
        raise NotWaiting(f"{step.target} has no form to answer")
    today = clock.local(run.moment.now).date()
    found = answers.answered(form, one.element.form_ref or "", step.answers, run.values(), today=today)
    return {**found, **step.values}


def _advance(run: Run, text: str) -> None:
    target = run.due() if text == NEXT else target_of(text, run.moment.now)
    if target is None:
        raise NotWaiting("no timer is running")
    for _run in pass_time([run], run.moment, target):
        pass

"""User tasks: open the form, keep a draft, complete, go on to the next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select

import forms
from engine import clock, history, people, spiff, store
from engine.process import deployments, files, loading, outages, steps, timers
from engine.process.cache import WorkItem, live_instances
from engine.process.case_variables import FEE_VARIABLES, fee_variables
from engine.process.errors import (
    AlreadyCompleted,
    AnswersRefused,
    BeforeItsTime,
    NotYourTask,
    TaskGone,
    TaskRefused,
)
from engine.process.incident_rows import Trouble, note
from engine.process.moves import Move, StepOutcome
from engine.process.tables import process_definition, process_instance, task_draft, task_record
from engine.process.tables import work_item as work_item_table
from engine.process.work_items import next_after, work_item_row

_RECORD = store.Write(task_record.insert())
_W = work_item_table.c


@dataclass(frozen=True, slots=True)
class TaskForm:
    """A user task as an officer sees it. form: None when the diagram asks nothing. values: draft, else variables.

    variables: of the case, and what its account says now (`FEE_VARIABLES`). deployment_id: the version that the dossier
    runs on now.
    """

    item: WorkItem
    deployment_id: int
    form: forms.Form | None
    values: Mapping[str, Any]
    variables: Mapping[str, Any]
    known_files: Mapping[str, forms.FileInfo]
    draft_saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Completed:
    """A task was completed. finished: nothing is left to do in this agency's process; `next_task` finds what is next.

    opened: the tasks that this has led to.
    """

    dossier_code: str
    task_name: str
    finished: bool
    opened: tuple[WorkItem, ...] = ()


def work_item(task_id: str, officer: people.Officer) -> WorkItem:
    """An open task that the officer may do. Raises AlreadyCompleted, TaskGone, NotYourTask."""
    return _opened(task_id, officer).item


@dataclass(frozen=True, slots=True)
class _Opened:
    """A task with what a form starts from, in one row."""

    item: WorkItem
    variables: Mapping[str, Any]
    agency_code: str
    deployment_id: int
    draft: Mapping[str, Any] | None
    draft_saved_at: datetime | None


_ITEM_FIELDS = tuple(WorkItem.__dataclass_fields__)
_TASK = store.Read(
    select(
        *(_W[name] for name in _ITEM_FIELDS),
        process_instance.c.variables,
        process_instance.c.agency_code,
        process_definition.c.deployment_id,
        task_draft.c.submitted.label("draft"),
        task_draft.c.saved_at.label("draft_saved_at"),
    )
    .join(process_instance, process_instance.c.id == _W.instance_id)
    .join(process_definition, process_definition.c.id == process_instance.c.definition_id)
    .outerjoin(
        task_draft,
        and_(task_draft.c.task_id == _W.task_id, task_draft.c.account_id == bindparam("account")),
    )
    .where(_W.task_id == bindparam("task"))
)


def _opened(task_id: str, officer: people.Officer) -> _Opened:
    row = store.once(
        (_opened, task_id, officer.account_id),
        lambda: store.row(_TASK, task=task_id, account=officer.account_id),
    )
    if row is None:
        raise _why_gone(task_id)
    item = WorkItem(*row[: len(_ITEM_FIELDS)])
    if not officer.may(item.role, item.unit_code):
        raise NotYourTask(task_id)
    return _Opened(item, *row[len(_ITEM_FIELDS) :])


def _why_gone(task_id: str) -> AlreadyCompleted | TaskGone:
    query = select(task_record.c.completed_name, task_record.c.completed_at).where(
        task_record.c.task_id == task_id
    )
    with store.reading() as link:
        done = link.execute(query).first()
    if done is not None:
        return AlreadyCompleted(name=done.completed_name, at=done.completed_at)
    return TaskGone(task_id)


def task_form(task_id: str, officer: people.Officer) -> TaskForm:
    """Everything needed to show a task. Raises as `work_item`."""
    opened = _opened(task_id, officer)
    item = opened.item
    form = deployments.form_of(opened.deployment_id, item.form_ref) if item.form_ref else None
    variables = opened.variables
    if form is not None and form.reads & FEE_VARIABLES:
        variables = {**variables, **fee_variables(item.dossier_code, opened.agency_code)}
    values = {} if form is None else dict(forms.initial_values(form, variables, today=clock.today()))
    if opened.draft is not None:
        values.update(opened.draft)
    return TaskForm(
        item=item,
        deployment_id=opened.deployment_id,
        form=form,
        values=values,
        variables=variables,
        known_files=files.FilesOf(item.dossier_code),
        draft_saved_at=opened.draft_saved_at,
    )


def save_draft(task_id: str, officer: people.Officer, values: Mapping[str, Any]) -> datetime:
    """Keep what was typed so far, unchecked, for this officer. Answers when it was saved."""
    work_item(task_id, officer)
    now = clock.entered()
    with store.transaction() as link:
        mine = (task_draft.c.task_id == task_id, task_draft.c.account_id == officer.account_id)
        changed = link.execute(task_draft.update().where(*mine).values(submitted=dict(values), saved_at=now))
        if changed.rowcount == 0:
            row = {"task_id": task_id, "account_id": officer.account_id, "submitted": dict(values)}
            link.execute(task_draft.insert(), {**row, "saved_at": now})
    return now


def clean_answers(task: TaskForm, submitted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What the form makes of the fields that came in. Raises AnswersRefused with every error."""
    if task.form is None:
        return {}
    cleaned = forms.clean(
        task.form,
        submitted,
        task.variables,
        today=clock.today(),
        known_files=task.known_files,
    )
    if cleaned.errors:
        raise AnswersRefused(cleaned.errors, cleaned.values)
    return dict(cleaned.values)


def submit_user_task(
    task_id: str,
    officer: people.Officer,
    submitted: Mapping[str, Sequence[str]],
    *,
    done_at: datetime | None = None,
) -> Completed:
    """Check the answers and complete the task. done_at: when that was done on paper, None for now.

    Raises AnswersRefused, AlreadyCompleted, ClaimedByOther, NotYourTask, BackdatingRefused, BeforeItsTime.
    """
    item = work_item(task_id, officer)
    if done_at is None:
        return _complete(item, officer, clean_answers(task_form(task_id, officer), submitted))
    with outages.entering(done_at, officer, item.dossier_code, opened=item.created_at):
        if done_at < item.created_at:
            raise BeforeItsTime(task_id, at=done_at, opened=item.created_at)
        values = clean_answers(task_form(task_id, officer), submitted)
        # what was due before it was done came first; it may have closed the task
        timers.catch_up(item.instance_id, done_at)
        return complete_user_task(task_id, officer, values)


def complete_user_task(task_id: str, officer: people.Officer, values: Mapping[str, Any]) -> Completed:
    """Complete a task durably: state, rows, history, outgoing messages in one transaction.

    values: JSON data, written to the case variables. Exactly one of two officers succeeds; the other gets
    AlreadyCompleted (or ClaimedByOther) with the name and the time.
    """
    item = live_instances.item(task_id) or work_item_row(task_id)
    if item is None:
        raise _why_gone(task_id)
    if not officer.may(item.role, item.unit_code):
        raise NotYourTask(task_id)
    return _complete(item, officer, values)


def _complete(item: WorkItem, officer: people.Officer, values: Mapping[str, Any]) -> Completed:
    open_task = UUID(hex=item.task_id)

    def complete(live: spiff.Live) -> None:
        spiff.complete(live, open_task, values)

    move = Move(
        "task_completed",
        officer,
        complete,
        element_id=item.element_id,
        element_name=item.name,
        task_id=item.task_id,
        data={
            "task_id": item.task_id,
            "unit": item.unit_code,
            "due_at": item.due_at.isoformat() if item.due_at else None,
        },
        also=record_answers(
            item.task_id, item.instance_id, item.dossier_code, item.element_id, officer, values
        ),
    )
    try:
        outcome = steps.advance(item.instance_id, move)
    except spiff.NotReady as error:
        raise _why_gone(item.task_id) from error
    except spiff.EngineFault as fault:
        _keep_refused(item, officer, values, fault)
        raise TaskRefused(fault.detail) from fault
    return Completed(
        dossier_code=item.dossier_code,
        task_name=item.name,
        finished=outcome.finished,
        opened=tuple(filter(None, map(live_instances.item, outcome.opened))),
    )


def _keep_refused(
    item: WorkItem, officer: people.Officer, values: Mapping[str, Any], fault: spiff.EngineFault
) -> None:
    """The diagram cannot go on from this very task: the answers wait as a draft, and an incident tells of it."""
    if store.in_transaction():
        return  # the caller's, and lost
    save_draft(item.task_id, officer, values)
    instance = loading.facts_of(item.instance_id)
    definition = deployments.compiled(deployments.definition(instance.definition_id))
    with store.transaction() as link:
        note(
            instance,
            Trouble(fault.kind, str(fault), item.task_id, definition.elements.get(item.element_id)),
            clock.now(),
        )
        # copies in memory must learn that there is an incident to close once the task is completed
        link.execute(
            process_instance.update()
            .where(process_instance.c.id == item.instance_id)
            .values(rev=process_instance.c.rev + 1)
        )


def record_answers(
    task_id: str,
    instance_id: str,
    dossier_code: str,
    element_id: str,
    officer: people.Officer,
    values: Mapping[str, Any],
) -> Callable[[StepOutcome], None]:
    """What a move writes besides: who answered what in a task or act."""

    def keep_answers(outcome: StepOutcome) -> None:
        store.write(
            _RECORD,
            {
                "task_id": task_id,
                "instance_id": instance_id,
                "dossier_code": dossier_code,
                "element_id": element_id,
                "completed_by": officer.account_id,
                "completed_name": officer.name,
                "completed_at": outcome.at,
                "answers": dict(values),
            },
        )

    return keep_answers


def next_task(officer: people.Officer, completed: Completed) -> WorkItem | None:
    """What to do next: a task that this one has led to, or another of the same dossier, else the most urgent one."""
    for item in completed.opened:
        if officer.may(item.role, item.unit_code):
            return item
    return next_after(officer, completed.dossier_code)


_RECORDS = store.Read(
    select(task_record)
    .where(store.is_one_of(task_record.c.task_id, "tasks"))
    .order_by(task_record.c.completed_at)
)


def answers_of(dossier_code: str) -> tuple[Mapping[str, Any], ...]:
    """What was answered in each completed task of a dossier: rows of task_record, oldest first."""
    task_ids = [event.data["task_id"] for event in history.events_of(dossier_code) if "task_id" in event.data]
    return tuple(row._asdict() for row in store.rows(_RECORDS, tasks=task_ids)) if task_ids else ()

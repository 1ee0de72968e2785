"""Acts: message events that an officer makes happen by filling in a form, while the diagram waits for them.

An event with the property `mc:bieuMau` is one. Who may do it: the lane's role and room, or the event's own `mc:vaiTro`
and `mc:donVi`. Messages from other agencies never set an act off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

import forms
from engine import clock, people, spiff, store
from engine.process import deployments, files, loading, outages, steps, timers
from engine.process.called import ACT_FORM
from engine.process.errors import AnswersRefused, BeforeItsTime, NotYourTask, TaskGone
from engine.process.moves import Move
from engine.process.projections import DEFAULT_ROLE, unit_of
from engine.process.tables import message_subscription, process_instance
from engine.process.tasks import record_answers

ACTOR = "nguoi_thao_tac"
"""Case variable: the name of the officer who did the latest act."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done to a dossier now, beside its open tasks. name: the message's; label: the event's."""

    task_id: str
    name: str
    element_id: str
    label: str
    role: str
    unit_code: str
    form_ref: str
    instance_id: str
    dossier_code: str


@dataclass(frozen=True, slots=True)
class ActForm:
    """An act with its form, ready to show."""

    act: Act
    form: forms.Form
    values: Mapping[str, Any]
    variables: Mapping[str, Any]
    known_files: Mapping[str, forms.FileInfo]


_WAITING = select(
    message_subscription.c.task_id,
    message_subscription.c.name,
    message_subscription.c.element_id,
    process_instance.c.id.label("instance_id"),
    process_instance.c.definition_id,
    process_instance.c.dossier_code,
    process_instance.c.agency_code,
    process_instance.c.variables,
).join(process_instance, process_instance.c.id == message_subscription.c.instance_id)


def acts_of(dossier_code: str, officer: people.Officer) -> tuple[Act, ...]:
    """What the officer may do to a dossier now, by label."""
    query = _WAITING.where(
        message_subscription.c.kind == "act",
        process_instance.c.dossier_code == dossier_code,
        process_instance.c.agency_code == officer.agency_code,
    )
    with store.reading() as link:
        found = [_act(row._mapping) for row in link.execute(query)]
    allowed = [act for act in found if officer.may(act.role, act.unit_code)]
    # parallel tasks may wait for the same act: doing it once is enough
    return tuple(sorted({act.name: act for act in allowed}.values(), key=lambda act: act.label))


def _act(row: Mapping[Any, Any]) -> Act:
    definition = deployments.compiled(deployments.definition(row["definition_id"]))
    element = definition.elements[row["element_id"]]
    lane = element.lane.properties if element.lane else {}
    return Act(
        task_id=row["task_id"],
        name=row["name"],
        element_id=element.id,
        label=element.name or row["name"],
        role=element.properties.get("mc:vaiTro") or lane.get("mc:vaiTro", DEFAULT_ROLE),
        unit_code=unit_of(row["agency_code"], element.properties.get("mc:donVi") or lane.get("mc:donVi")),
        form_ref=element.properties[ACT_FORM],
        instance_id=row["instance_id"],
        dossier_code=row["dossier_code"],
    )


def act_form(task_id: str, officer: people.Officer) -> ActForm:
    """Everything needed to show an act. Raises TaskGone when the diagram does not wait for it any more, NotYourTask."""
    query = _WAITING.where(message_subscription.c.task_id == task_id, message_subscription.c.kind == "act")
    with store.reading() as link:
        row = link.execute(query).first()
    if row is None:
        raise TaskGone(task_id)
    act = _act(row._mapping)
    if not officer.may(act.role, act.unit_code):
        raise NotYourTask(task_id)
    definition = deployments.definition(row.definition_id)
    form = deployments.form_of(definition.deployment_id, act.form_ref)
    return ActForm(
        act=act,
        form=form,
        values=dict(forms.initial_values(form, row.variables, today=clock.today())),
        variables=row.variables,
        known_files=files.files_of(act.dossier_code),
    )


def submit_act(
    task_id: str,
    officer: people.Officer,
    submitted: Mapping[str, Sequence[str]],
    *,
    done_at: datetime | None = None,
) -> Act:
    """Check the answers and make the event happen; they become case variables. done_at: on paper, None for now.

    Raises AnswersRefused, TaskGone, NotYourTask, BackdatingRefused, BeforeItsTime, and whatever refuses the step.
    """
    opened = act_form(task_id, officer)
    with outages.entering(done_at, officer, opened.act.dossier_code):
        if done_at is not None:
            begun = loading.facts_of(opened.act.instance_id).started_at
            if done_at < begun:
                raise BeforeItsTime(task_id, at=done_at, opened=begun)
            timers.catch_up(opened.act.instance_id, done_at)
        return _submit(opened, officer, submitted)


def _submit(opened: ActForm, officer: people.Officer, submitted: Mapping[str, Sequence[str]]) -> Act:
    cleaned = forms.clean(
        opened.form, submitted, opened.variables, today=clock.today(), known_files=opened.known_files
    )
    if cleaned.errors:
        raise AnswersRefused(cleaned.errors, cleaned.values)
    perform_act(opened.act, officer, dict(cleaned.values))
    return opened.act


def perform_act(act: Act, officer: people.Officer, values: Mapping[str, Any]) -> None:
    """Make the event happen, durably. values: JSON data. Raises TaskGone, NotYourTask."""
    if not officer.may(act.role, act.unit_code):
        raise NotYourTask(act.task_id)

    def deliver(live: spiff.Live) -> None:
        payload = {**values, ACTOR: officer.name}
        if not spiff.deliver(live, act.name, payload, task_id=UUID(hex=act.task_id)):
            raise spiff.NotReady(act.task_id)

    move = Move(
        "act_done",
        officer,
        deliver,
        element_id=act.element_id,
        element_name=act.label,
        data={"task_id": act.task_id, "act": act.name},
        also=record_answers(act.task_id, act.instance_id, act.dossier_code, act.element_id, officer, values),
    )
    try:
        steps.advance(act.instance_id, move)
    except spiff.NotReady as error:
        raise TaskGone(act.task_id) from error

"""Rows derived from an instance's state: its work items and subscriptions. Rebuildable at any time."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam

from engine import law, people, spiff, store
from engine.process.cache import Instance, Running, WorkItem, live_instances
from engine.process.called import ACT_FORM
from engine.process.incident_rows import WHOLE, Trouble, close_incident, happened_again, open_incident
from engine.process.job_rows import project_jobs
from engine.process.moves import Move
from engine.process.tables import message_subscription, work_item

DEFAULT_ROLE = "specialist"

_ITEM_FIELDS = tuple(WorkItem.__dataclass_fields__)

_INSERT_ITEM = store.Write(work_item.insert())
_DELETE_ITEM = store.Write(work_item.delete().where(work_item.c.task_id == bindparam("gone")))
_INSERT_SUBSCRIPTION = store.Write(message_subscription.insert())
_DELETE_SUBSCRIPTION = store.Write(
    message_subscription.delete().where(
        message_subscription.c.task_id == bindparam("of_task"),
        message_subscription.c.kind == bindparam("of_kind"),
        message_subscription.c.name == bindparam("of_name"),
    )
)


def project(running: Running, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the difference between the rows and the state. Answers task ids (opened, closed)."""
    open_now = {task.task_id.hex: task for task in spiff.user_tasks(running.live)}
    opened = tuple(key for key in open_now if key not in running.items)
    closed = tuple(key for key in running.items if key not in open_now)
    if closed:
        store.write(_DELETE_ITEM, *({"gone": key} for key in closed))
    items = {key: item for key, item in running.items.items() if key in open_now}
    items |= {key: work_item_of(running.instance, open_now[key], now) for key in opened}
    if opened:
        store.write(_INSERT_ITEM, *(_row(items[key]) for key in opened))
    running.items = items
    live_instances.moved(running, opened, closed)
    _project_subscriptions(running)
    return opened, closed


# what a version says about an open task; when it was opened, until when and who has taken it is the task's own
LABELS = ("element_id", "name", "unit_code", "role", "form_ref", "search_text")
_RELABEL = store.Write(
    work_item.update()
    .where(work_item.c.task_id == bindparam("of_task"))
    .values({name: bindparam("new_" + name) for name in LABELS})
)


def relabel(running: Running, labels: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what another version says about tasks that stay open. labels: as they are to be, by id, if known."""
    for task in spiff.user_tasks(running.live):
        task_id = task.task_id.hex
        item = running.items.get(task_id)
        if item is None:
            continue
        fresh = work_item_of(running.instance, task, item.created_at)
        item = replace(item, **{name: getattr(fresh, name) for name in LABELS if name != "search_text"})
        row = labels.get(task_id) or _row(item)
        running.items[task_id] = item
        store.write(_RELABEL, {"of_task": task_id, **{"new_" + name: row[name] for name in LABELS}})


def project_troubles(running: Running, move: Move, now: datetime) -> None:
    """The same for jobs and incidents; what these tell history comes after the act that led to them."""
    project_jobs(running, move, now)
    held = {one.task_id.hex: one for one in spiff.held(running.live)}
    uncaught = spiff.uncaught_error(running.live)
    if uncaught is not None:
        trouble = Trouble(
            "error_uncaught",
            f"error {uncaught.code!r} has ended the process: no event around catches it",
            WHOLE,
            uncaught.element,
        )
        open_incident(running.instance, trouble, now)
    if not held and not running.incidents:
        return
    instance, incidents = running.instance, {}
    for task_id, incident_id in running.incidents.items():
        if task_id in held or task_id in running.items:
            incidents[task_id] = incident_id
        else:
            close_incident(instance.id, task_id, move, now)
    for task_id, one in held.items():
        trouble = Trouble(one.kind, one.cause, task_id, one.element)
        if task_id in incidents:
            happened_again(incidents[task_id], trouble, now)
        else:
            incidents[task_id] = open_incident(instance, trouble, now)
    running.incidents = incidents


def _project_subscriptions(running: Running) -> None:
    wanted = frozenset(
        (s.task_id.hex, _kind(s), s.name, s.key or running.instance.dossier_code, s.element.id)
        for s in spiff.subscriptions(running.live)
    )
    if wanted == running.subscriptions:
        return
    gone, new = running.subscriptions - wanted, wanted - running.subscriptions
    store.write(
        _DELETE_SUBSCRIPTION, *({"of_task": t, "of_kind": k, "of_name": n} for t, k, n, *_ in sorted(gone))
    )
    store.write(
        _INSERT_SUBSCRIPTION,
        *(
            {
                "task_id": t,
                "kind": k,
                "name": n,
                "key": key,
                "element_id": element_id,
                "instance_id": running.instance.id,
            }
            for t, k, n, key, element_id in sorted(new)
        ),
    )
    running.subscriptions = wanted


def _kind(subscription: spiff.Subscription) -> str:
    """What may set the event off: an officer by a form (`act`), another agency (`message`), anybody (`signal`)."""
    return "act" if ACT_FORM in subscription.element.properties else subscription.kind


def work_item_of(instance: Instance, task: spiff.OpenTask, now: datetime) -> WorkItem:
    """An open task as the inbox shows it: who may do it, until when."""
    element = task.element
    lane = element.lane
    return WorkItem(
        task_id=task.task_id.hex,
        instance_id=instance.id,
        dossier_code=instance.dossier_code,
        element_id=element.id,
        name=element.name or element.id,
        unit_code=unit_of(instance.agency_code, lane.properties.get("mc:donVi") if lane else None),
        role=lane.properties.get("mc:vaiTro", DEFAULT_ROLE) if lane else DEFAULT_ROLE,
        form_ref=element.form_ref,
        procedure_code=instance.procedure_code,
        procedure_name=instance.procedure_name,
        subject=instance.subject,
        created_at=now,
        due_at=step_due(
            element.properties.get("mc:hanXuLy"), now, instance.due_at, law.calendar_of(instance.agency_code)
        ),
    )


def _row(item: WorkItem) -> dict[str, Any]:
    row = {name: getattr(item, name) for name in _ITEM_FIELDS}
    row["search_text"] = searchable(item.dossier_code, item.subject, item.procedure_name, item.name)
    return row


def step_due(
    limit: str | None, now: datetime, dossier_due: datetime | None, calendar: law.Calendar | None = None
) -> datetime | None:
    """When a step must be done: by its own limit (`mc:hanXuLy`), but never after the dossier itself.

    calendar: of the agency whose step it is; the one that ships with the system for an agency unknown.
    """
    if limit is None:
        return dossier_due
    due = law.due_at(now, law.parse_limit(limit), calendar or law.default_calendar()).due_at
    return due if dossier_due is None else min(due, dossier_due)


def unit_of(agency_code: str, function: str | None) -> str:
    """The code of the unit that runs a lane: the agency's room with that function, else the agency itself."""
    if function is None:
        return agency_code
    return store.remembered(
        (unit_of, agency_code, function), lambda: people.unit_for(agency_code, function).code
    )


@lru_cache(4096)
def searchable(*texts: str) -> str:
    """Text to search in: lower case, without Vietnamese marks (đ has no decomposition of its own)."""
    joined = " ".join(texts).lower().replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", joined) if not unicodedata.combining(c))

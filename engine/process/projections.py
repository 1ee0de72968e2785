"""Rows derived from an instance's state: its work items and subscriptions. Rebuildable at any time."""

import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam

from engine import law, people, spiff, store
from engine.process.cache import Instance, Running
from engine.process.tables import message_subscription, work_item

DEFAULT_ROLE = "specialist"

_INSERT_ITEM = work_item.insert().inline()
_DELETE_ITEM = work_item.delete().where(work_item.c.task_id == bindparam("gone"))
_INSERT_SUBSCRIPTION = message_subscription.insert().inline()
_DELETE_SUBSCRIPTIONS = message_subscription.delete().where(
    message_subscription.c.instance_id == bindparam("of_instance")
)


def project(running: Running, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the difference between the rows and the state. Answers task ids (opened, closed)."""
    open_now = {task.task_id.hex: task for task in spiff.user_tasks(running.live)}
    opened = tuple(key for key in open_now if key not in running.open_tasks)
    closed = tuple(key for key in running.open_tasks if key not in open_now)
    if closed:
        store.write(_DELETE_ITEM, *({"gone": key} for key in closed))
    if opened:
        store.write(_INSERT_ITEM, *(item_row(running.instance, open_now[key], now) for key in opened))
    running.open_tasks = open_now
    _project_subscriptions(running)
    return opened, closed


def _project_subscriptions(running: Running) -> None:
    wanted = frozenset(
        (s.task_id.hex, s.kind, s.name, s.key or running.instance.dossier_code)
        for s in spiff.subscriptions(running.live)
    )
    if wanted == running.subscriptions:
        return
    instance_id = running.instance.id
    store.write(_DELETE_SUBSCRIPTIONS, {"of_instance": instance_id})
    if wanted:
        rows = [
            {"task_id": task, "kind": kind, "name": name, "key": key, "instance_id": instance_id}
            for task, kind, name, key in sorted(wanted)
        ]
        store.write(_INSERT_SUBSCRIPTION, *rows)
    running.subscriptions = wanted


def item_row(instance: Instance, task: spiff.OpenTask, now: datetime) -> dict[str, Any]:
    """The inbox row of an open task: who may do it, until when."""
    element = task.element
    lane = element.lane
    name = element.name or element.id
    return {
        "task_id": task.task_id.hex,
        "instance_id": instance.id,
        "dossier_code": instance.dossier_code,
        "element_id": element.id,
        "name": name,
        "unit_code": unit_of(instance.agency_code, lane.properties.get("mc:donVi") if lane else None),
        "role": lane.properties.get("mc:vaiTro", DEFAULT_ROLE) if lane else DEFAULT_ROLE,
        "form_ref": element.form_ref,
        "procedure_code": instance.procedure_code,
        "procedure_name": instance.procedure_name,
        "subject": instance.subject,
        "search_text": searchable(instance.dossier_code, instance.subject, instance.procedure_name, name),
        "created_at": now,
        "due_at": step_due(element.properties.get("mc:hanXuLy"), now, instance.due_at),
        "claimed_by": None,
        "claimed_name": None,
        "claimed_at": None,
    }


def step_due(limit: str | None, now: datetime, dossier_due: datetime | None) -> datetime | None:
    """When a step must be done: by its own limit (`mc:hanXuLy`), but never after the dossier itself."""
    if limit is None:
        return dossier_due
    due = law.due_at(now, law.parse_limit(limit), law.default_calendar()).due_at
    return due if dossier_due is None else min(due, dossier_due)


def unit_of(agency_code: str, function: str | None) -> str:
    """The code of the unit that runs a lane: the agency's room with that function, else the agency itself."""
    return agency_code if function is None else _unit_of(id(store.current()), agency_code, function)


@lru_cache(4096)
def _unit_of(_database: int, agency_code: str, function: str) -> str:
    return people.unit_for(agency_code, function).code


def forget_units() -> None:
    """Resolve lanes anew: the organisation has changed."""
    _unit_of.cache_clear()


def searchable(*texts: str) -> str:
    """Text to search in: lower case, without Vietnamese marks (đ has no decomposition of its own)."""
    joined = " ".join(texts).lower().replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", joined) if not unicodedata.combining(c))

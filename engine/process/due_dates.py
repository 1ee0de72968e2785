"""A dossier's due instant changes: its processes and open tasks follow."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select

from engine import law, store
from engine.process.cache import live_instances
from engine.process.loading import load
from engine.process.projections import step_due
from engine.process.tables import process_instance, work_item

_I = process_instance.c
_RESET_INSTANCE = (
    process_instance.update()
    .where(_I.id == bindparam("of_id"))
    .values(due_at=bindparam("new_due", type_=_I.due_at.type))
)
_RESET_ITEM = (
    work_item.update()
    .where(work_item.c.task_id == bindparam("of_task"))
    # its reminders are reckoned anew at the next look
    .values(due_at=bindparam("new_due", type_=work_item.c.due_at.type), remind_at=None)
)


def set_due(dossier_code: str, agency_code: str, due_at: datetime | None) -> None:
    """Let a new due instant hold for what an agency still has to do, in the caller's transaction."""
    running = select(_I.id).where(
        _I.dossier_code == dossier_code, _I.agency_code == agency_code, _I.status == "running"
    )
    link = store.connection()
    for instance_id in link.execute(running).scalars().all():
        link.execute(_RESET_INSTANCE, {"of_id": instance_id, "new_due": due_at})
        _reset(instance_id, due_at)


def _reset(instance_id: str, due_at: datetime | None) -> None:
    store.after_rollback(lambda: live_instances.evict(instance_id))
    running = live_instances.get(instance_id) or load(instance_id)
    running.instance = replace(running.instance, due_at=due_at)
    elements = running.live.definition.elements
    calendar = law.calendar_of(running.instance.agency_code)
    for task_id, item in running.items.items():
        limit = elements[item.element_id].properties.get("mc:hanXuLy")
        step = step_due(limit, item.created_at, due_at, calendar)
        running.items[task_id] = replace(item, due_at=step)
        store.connection().execute(
            _RESET_ITEM, {"of_task": task_id, "new_due": running.items[task_id].due_at}
        )

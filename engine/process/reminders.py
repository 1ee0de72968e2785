"""Steps that are nearly or already late: found by the sweep, told to who holds them, the room's head, the leader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from engine import clock, history, law, people, store
from engine.process import deployments
from engine.process.cache import WorkItem
from engine.process.tables import process_instance, work_item
from engine.process.work_items import Page, visible

EVERY = timedelta(seconds=30)
BATCH = 200
NEVER = datetime(9999, 12, 31, tzinfo=UTC)

_W, _I = work_item.c, process_instance.c
_ITEM = tuple(_W[name] for name in WorkItem.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A task that its people are reminded of. level: the rung of the ladder that was reached, from 1."""

    item: WorkItem
    level: int


def remind() -> int:
    """Look at the open tasks that may have reached a rung. Answers how many did; looks no more often than EVERY."""
    memo, now = store.current().memo, clock.now()
    looked: datetime | None = memo.get(remind)
    if looked is not None and timedelta() <= now - looked < EVERY:
        return 0
    reached = 0
    while True:
        batch = _waiting(now)
        if batch:
            with store.transaction():
                reached += sum(_look_at(row, now) for row in batch)
        if len(batch) < BATCH:
            memo[remind] = now
            return reached


def _waiting(now: datetime) -> Sequence[Mapping[str, Any]]:
    # no index: only open tasks have a row, and each index of the table is paid for at every completed task
    query = (
        select(
            *(_W[name] for name in ("task_id", "dossier_code", "element_id", "name", "unit_code", "due_at")),
            _W.remind_level,
            _I.agency_code,
            _I.definition_id,
        )
        .join(process_instance, _I.id == _W.instance_id)
        .where(_W.due_at.is_not(None), or_(_W.remind_at.is_(None), _W.remind_at <= now))
        .limit(BATCH)
    )
    with store.reading() as link:
        return [dict(row) for row in link.execute(query).mappings()]


def _look_at(row: Mapping[str, Any], now: datetime) -> bool:
    ladder = law.reminder_ladder(clock.local(now).date())
    properties = _properties(row)
    times = law.reminder_times(
        row["due_at"],
        ladder.rungs,
        law.calendar_of(row["agency_code"]),
        warning=_limit(properties.get("mc:canhBaoTruoc")),
        escalation=_limit(properties.get("mc:baoLanhDao")),
    )
    level = sum(at <= now for at in times)
    store.connection().execute(
        work_item.update()
        .where(_W.task_id == row["task_id"])
        .values(remind_level=level, remind_at=times[level] if level < len(times) else NEVER)
    )
    if level <= row["remind_level"]:
        return False
    history.record(
        history.Event(
            agency_code=row["agency_code"],
            dossier_code=row["dossier_code"],
            kind="reminded",
            actor_id=people.SYSTEM.account_id,
            actor_name=people.SYSTEM.name,
            unit_code=row["unit_code"],
            element_id=row["element_id"],
            element_name=row["name"],
            data={
                "level": level,
                "to": list(ladder.rungs[level - 1].to),
                "due_at": row["due_at"].isoformat(),
                "task_id": row["task_id"],
            },
        )
    )
    return True


def _properties(row: Mapping[str, Any]) -> Mapping[str, str]:
    elements = deployments.compiled(deployments.definition(row["definition_id"])).elements
    element = elements.get(row["element_id"])
    return element.properties if element is not None else {}


def _limit(text: str | None) -> law.TimeLimit | None:
    return law.parse_limit(text) if text else None


def reminders(officer: people.Officer, page: int = 1, size: int = 25) -> Page[Reminder]:
    """What an officer is reminded of, the most overdue first: own tasks and the group's, a head's room, a leader's agency."""
    where = _reminded(officer)
    query = (
        select(*_ITEM, _W.remind_level)
        .join(process_instance, _I.id == _W.instance_id)
        .where(where)
        .order_by(_W.due_at, _W.task_id)
    )
    page = max(1, page)
    count = select(func.count()).select_from(work_item.join(process_instance)).where(where)
    with store.reading() as link:
        total = link.execute(count).scalar_one()
        rows = link.execute(query.limit(size).offset((page - 1) * size)).mappings()
        items = tuple(
            Reminder(WorkItem(**{c.name: row[c.name] for c in _ITEM}), row["remind_level"]) for row in rows
        )
    return Page(items, total, page, size)


def reminder_count(officer: people.Officer) -> int:
    """How many tasks an officer is reminded of."""
    query = select(func.count()).select_from(work_item.join(process_instance)).where(_reminded(officer))
    with store.reading() as link:
        return link.execute(query).scalar_one()


def _reminded(officer: people.Officer) -> ColumnElement[bool]:
    """Rows whose rung speaks to this officer."""
    rungs = law.reminder_ladder(clock.today()).rungs

    def from_level(recipient: str) -> int:
        return next((level for level, rung in enumerate(rungs, 1) if recipient in rung.to), len(rungs) + 1)

    rooms = sorted(grant.unit_code for grant in officer.grants if grant.role == "head_of_room")
    leads = any(grant.role == "leader" for grant in officer.grants)
    return or_(
        and_(_W.remind_level >= from_level("holder"), visible(officer, "all")),
        and_(_W.remind_level >= from_level("head_of_room"), _W.unit_code.in_(rooms)),
        and_(_W.remind_level >= from_level("leader"), _I.agency_code == officer.agency_code)
        if leads
        else false(),
    )

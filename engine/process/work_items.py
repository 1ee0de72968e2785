"""Whose tasks are open: lists for officers, taking and giving back."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, literal, or_, select

from engine import clock, people, store
from engine.process.cache import WorkItem
from engine.process.errors import ClaimedByOther, NotYourTask, TaskGone
from engine.process.projections import searchable
from engine.process.tables import process_instance, work_item

T = TypeVar("T")
View = Literal["mine", "group", "all"]
PAGE_SIZE = 25
ROLE_SETS = 500
"""Lists kept ready: officers of one desk hold the same roles."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. page counts from 1."""

    items: tuple[T, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


_W = work_item.c
_COLUMNS = tuple(_W[name] for name in WorkItem.__dataclass_fields__)


def inbox(officer: people.Officer, view: View = "all", query: str = "", page: int = 1) -> Page[WorkItem]:
    """The officer's open tasks, the most urgent first.

    view: `mine` taken by the officer, `group` free for the officer's roles, `all` both. query: words of the
    dossier code, applicant, procedure or step, with or without Vietnamese marks.
    """
    page = max(1, page)
    place = {"me": officer.account_id, "skipped": (page - 1) * PAGE_SIZE}
    words = tuple(searchable(query).split())
    if not words:
        tally = counts(officer)
        total = sum(tally[name] for name in ("mine", "group") if view in (name, "all"))
        items = store.rows(_page_of(officer.grants, view), **place)
        return Page(tuple(WorkItem(*row) for row in items), total, page, PAGE_SIZE)
    where = _visible(officer.grants, view)
    for word in words:
        where = and_(where, _W.search_text.contains(word, autoescape=True))
    with store.reading() as link:
        total = link.execute(select(func.count()).select_from(work_item).where(where), place).scalar_one()
        found = link.execute(_paged(where), place)
        return Page(tuple(WorkItem(*row) for row in found), total, page, PAGE_SIZE)


def _paged(where: ColumnElement[bool]) -> Select[Any]:
    return _in_order(select(*_COLUMNS).where(where)).limit(PAGE_SIZE).offset(bindparam("skipped"))


@lru_cache(ROLE_SETS)
def _page_of(grants: frozenset[people.Grant], view: View) -> store.Read:
    return store.Read(_paged(_visible(grants, view)))


def counts(officer: people.Officer) -> dict[str, int]:
    """How many tasks: `mine`, `group`, and `overdue` among both."""
    found = store.once(
        (counts, officer.account_id),
        lambda: store.row(_counts_of(officer.grants), me=officer.account_id, now=clock.now()),
    )
    return dict(found._asdict())


@lru_cache(ROLE_SETS)
def _counts_of(grants: frozenset[people.Grant]) -> store.Read:
    def tally(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return store.Read(
        select(
            tally(_visible(grants, "mine")).label("mine"),
            tally(_visible(grants, "group")).label("group"),
            tally(_W.due_at < bindparam("now", type_=_W.due_at.type)).label("overdue"),
        ).where(_visible(grants, "all"))
    )


def visible(officer: people.Officer, view: View) -> ColumnElement[bool]:
    """Rows of open tasks that are an officer's own (`mine`), free for his roles (`group`), or both (`all`)."""
    return _seen_by(literal(officer.account_id), officer.grants, view)


@lru_cache(ROLE_SETS)
def _visible(grants: frozenset[people.Grant], view: View) -> ColumnElement[bool]:
    """The same for whoever holds these roles. Parameter `me`: the account."""
    return _seen_by(bindparam("me"), grants, view)


def _seen_by(account: ColumnElement[Any], grants: frozenset[people.Grant], view: View) -> ColumnElement[bool]:
    mine = _W.claimed_by == account
    held = [and_(_W.unit_code == g.unit_code, _W.role == g.role) for g in sorted(grants, key=repr)]
    group = and_(_W.claimed_by.is_(None), or_(false(), *held))
    return {"mine": mine, "group": group}.get(view, or_(mine, group))


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(_W.due_at.is_(None), _W.due_at, _W.created_at, _W.task_id)


_BY_ID = store.Read(select(*_COLUMNS).where(_W.task_id == bindparam("task")))
_OF_DOSSIER = store.Read(_in_order(select(*_COLUMNS).where(_W.dossier_code == bindparam("dossier"))))


def work_item_row(task_id: str) -> WorkItem | None:
    row = store.row(_BY_ID, task=task_id)
    return None if row is None else WorkItem(*row)


def items_of(dossier_code: str) -> tuple[WorkItem, ...]:
    """The open tasks of a dossier at this node: who holds it now."""
    return tuple(WorkItem(*row) for row in store.rows(_OF_DOSSIER, dossier=dossier_code))


def codes_open_at(unit_code: str | None, agency_code: str) -> frozenset[str]:
    """Dossiers with an open task in a room; None: anywhere in the agency."""
    query = select(_W.dossier_code).join(process_instance, process_instance.c.id == _W.instance_id)
    query = query.where(process_instance.c.agency_code == agency_code)
    if unit_code is not None:
        query = query.where(_W.unit_code == unit_code)
    with store.reading() as link:
        return frozenset(link.scalars(query))


def items_of_instance(dossier_code: str, instance_id: str) -> tuple[WorkItem, ...]:
    """The open tasks of one instance, for a live copy: without claims, which may change behind its back."""
    facts = [column for column in _COLUMNS if not column.name.startswith("claimed")]
    with store.reading() as link:
        rows = link.execute(
            select(*facts).where(_W.dossier_code == dossier_code, _W.instance_id == instance_id)
        )
        return tuple(WorkItem(**row._mapping) for row in rows)


def next_after(officer: people.Officer, dossier_code: str) -> WorkItem | None:
    """The officer's next task: of this dossier first, then the most urgent."""
    row = store.row(_next_of(officer.grants), me=officer.account_id, dossier=dossier_code)
    return None if row is None else WorkItem(*row)


@lru_cache(ROLE_SETS)
def _next_of(grants: frozenset[people.Grant]) -> store.Read:
    of_dossier_first = select(*_COLUMNS).where(_visible(grants, "all"))
    return store.Read(_in_order(of_dossier_first.order_by(_W.dossier_code != bindparam("dossier"))).limit(1))


def claim(task_id: str, officer: people.Officer) -> None:
    """Take a task; again by the same officer is fine. Raises TaskGone, NotYourTask, ClaimedByOther."""
    with store.transaction() as link:
        _allowed(task_id, officer)
        taken = link.execute(
            work_item.update()
            .where(_W.task_id == task_id, or_(_W.claimed_by.is_(None), _W.claimed_by == officer.account_id))
            .values(claimed_by=officer.account_id, claimed_name=officer.name, claimed_at=clock.now())
        )
        if taken.rowcount == 0:
            holder = work_item_row(task_id)
            if holder is None:
                raise TaskGone(task_id)
            raise ClaimedByOther(name=holder.claimed_name, at=holder.claimed_at)


def release(task_id: str, officer: people.Officer) -> None:
    """Give a task back to the group; nothing happens if it was not taken. Raises as `claim`."""
    with store.transaction() as link:
        item = _allowed(task_id, officer)
        if item.claimed_by not in (None, officer.account_id):
            raise ClaimedByOther(name=item.claimed_name, at=item.claimed_at)
        link.execute(
            work_item.update()
            .where(_W.task_id == task_id, _W.claimed_by == officer.account_id)
            .values(claimed_by=None, claimed_name=None, claimed_at=None)
        )


def _allowed(task_id: str, officer: people.Officer) -> WorkItem:
    item = work_item_row(task_id)
    if item is None:
        raise TaskGone(task_id)
    if not officer.may(item.role, item.unit_code):
        raise NotYourTask(task_id)
    return item

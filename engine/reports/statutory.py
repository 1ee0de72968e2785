"""The statutory table of dossiers (form II.06): received, resolved, in progress, for any period, as of any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from engine import clock, people, store
from engine.law import Period
from engine.reports.errors import BadQuestion, NotYourReport
from engine.reports.growing import NEVER
from engine.reports.projecting import project
from engine.reports.tables import report_dossier, report_stretch
from engine.reports.timelines import Timing

# who may see the figures of the own agency; others need a right that reaches down to it
OWN_ROLES = frozenset(("leader", "head_of_room", "reports", "unit_admin"))
REACHING_ROLES = ("reports", "oversight", "unit_admin", "system_admin")
_DAY = timedelta(days=1)
_D, _S = report_dossier.c, report_stretch.c


class GroupBy(StrEnum):
    """What a row of the table stands for."""

    FIELD = "field"
    PROCEDURE = "procedure"
    AGENCY = "agency"


_GROUPS = {GroupBy.FIELD: _D.field, GroupBy.PROCEDURE: _D.procedure_code, GroupBy.AGENCY: _D.agency_code}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. as_of: the day whose evening's knowledge counts; what was entered later is left out."""

    agencies: tuple[str, ...]
    period: Period
    as_of: date
    group_by: GroupBy = GroupBy.FIELD

    @property
    def last(self) -> date:
        """The last day that is counted: of a period still under way, the day of the report."""
        return min(self.period.last, self.as_of)


@dataclass(frozen=True, slots=True)
class Figures:
    """One row's counts; each is a figure that opens its list."""

    online: int = 0
    counter: int = 0
    carried: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    running: int = 0
    overdue: int = 0

    @property
    def received(self) -> int:
        """In the period and from before: what there was to resolve."""
        return self.online + self.counter + self.carried

    @property
    def resolved(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def in_progress(self) -> int:
        return self.running + self.overdue

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Figures)))


FIGURES = tuple(f.name for f in fields(Figures))


@dataclass(frozen=True, slots=True)
class Report:
    """rows: by group, in the order of their codes. total: their sum."""

    question: Question
    rows: Mapping[str, Figures]

    @property
    def total(self) -> Figures:
        return sum(self.rows.values(), Figures())


def report(question: Question, officer: people.Officer) -> Report:
    """Count. Raises NotYourReport for an agency the officer may not see."""
    admit(question, officer)
    while project():
        pass
    return count(question)


def may_see(officer: people.Officer, agency: str) -> bool:
    """Whether an officer may see an agency's figures."""
    if agency == officer.agency_code and officer.roles & OWN_ROLES:
        return True
    return any(people.oversees(officer, role, agency) for role in REACHING_ROLES)


def admit(question: Question, officer: people.Officer) -> None:
    """Raise NotYourReport for an agency whose figures the officer may not see; BadQuestion for none at all."""
    if not question.agencies or question.period.last < question.period.first:
        raise BadQuestion
    for agency in question.agencies:
        if not may_see(officer, agency):
            raise NotYourReport(agency)


def count(question: Question) -> Report:
    """The table from what is projected so far."""
    group = _GROUPS[question.group_by]
    counted = {name: func.count().filter(_counts(name, question)) for name in FIGURES[:-2]}
    open_now = func.count().filter(_open(question.last))
    totals = (
        select(group.label("group"), *(c.label(name) for name, c in counted.items()), open_now.label("open"))
        .where(_known(question), _D.received_on <= question.last, _D.resolved_on >= question.period.first)
        .group_by(group)
        .order_by(group)
    )
    overdue = _overdue(select(group.label("group"), func.count().label("overdue")), question).group_by(group)
    with store.reading() as link:
        late = {row.group: row.overdue for row in link.execute(overdue)}
        rows = {}
        for row in link.execute(totals).mappings():
            behind = late.get(row["group"], 0)
            rows[row["group"]] = Figures(
                **{name: row[name] for name in counted}, running=row["open"] - behind, overdue=behind
            )
    return Report(question, rows)


def codes_behind(question: Question, figure: str, group: str | None) -> Sequence[str]:
    """The codes behind one figure of one row (None: of the total), in order. Raises BadQuestion for no figure."""
    if figure not in FIGURES:
        raise BadQuestion(figure)
    query = select(_D.dossier_code).where(_known(question)).order_by(_D.dossier_code)
    if group is not None:
        query = query.where(_GROUPS[question.group_by] == group)
    if figure in ("overdue", "running"):
        late = _overdue(select(_D.dossier_code), question).scalar_subquery()
        inside = _D.dossier_code.in_(late) if figure == "overdue" else _D.dossier_code.not_in(late)
        query = query.where(_open(question.last), inside)
    else:
        query = query.where(_counts(figure, question))
    with store.reading() as link:
        return list(link.scalars(query))


def received_codes(question: Question, procedure: str | None) -> Sequence[str]:
    """Codes of what was received in the period, in order. procedure: of this one only."""
    query = select(_D.dossier_code).where(
        _known(question), _D.received_on >= question.period.first, _D.received_on <= question.last
    )
    if procedure is not None:
        query = query.where(_D.procedure_code == procedure)
    with store.reading() as link:
        return list(link.scalars(query.order_by(_D.dossier_code)))


def _counts(figure: str, question: Question) -> ColumnElement[bool]:
    first, last = question.period.first, question.last
    came = and_(_D.received_on >= first, _D.received_on <= last)
    went = and_(_D.resolved_on >= first, _D.resolved_on <= last)
    conditions = {
        "online": and_(came, _D.channel == "online"),
        "counter": and_(came, _D.channel != "online"),
        "carried": and_(_D.received_on < first, _D.resolved_on >= first),
        **{timing.value: and_(went, _D.timing == timing.value) for timing in Timing},
    }
    return conditions[figure]


def _open(day: date) -> ColumnElement[bool]:
    """Received by the evening of a day and not resolved then."""
    return and_(_D.received_on <= day, _D.resolved_on > day)


def _overdue(query: Select[Any], question: Question) -> Select[Any]:
    """Open on the last evening, with a due date that is over by then."""
    day, known = question.last, _evening(question.as_of)
    return query.join(
        report_stretch, and_(_S.agency_code == _D.agency_code, _S.dossier_code == _D.dossier_code)
    ).where(
        _known(question),
        _open(day),
        _S.first_day <= day,
        _S.end_day > day,
        _S.due_on < day,
        _S.known_from < known,
        _S.known_to >= known,
    )


def _known(question: Question) -> ColumnElement[bool]:
    known = _evening(question.as_of)
    return and_(_D.agency_code.in_(question.agencies), _D.known_from < known, _D.known_to >= known)


def _evening(day: date) -> datetime:
    """The instant at which a day ends."""
    if day >= NEVER:
        raise OverflowError(str(day))
    return datetime.combine(day + _DAY, time(), clock.LOCAL)

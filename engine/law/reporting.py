"""How statutory reports count and which periods they cover: dated data (data/report_rules.toml)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from engine.law.errors import BadLawData, NoReportRules, UnknownPeriod
from engine.law.reading import Table
from engine.law.sources import Source, read_source

_FILE = "data/report_rules.toml"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class ReportRules:
    """What the national statuses mean to a report.

    waiting: in progress, the clock stands still. resolved: the agency's work is done. returned: of these, papers that
    go back, which count as on time.
    """

    valid_from: date
    waiting: frozenset[int]
    resolved: frozenset[int]
    returned: frozenset[int]
    source: Source


@dataclass(frozen=True, slots=True)
class PeriodKind:
    """A kind of period. first_day: the day of the month it begins on; after the first, in the month before."""

    id: str
    months: int
    first_day: int
    source: Source


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both inside. Raises nothing: an empty period counts nothing."""

    first: date
    last: date


@cache
def _read() -> tuple[tuple[ReportRules, ...], dict[str, PeriodKind]]:
    table = Table.parse((files(__package__) / _FILE).read_bytes(), BadLawData)
    rules = tuple(_rules(entry) for entry in table.tables("reporting"))
    kinds = [_kind(entry) for entry in table.tables("periods")]
    table.close()
    return tuple(sorted(rules, key=lambda r: r.valid_from)), {kind.id: kind for kind in kinds}


def _rules(table: Table) -> ReportRules:
    read = ReportRules(
        valid_from=table.day("valid_from"),
        waiting=frozenset(table.integers("waiting")),
        resolved=frozenset(table.integers("resolved")),
        returned=frozenset(table.integers("returned")),
        source=read_source(table),
    )
    if not read.returned <= read.resolved or read.resolved & read.waiting:
        raise table.fault("returned", "contradicts", "returned ⊆ resolved, none of them waiting")
    table.close()
    return read


def _kind(table: Table) -> PeriodKind:
    read = PeriodKind(
        table.text("id"),
        table.integer("months", least=1),
        table.integer("first_day", least=1),
        read_source(table),
    )
    if _MONTHS % read.months or read.first_day > 28:
        raise table.fault("months", "out_of_range")
    table.close()
    return read


def report_rules(day: date) -> ReportRules:
    """The rules in force on a day. Raises NoReportRules before the first of them."""
    fitting = [rules for rules in _read()[0] if rules.valid_from <= day]
    if not fitting:
        raise NoReportRules(str(day))
    return fitting[-1]


def period_kinds() -> Iterable[PeriodKind]:
    """Every kind of period, in the order of the data."""
    return _read()[1].values()


def period_of(kind: str, day: date) -> Period:
    """The period of that kind that a day falls into. Raises UnknownPeriod."""
    found = _read()[1].get(kind)
    if found is None:
        raise UnknownPeriod(kind)
    # a period is named after the month it ends in: from the 15th on, a day belongs to the next month
    months = day.year * _MONTHS + day.month - 1 + (found.first_day > 1 and day.day >= found.first_day)
    begun = months - months % found.months
    shift = 1 if found.first_day > 1 else 0
    first = _day(begun - shift, found.first_day)
    return Period(first, _day(begun - shift + found.months, found.first_day) - timedelta(days=1))


def _day(months: int, day: int) -> date:
    year, month = divmod(months, _MONTHS)
    return date(year, month + 1, day)

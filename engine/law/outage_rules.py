"""What may be entered later after an outage, and the serial numbers kept for paper. Dated data."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from engine.law.errors import BadLawData, NoOutageRules
from engine.law.limits import TimeLimit, parse_limit
from engine.law.reading import Table
from engine.law.sources import Source, read_source

_FILE = "data/outage_rules.toml"


@dataclass(frozen=True, slots=True)
class OutageRules:
    """declare_within: from the beginning. enter_within: from the end. paper_first, paper_last: serials, both included."""

    valid_from: date
    declare_within: TimeLimit
    enter_within: TimeLimit
    paper_first: int
    paper_last: int
    most_printed: int
    source: Source


def outage_rules(day: date) -> OutageRules:
    """The rules in force on a day. Raises NoOutageRules before the first of them."""
    fitting = [rules for rules in _read() if rules.valid_from <= day]
    if not fitting:
        raise NoOutageRules(str(day))
    return fitting[-1]


@cache
def _read() -> tuple[OutageRules, ...]:
    table = Table.parse((files(__package__) / _FILE).read_bytes(), BadLawData)
    rules = tuple(_rules(entry) for entry in table.tables("outages"))
    table.close()
    return tuple(sorted(rules, key=lambda one: one.valid_from))


def _rules(table: Table) -> OutageRules:
    read = OutageRules(
        valid_from=table.day("valid_from"),
        declare_within=parse_limit(table.text("declare_within")),
        enter_within=parse_limit(table.text("enter_within")),
        paper_first=table.integer("paper_first", least=1),
        paper_last=table.integer("paper_last", least=1),
        most_printed=table.integer("most_printed", least=1),
        source=read_source(table),
    )
    if read.paper_first > read.paper_last:
        raise table.fault("paper_last", "out_of_range")
    table.close()
    return read

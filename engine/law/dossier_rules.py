"""How a dossier may live: moves between statuses, rules of supplements. Dated data, chosen by the day of acceptance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Protocol, TypeVar

from engine.law.errors import BadDossierRules, NoDossierRules
from engine.law.limits import TimeLimit, parse_limit
from engine.law.reading import Table
from engine.law.sources import Source, read_source
from engine.law.waiting import SupplementRule


@dataclass(frozen=True, slots=True)
class StatusRules:
    """moves: (from, to). initial: of a dossier just accepted; in_work: of a partner's copy."""

    moves: frozenset[tuple[int, int]]
    initial: int
    in_work: int
    source: Source

    def allows(self, old: int | None, new: int) -> bool:
        """Whether a dossier may go from a status to another; staying is always allowed, and so is the first one."""
        return old is None or old == new or (old, new) in self.moves


@dataclass(frozen=True, slots=True)
class SupplementRules:
    """most_per_agency: requests without a leader's leave. expires: how long the applicant has."""

    clock: SupplementRule
    most_per_agency: int
    expires: TimeLimit
    source: Source


@dataclass(frozen=True, slots=True)
class ResultRules:
    """remind_after: how long a result may lie at the desk. most_apologies: how often a new date may be given."""

    remind_after: TimeLimit
    most_apologies: int
    source: Source


@dataclass(frozen=True, slots=True)
class DossierRules:
    """Every version of each, the latest first."""

    statuses: tuple[StatusRules, ...]
    supplements: tuple[SupplementRules, ...]
    results: tuple[ResultRules, ...]


def load_dossier_rules(toml: bytes) -> DossierRules:
    """The rules in a TOML file. Raises BadDossierRules naming the place."""
    file = Table.parse(toml, BadDossierRules)
    rules = DossierRules(
        statuses=_latest_first([_statuses(table) for table in file.tables("statuses")]),
        supplements=_latest_first([_supplements(table) for table in file.tables("supplements")]),
        results=_latest_first([_results(table) for table in file.tables("results")]),
    )
    file.close()
    return rules


def _statuses(table: Table) -> StatusRules:
    rules = StatusRules(
        moves=frozenset(_move(table, text) for text in table.texts("moves")),
        initial=table.integer("initial", least=1),
        in_work=table.integer("in_work", least=1),
        source=_source(table),
    )
    table.close()
    return rules


def _move(table: Table, text: str) -> tuple[int, int]:
    old, arrow, new = text.partition(">")
    if not (arrow and old.isdecimal() and new.isdecimal()):
        raise table.fault("moves", "not_a_move", text)
    return int(old), int(new)


def _supplements(table: Table) -> SupplementRules:
    rules = SupplementRules(
        clock=table.choice("clock", SupplementRule),
        most_per_agency=table.integer("most_per_agency"),
        expires=parse_limit(table.text("expires")),
        source=_source(table),
    )
    table.close()
    return rules


def _results(table: Table) -> ResultRules:
    rules = ResultRules(
        remind_after=parse_limit(table.text("remind_after")),
        most_apologies=table.integer("most_apologies"),
        source=_source(table),
    )
    table.close()
    return rules


def _source(table: Table) -> Source:
    source = read_source(table)
    if source.valid_from is None:
        raise table.fault("valid_from", "missing")
    return source


class _Dated(Protocol):
    @property
    def source(self) -> Source:
        """Where it comes from and since when it holds."""


Rules = TypeVar("Rules", bound=_Dated)


def _latest_first(rules: Sequence[Rules]) -> tuple[Rules, ...]:
    return tuple(sorted(rules, key=lambda one: one.source.valid_from or date.min, reverse=True))


@cache
def default_dossier_rules() -> DossierRules:
    """The rules that ship with the system."""
    return load_dossier_rules(files("engine.law").joinpath("data", "dossier_rules.toml").read_bytes())


def status_rules(day: date) -> StatusRules:
    """The moves between statuses of a dossier accepted on a day. Raises NoDossierRules before the first version."""
    return _in_force(default_dossier_rules().statuses, day)


def supplement_rules(day: date) -> SupplementRules:
    """The rules of supplements of a dossier accepted on a day. Raises NoDossierRules before the first version."""
    return _in_force(default_dossier_rules().supplements, day)


def result_rules(day: date) -> ResultRules:
    """The rules of returning results of a dossier accepted on a day. Raises NoDossierRules before the first version."""
    return _in_force(default_dossier_rules().results, day)


def _in_force(versions: Sequence[Rules], day: date) -> Rules:
    for rules in versions:
        since, until = rules.source.valid_from, rules.source.valid_to
        if since is not None and since <= day and (until is None or day <= until):
            return rules
    raise NoDossierRules(str(day), day=day.isoformat())

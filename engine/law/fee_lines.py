"""What a procedure costs, line by line: which charge, how much, when it falls due, under which law."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.law.reading import Table
from engine.law.sources import Source, read_source

_ID = re.compile(r"[a-z][a-z0-9_]*")
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")


class FeeKind(StrEnum):
    """A charge for a service, or an administrative charge: different laws, different accounts."""

    PHI = "phi"
    LE_PHI = "le_phi"


class FeeTime(StrEnum):
    """When a charge falls due."""

    ACCEPTANCE = "acceptance"
    SUPPLEMENT = "supplement"
    RETURN = "return"

    @property
    def national_code(self) -> int:
        """HinhThucThu of the national data: 1 at reception, 2 at a supplement, 4 when the result is returned."""
        return {FeeTime.ACCEPTANCE: 1, FeeTime.SUPPLEMENT: 2, FeeTime.RETURN: 4}[self]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One charge of a sheet. amount: đồng when it is the same for everybody, else None.

    variable: of the case, when a decision or a form says how much. decision: which decision puts it there, "" for a form.
    rate: how the amount is reckoned, in words for people, "" when the amount says it.
    holds_result: the result is not handed over while it is owed. payee: for whom it is taken on account, "" for the agency.
    channels: how the dossier came, empty for every way.
    """

    id: str
    name: str
    kind: FeeKind
    amount: int | None
    variable: str
    decision: str
    rate: str
    due: FeeTime
    refundable: bool
    holds_result: bool
    payee: str
    channels: tuple[str, ...]
    note: str
    source: Source

    def is_in_force(self, day: date) -> bool:
        """Whether the line holds on a day, for one channel at least."""
        since, until = self.source.valid_from, self.source.valid_to
        return (since is None or since <= day) and (until is None or day <= until)

    def holds(self, day: date, channel: str) -> bool:
        """Whether a dossier accepted on a day through a channel owes it."""
        return self.is_in_force(day) and (not self.channels or channel in self.channels)


def read_fee_lines(table: Table, channels: Iterable[str]) -> tuple[FeeLine, ...]:
    """The `[[fee.line]]` tables. Raises the file's error naming the place, e.g. `fee.line[2].amount`.

    channels: through which dossiers come. Lines that hold on the same day have ids of their own.
    """
    lines: list[FeeLine] = []
    for entry in table.tables("line", needed=False):
        line = _line(entry, frozenset(channels))
        if any(_overlap(line, other) for other in lines):
            raise entry.fault("id", "duplicate", line.id)
        lines.append(line)
    return tuple(lines)


def _line(table: Table, offered: frozenset[str]) -> FeeLine:
    channels = table.texts("channels") if table.has("channels") else ()
    for channel in channels:
        if channel not in offered:
            raise table.fault("channels", "channel_not_offered", channel)
    line = FeeLine(
        id=_matching(table, "id", _ID),
        name=table.text("name"),
        kind=table.choice("kind", FeeKind),
        amount=table.integer("amount", least=1) if table.has("amount") else None,
        variable=_matching(table, "variable", _VARIABLE) if table.has("variable") else "",
        decision=table.text("decision", ""),
        rate=table.text("rate", ""),
        due=table.choice("due", FeeTime),
        refundable=table.flag("refundable", False),
        holds_result=table.flag("holds_result", True),
        payee=table.text("payee", ""),
        channels=channels,
        note=table.text("note", ""),
        source=read_source(table),
    )
    if line.amount is None and not line.variable:
        raise table.fault("amount", "missing")
    if line.decision and not line.variable:
        raise table.fault("decision", "variable_missing", line.decision)
    table.close()
    return line


def _overlap(one: FeeLine, other: FeeLine) -> bool:
    """Whether two lines would hold for one dossier under the same id."""
    if one.id != other.id or (
        one.channels and other.channels and not set(one.channels) & set(other.channels)
    ):
        return False
    first, second = sorted((one, other), key=lambda line: line.source.valid_from or date.min)
    return first.source.valid_to is None or first.source.valid_to >= (second.source.valid_from or date.min)


def _matching(table: Table, key: str, pattern: re.Pattern[str]) -> str:
    text = table.text(key)
    if not pattern.fullmatch(text):
        raise table.fault(key, "not_a_code", text)
    return text

"""Where a fact of law comes from, and how surely."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.law.reading import Table


class Evidence(StrEnum):
    """How a fact is known."""

    READ = "V"  # in the law itself, the national portal's record or a running system
    SECONDARY = "S"  # in a study, an inventory, a comment
    REMEMBERED = "M"  # general knowledge, still to be verified


@dataclass(frozen=True, slots=True)
class Source:
    """basis: the document, "" when the sheet's own legal basis covers it. Dates: since and until when it holds."""

    evidence: Evidence
    basis: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def read_source(table: Table, default: Evidence | None = None) -> Source:
    """The source keys that every fact's table carries. default: the evidence of a table that tells none."""
    since, until = table.day_or_none("valid_from"), table.day_or_none("valid_to")
    if since and until and until < since:
        raise table.fault("valid_to", "before_valid_from", str(until))
    told = default if default and not table.has("evidence") else table.choice("evidence", Evidence)
    return Source(told, table.text("basis", ""), since, until)

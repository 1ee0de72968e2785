"""Running numbers of papers: one row of numbers a year for each kind at each agency."""

from engine import store
from engine.dossier.tables import slip_number


def next_number(agency_code: str, kind: str, year: int) -> int:
    """The next number, in the caller's transaction: never given twice, gaps allowed."""
    return store.count_up(slip_number, {"agency_code": agency_code, "kind": kind, "year": year})

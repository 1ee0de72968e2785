"""What a table is, before it is paper or a spreadsheet."""

from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | date | datetime | None
"""Instants are aware; they are shown as the clock on the counter's wall."""


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the head. column, row: its upper left corner, from 0; colspan, rowspan: how far it reaches."""

    text: str
    column: int
    row: int
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class TableDocument:
    """A titled table. agency: the agency above and the agency itself. widths: one per column, in shares of the page.

    notes: lines under the title. totals: rows at the foot of the table, as long as the others. signers: who signs
    under it, from left to right. issued_at: aware; printed, and the only thing that makes two prints differ.
    """

    agency: tuple[str, str]
    title: str
    notes: tuple[str, ...]
    head: tuple[HeadCell, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...]
    signers: tuple[str, ...]
    place: str
    issued_at: datetime

    @property
    def head_rows(self) -> int:
        return max((cell.row + cell.rowspan for cell in self.head), default=0)

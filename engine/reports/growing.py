"""What is known of a dossier grows version by version: which rows each one adds, and which it ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from engine.reports.timelines import Timeline, Version

NEVER = date(9999, 12, 31)
STILL = datetime(9999, 12, 31, tzinfo=UTC)

Row = dict[str, Any]
STRETCH = ("first_day", "end_day", "due_on")


@dataclass(slots=True)
class Known:
    """The rows of a dossier that count now. ids: of those that are stored; none of rows that this batch has added."""

    row: Row | None = None
    row_id: int | None = None
    stretches: list[Row] = field(default_factory=list)
    stretch_ids: tuple[int, ...] = ()


@dataclass(slots=True)
class Growth:
    """Rows to add, and which stored ones end when: (id, instant)."""

    rows: list[Row] = field(default_factory=list)
    stretches: list[Row] = field(default_factory=list)
    ended_rows: list[tuple[int, datetime]] = field(default_factory=list)
    ended_stretches: list[tuple[int, datetime]] = field(default_factory=list)


def grow(
    growth: Growth,
    keys: Mapping[str, Any],
    attributes: Mapping[str, Any],
    known: Known,
    versions: Iterable[Version],
) -> None:
    """Add what the versions of one dossier change. keys: agency_code, dossier_code; attributes: of its row, unchanging."""
    for version in versions:
        row, stretches = _rows_of(version.life)
        row |= attributes
        since = {**keys, "known_from": version.known_from, "known_to": STILL}
        if known.row is None or any(known.row[name] != value for name, value in row.items()):
            _end_row(growth, known, version.known_from)
            known.row = {**since, **row}
            growth.rows.append(known.row)
        if [{name: one[name] for name in STRETCH} for one in known.stretches] != stretches:
            _end_stretches(growth, known, version.known_from)
            known.stretches = [{**since, **stretch} for stretch in stretches]
            growth.stretches += known.stretches


def _end_row(growth: Growth, known: Known, until: datetime) -> None:
    if known.row_id is not None:
        growth.ended_rows.append((known.row_id, until))
        known.row_id = None
    elif known.row is not None:
        known.row["known_to"] = until


def _end_stretches(growth: Growth, known: Known, until: datetime) -> None:
    growth.ended_stretches += [(one, until) for one in known.stretch_ids]
    if not known.stretch_ids:
        for stretch in known.stretches:
            stretch["known_to"] = until
    known.stretch_ids = ()


def _rows_of(life: Timeline) -> tuple[Row, Sequence[Row]]:
    """What is stored of a life: the columns of its dossier row and of its stretches."""
    row = {
        "received_on": life.received_on,
        "resolved_on": life.resolved_on or NEVER,
        "status": life.status,
        "timing": life.timing.value if life.timing else None,
    }
    stretches = [
        {"first_day": s.first, "end_day": s.end or NEVER, "due_on": s.due_on} for s in life.stretches
    ]
    return row, stretches

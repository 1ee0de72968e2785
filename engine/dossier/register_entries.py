"""Dossiers as lines of a register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import store
from engine.dossier.tables import dossier

_CHUNK = 500
_D = dossier.c


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A line of the register. applicant: the keys of `Applicant`; what was erased is not there."""

    code: str
    procedure_code: str
    procedure_name: str
    applicant: Mapping[str, Any]
    subject: str
    channel: str
    status: int
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    received_by: str


_COLUMNS = tuple(_D[name] for name in RegisterEntry.__dataclass_fields__)


def register_entries(codes: Sequence[str]) -> tuple[RegisterEntry, ...]:
    """The lines of these dossiers where their lead agency is one of this node, in the order of their codes."""
    found: list[RegisterEntry] = []
    with store.reading() as link:
        for start in range(0, len(codes), _CHUNK):
            query = select(*_COLUMNS).where(
                _D.code.in_(codes[start : start + _CHUNK]), _D.agency_code == _D.lead_agency
            )
            found += [RegisterEntry(**row) for row in link.execute(query).mappings()]
    return tuple(sorted(found, key=lambda entry: entry.code))

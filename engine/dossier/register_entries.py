"""Dossiers as lines of a register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from engine import history, law, people, store
from engine.dossier.deliveries import HANDED_OVER
from engine.dossier.slips import Slip, print_list
from engine.dossier.tables import dossier
from forms import slips

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


def print_register(entries: Sequence[RegisterEntry], day: date, period: str, officer: people.Officer) -> Slip:
    """Issue the register: the lines as they stand, on the form of a day. period: in words, under the title."""
    given: dict[str, history.Event] = {}
    codes = [entry.code for entry in entries]
    for start in range(0, len(codes), _CHUNK):
        given |= history.latest_of_kind("delivery_changed", codes[start : start + _CHUNK])
    lines = [_line(entry, given.get(entry.code)) for entry in entries]
    return print_list(law.SlipKind.REGISTER, day, {"period": period, "rows": lines}, officer)


def _line(entry: RegisterEntry, event: history.Event | None) -> slips.RegisterLine:
    person = entry.applicant
    owner = person.get("full_name") or entry.subject
    handed = event is not None and event.data.get("new") in HANDED_OVER
    taker = (event.personal or {}).get("to") if event is not None else None
    return slips.RegisterLine(
        code=entry.code,
        request=entry.procedure_name,
        sets=1,
        owner=owner,
        address=person.get("address") or "",
        phone=person.get("phone") or "",
        received_at=entry.received_at,
        due_at=entry.due_at,
        returned_at=entry.returned_at,
        giver=event.actor_name if event is not None and handed else "",
        taker=str(taker or owner) if handed else "",
        note="",
    )

"""After an outage: what was received on paper is entered, waits for a superior, and is received as of its real time."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select

from engine import clock, history, people, process, store
from engine.dossier.errors import CatchUpNotYours, EntryRefused, Problem, ReceptionRefused, UnknownEntry
from engine.dossier.paper_blocks import is_free
from engine.dossier.reception import Applicant, ComponentGiven, Reception, check, procedure_at, receive
from engine.dossier.tables import catch_up_entry

WAITING, RELEASED, REFUSED = "waiting", "released", "refused"
_SHORTEST_REASON = 5
_ENTERS = frozenset(("reception",))
_RELEASES = frozenset(("head_of_room", "leader", "unit_admin"))
_E = catch_up_entry.c
_SAME = ("procedure_code", "channel", "applicant", "received_at", "paper_serial", "case_index")
"""What two entries share that are of one paper, if it has no number of its own."""


@dataclass(frozen=True, slots=True)
class CatchUpEntry:
    """A paper reception as entered. origin: "screen", or a file's name and row. reason: why it was refused."""

    id: str
    outage_id: str
    paper_serial: int | None
    received_at: datetime
    procedure_code: str
    procedure_name: str
    subject: str
    reception: Mapping[str, Any]
    origin: str
    state: str
    entered_by: str
    entered_name: str
    entered_at: datetime
    decided_name: str | None
    decided_at: datetime | None
    reason: str | None
    dossier_code: str | None


_COLUMNS = tuple(_E[name] for name in CatchUpEntry.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Released:
    """What became of entries. refused: those that cannot be received as they stand, with why."""

    codes: tuple[str, ...]
    refused: tuple[tuple[CatchUpEntry, tuple[Problem, ...]], ...]


def may_enter(officer: people.Officer) -> bool:
    """Whether an officer enters what was received on paper."""
    return bool(officer.roles & _ENTERS)


def may_release(officer: people.Officer) -> bool:
    """Whether an officer decides on what others have entered."""
    return bool(officer.roles & _RELEASES)


def check_entry(reception: Reception, officer: people.Officer) -> tuple[Problem, ...]:
    """What is to be mended before it can be entered; fields as in ReceptionRefused, and `received_at`,
    `paper_serial`. Raises UnknownProcedure.
    """
    received_at = reception.received_at
    if received_at is None or process.covering(officer.agency_code, received_at) is None:
        return (Problem("received_at", "not_in_outage"),)
    found = list(check(reception, officer))
    if reception.paper_serial is not None and not is_free(reception.paper_serial, officer.agency_code):
        found.append(Problem("paper_serial", "serial_not_free"))
    return tuple(found)


def enter(reception: Reception, officer: people.Officer, origin: str = "screen") -> CatchUpEntry:
    """Keep a paper reception until a superior releases it; the same one again is the one that is kept already.

    Raises CatchUpNotYours, UnknownProcedure, BackdatingRefused, ReceptionRefused.
    """
    if not may_enter(officer):
        raise CatchUpNotYours(officer.account_id)
    earlier = _same(reception, officer)
    if earlier is not None:
        return earlier
    with process.entering(reception.received_at, officer) as outage:
        problems = check_entry(reception, officer)
    if outage is None or reception.received_at is None or problems:
        raise ReceptionRefused(problems or (Problem("received_at", "not_in_outage"),))
    with store.transaction() as link:
        row = _row(reception, officer, origin, outage.id)
        link.execute(catch_up_entry.insert(), row)
        return CatchUpEntry(**{name: row[name] for name in CatchUpEntry.__dataclass_fields__})


def _row(reception: Reception, officer: people.Officer, origin: str, outage_id: str) -> dict[str, Any]:
    unset = dict.fromkeys(("decided_name", "decided_at", "reason", "dossier_code"))
    return unset | {
        "id": uuid.uuid4().hex,
        "agency_code": officer.agency_code,
        "outage_id": outage_id,
        "paper_serial": reception.paper_serial,
        "received_at": reception.received_at,
        "procedure_code": reception.procedure_code,
        "procedure_name": procedure_at(officer.agency_code, reception.procedure_code).sheet.name,
        "subject": " ".join(reception.applicant.full_name.split()),
        "reception": _stored(reception),
        "fingerprint": _fingerprint(reception),
        "origin": origin,
        "state": WAITING,
        "entered_by": officer.account_id,
        "entered_name": officer.name,
        "entered_at": clock.now(),
    }


def _stored(reception: Reception) -> dict[str, Any]:
    facts = asdict(reception)
    facts["received_at"] = reception.received_at.isoformat() if reception.received_at else None
    facts["answers"] = {name: list(texts) for name, texts in reception.answers.items()}
    return facts


def _restored(facts: Mapping[str, Any]) -> Reception:
    return Reception(
        **{
            **facts,
            "applicant": Applicant(**facts["applicant"]),
            "components": tuple(
                ComponentGiven(**{**one, "file_ids": tuple(one["file_ids"])}) for one in facts["components"]
            ),
            "received_at": datetime.fromisoformat(facts["received_at"]),
        }
    )


def _fingerprint(reception: Reception) -> str:
    """The paper's number with its day, or what tells one paper without a number from another."""
    facts = _stored(reception)
    if reception.paper_serial is not None:
        assert reception.received_at is not None
        return f"{clock.local(reception.received_at):%y%m%d}-{reception.paper_serial}"
    same = {name: facts[name] for name in _SAME}
    return hashlib.sha256(orjson.dumps(same, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _same(reception: Reception, officer: people.Officer) -> CatchUpEntry | None:
    if reception.received_at is None:
        return None
    of = (_E.agency_code == officer.agency_code, _E.fingerprint == _fingerprint(reception))
    with store.reading() as link:
        row = link.execute(select(*_COLUMNS).where(*of)).first()
    return None if row is None else CatchUpEntry(**row._mapping)


def is_entered(reception: Reception, officer: people.Officer) -> bool:
    """Whether the same paper was entered before."""
    return _same(reception, officer) is not None


def entries(officer: people.Officer, state: str = WAITING) -> tuple[CatchUpEntry, ...]:
    """Entries of the officer's agency in a state, by when the paper was received."""
    of = (_E.agency_code == officer.agency_code, _E.state == state)
    query = select(*_COLUMNS).where(*of).order_by(_E.received_at, _E.entered_at, _E.id)
    with store.reading() as link:
        return tuple(CatchUpEntry(**row._mapping) for row in link.execute(query))


def release(entry_ids: Sequence[str], officer: people.Officer) -> Released:
    """Receive what waits, in the order in which the papers came, each in a transaction of its own.

    What cannot be received stays waiting and is named. Raises CatchUpNotYours.
    """
    if not may_release(officer):
        raise CatchUpNotYours(officer.account_id)
    wanted, codes, refused = set(entry_ids), [], []
    for entry in entries(officer):
        if entry.id not in wanted:
            continue
        try:
            codes.append(_release(entry, officer))
        except ReceptionRefused as error:
            refused.append((entry, error.problems))
        except process.BackdatingRefused:
            refused.append((entry, (Problem("received_at", "not_in_outage"),)))
    return Released(tuple(codes), tuple(refused))


def _release(entry: CatchUpEntry, officer: people.Officer) -> str:
    reception = replace(_restored(entry.reception), request_key=entry.id)
    # in the name of who sat at the counter; that it was let in, and by whom, is an event of its own
    clerk = people.officer_by_id(entry.entered_by)
    with store.transaction():
        code = receive(reception, clerk)
        _decide(entry, officer, RELEASED, dossier_code=code)
        history.record(
            history.act_of(
                officer,
                "entry_released",
                code,
                data={"entry": entry.id, "outage": entry.outage_id, "origin": entry.origin},
            )
        )
    return code


def refuse_entry(entry_id: str, reason: str, officer: people.Officer) -> None:
    """Say that an entry is not to become a dossier. Raises CatchUpNotYours, UnknownEntry, EntryRefused."""
    if not may_release(officer):
        raise CatchUpNotYours(officer.account_id)
    entry = next((one for one in entries(officer) if one.id == entry_id), None)
    if entry is None:
        raise UnknownEntry(entry_id)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise EntryRefused("reason_missing")
    with store.transaction():
        # the paper may be entered again, mended: only what waits or has become a dossier keeps others out
        _decide(entry, officer, REFUSED, reason=reason.strip(), fingerprint=f"{REFUSED}-{entry.id}")


def _decide(entry: CatchUpEntry, officer: people.Officer, state: str, **values: Any) -> None:
    done = store.connection().execute(
        catch_up_entry.update()
        .where(_E.id == entry.id, _E.state == WAITING)
        .values(state=state, decided_name=officer.name, decided_at=clock.now(), **values)
    )
    if done.rowcount != 1:
        raise UnknownEntry(entry.id)

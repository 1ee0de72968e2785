"""Paper and screen side by side: what lies on a shelf against what the system says lies there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from engine import people, process, store
from engine.dossier.numbering import normalise_code
from engine.dossier.statuses import READY_AT_DESK
from engine.dossier.tables import dossier

MOST_SCANNED = 2_000
RETURNED = 10
# a result waits to be fetched, a returned paper is not here any more
_ENDED = (3, RETURNED)
_D = dossier.c


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A dossier whose paper and screen disagree. why: unknown, returned, finished, elsewhere (on the shelf), missing
    (not on it). where: who has it by the screen, if that is known.
    """

    code: str
    why: str
    subject: str = ""
    procedure_name: str = ""
    status: int | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """matching: how many lie where they should. twice: codes scanned more than once."""

    scanned: int
    matching: int
    on_shelf: tuple[Mismatch, ...]
    not_on_shelf: tuple[Mismatch, ...]
    twice: tuple[str, ...]


def reconcile(scanned: Iterable[str], unit_code: str, officer: people.Officer) -> Reconciled:
    """Compare what was scanned from a shelf with the open work of a room; unit_code: the officer's agency for all of it.

    scanned: a code each, as typed or read. Only the officer's own agency is looked at.
    """
    typed = [text.strip() for text in scanned if text.strip()][:MOST_SCANNED]
    codes = [normalise_code(text) or text for text in typed]
    shelf = tuple(dict.fromkeys(codes))
    here = _expected(officer.agency_code, unit_code)
    known = _known(shelf, officer.agency_code)
    holders = {code: _holders(code) for code in shelf if code in known and code not in here}
    return Reconciled(
        scanned=len(typed),
        matching=sum(code in here for code in shelf),
        on_shelf=tuple(
            _wrong_on_shelf(code, known.get(code), holders.get(code, ""))
            for code in shelf
            if code not in here
        ),
        not_on_shelf=tuple(_mismatch(row, "missing") for code, row in here.items() if code not in shelf),
        twice=tuple(code for code in shelf if codes.count(code) > 1),
    )


def _expected(agency: str, unit_code: str) -> dict[str, Mapping[str, Any]]:
    """What should lie there: dossiers with a task open in the room, and at the agency's desk finished ones not fetched."""
    open_here = process.codes_open_at(None if unit_code == agency else unit_code, agency)
    query = select(dossier).where(_D.agency_code == agency, _D.status.not_in(_ENDED)).order_by(_D.code)
    with store.reading() as link:
        rows = [row._asdict() for row in link.execute(query)]
    whole = unit_code == agency
    return {
        row["code"]: row
        for row in rows
        if row["code"] in open_here
        or (whole and row["status"] in READY_AT_DESK and row["returned_at"] is None)
    }


def _known(codes: tuple[str, ...], agency: str) -> dict[str, Mapping[str, Any]]:
    query = select(dossier).where(_D.agency_code == agency, _D.code.in_(codes))
    with store.reading() as link:
        return {row.code: row._asdict() for row in link.execute(query)}


def _holders(code: str) -> str:
    return " · ".join(dict.fromkeys(people.name_of(item.unit_code) for item in process.items_of(code)))


def _wrong_on_shelf(code: str, row: Mapping[str, Any] | None, holders: str) -> Mismatch:
    if row is None:
        return Mismatch(code, "unknown")
    if row["status"] in _ENDED or row["returned_at"] is not None:
        return _mismatch(row, "returned")
    if holders:
        return _mismatch(row, "elsewhere", holders)
    return _mismatch(row, "finished" if row["finished_at"] is not None else "elsewhere")


def _mismatch(row: Mapping[str, Any], why: str, where: str = "") -> Mismatch:
    return Mismatch(row["code"], why, row["subject"], row["procedure_name"], row["status"], where)


def disagreeing(agency_code: str) -> tuple[Mismatch, ...]:
    """Dossiers whose paper was given back while the screen says otherwise, or the reverse: the nightly list."""
    gone = and_(_D.returned_at.is_not(None), _D.status.not_in(_ENDED))
    still = and_(_D.returned_at.is_(None), _D.status == RETURNED)
    query = select(dossier).where(_D.agency_code == agency_code, or_(gone, still)).order_by(_D.code)
    with store.reading() as link:
        return tuple(_mismatch(row._asdict(), "disagrees") for row in link.execute(query))

"""The lines of the control slip: who gave a dossier to whom and when, in time or late. Read from its history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import history, mail, people
from engine.dossier.transfers import MESSAGE_TYPE
from engine.dossier.views import Dossier
from forms import slips


@dataclass(frozen=True, slots=True)
class _Work:
    """Something done by a unit. until: by when it was to be done. note: what it was."""

    unit: str
    at: datetime
    until: datetime | None
    note: str


def control_rows(found: Dossier, events: Sequence[history.Event]) -> list[slips.HandOver]:
    """Hand-overs between rooms and agencies, oldest first; giver or taker is "" for the applicant.

    events: of the dossier at this node. A room that works on alone for several tasks gives the dossier on once, when
    the last of them is done.
    """
    desk = people.unit_for(found.row.lead_agency, "reception").code
    rows = [_row(None, desk, found.row.received_at)]
    holder, last = desk, None
    for work in _works(found, events):
        if work.unit != holder:
            at = last.at if last else found.row.received_at
            rows.append(_row(last or _Work(holder, at, None, ""), work.unit, at))
            holder = work.unit
        last = work
    if last is not None:
        rows += _end(found, last, holder)
    return rows


def _works(found: Dossier, events: Sequence[history.Event]) -> Iterator[_Work]:
    """What was done by whom, in order; what was sent to another agency is in its hands from then on."""
    done = [
        _Work(
            str(event.data.get("unit") or event.unit_code or event.agency_code),
            event.done_at,
            _instant(event.data.get("due_at")),
            event.element_name or "",
        )
        for event in events
        if event.kind == "task_completed"
    ]
    here = {people.agency_of(work.unit).code for work in done} | {found.row.agency_code}
    away = [
        _Work(sent.recipient, sent.at, None, "")
        for sent in mail.sent_about(found.row.code, MESSAGE_TYPE)
        if sent.recipient not in here
    ]
    return iter(sorted([*done, *away], key=lambda work: work.at))


def _end(found: Dossier, last: _Work, holder: str) -> list[slips.HandOver]:
    """Where it is now: with whom it waits, or back with the applicant."""
    if found.row.returned_at is not None:
        return [_row(last, None, found.row.returned_at)]
    waiting = [item.unit_code for item in found.open_items if item.unit_code != holder]
    return [_row(last, waiting[0], last.at)] if waiting else []


def _row(given: _Work | None, taker: str | None, at: datetime) -> slips.HandOver:
    until = given.until if given else None
    return slips.HandOver(
        giver=people.name_of(given.unit) if given else "",
        taker=people.name_of(taker) if taker else "",
        at=at,
        until=until,
        result=_result(at, until),
        note=given.note if given else "",
    )


def _result(at: datetime, until: datetime | None) -> str:
    """In time to the minute is on time, as it is printed."""
    if until is None:
        return "open"
    done, due = (moment.replace(second=0, microsecond=0) for moment in (at, until))
    return "early" if done < due else "on_time" if done == due else "late"


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None

"""From the history to what reports count, event after event in the order of each agency's chain."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, select

from engine import clock, history, law, store
from engine.reports.tables import report_cursor, report_dossier, report_stretch
from engine.reports.timelines import (
    Accepted,
    DueChanged,
    Fact,
    KnownFact,
    StatusChanged,
    Timeline,
    Version,
    versions,
)

NEVER = date(9999, 12, 31)
STILL = datetime(9999, 12, 31, tzinfo=UTC)
BATCH = 200

_KINDS = ("received", "status_changed", "due_changed")
_D, _S = report_dossier.c, report_stretch.c
_of_dossier = and_(_D.agency_code == bindparam("of_agency"), _D.dossier_code == bindparam("of_code"))
_of_stretch = and_(_S.agency_code == bindparam("of_agency"), _S.dossier_code == bindparam("of_code"))
_KNOWN = select(report_dossier).where(_of_dossier, _D.known_to == STILL)
_KNOWN_STRETCHES = (
    select(_S.first_day, _S.end_day, _S.due_on)
    .where(_of_stretch, _S.known_to == STILL)
    .order_by(_S.first_day)
)
_FORGET = report_dossier.update().where(_of_dossier, _D.known_to == STILL).values(known_to=bindparam("until"))
_FORGET_STRETCHES = (
    report_stretch.update().where(_of_stretch, _S.known_to == STILL).values(known_to=bindparam("until"))
)


def project(batch: int = BATCH) -> int:
    """Take in what the history holds since the last time. Answers how many events; call again until it is 0."""
    history.place_events()
    return sum(_project_agency(agency, batch) for agency in store.current().profile.agencies)


def rebuild() -> None:
    """Forget every projected row and take in the whole history again."""
    with store.transaction() as link:
        for table in (report_dossier, report_stretch, report_cursor):
            link.execute(delete(table))
    while project():
        pass


def _project_agency(agency: str, batch: int) -> int:
    with store.reading() as link:
        # mostly there is nothing: no lock is taken to learn that
        if not history.events_after(agency, link.execute(_seen(agency)).scalar() or 0, 1):
            return 0
    with store.transaction() as link:
        seen = link.execute(_seen(agency).with_for_update()).scalar()
        events = history.events_after(agency, seen or 0, batch)
        if not events:
            return 0
        for code in dict.fromkeys(event.dossier_code for _seq, event in events if event.kind in _KINDS):
            _follow_dossier(agency, code, after=seen or 0, until=events[-1][0])
        row = {"agency_code": agency, "seq": events[-1][0]}
        if seen is None:
            link.execute(report_cursor.insert(), row)
        else:
            link.execute(report_cursor.update().where(report_cursor.c.agency_code == agency), row)
    return len(events)


def _seen(agency: str) -> Select[Any]:
    return select(report_cursor.c.seq).where(report_cursor.c.agency_code == agency)


def _follow_dossier(agency: str, code: str, *, after: int, until: int) -> None:
    """Write what each event after a place changes in what is known of a dossier."""
    events = [
        (seq, e) for seq, e in history.placed_events_of(agency, code) if seq <= until and e.kind in _KINDS
    ]
    begun = next((event for _seq, event in events if event.kind == "received"), None)
    if begun is None:
        return
    rules = law.report_rules(clock.local(begun.done_at).date())
    facts = [KnownFact(seq, event.entered_at, _fact(event)) for seq, event in events]
    for version in versions(facts, rules):
        if version.seq > after:
            _keep(agency, code, _attributes(begun), version)


def _fact(event: history.Event) -> Fact:
    data = event.data
    if event.kind == "status_changed":
        return StatusChanged(event.done_at, int(str(data["new"])))
    if event.kind == "due_changed":
        return DueChanged(event.done_at, _instant(data.get("new")))
    return Accepted(event.done_at, _instant(data.get("due_at")))


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _attributes(event: history.Event) -> dict[str, Any]:
    data = event.data
    return {
        "procedure_code": data["procedure"],
        "field": data["field"],
        "channel": data["channel"],
    }


def rows_of(life: Timeline) -> tuple[dict[str, Any], list[dict[str, Any]]]:
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


def _keep(agency: str, code: str, attributes: Mapping[str, Any], version: Version) -> None:
    link = store.connection()
    own = {"of_agency": agency, "of_code": code, "until": version.known_from}
    row, stretches = rows_of(version.life)
    row |= attributes
    keys = {"agency_code": agency, "dossier_code": code, "known_from": version.known_from, "known_to": STILL}
    before = link.execute(_KNOWN, own).mappings().first()
    if before is None or any(before[name] != value for name, value in row.items()):
        link.execute(_FORGET, own)
        link.execute(report_dossier.insert(), {**keys, **row})
    if [dict(s) for s in link.execute(_KNOWN_STRETCHES, own).mappings()] != stretches:
        link.execute(_FORGET_STRETCHES, own)
        if stretches:
            link.execute(report_stretch.insert(), [{**keys, **stretch} for stretch in stretches])

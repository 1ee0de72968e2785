"""From the history to what reports count, event after event in the order of each agency's chain."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from engine import clock, history, law, store
from engine.reports.growing import STILL, STRETCH, Growth, Known, grow
from engine.reports.tables import report_cursor, report_dossier, report_stretch
from engine.reports.timelines import Accepted, DueChanged, Fact, KnownFact, StatusChanged, versions

BATCH = 200

_KINDS = ("received", "status_changed", "due_changed")
_D, _S, _C = report_dossier.c, report_stretch.c, report_cursor.c
_KNOWN = store.Read(
    select(report_dossier).where(
        _D.agency_code == bindparam("agency"),
        store.is_one_of(_D.dossier_code, "codes"),
        _D.known_to == STILL,
    )
)
_KNOWN_STRETCHES = store.Read(
    select(_S.id, _S.dossier_code, *(_S[name] for name in STRETCH))
    .where(
        _S.agency_code == bindparam("agency"),
        store.is_one_of(_S.dossier_code, "codes"),
        _S.known_to == STILL,
    )
    .order_by(_S.first_day)
)
_SEEN = store.Read(select(_C.seq).where(_C.agency_code == bindparam("agency")))
_SEE = store.Write(
    report_cursor.update().where(_C.agency_code == bindparam("of_agency")).values(seq=bindparam("new_seq"))
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
    # mostly there is nothing: no lock is taken to learn that
    seen = store.row(_SEEN, agency=agency)
    if not history.has_events_after(agency, seen.seq if seen else 0):
        return 0
    with store.transaction() as link:
        seen = link.execute(_seen(agency).with_for_update()).scalar()
        events = history.events_after(agency, seen or 0, batch)
        if not events:
            return 0
        until = events[-1][0]
        codes = list(dict.fromkeys(event.dossier_code for _seq, event in events if event.kind in _KINDS))
        if codes:
            _write(growth_of(agency, codes, _known(agency, codes), after=seen or 0, until=until))
        if seen is None:
            link.execute(report_cursor.insert(), {"agency_code": agency, "seq": until})
        else:
            store.write(_SEE, {"of_agency": agency, "new_seq": until})
    return len(events)


def _seen(agency: str) -> Select[Any]:
    return select(report_cursor.c.seq).where(report_cursor.c.agency_code == agency)


def growth_of(
    agency: str, codes: Sequence[str], known: Mapping[str, Known], *, after: int, until: int
) -> Growth:
    """What the events between two places change in what is known of these dossiers."""
    growth = Growth()
    lives: dict[str, list[tuple[int, history.Event]]] = defaultdict(list)
    for seq, event in history.placed_events_of(agency, codes):
        if seq <= until and event.kind in _KINDS:
            lives[event.dossier_code].append((seq, event))
    for code, events in lives.items():
        begun = next((event for _seq, event in events if event.kind == "received"), None)
        if begun is None:
            continue
        rules = law.report_rules(clock.local(begun.done_at).date())
        facts = [KnownFact(seq, event.entered_at, _fact(event)) for seq, event in events]
        grow(
            growth,
            {"agency_code": agency, "dossier_code": code},
            _attributes(begun),
            known[code],
            (version for version in versions(facts, rules) if version.seq > after),
        )
    return growth


def _known(agency: str, codes: Sequence[str]) -> dict[str, Known]:
    known: dict[str, Known] = defaultdict(Known)
    for row in store.rows(_KNOWN, agency=agency, codes=codes):
        found = known[row.dossier_code]
        found.row, found.row_id = row._asdict(), row.id
    for row in store.rows(_KNOWN_STRETCHES, agency=agency, codes=codes):
        found = known[row.dossier_code]
        found.stretches.append(row._asdict())
        found.stretch_ids += (row.id,)
    return known


def _write(growth: Growth) -> None:
    link = store.connection()
    for table, ended in ((report_dossier, growth.ended_rows), (report_stretch, growth.ended_stretches)):
        store.change_rows(table, "id", [{"id": one, "known_to": until} for one, until in ended])
    for table, rows in ((report_dossier, growth.rows), (report_stretch, growth.stretches)):
        if rows:
            link.execute(table.insert().inline(), rows)


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

"""The history, taken in piece by piece, gives the rows of whole lives; what a report said of a day stays said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import delete, select

from engine import clock, history, law, reports, store
from engine.reports.tables import report_cursor, report_dossier, report_stretch
from engine.reports.timelines import Accepted, DueChanged, KnownFact
from tests.engine.reports.lives import AGENCIES, FIRST, Life, life
from tests.engine.reports.loading import load

LIVES = 150


def told(one: Life, known: KnownFact) -> None:
    """Write a fact into the history as the rooms below write it."""
    fact = known.fact
    data: dict[str, Any]
    if isinstance(fact, Accepted):
        due = fact.due_at.isoformat() if fact.due_at else None
        kind, data = "received", {"procedure": "1", "field": one.field, "channel": one.channel, "due_at": due}
    elif isinstance(fact, DueChanged):
        assert fact.due_at is not None
        kind, data = "due_changed", {"axis": "due", "new": fact.due_at.isoformat()}
    else:
        kind, data = "status_changed", {"axis": "status", "new": fact.status}
    with store.transaction():
        history.record(
            history.Event(
                one.agency,
                one.code,
                kind,
                "x",
                "X",
                done_at=fact.done_at,
                entered_at=known.entered_at,
                data=data,
            )
        )


@contextmanager
def agencies(database: store.Database) -> Iterator[None]:
    with store.using(replace(database, profile=replace(database.profile, agencies=AGENCIES))):
        yield


def rows() -> list[Any]:
    with store.reading() as link:
        found = []
        for table in (report_dossier, report_stretch):
            columns = [c for c in table.columns if c.name != "id"]
            found.append(sorted(map(repr, link.execute(select(*columns)))))
        return found


def some_lives() -> list[Life]:
    random = Random(5)
    return [life(number, random) for number in range(LIVES)]


def test_pieces_of_any_size_give_the_rows_of_whole_lives(database: store.Database) -> None:
    lives = some_lives()
    entries = sorted(
        ((known, one) for one in lives for known in one.facts),
        key=lambda e: (e[0].entered_at, e[1].code, e[0].seq),
    )
    random = Random(8)
    with agencies(database):
        for known, one in entries:
            told(one, known)
            if random.random() < 0.05:
                reports.project(random.randrange(1, 9))
        while reports.project(7):
            pass
        piecemeal = rows()
        with store.transaction() as link:
            for table in (report_dossier, report_stretch, report_cursor):
                link.execute(delete(table))
            rules = law.report_rules(FIRST)
            attributes = {"procedure_code": "1"}
            load(
                (o.agency, o.code, {**attributes, "field": o.field, "channel": o.channel}, o.facts, rules)
                for o in lives
            )

        assert rows() == piecemeal
        reports.rebuild()
        assert rows() == piecemeal


def test_a_report_of_a_past_day_is_the_same_a_year_of_work_later(database: store.Database) -> None:
    random = Random(9)
    lives = [life(number, random) for number in range(400)]
    day = date(2025, 4, 30)
    asked = [
        reports.Question(AGENCIES, law.period_of(kind, day), day, group)
        for kind in ("month", "legal_month", "quarter", "year")
        for group in reports.GroupBy
    ]
    entries = sorted(
        ((known, one) for one in lives for known in one.facts),
        key=lambda e: (e[0].entered_at, e[1].code, e[0].seq),
    )
    evening = [e for e in entries if clock.local(e[0].entered_at).date() <= day]
    later = entries[len(evening) :]
    with agencies(database):
        for known, one in evening:
            told(one, known)
        while reports.project():
            pass
        printed = [reports.count(question).rows for question in asked]
        for known, one in later:
            told(one, known)
        while reports.project():
            pass

        assert len(later) > 100
        assert clock.local(later[-1][0].entered_at).date() > day + timedelta(days=365)
        assert [reports.count(question).rows for question in asked] == printed
        assert [
            reports.count(replace(question, as_of=date(2027, 1, 1))).rows for question in asked
        ] != printed

"""What reports count is held against the history: nothing is told of what agrees, and what does not is named."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import delete

from engine import clock, history, reports, store
from engine.reports.reconciling import NIGHTS
from engine.reports.tables import report_dossier, report_stretch
from tests.engine.reports.lives import Life, life
from tests.engine.reports.test_projecting import agencies, told


@pytest.fixture
def lives(database: store.Database) -> Iterator[list[Life]]:
    random = Random(11)
    found = [life(number, random) for number in range(60)]
    with agencies(database):
        for one in found:
            for known in one.facts:
                told(one, known)
        while reports.project():
            pass
        yield found


def test_what_agrees_is_not_told(lives: list[Life]) -> None:
    assert all(reports.reconcile(one.agency) == () for one in lives[:5])
    assert all("report_differs" not in [e.kind for e in history.events_of(one.code)] for one in lives)


def test_a_row_changed_by_hand_is_found_and_told_once_a_day(lives: list[Life]) -> None:
    one = lives[7]
    with store.transaction() as link:
        link.execute(
            report_dossier.update().where(report_dossier.c.dossier_code == one.code).values(channel="pigeon")
        )

    assert reports.reconcile(one.agency) == (one.code,)
    assert reports.reconcile(one.agency) == (one.code,)

    assert [e.kind for e in history.events_of(one.code)].count("report_differs") == 1


@pytest.mark.parametrize("table", [report_dossier, report_stretch])
def test_a_row_that_is_gone_is_found(lives: list[Life], table: object) -> None:
    one = lives[3]
    with store.transaction() as link:
        link.execute(delete(table).where(table.c.dossier_code == one.code))  # type: ignore[arg-type, attr-defined]

    assert reports.reconcile(one.agency) == (one.code,)


def test_in_a_month_of_nights_every_dossier_is_looked_at_once(lives: list[Life]) -> None:
    with store.transaction() as link:
        link.execute(report_dossier.update().values(channel="pigeon"))
    first = date(2026, 1, 1)

    found = [
        code
        for agency in {one.agency for one in lives}
        for night in range(NIGHTS)
        for code in reports.reconcile(agency, first + timedelta(days=night))
    ]

    assert sorted(found) == sorted(one.code for one in lives)


def test_rebuilding_mends_what_differed(lives: list[Life]) -> None:
    with store.transaction() as link:
        link.execute(report_dossier.update().values(channel="pigeon"))

    reports.rebuild()

    assert all(reports.reconcile(agency) == () for agency in {one.agency for one in lives})


def test_nights_come_once_a_day_however_often_it_is_swept(lives: list[Life]) -> None:
    with store.transaction() as link:
        link.execute(report_dossier.update().values(channel="pigeon"))
    first, found, again = datetime(2026, 1, 1, 12, tzinfo=UTC), 0, 0

    for night in range(NIGHTS):
        with clock.at(first + timedelta(days=night)):
            found += reports.reconcile_nightly()
            again += reports.reconcile_nightly()

    assert (found, again) == (len(lives), 0)

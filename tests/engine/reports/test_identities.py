"""The table of 50,000 random dossiers against a counter that walks through every life, and against itself."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest

from engine import law, reports, store
from tests.engine.reports.lives import AGENCIES, DAYS, FIELDS, FIRST, Life, counted, life
from tests.engine.reports.loading import load

DOSSIERS = int(os.environ.get("REPORT_DOSSIERS", "50000"))
SEED = 20261126


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    random = Random(SEED)
    return [life(number, random) for number in range(DOSSIERS)]


@pytest.fixture
def loaded(lives: list[Life], database: store.Database) -> list[Life]:
    rules = law.report_rules(FIRST)
    with store.transaction():
        load(
            (
                one.agency,
                one.code,
                {"procedure_code": "1", "field": one.field, "channel": one.channel},
                one.facts,
                rules,
            )
            for one in lives
        )
    return lives


def months() -> Iterator[law.Period]:
    day = FIRST
    while day < FIRST + timedelta(days=DAYS + 60):
        period = law.period_of("month", day)
        yield period
        day = period.last + timedelta(days=1)


def question(agency: str, period: law.Period, as_of: date) -> reports.Question:
    return reports.Question((agency,), period, as_of)


def check_identities() -> None:
    for agency in AGENCIES:
        for period in months():
            for as_of in (
                period.first,
                period.first + timedelta(days=13),
                period.last,
                period.last + timedelta(days=5),
                date(2027, 1, 1),
            ):
                found = reports.count(question(agency, period, as_of))
                for figures in (*found.rows.values(), found.total):
                    assert figures.received == figures.resolved + figures.in_progress, (agency, period, as_of)
                    assert all(getattr(figures, name) >= 0 for name in reports.FIGURES)


def check_by_hand(loaded: list[Life]) -> None:
    for agency in AGENCIES:
        for period, wait in (
            (law.period_of("month", date(2025, 3, 9)), 0),
            (law.period_of("legal_quarter", date(2025, 9, 1)), 4),
            (law.period_of("year", FIRST), 400),
            (law.period_of("month", date(2025, 11, 2)), -12),
        ):
            as_of = period.last + timedelta(days=wait)
            by_hand: Counter[tuple[str, str]] = Counter()
            for one in loaded:
                if one.agency == agency:
                    by_hand.update(
                        (one.field, figure) for figure in counted(one, period.first, period.last, as_of)
                    )

            rows = reports.count(question(agency, period, as_of)).rows

            found = {
                (name, figure): getattr(rows[name], figure) for name in rows for figure in reports.FIGURES
            }
            assert {key: number for key, number in found.items() if number} == dict(by_hand)


def check_lists(loaded: list[Life]) -> None:
    asked = question(AGENCIES[0], law.period_of("month", date(2025, 6, 1)), date(2025, 7, 3))
    table = reports.count(asked)
    for figure in reports.FIGURES:
        lists = {name: reports.codes_behind(asked, figure, name) for name in FIELDS}
        by_hand = sorted(
            one.code
            for one in loaded
            if one.agency == AGENCIES[0]
            and figure in counted(one, asked.period.first, asked.period.last, asked.as_of)
        )

        assert {name: len(codes) for name, codes in lists.items()} == {
            name: getattr(table.rows[name], figure) for name in FIELDS
        }
        assert (
            sorted(code for codes in lists.values() for code in codes)
            == by_hand
            == sorted(reports.codes_behind(asked, figure, None))
        )


def test_identities_hold_figures_are_those_counted_by_hand_and_lists_are_what_they_count(
    loaded: list[Life],
) -> None:
    # one test: fifty thousand lives are loaded once for each database
    check_identities()
    check_by_hand(loaded)
    check_lists(loaded)

"""Three days without a computer, in a year: once everything is entered nothing tells of them but when it was entered."""

import os
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine import clock, history, people, process, reports
from engine.dossier.tables import dossier as dossier_table
from engine.law import period_kinds, period_of
from engine.process.tables import process_instance
from engine.store import Database
from tests.conftest import OpenDatabase
from tests.engine import province as provinces
from tests.engine.dossier.outage_year import YEAR_ENDS, Paper, Year, plans_of
from tests.engine.process.cases import rows
from tests.engine.province import COMMUNE
from tests.webui import crowd

# from Tuesday morning to Thursday evening; entered the same evening
PAPER = Paper(
    datetime(2024, 8, 6, 7, 0, tzinfo=clock.LOCAL),
    datetime(2024, 8, 8, 17, 0, tzinfo=clock.LOCAL),
    datetime(2024, 8, 8, 18, 0, tzinfo=clock.LOCAL),
)
BUSY = int(os.environ.get("OUTAGE_DOSSIERS", "5"))
LATE = datetime(2025, 1, 6, 9, 0, tzinfo=clock.LOCAL)
# what only says under which code, or when, it was entered
_OF_ENTRY = {"code", "entered_at", "outage_id", "request_key", "search_text", "deployment_id"}


def played(database: Database, paper: Paper | None) -> Year:
    with clock.at(datetime(2024, 1, 1, tzinfo=clock.LOCAL)):
        provinces.build(database)
        crowd.open_accounts()
        people.grant(crowd.officer("minh").account_id, "unit_admin", COMMUNE)
        clerk, superior = crowd.officer("lan"), crowd.officer("minh")
    year = Year(clerk, superior, 14, plans_of(14, PAPER, busy=BUSY, quiet=12), paper)
    year.run()
    return year


def lives(year: Year) -> dict[int, Mapping[str, Any]]:
    """Everything about each dossier but what is of its entry, by its number in the plan."""
    numbers = {code: number for number, code in year.codes.items()}
    found: dict[int, dict[str, Any]] = {number: {"tasks": []} for number in year.codes}
    for row in rows(dossier_table):
        found[numbers[row.code]]["dossier"] = {
            name: value for name, value in row._mapping.items() if name not in _OF_ENTRY
        }
    for instance in rows(process_instance):
        about = found[numbers[instance.dossier_code]]
        about["process"] = (
            instance.status,
            instance.started_at,
            instance.ended_at,
            instance.due_at,
            instance.next_due,
        )
    for code, number in numbers.items():
        found[number]["tasks"] = sorted(
            (item.element_id, item.created_at, item.due_at) for item in process.items_of(code)
        )
        found[number]["history"] = [
            (event.kind, event.element_id, event.done_at, event.actor_name, _said(event.data))
            for event in sorted(history.events_of(code), key=lambda event: event.done_at)
            # that a superior let it in is of its entry
            if event.kind != "entry_released"
        ]
    return found


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without ids; and the number of a receipt counts payments in the order in which they are entered."""
    ids = ("task_id", "charge", "charges", "receipt", "number")
    return {name: value for name, value in data.items() if name not in ids}


def entries(year: Year) -> dict[tuple[int, str, str | None, datetime], datetime]:
    """When each act was entered."""
    return {
        (number, event.kind, event.element_id, event.done_at): event.entered_at
        for number, code in year.codes.items()
        for event in history.events_of(code)
        if event.kind != "entry_released"
    }


def statistics(year: Year) -> dict[str, Any]:
    """Tables of every kind of period around and after the outage by every grouping, with the lists behind each figure."""
    numbers, found = {code: number for number, code in year.codes.items()}, {}
    with clock.at(LATE):
        for kind in period_kinds():
            for day in (PAPER.ended_at.date(), date(2024, 9, 20), YEAR_ENDS):
                for group in reports.GroupBy:
                    question = reports.Question((COMMUNE,), period_of(kind.id, day), LATE.date(), group)
                    found[f"{kind.id} {day} {group}"] = reports.report(question, year.superior).rows
                for figure in reports.FIGURES:
                    codes = reports.codes_behind(question, figure, None)
                    found[f"{kind.id} {day} {figure}"] = sorted(numbers[code] for code in codes)
    return found


def test_after_catching_up_nothing_tells_of_the_outage_but_when_things_were_entered(
    open_database: OpenDatabase,
) -> None:
    plain = played(open_database(), None)
    usual, usual_entries, usual_figures = lives(plain), entries(plain), statistics(plain)

    late = played(open_database(), PAPER)

    assert lives(late) == usual
    assert statistics(late) == usual_figures
    told, covered = entries(late), 0
    assert told.keys() == usual_entries.keys()
    for act, entered_at in told.items():
        if PAPER.started_at <= act[3] <= PAPER.ended_at:
            covered += 1
            assert entered_at >= PAPER.entered_from, act
        else:
            assert entered_at == usual_entries[act], act
    # the days that were done on paper are days like others: it is no small thing that is entered
    assert covered >= late.on_paper >= 10 * BUSY
    flagged = {row.code for row in rows(dossier_table) if row.outage_id is not None}
    assert flagged == {
        code
        for number, code in late.codes.items()
        if PAPER.started_at <= late.plans[number].at <= PAPER.ended_at
    }
    assert sum(code.rpartition("-")[2] > "9000" for code in flagged) > 0

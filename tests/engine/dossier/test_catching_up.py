"""Paper receptions: checked when they are entered, kept once, received when a superior lets them in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from engine import clock, dossier, history, people, process
from tests.engine.province import CERTIFIED_COPIES, COMMUNE, MORNING, START_ANSWERS, Province
from tests.webui import crowd

HOUR = timedelta(hours=1)
DOWN, UP = MORNING + HOUR, MORNING + 25 * HOUR
NOW = UP + HOUR
CELLS = {
    "received_date": "15/04/2024",
    "received_time": "14:05",
    "full_name": "Siu Blơh",
    "paper.0.0": "x",
    **{f"field.{name}": text for name, text in START_ANSWERS[CERTIFIED_COPIES].items()},
    "field.nguon_ban_sao": "người yêu cầu đã  chụp sẵn",
}


@pytest.fixture
def clerk(province: Province) -> people.Officer:
    """lan, with an account, after an outage of a day."""
    with clock.at(MORNING):
        crowd.open_accounts()
    with clock.at(NOW):
        process.declare_outage(DOWN, "Mất điện", "Quầy", crowd.officer("minh"), ended_at=UP)
    return crowd.officer("lan")


def entered(clerk: people.Officer, **changes: str) -> dossier.RowOutcome:
    found = dossier.procedure_at(COMMUNE, CERTIFIED_COPIES)
    with clock.at(NOW):
        return dossier.enter_row(found, {**CELLS, **changes}, clerk, "bang.xlsx 5", {})


def released(clerk: people.Officer, *entries: dossier.RowOutcome) -> dossier.Released:
    with clock.at(NOW + HOUR):
        return dossier.release([one.entry.id for one in entries if one.entry], crowd.officer("minh"))


def wrong(outcome: dossier.RowOutcome) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in outcome.problems]


def test_an_entry_becomes_a_dossier_when_a_superior_lets_it_in(clerk: people.Officer) -> None:
    entry = entered(clerk)
    assert dossier.search(clerk).total == 0

    (code,) = released(clerk, entry).codes

    found = dossier.dossier_of(code, clerk)
    assert (found.received_by, found.after_outage) == (clerk.name, True)
    assert clock.local(found.row.received_at).strftime("%d/%m %H:%M") == "15/04 14:05"
    kinds = {event.kind: event.actor_name for event in history.events_of(code)}
    assert (kinds["received"], kinds["entry_released"]) == (clerk.name, crowd.officer("minh").name)
    assert dossier.entries(clerk) == ()


def test_the_same_paper_is_kept_once_however_often_it_is_entered(clerk: people.Officer) -> None:
    first, again = entered(clerk), entered(clerk)
    released(clerk, first)
    later = entered(clerk)

    assert first.entry is not None
    assert (again.known, later.known) == (True, True)
    assert len(dossier.entries(clerk, "released")) == 1
    assert dossier.entries(clerk) == ()


def test_two_papers_of_one_person_are_two(clerk: people.Officer) -> None:
    assert not entered(clerk, received_time="14:20").known
    assert not entered(clerk).known


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"full_name": ""}, ("full_name", "required")),
        ({"received_date": "32/04/2024"}, ("received_date", "bad_date")),
        ({"received_date": ""}, ("received_date", "required")),
        ({"received_time": "25:00"}, ("received_time", "bad_time")),
        ({"received_date": "12/04/2024"}, ("received_date", "not_in_outage")),
        ({"paper_serial": "9001"}, ("paper_serial", "serial_not_free")),
        ({"paper.0.0": ""}, ("paper.0.0", "component_missing")),
        ({"paper.0.0": "nhiều"}, ("paper.0.0", "bad_count")),
        ({"id_number": "123"}, ("id_number", "bad_id_number")),
        ({"channel": "bồ câu"}, ("channel", "channel_closed")),
        ({"field.so_ban": "không"}, ("field.so_ban", "form")),
        ({"field.nguon_ban_sao": "khác"}, ("field.nguon_ban_sao", "form")),
    ],
)
def test_what_is_wrong_is_told_at_its_column(
    clerk: people.Officer, changes: dict[str, str], expected: tuple[str, str]
) -> None:
    outcome = entered(clerk, **changes)

    assert expected in wrong(outcome)
    assert dossier.entries(clerk) == ()


def test_a_slips_number_becomes_the_code_and_is_used_up(clerk: people.Officer) -> None:
    with clock.at(MORNING):
        block = dossier.print_block(2, clerk)
        dossier.spoil_number(block.last, "Rách", clerk)

    (code,) = released(clerk, entered(clerk, paper_serial=str(block.first))).codes

    assert block.codes[0] == f"{COMMUNE}-______-{block.first}"
    assert code == f"{COMMUNE}-240415-{block.first}"
    (now,) = dossier.paper_blocks(clerk)
    assert [(n.state, n.dossier_code) for n in now.numbers] == [("used", code), ("spoilt", None)]
    assert wrong(entered(clerk, paper_serial=str(block.last))) == [("paper_serial", "serial_not_free")]


def test_blank_receipts_carry_the_numbers_that_are_free(clerk: people.Officer) -> None:
    with clock.at(MORNING):
        block = dossier.print_block(3, clerk)
        dossier.spoil_number(block.first + 1, "Rách", clerk)

    pages = PdfDocument(dossier.paper_block_pdf(dossier.paper_block_of(block.id, clerk), clerk))

    (page,) = (page.get_textpage().get_text_range() for page in pages)
    assert [f"-{block.first + n}" in page for n in range(3)] == [True, False, True]
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in page


def test_blocks_never_share_numbers_that_are_still_on_paper(clerk: people.Officer) -> None:
    with clock.at(MORNING):
        blocks = [dossier.print_block(200, clerk) for _ in range(4)]
        with pytest.raises(dossier.BlockRefused):
            dossier.print_block(200, clerk)

    serials = [number.serial for block in blocks for number in block.numbers]
    assert len(set(serials)) == len(serials)
    assert (min(serials), max(serials)) == (9001, 9800)


def test_a_refused_entry_needs_a_reason_and_may_be_entered_again(clerk: people.Officer) -> None:
    entry = entered(clerk).entry
    assert entry is not None
    with pytest.raises(dossier.EntryRefused):
        dossier.refuse_entry(entry.id, " ", crowd.officer("minh"))

    dossier.refuse_entry(entry.id, "Sai ngày nhận", crowd.officer("minh"))

    assert [one.reason for one in dossier.entries(clerk, "refused")] == ["Sai ngày nhận"]
    assert not entered(clerk).known


def test_the_counter_enters_and_its_superiors_release(clerk: people.Officer) -> None:
    entry = entered(clerk).entry
    assert entry is not None
    counter = replace(clerk, grants=frozenset({people.Grant("reception", COMMUNE)}))
    stranger = replace(clerk, grants=frozenset())

    with pytest.raises(dossier.CatchUpNotYours):
        dossier.release([entry.id], counter)
    with pytest.raises(dossier.CatchUpNotYours):
        dossier.refuse_entry(entry.id, "Không đúng", counter)
    with pytest.raises(dossier.CatchUpNotYours):
        entered(stranger, received_time="15:00")


def test_what_can_no_longer_be_received_stays_and_is_named(clerk: people.Officer) -> None:
    with clock.at(MORNING):
        block = dossier.print_block(1, clerk)
    entry = entered(clerk, paper_serial=str(block.first))
    with clock.at(NOW):
        (outage,) = process.open_for_entries(COMMUNE)
        process.settle_outage(outage.id, crowd.officer("minh"))

    done = released(clerk, entry)

    assert done.codes == ()
    assert [[p.code for p in problems] for _, problems in done.refused] == [["not_in_outage"]]
    assert len(dossier.entries(clerk)) == 1

"""Fee lines of sheets, and which receipt is in use on a day."""

from datetime import date
from pathlib import Path

import pytest

from engine import law
from engine.law.receipt_forms import load_receipt_forms

SHEETS = Path(__file__).parents[3] / "bpmn"
GOOD = (SHEETS / "dang_ky_ho_kinh_doanh/procedure.toml").read_text(encoding="utf-8")
FORMS = Path(law.__file__).parent.joinpath("data", "receipt_forms.toml").read_text(encoding="utf-8")
LINE = GOOD[GOOD.index("[[fee.line]]") : GOOD.index("[[result]]")]


def sheet(text: str) -> law.Sheet:
    return law.load_sheet(text.encode())


def test_a_line_says_what_how_much_when_and_by_which_law() -> None:
    (line,) = sheet(GOOD).fee.lines

    assert (line.id, line.kind, line.due, line.due.national_code) == (
        "le_phi_dang_ky",
        "le_phi",
        "acceptance",
        1,
    )
    assert (line.variable, line.amount, line.refundable, line.holds_result) == ("le_phi", None, False, True)
    assert line.source.evidence is law.Evidence.READ
    assert [time.national_code for time in law.FeeTime] == [1, 2, 4]


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('id = "le_phi_dang_ky"', 'id = "Lệ phí"', "fee.line[1].id", "not_a_code"),
        ('kind = "le_phi"', 'kind = "thue"', "fee.line[1].kind", "unknown_value"),
        ('due = "acceptance"', 'due = "never"', "fee.line[1].due", "unknown_value"),
        ('variable = "le_phi"\n', "", "fee.line[1].amount", "missing"),
        ('variable = "le_phi"\n', "amount = 0\n", "fee.line[1].amount", "out_of_range"),
        ('variable = "le_phi"\n', 'amount = 1\ndecision = "x"\n', "fee.line[1].decision", "variable_missing"),
        (
            'due = "acceptance"\n',
            'due = "acceptance"\nchannels = ["fax"]\n',
            "fee.line[1].channels",
            "channel_not_offered",
        ),
        ("[[result]]", f"{LINE}[[result]]", "fee.line[2].id", "duplicate"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(old: str, new: str, place: str, reason: str) -> None:
    at = GOOD.index("[[fee.line]]")
    assert old in GOOD[at:]

    with pytest.raises(law.BadSheet) as refused:
        sheet(GOOD[:at] + GOOD[at:].replace(old, new, 1))

    assert (refused.value.place, refused.value.reason) == (place, reason)


def test_lines_that_follow_each_other_may_share_their_name() -> None:
    old = LINE.replace('evidence = "V"', 'evidence = "V"\nvalid_to = 2025-12-31')
    new = LINE.replace('evidence = "V"', 'evidence = "V"\nvalid_from = 2026-01-01\nchannels = ["direct"]')
    lines = sheet(GOOD.replace(LINE, old + new)).fee.lines

    on = {
        day: [line.holds(day, "direct") for line in lines] for day in (date(2025, 12, 31), date(2026, 1, 1))
    }

    assert list(on.values()) == [[True, False], [False, True]]
    assert not lines[1].holds(date(2026, 1, 1), "online")


def test_paper_receipts_end_with_2026() -> None:
    paper, electronic = (law.receipt_form(date(2026, 12, 31)), law.receipt_form(date(2027, 1, 1)))

    assert (paper.medium, electronic.medium) == ("paper", "electronic")
    assert (paper.symbol_of(date(2026, 5, 1)), paper.number(42)) == ("AA-26P", "0000042")
    with pytest.raises(law.NoReceiptForm):
        law.receipt_form(date(2015, 5, 14))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("valid_to = 2026-12-31", "valid_to = 2026-12-30", "not_consecutive"),
        ("valid_to = 2026-12-31\n", "", "not_consecutive"),
        ("valid_from = 2027-01-01", "valid_from = 2027-01-01\nvalid_to = 2030-01-01", "ends"),
        ("valid_from = 2015-05-15\n", "", "missing"),
    ],
)
def test_there_is_one_form_of_receipt_on_every_day(old: str, new: str, reason: str) -> None:
    assert old in FORMS

    with pytest.raises(law.BadReceiptForms) as refused:
        load_receipt_forms(FORMS.replace(old, new).encode())

    assert refused.value.reason == reason

from datetime import date
from pathlib import Path

import pytest

from engine import law

GOOD = (Path(__file__).parents[3] / "bpmn/dang_ky_ho_kinh_doanh/procedure.toml").read_bytes()


def test_a_sheet_is_read_whole() -> None:
    sheet = law.load_sheet(GOOD)

    assert (sheet.code, sheet.level, sheet.process_id) == ("1.001612", "district", "dang_ky_ho_kinh_doanh")
    assert [case.id for case in sheet.cases] == ["ca_nhan", "ho_gia_dinh"]
    assert sheet.limits["direct"] == law.TimeLimit(3, law.Unit.WORKING_DAY)
    assert sheet.results[0].code == "KQ.G12.001041"
    assert not sheet.fee.refundable
    assert sheet.cases[0].components[0].source.evidence is law.Evidence.READ


def test_a_channel_without_a_limit_is_not_offered() -> None:
    sheet = law.load_sheet(
        GOOD.replace(b'channel = "post"', b'channel = "online"', 1).replace(
            b'channel = "online"\namount = 3\nunit = "working_day"\nevidence = "V"\n\n[fee]',
            b'channel = "post"\namount = 4\nunit = "working_day"\nevidence = "V"\n\n[fee]',
        )
    )
    assert sheet.limit("post").amount == 4

    with pytest.raises(law.ChannelNotOffered):
        sheet.limit("telegram")


def test_a_closed_sheet_takes_no_new_dossier() -> None:
    sheet = law.load_sheet(
        GOOD.replace(b"valid_from = 2015-11-01\n", b"valid_from = 2015-11-01\nvalid_to = 2025-06-30\n", 1)
    )

    assert sheet.is_receivable(date(2025, 6, 30))
    assert not sheet.is_receivable(date(2025, 7, 1))
    assert not sheet.is_receivable(date(2015, 10, 31))


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('code = "1.001612"', 'code = "1001612"', "procedure.code", "not_a_code"),
        ('level = "district"', 'level = "hamlet"', "procedure.level", "unknown_value"),
        (
            'name = "Giấy tờ pháp lý của chủ hộ kinh doanh"',
            'name = " "',
            "case[1].component[2].name",
            "empty",
        ),
        ("originals = 1", "originals = 0", "case[1].component[1].originals", "no_paper"),
        ("originals = 1", "originals = true", "case[1].component[1].originals", "out_of_range"),
        ("required = false", "requird = false", "case[1].component[2].requird", "unknown_key"),
        ('id = "ho_gia_dinh"', 'id = "ca_nhan"', "case[2].id", "duplicate"),
        ('channel = "post"', 'channel = "direct"', "limit[2].channel", "duplicate"),
        ("amount = 3", "amount = 2", "limit[1].amount", "less_than_its_steps"),
        ('unit = "working_day"', 'unit = "week"', "limit[1].unit", "unknown_value"),
        ("valid_to = 2021-01-03", "valid_to = 2001-01-03", "legal_basis[1].valid_to", "before_valid_from"),
        ("[fee]", "[fees]", "fee.text", "missing"),
        ('evidence = "V"', 'evidence = "X"', "procedure.evidence", "unknown_value"),
        ("[procedure]", "[procedure", "file", "not_toml"),
        ("Phòng", "Pho\u0300ng", "file", "not_nfc"),
    ],
)
def test_a_bad_sheet_is_refused_with_its_place(old: str, new: str, place: str, reason: str) -> None:
    text = GOOD.decode()
    assert old in text

    with pytest.raises(law.BadSheet) as refused:
        law.load_sheet(text.replace(old, new, 1).encode())

    assert (refused.value.place, refused.value.reason) == (place, reason)

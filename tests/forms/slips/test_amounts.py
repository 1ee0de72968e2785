"""Amounts as a cashier writes them out."""

import pytest

from forms.slips import SlipError, amount_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không"),
        (1, "Một"),
        (4, "Bốn"),
        (5, "Năm"),
        (10, "Mười"),
        (11, "Mười một"),
        (14, "Mười bốn"),
        (15, "Mười lăm"),
        (20, "Hai mươi"),
        (21, "Hai mươi mốt"),
        (24, "Hai mươi tư"),
        (25, "Hai mươi lăm"),
        (55, "Năm mươi lăm"),
        (100, "Một trăm"),
        (105, "Một trăm linh năm"),
        (110, "Một trăm mười"),
        (115, "Một trăm mười lăm"),
        (121, "Một trăm hai mươi mốt"),
        (1000, "Một nghìn"),
        (1001, "Một nghìn không trăm linh một"),
        (1015, "Một nghìn không trăm mười lăm"),
        (8000, "Tám nghìn"),
        (20005, "Hai mươi nghìn không trăm linh năm"),
        (1005000, "Một triệu không trăm linh năm nghìn"),
        (1250000, "Một triệu hai trăm năm mươi nghìn"),
        (2000001, "Hai triệu không trăm linh một"),
        (1_000_000_000, "Một tỷ"),
        (3_000_000_015, "Ba tỷ không trăm mười lăm"),
        (1_021_000_000_000, "Một nghìn không trăm hai mươi mốt tỷ"),
    ],
)
def test_an_amount_is_written_out(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**18])
def test_amounts_beyond_reason_are_refused(amount: int) -> None:
    with pytest.raises(SlipError):
        amount_in_words(amount)

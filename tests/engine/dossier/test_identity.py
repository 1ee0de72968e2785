"""The text of an identity card's QR code."""

from datetime import date

import pytest

from engine import dossier

CARD = (
    "064190001234|231234567|Rơ Châm H'Lan|02011990|Nữ|Tổ 1, thị trấn Chư Prông, Chư Prông, Gia Lai|15042021"
)


def test_a_card_is_read() -> None:
    card = dossier.read_identity_card(CARD)

    assert (card.id_number, card.old_number) == ("064190001234", "231234567")
    assert (card.full_name, card.birth_date, card.sex) == ("Rơ Châm H'Lan", date(1990, 1, 2), "Nữ")
    assert card.issued_on == date(2021, 4, 15)


def test_newer_cards_with_more_fields_are_read() -> None:
    assert dossier.read_identity_card(CARD + "|||Rơ Châm H'Ben|Siu Blơh").full_name == "Rơ Châm H'Lan"


def test_a_decomposed_name_is_composed() -> None:
    # some scanners send letters and marks apart
    assert dossier.read_identity_card(CARD.replace("Rơ", "Rơ")).full_name == "Rơ Châm H'Lan"


def test_a_card_without_old_number_or_with_an_impossible_date_is_read() -> None:
    card = dossier.read_identity_card("064190001234||Siu Blơh|31021990|?|Ia Drăng|00000000")

    assert (card.old_number, card.birth_date, card.sex, card.issued_on) == (None, None, None, None)


@pytest.mark.parametrize("text", ["", "064190001234", "12345|x|y|z|a|b|c", "064190001234||||||", "|" * 50])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(dossier.BadIdentityCard):
        dossier.read_identity_card(text)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Văn An", "Nguyễn V*** An"),
        ("Rơ Châm H'Lan", "Rơ C*** H'Lan"),
        ("Siu Blơh", "S*** B***"),
        ("An", "A***"),
        ("Nguyễn Thị Thu Hà", "Nguyễn T*** T*** Hà"),
    ],
)
def test_names_are_masked_for_the_public(name: str, masked: str) -> None:
    assert dossier.mask_name(name) == masked

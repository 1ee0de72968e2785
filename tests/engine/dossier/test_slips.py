"""The receipt that the applicant takes home."""

import io
from datetime import UTC, datetime

import pypdf
import pypdfium2
import pytest
import zxingcpp

from engine import clock, dossier
from tests.engine.province import MORNING, Province


@pytest.fixture
def receipt(province: Province) -> tuple[str, bytes]:
    with clock.at(MORNING):
        code = province.received()
        return code, dossier.receipt_pdf(code, province.lan)


def test_the_receipt_names_the_dossier_the_applicant_and_the_appointment(receipt: tuple[str, bytes]) -> None:
    code, pdf = receipt
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    words = " ".join(text.split())

    for said in (code, "Rơ Châm H'Lan", "15/04/2024", "Chứng thực bản sao"):
        assert said.lower() in words.lower().replace("’", "'"), said


def test_the_receipt_shows_the_fee_that_was_decided(receipt: tuple[str, bytes]) -> None:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(receipt[1])).pages)

    assert "10.000" in text


def test_its_codes_are_read_by_a_scanner_and_hold_no_identity_number(receipt: tuple[str, bytes]) -> None:
    code, pdf = receipt
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil()

    read = {found.format.name: found.text for found in zxingcpp.read_barcodes(page)}

    assert read["Code128"] == code
    assert code in read["QRCode"]
    assert "064190001234" not in " ".join(read.values())


def test_a_receipt_whose_date_rests_on_unconfirmed_days_off_says_so(province: Province) -> None:
    with clock.at(datetime(2027, 3, 1, 2, tzinfo=UTC)):
        pdf = dossier.receipt_pdf(province.received(), province.lan)

    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert "năm 2027 chưa được xác nhận" in " ".join(text.split())

"""Receipts: only the right agency's, only over exactly these bytes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.errors import ReceiptRefused
from connectors.lt1 import OpenedEnvelope, Receipt, open_receipt, rejected, seal_receipt, stored
from tests.connectors.support import HERE, THERE, Province


@pytest.fixture
def opened(province: Province) -> OpenedEnvelope:
    return province.open(province.sealed())


def _open(province: Province, raw: bytes, opened: OpenedEnvelope, by: str = THERE) -> Receipt:
    return open_receipt(raw, province.registry, opened.sha256, by, province.now)


def test_a_stored_receipt_reads_back(province: Province, opened: OpenedEnvelope) -> None:
    receipt = stored(opened, THERE, province.now, 42)

    assert _open(province, seal_receipt(receipt, province.there, province.now), opened) == receipt


def test_a_rejected_receipt_carries_its_reason(province: Province, opened: OpenedEnvelope) -> None:
    receipt = rejected(opened, THERE, province.now, "ID_REUSED")

    assert _open(province, seal_receipt(receipt, province.there, province.now), opened) == receipt


def test_a_receipt_for_another_message_is_refused(province: Province, opened: OpenedEnvelope) -> None:
    other = province.open(province.sealed())
    raw = seal_receipt(stored(other, THERE, province.now, 1), province.there, province.now)

    with pytest.raises(ReceiptRefused, match="RECEIPT_MISMATCH"):
        _open(province, raw, opened)


def test_another_agencys_receipt_is_refused(province: Province, opened: OpenedEnvelope) -> None:
    raw = seal_receipt(stored(opened, HERE, province.now, 1), province.here, province.now)

    with pytest.raises(ReceiptRefused, match="RECEIPT_MISMATCH"):
        _open(province, raw, opened)


def test_a_receipt_signed_with_an_unknown_key_is_refused(province: Province, opened: OpenedEnvelope) -> None:
    impostor = replace(province.stranger, code=THERE)
    raw = seal_receipt(stored(opened, THERE, province.now, 1), impostor, province.now)

    with pytest.raises(ReceiptRefused, match="UNKNOWN_SIGNER"):
        _open(province, raw, opened)


def test_an_envelope_is_not_a_receipt(province: Province, opened: OpenedEnvelope) -> None:
    with pytest.raises(ReceiptRefused, match="SCHEMA_VIOLATION"):
        _open(province, province.sealed(), opened)


def test_a_receipt_says_one_thing_wholly(province: Province, opened: OpenedEnvelope) -> None:
    receipt = stored(opened, THERE, province.now, 1)

    for half in (
        replace(receipt, inbox_no=None),
        replace(receipt, reason="ID_REUSED"),
        replace(receipt, outcome="REJECTED"),
    ):
        with pytest.raises(ReceiptRefused, match="OUTCOME_INCOMPLETE"):
            seal_receipt(half, province.there, province.now)


def test_a_key_seals_only_its_own_agencys_receipts(province: Province, opened: OpenedEnvelope) -> None:
    with pytest.raises(ReceiptRefused, match="SENDER_MISMATCH"):
        seal_receipt(stored(opened, THERE, province.now, 1), province.here, province.now)


def test_a_receipt_in_the_archive_verifies_at_its_own_time(
    province: Province, opened: OpenedEnvelope
) -> None:
    raw = seal_receipt(stored(opened, THERE, province.now, 1), province.there, province.now)
    late = province.now + timedelta(days=5000)

    with pytest.raises(ReceiptRefused, match="CERTIFICATE_EXPIRED"):
        open_receipt(raw, province.registry, opened.sha256, THERE, late)
    assert open_receipt(raw, province.registry, opened.sha256, THERE, province.now).inbox_no == 1

"""Sealing and opening: what goes in comes out, and what must not go in is named."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.errors import EnvelopeRefused
from connectors.lt1 import (
    MAX_BLOB,
    BlobReference,
    check_admissible,
    open_envelope,
    read_message,
    seal,
    signing,
    xml,
)
from tests.connectors.support import HERE, THERE, Province

FILE = BlobReference("c1", "đơn đề nghị.pdf", "application/pdf", "a" * 64, 12, "GT-01")


def test_every_field_of_a_message_survives_the_journey(province: Province) -> None:
    message = province.message(
        sequence=17,
        payload='{"ten":"Trần Thị Bích","xml":"<a>&amp;]]>","dong":"a\\r\\nb","emoji":"🏠"}\r\n\t',
        conversation_id="11111111-2222-3333-4444-555555555555",
        procedure_code="1.012784.H21",
        subject="Cấp phép xây dựng <nhà ở>",
        response_to="66666666-7777-8888-9999-000000000000",
        previous_sha256="b" * 64,
        created_at=province.now.replace(microsecond=123456),
        references=(FILE, BlobReference("c2", "bản vẽ.dwg", "image/vnd.dwg", "c" * 64, 0)),
    )

    opened = province.open(seal(message, province.here, province.now))

    assert opened.message == message


def test_an_rsa_agency_and_an_ec_agency_understand_each_other(province: Province) -> None:
    answer = province.message(sender=THERE, recipient=HERE)

    opened = province.open(seal(answer, province.there, province.now))

    assert opened.message == answer
    assert opened.cert_fingerprint == province.there.fingerprint


def test_an_opened_envelope_names_the_digest_of_its_bytes(province: Province) -> None:
    raw = province.sealed()

    assert province.open(raw).sha256 == hashlib.sha256(raw).hexdigest()


def test_a_key_seals_only_its_own_agencys_messages(province: Province) -> None:
    with pytest.raises(EnvelopeRefused, match="SENDER_MISMATCH"):
        seal(province.message(), province.there, province.now)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"payload": "{"}, "BAD_PAYLOAD"),
        ({"payload": "NaN"}, "BAD_PAYLOAD"),
        ({"payload": "[" * 100_000}, "BAD_PAYLOAD"),
        ({"payload": '"' + "x" * (1 << 20) + '"'}, "TOO_LARGE"),
        ({"message_id": "1"}, "SCHEMA_VIOLATION"),
        ({"message_type": "two words"}, "SCHEMA_VIOLATION"),
        ({"dossier_code": "H21 1"}, "SCHEMA_VIOLATION"),
        ({"dossier_code": "H21.15-1\n"}, "SCHEMA_VIOLATION"),
        ({"recipient": "h21"}, "SCHEMA_VIOLATION"),
        ({"sequence": 0}, "SCHEMA_VIOLATION"),
        ({"subject": ""}, "SCHEMA_VIOLATION"),
        ({"subject": "a\x00b"}, "SCHEMA_VIOLATION"),
        ({"subject": "x" * 501}, "SCHEMA_VIOLATION"),
        ({"references": (replace(FILE, name="../x"),)}, "SCHEMA_VIOLATION"),
        ({"references": (replace(FILE, name="a\x01"),)}, "SCHEMA_VIOLATION"),
        ({"references": (replace(FILE, sha256="A" * 64),)}, "SCHEMA_VIOLATION"),
        ({"references": (replace(FILE, size=-1),)}, "SCHEMA_VIOLATION"),
        (
            {"references": tuple(replace(FILE, content_id=f"c{i}") for i in range(201))},
            "SCHEMA_VIOLATION",
        ),
        ({"references": (FILE, FILE)}, "BAD_MANIFEST"),
        ({"references": (FILE, replace(FILE, content_id="c2", size=13))}, "BAD_MANIFEST"),
        ({"references": (replace(FILE, size=MAX_BLOB + 1),)}, "BAD_MANIFEST"),
    ],
)
def test_what_the_recipient_would_refuse_is_not_sealed(
    province: Province, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(EnvelopeRefused) as refused:
        seal(province.message(**changes), province.here, province.now)

    assert refused.value.code == code


def test_the_largest_attachment_is_still_taken(province: Province) -> None:
    message = province.message(references=(replace(FILE, size=MAX_BLOB),))

    assert province.open(seal(message, province.here, province.now)).message == message


def test_a_message_for_us_and_in_time_is_admitted(province: Province) -> None:
    check_admissible(province.open(province.sealed()), {THERE}, province.now)


def test_a_message_for_another_agency_is_refused_without_a_word_in_its_name(province: Province) -> None:
    opened = province.open(province.sealed(recipient="H21.99"))

    with pytest.raises(EnvelopeRefused, match="WRONG_RECIPIENT") as refused:
        check_admissible(opened, {THERE}, province.now)

    assert not refused.value.is_final


def test_a_message_past_its_expiry_is_refused_for_good(province: Province) -> None:
    opened = province.open(province.sealed(expires_at=province.now))

    with pytest.raises(EnvelopeRefused, match="EXPIRED") as refused:
        check_admissible(opened, {THERE}, province.now)

    assert refused.value.is_final


def test_a_message_from_a_clock_far_ahead_is_refused_for_now(province: Province) -> None:
    """Whose clock is wrong is not known: the sender may try again once it is mended."""
    opened = province.open(province.sealed(created_at=province.now + timedelta(seconds=301)))

    with pytest.raises(EnvelopeRefused, match="FROM_FUTURE") as refused:
        check_admissible(opened, {THERE}, province.now)

    assert not refused.value.is_final


def test_a_clock_five_minutes_ahead_is_forgiven(province: Province) -> None:
    opened = province.open(province.sealed(created_at=province.now + timedelta(seconds=300)))

    check_admissible(opened, {THERE}, province.now)


def test_an_instant_that_is_not_on_the_calendar_is_refused(province: Province) -> None:
    root = xml.parse(province.sealed())
    root.remove(root[-1])
    next(root.iter(xml.tag("CreatedAt"))).text = "2026-02-30T00:00:00Z"
    raw = signing.sign(root, province.here, province.now)

    with pytest.raises(EnvelopeRefused, match="SCHEMA_VIOLATION: instant"):
        open_envelope(raw, province.registry, province.now)


def test_a_stored_envelope_reads_back_without_asking_the_registry(province: Province) -> None:
    message = province.message(references=(FILE,))

    assert read_message(seal(message, province.here, province.now)) == message


def test_a_stored_envelope_that_was_damaged_is_named(province: Province) -> None:
    with pytest.raises(EnvelopeRefused, match="MALFORMED"):
        read_message(province.sealed()[:-1])

"""What an adversary sends. Each attack has one right answer, and is answered quickly."""

import gzip
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from connectors.errors import DocumentRefused, EnvelopeRefused
from connectors.lt1 import PinnedCertificate, Registry, check_admissible, open_envelope, seal, signing, xml
from tests.connectors.support import HERE, THERE, Province, agency, pinned

BOUND_SECONDS = 0.5

SIGNATURE = re.compile(rb"<ds:Signature .*</ds:Signature>", re.DOTALL)


def refusal(province: Province, raw: bytes, registry: Registry | None = None) -> str:
    """The code an envelope is refused with; fails when it is let in, or when saying no takes too much work."""
    started = time.process_time()
    with pytest.raises(EnvelopeRefused) as refused:
        open_envelope(raw, registry or province.registry, province.now)
    assert time.process_time() - started < BOUND_SECONDS
    return refused.value.code


def swapped(raw: bytes, found: bytes, put: bytes) -> bytes:
    assert found in raw
    return raw.replace(found, put)


def parted(raw: bytes) -> tuple[bytes, bytes]:
    """The document without its signature, and the signature."""
    signature = SIGNATURE.search(raw)
    assert signature is not None
    return raw.replace(signature[0], b""), signature[0]


def resigned(province: Province, change: Callable[[etree._Element], None]) -> bytes:
    """An envelope changed and then signed properly: what a member of the exchange itself could send."""
    root = xml.parse(province.sealed())
    root.remove(root[-1])
    change(root)
    return signing.sign(root, province.here, province.now)


# --- tampering -------------------------------------------------------------------------------------------


def test_a_changed_payload_is_refused(province: Province) -> None:
    raw = swapped(province.sealed(payload='{"phi":100}'), b"100", b"900")

    assert refusal(province, raw) == "BAD_SIGNATURE"


def test_a_flipped_signature_value_is_refused(province: Province) -> None:
    raw = re.sub(
        rb"(<ds:SignatureValue>)(.)", lambda m: m[1] + (b"B" if m[2] != b"B" else b"C"), province.sealed()
    )

    assert refusal(province, raw) == "BAD_SIGNATURE"


def test_a_changed_signing_time_is_refused(province: Province) -> None:
    raw = swapped(province.sealed(), b"SigningTime>2026", b"SigningTime>2025")

    assert refusal(province, raw) == "BAD_SIGNATURE"


@pytest.mark.parametrize("value", [b"", b"AAAA", b"%%%"])
def test_a_senseless_signature_value_is_refused(province: Province, value: bytes) -> None:
    raw = re.sub(
        rb"<ds:SignatureValue>[^<]*<", b"<ds:SignatureValue>" + value + b"<", province.sealed(), count=1
    )

    assert refusal(province, raw) == "BAD_SIGNATURE"


@settings(max_examples=150, deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_bit_flipped_anywhere_never_changes_what_is_read(
    province: Province, where: float, bit: int
) -> None:
    """A few bits are free (a prefix, a quote): the document may then still verify, but only as itself."""
    message = province.message(message_id="00000000-0000-4000-8000-000000000000")
    raw = bytearray(seal(message, province.here, province.now))
    raw[int(where * len(raw))] ^= 1 << bit

    try:
        opened = open_envelope(bytes(raw), province.registry, province.now)
    except EnvelopeRefused:
        return
    assert opened.message == message


# --- wrapping and moving signatures ----------------------------------------------------------------------


def forged(inside: bytes) -> bytes:
    return (
        b'<lt:Envelope xmlns:lt="urn:vn:motcua:lienthong:1" version="1.0"><lt:Header><lt:MessageHeader>'
        b"<lt:From><lt:OrganId>H21.15</lt:OrganId></lt:From></lt:MessageHeader></lt:Header>"
        b'<lt:Body><lt:Payload>"EVIL"</lt:Payload>' + inside + b"</lt:Body></lt:Envelope>"
    )


def as_root(raw: bytes, put_last: bytes) -> bytes:
    """The document with something put at the end of its root."""
    before, end, _ = raw.rpartition(b"</lt:Envelope>")
    return before + put_last + end


def test_xsw1_a_signed_document_inside_a_forged_one_is_refused(province: Province) -> None:
    raw = forged(province.sealed())

    assert refusal(province, raw) == "SCHEMA_VIOLATION"
    assert form_refusal(province, raw) == "SIGNATURE_FORM"


def test_xsw2_a_lifted_signature_over_the_document_it_left_is_refused(province: Province) -> None:
    body, signature = parted(province.sealed())
    raw = as_root(forged(body), signature)

    assert refusal(province, raw) == "SCHEMA_VIOLATION"
    assert form_refusal(province, raw) == "BAD_SIGNATURE"


def test_xsw3_a_reference_to_a_part_is_refused(province: Province) -> None:
    raw = swapped(province.sealed(), b'URI=""', b'URI="#x"')

    assert refusal(province, raw) == "SIGNATURE_FORM"


def test_xsw4_a_signed_document_inside_the_signatures_object_is_refused(province: Province) -> None:
    body, signature = parted(province.sealed())
    raw = as_root(swapped(body, b"Nguy", b"Evil"), swapped(signature, b"<ds:Object>", b"<ds:Object>" + body))

    assert refusal(province, raw) == "SIGNATURE_FORM"


def form_refusal(province: Province, raw: bytes) -> str:
    """The code the signature check gives on its own, as if the schema had let the document through."""
    with pytest.raises(DocumentRefused) as refused:
        signing.verify(raw, xml.parse(raw), HERE, province.registry, province.now)
    return refused.value.code


def test_two_signatures_are_refused(province: Province) -> None:
    raw = province.sealed()
    doubled = as_root(parted(raw)[0], parted(raw)[1] * 2)

    assert refusal(province, doubled) == "SCHEMA_VIOLATION"
    assert form_refusal(province, doubled) == "SIGNATURE_FORM"


def test_a_signature_that_is_not_last_is_refused(province: Province) -> None:
    body, signature = parted(province.sealed())
    raw = swapped(body, b"<lt:Body>", signature + b"<lt:Body>")

    assert form_refusal(province, raw) == "SIGNATURE_FORM"


def test_another_documents_signature_is_refused(province: Province) -> None:
    body, _ = parted(province.sealed(payload="1"))
    _, signature = parted(province.sealed(payload="2"))

    assert refusal(province, as_root(body, signature)) == "BAD_SIGNATURE"


def test_no_signature_is_refused(province: Province) -> None:
    assert refusal(province, parted(province.sealed())[0]) == "NO_SIGNATURE"


def test_content_added_to_the_signature_is_refused(province: Province) -> None:
    raw = swapped(province.sealed(), b"</ds:Signature>", b"<ds:Object/></ds:Signature>")

    assert refusal(province, raw) == "SIGNATURE_FORM"


def test_a_second_certificate_is_refused(province: Province) -> None:
    raw = province.sealed()
    certificate = re.search(rb"<ds:X509Certificate>.*?</ds:X509Certificate>", raw, re.DOTALL)
    assert certificate is not None

    assert refusal(province, raw.replace(certificate[0], certificate[0] * 2)) == "SIGNATURE_FORM"


@pytest.mark.parametrize("target", [b"SignXMLCertificate", b"-SignedProperties"])
def test_a_reference_that_misses_its_target_is_refused(province: Province, target: bytes) -> None:
    raw = re.sub(rb'( Id="[^"]*' + target + rb")", rb"\1X", province.sealed())

    assert refusal(province, raw) == "SIGNATURE_FORM"


# --- weaker algorithms -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b"http://www.w3.org/2001/04/xmlenc#sha256", b"http://www.w3.org/2000/09/xmldsig#sha1"),
        (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#hmac-sha256"),
        (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#ecdsa-sha1"),
        (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#none"),
        (b"http://www.w3.org/2006/12/xml-c14n11", b"http://www.w3.org/2001/10/xml-exc-c14n#"),
        (b'Method Algorithm="http://www.w3.org/2006/12/xml-c14n11"', b'Method Algorithm="x"'),
        (
            b'Method Algorithm="http://www.w3.org/2006/12/xml-c14n11"',
            b'Method Algorithm="http://www.w3.org/2006/12/xml-c14n11#WithComments"',
        ),
        (
            b"<ds:Transforms>",
            b'<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
        ),
        (
            b'xml-c14n11"/></ds:Transforms>',
            b'xml-c14n11"><ds:XPath>/*</ds:XPath></ds:Transform></ds:Transforms>',
        ),
    ],
    ids=[
        "sha1-digest",
        "hmac-confusion",
        "sha1-signature",
        "unknown",
        "exclusive-c14n",
        "unknown-c14n",
        "c14n-with-comments",
        "xslt",
        "xpath",
    ],
)
def test_an_algorithm_outside_the_profile_is_refused(province: Province, found: bytes, put: bytes) -> None:
    assert refusal(province, swapped(province.sealed(), found, put)) == "ALGORITHM_FORBIDDEN"


# --- who signed ------------------------------------------------------------------------------------------


def test_an_unregistered_key_of_the_same_name_is_refused(province: Province) -> None:
    raw = seal(province.message(), province.stranger, province.now)

    assert refusal(province, raw) == "UNKNOWN_SIGNER"


def test_another_members_key_under_our_name_is_refused(province: Province) -> None:
    raw = seal(province.message(), replace(province.there, code=HERE), province.now)

    assert refusal(province, raw) == "UNKNOWN_SIGNER"


def test_the_right_certificate_with_another_keys_signature_is_refused(province: Province) -> None:
    mixed = replace(province.stranger, certificate=province.here.certificate)

    assert refusal(province, seal(province.message(), mixed, province.now)) == "BAD_SIGNATURE"


@pytest.mark.parametrize(
    ("window", "code"),
    [
        ({"valid_to": -1}, "CERTIFICATE_EXPIRED"),
        ({"valid_from": 1}, "CERTIFICATE_NOT_YET_VALID"),
        ({"revoked_at": 0}, "CERTIFICATE_REVOKED"),
    ],
)
def test_a_certificate_outside_its_time_is_refused(
    province: Province, window: dict[str, int], code: str
) -> None:
    changes = {name: province.now + timedelta(minutes=minutes) for name, minutes in window.items()}
    pin: PinnedCertificate = pinned(province.here, **changes)
    registry = Registry([agency(HERE, pin), agency(THERE, pinned(province.there))])

    assert refusal(province, province.sealed(), registry) == code


@pytest.mark.parametrize(("days", "code"), [(-2, "CERTIFICATE_NOT_YET_VALID"), (800, "CERTIFICATE_EXPIRED")])
def test_the_certificates_own_dates_are_kept(province: Province, days: int, code: str) -> None:
    with pytest.raises(EnvelopeRefused) as refused:
        open_envelope(province.sealed(), province.registry, province.now + timedelta(days=days))

    assert refused.value.code == code


# --- what a member itself could get wrong ----------------------------------------------------------------


def _name_as_sender(root: etree._Element, code: str) -> None:
    next(root.iter(xml.tag("OrganId"))).text = code


def test_a_member_cannot_sign_for_another(province: Province) -> None:
    assert refusal(province, resigned(province, lambda r: _name_as_sender(r, THERE))) == "UNKNOWN_SIGNER"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Sequence", "0"),
        ("Sequence", " 1"),
        ("Sequence", "9" * 40),
        ("CreatedAt", "2026-11-23"),
        ("CreatedAt", "2026-11-23T24:00:00Z"),
        ("MessageId", "x"),
        ("DossierCode", "a b"),
    ],
)
def test_a_signed_field_outside_the_schema_is_refused(province: Province, path: str, value: str) -> None:
    def change(root: etree._Element) -> None:
        next(root.iter(xml.tag(path))).text = value

    assert refusal(province, resigned(province, change)) == "SCHEMA_VIOLATION"


@pytest.mark.parametrize("payload", ["", "{", "[" * 100_000])
def test_a_signed_payload_that_is_not_json_is_refused_for_good(province: Province, payload: str) -> None:
    def change(root: etree._Element) -> None:
        next(root.iter(xml.tag("Payload"))).text = payload

    assert refusal_on_admission(province, change) == "BAD_PAYLOAD"


def test_a_signed_manifest_with_two_sizes_for_one_file_is_refused_for_good(province: Province) -> None:
    def change(root: etree._Element) -> None:
        for number in ("1", "2"):
            facts = {
                "contentId": number,
                "name": "a",
                "contentType": "a/b",
                "sha256": "a" * 64,
                "size": number,
            }
            etree.SubElement(next(root.iter(xml.tag("Manifest"))), xml.tag("Reference"), facts)

    assert refusal_on_admission(province, change) == "BAD_MANIFEST"


def refusal_on_admission(province: Province, change: Callable[[etree._Element], None]) -> str:
    opened = province.open(resigned(province, change))
    with pytest.raises(EnvelopeRefused) as refused:
        check_admissible(opened, {THERE}, province.now)
    assert refused.value.is_final
    return refused.value.code


def test_an_unknown_element_is_refused_rather_than_passed_over(province: Province) -> None:
    def change(root: etree._Element) -> None:
        etree.SubElement(root[0], xml.tag("Extra"))

    assert refusal(province, resigned(province, change)) == "SCHEMA_VIOLATION"


# --- the parser's door -----------------------------------------------------------------------------------

NESTED = b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "MALFORMED"),
        (b"\x1f\x8b\x08\x00" * 50, "MALFORMED"),
        (gzip.compress(b"<x/>"), "MALFORMED"),
        (b"<x>he\x00lo</x>", "MALFORMED"),
        (b"<x>\xff\xfe</x>", "MALFORMED"),
        (b"<a>" * 300_000, "TOO_LARGE"),
        (b"<a>" * 10_000, "MALFORMED"),
        (b"<x>" + b"<a/>" * 250_000 + b"</x>", "TOO_LARGE"),
        (b"<x>" + b"a" * (2 << 20) + b"</x>", "TOO_LARGE"),
        (b"<x " + b" ".join(b'a%d=""' % i for i in range(90_000)) + b"/>", "SCHEMA_VIOLATION"),
        ('<?xml version="1.0" encoding="UTF-16"?><x/>'.encode("utf-16"), "MALFORMED"),
        ('<?xml version="1.0" encoding="UTF-8"?><x/>'.encode("utf-16"), "MALFORMED"),
        ("<x/>".encode("utf-16-le"), "MALFORMED"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><x/>', "MALFORMED"),
        (b'<?xml version="1.0" encoding="UTF-7"?><x/>', "MALFORMED"),
        (b"<!DOCTYPE x><x/>", "DTD_FORBIDDEN"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "DTD_FORBIDDEN"),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>', "DTD_FORBIDDEN"),
        (b'<!DOCTYPE x [<!ENTITY a0 "ha">' + NESTED + b"]><x>&a9;</x>", "DTD_FORBIDDEN"),
        (
            b'<!DOCTYPE x [<!ENTITY a "%s">]><x>' % (b"A" * 50_000) + b"&a;" * 5_000 + b"</x>",
            "DTD_FORBIDDEN",
        ),
        (b"<x/>", "SCHEMA_VIOLATION"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_xml_that_is_not_ours_stops_at_the_door(province: Province, raw: bytes, code: str) -> None:
    assert refusal(province, raw) == code


@pytest.mark.parametrize("inserted", [b"<!--x-->", b"<?x y?>"])
@pytest.mark.parametrize("at", [b"<lt:Envelope ", b"21.15<", b"Nguy", b"</ds:SignedInfo>"])
def test_a_comment_or_instruction_is_refused_wherever_it_stands(
    province: Province, inserted: bytes, at: bytes
) -> None:
    """Before `<`: inside the text. A comment leaves the signature valid but splits the text for a naive reader."""
    split = at.replace(b"<", inserted + b"<") if b"<" in at else inserted + at
    raw = province.sealed()
    assert at in raw

    assert refusal(province, raw.replace(at, split, 1)) == "COMMENT_OR_PI_FORBIDDEN"


def test_a_comment_after_the_root_is_refused(province: Province) -> None:
    assert refusal(province, province.sealed() + b"<!--x-->") == "COMMENT_OR_PI_FORBIDDEN"


def test_a_truncated_envelope_is_refused(province: Province) -> None:
    raw = province.sealed()

    assert refusal(province, raw[: len(raw) // 2]) == "MALFORMED"


def test_a_refusal_does_not_repeat_what_was_sent(province: Province) -> None:
    secret = "Nguyen Van Bi Mat"
    for raw in (
        f"<{secret}".encode(),
        f'<x a="{secret}"/>'.encode(),
        swapped(province.sealed(subject=secret), b"<lt:Sequence>1", f"<lt:Sequence>{secret}".encode()),
    ):
        with pytest.raises(EnvelopeRefused) as refused:
            open_envelope(raw, province.registry, province.now)
        assert secret not in str(refused.value)

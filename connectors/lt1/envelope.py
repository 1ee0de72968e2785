"""The envelope: one dossier message from one agency to another, sealed once, opened with care."""

import hashlib
import json
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from lxml import etree

from connectors.errors import DocumentRefused, EnvelopeRefused
from connectors.lt1 import signing, xml
from connectors.lt1.keys import AgencyKey
from connectors.lt1.registry import Registry
from connectors.lt1.xml import tag

VERSION = "1.0"
TEST = "TEST"
"""A message type that travels the whole way and stops before the business handler: the monitoring probe."""

MAX_BLOB = 10 << 20
MAX_BLOBS = 200
CLOCK_SKEW = timedelta(seconds=300)


@dataclass(frozen=True)
class BlobReference:
    """An attachment the envelope names. sha256: lower-case hex; size in bytes; name: without a path."""

    content_id: str
    name: str
    content_type: str
    sha256: str
    size: int
    document_code: str | None = None


@dataclass(frozen=True)
class Message:
    """What one agency tells another about one dossier.

    message_id, conversation_id, response_to: UUIDs. sequence: 1, 2, 3 … without gaps per (sender, recipient,
    dossier). payload: JSON text. previous_sha256: of the envelope with sequence − 1.
    """

    message_id: str
    message_type: str
    sender: str
    recipient: str
    dossier_code: str
    sequence: int
    payload: str
    created_at: datetime
    expires_at: datetime
    conversation_id: str | None = None
    procedure_code: str | None = None
    subject: str | None = None
    response_to: str | None = None
    previous_sha256: str | None = None
    references: tuple[BlobReference, ...] = ()


@dataclass(frozen=True)
class OpenedEnvelope:
    """An envelope whose signature verified. sha256: of its bytes, which is what a receipt answers to."""

    message: Message
    sha256: str
    cert_fingerprint: str


def seal(message: Message, key: AgencyKey, now: datetime) -> bytes:
    """The signed envelope. These bytes are the message: store them, send them, never make them again.

    Raises EnvelopeRefused for what the recipient would refuse: SENDER_MISMATCH, BAD_PAYLOAD, BAD_MANIFEST,
    SCHEMA_VIOLATION, TOO_LARGE.
    """
    try:
        if key.code != message.sender:
            raise DocumentRefused("SENDER_MISMATCH")
        _check_content(message)
        root = _build(message)
        xml.validate(root, "Envelope")
        raw = signing.sign(root, key, now)
    except DocumentRefused as refusal:
        raise EnvelopeRefused(refusal.code, refusal.detail) from refusal
    if len(raw) > xml.MAX_DOCUMENT:
        raise EnvelopeRefused("TOO_LARGE")
    return raw


def open_envelope(raw: bytes, registry: Registry, now: datetime) -> OpenedEnvelope:
    """Verify an envelope and read what was signed. Whether it is ours and in time is `check_admissible`'s.

    Raises EnvelopeRefused: the codes of `xml.parse`, `xml.validate` and `signing.verify`, SENDER_MISMATCH.
    """
    try:
        root = xml.parse(raw)
        xml.validate(root, "Envelope")
        sender = _text(root, _FROM)
        signed = signing.verify(raw, root, sender, registry, now)
        message = _read(signed.element)
        if message.sender != sender:
            raise DocumentRefused("SENDER_MISMATCH")
    except DocumentRefused as refusal:
        raise EnvelopeRefused(refusal.code, refusal.detail) from refusal
    return OpenedEnvelope(message, hashlib.sha256(raw).hexdigest(), signed.cert_fingerprint)


def read_message(raw: bytes) -> Message:
    """The message of an envelope that was verified when it was stored: nothing is verified again.

    Raises EnvelopeRefused when the bytes are no envelope any more.
    """
    try:
        root = xml.parse(raw)
        xml.validate(root, "Envelope")
        return _read(root)
    except DocumentRefused as refusal:
        raise EnvelopeRefused(refusal.code, refusal.detail) from refusal


def check_admissible(opened: OpenedEnvelope, recipients: Container[str], now: datetime) -> None:
    """Check that a message seen for the first time is for us, in time, and can be read.

    recipients: the agencies whose node this is. Not asked again for a message we already hold: its stored
    receipt is answered however late the twin comes. Raises EnvelopeRefused: EXPIRED, BAD_PAYLOAD, BAD_MANIFEST
    (final), WRONG_RECIPIENT (nobody here may sign for another agency), FROM_FUTURE (a clock is wrong).
    """
    message = opened.message
    if message.recipient not in recipients:
        raise EnvelopeRefused("WRONG_RECIPIENT")
    if message.created_at > now + CLOCK_SKEW:
        raise EnvelopeRefused("FROM_FUTURE")
    if message.expires_at <= now:
        raise EnvelopeRefused("EXPIRED")
    try:
        _check_content(message)
    except DocumentRefused as refusal:
        raise EnvelopeRefused(refusal.code, refusal.detail) from refusal


def instant_text(instant: datetime) -> str:
    """An instant as the protocol writes it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(text: str) -> datetime:
    """The instant a validated text names. Raises DocumentRefused for the 30th of February."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise DocumentRefused("SCHEMA_VIOLATION", "instant") from error


_HEADER = f"{tag('Header')}/{tag('MessageHeader')}"
_FROM = f"{_HEADER}/{tag('From')}/{tag('OrganId')}"


def _build(message: Message) -> etree._Element:
    root = etree.Element(tag("Envelope"), {"version": VERSION}, nsmap={"lt": xml.NS})
    header = etree.SubElement(etree.SubElement(root, tag("Header")), tag("MessageHeader"))
    for name, value in _header_fields(message):
        node = etree.SubElement(header, tag(name))
        if name in ("From", "To"):
            node = etree.SubElement(node, tag("OrganId"))
        _set_text(node, value)
    body = etree.SubElement(root, tag("Body"))
    _set_text(etree.SubElement(body, tag("Payload")), message.payload)
    manifest = etree.SubElement(body, tag("Manifest"))
    for reference in message.references:
        etree.SubElement(manifest, tag("Reference"), _attributes(reference))
    return root


def _header_fields(message: Message) -> Iterable[tuple[str, str]]:
    fields = (
        ("MessageId", message.message_id),
        ("MessageType", message.message_type),
        ("From", message.sender),
        ("To", message.recipient),
        ("DossierCode", message.dossier_code),
        ("Sequence", str(message.sequence)),
        ("PrevEnvelopeSha256", message.previous_sha256),
        ("ConversationId", message.conversation_id),
        ("ProcedureCode", message.procedure_code),
        ("Subject", message.subject),
        ("ResponseFor", message.response_to),
        ("CreatedAt", instant_text(message.created_at)),
        ("ExpiresAt", instant_text(message.expires_at)),
    )
    return ((name, value) for name, value in fields if value is not None)


def _attributes(reference: BlobReference) -> dict[str, str]:
    attributes = {
        "contentId": reference.content_id,
        "name": reference.name,
        "contentType": reference.content_type,
        "sha256": reference.sha256,
        "size": str(reference.size),
    }
    if reference.document_code is not None:
        attributes["documentCode"] = reference.document_code
    if any(_NOT_XML.search(value) for value in attributes.values()):
        raise DocumentRefused("SCHEMA_VIOLATION", "Reference")
    return attributes


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _set_text(node: etree._Element, value: str) -> None:
    if _NOT_XML.search(value):
        raise DocumentRefused("SCHEMA_VIOLATION", str(etree.QName(node).localname))
    node.text = value


def _read(root: etree._Element) -> Message:
    def field(name: str) -> str | None:
        return root.findtext(f"{_HEADER}/{tag(name)}")

    return Message(
        message_id=_text(root, f"{_HEADER}/{tag('MessageId')}"),
        message_type=_text(root, f"{_HEADER}/{tag('MessageType')}"),
        sender=_text(root, _FROM),
        recipient=_text(root, f"{_HEADER}/{tag('To')}/{tag('OrganId')}"),
        dossier_code=_text(root, f"{_HEADER}/{tag('DossierCode')}"),
        sequence=int(_text(root, f"{_HEADER}/{tag('Sequence')}")),
        payload=_text(root, f"{tag('Body')}/{tag('Payload')}"),
        created_at=read_instant(_text(root, f"{_HEADER}/{tag('CreatedAt')}")),
        expires_at=read_instant(_text(root, f"{_HEADER}/{tag('ExpiresAt')}")),
        conversation_id=field("ConversationId"),
        procedure_code=field("ProcedureCode"),
        subject=field("Subject"),
        response_to=field("ResponseFor"),
        previous_sha256=field("PrevEnvelopeSha256"),
        references=tuple(_read_reference(node) for node in root.iter(tag("Reference"))),
    )


def _read_reference(node: etree._Element) -> BlobReference:
    return BlobReference(
        content_id=node.get("contentId", ""),
        name=node.get("name", ""),
        content_type=node.get("contentType", ""),
        sha256=node.get("sha256", ""),
        size=int(node.get("size", "")),
        document_code=node.get("documentCode"),
    )


def _text(root: etree._Element, path: str) -> str:
    return root.findtext(path) or ""


def _check_content(message: Message) -> None:
    """What the schema cannot say. Raises DocumentRefused BAD_PAYLOAD, BAD_MANIFEST."""
    try:
        orjson.loads(message.payload)
    except (json.JSONDecodeError, ValueError) as error:
        raise DocumentRefused("BAD_PAYLOAD", "not JSON") from error
    references = message.references
    if len({r.content_id for r in references}) != len(references):
        raise DocumentRefused("BAD_MANIFEST", "a contentId twice")
    if len({(r.sha256, r.size) for r in references}) != len({r.sha256 for r in references}):
        raise DocumentRefused("BAD_MANIFEST", "one digest, two sizes")
    if any(r.size > MAX_BLOB for r in references):
        raise DocumentRefused("BAD_MANIFEST", "an attachment too large")

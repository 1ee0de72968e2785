"""The receipt: the recipient's signed word about exactly these bytes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lxml import etree

from connectors.errors import DocumentRefused, ReceiptRefused
from connectors.lt1 import signing, xml
from connectors.lt1.envelope import VERSION, OpenedEnvelope, instant_text, read_instant
from connectors.lt1.keys import AgencyKey
from connectors.lt1.registry import Registry
from connectors.lt1.xml import tag

ReceiptOutcome = Literal["STORED", "REJECTED"]


@dataclass(frozen=True)
class Receipt:
    """STORED: I hold it durably, it is mine, it verifies. REJECTED: I shall never take it, for this reason.

    inbox_no: the row that holds it, with STORED. reason: stable code, with REJECTED.
    """

    by: str
    message_id: str
    sender: str
    dossier_code: str
    envelope_sha256: str
    received_at: datetime
    outcome: ReceiptOutcome
    inbox_no: int | None = None
    reason: str | None = None


def stored(opened: OpenedEnvelope, by: str, received_at: datetime, inbox_no: int) -> Receipt:
    """The receipt for a message now held in row `inbox_no`. It may leave only after the commit."""
    return _about(opened, by, received_at, "STORED", inbox_no=inbox_no)


def rejected(opened: OpenedEnvelope, by: str, received_at: datetime, reason: str) -> Receipt:
    """The receipt that stops the sender for good."""
    return _about(opened, by, received_at, "REJECTED", reason=reason)


def _about(
    opened: OpenedEnvelope,
    by: str,
    received_at: datetime,
    outcome: ReceiptOutcome,
    *,
    inbox_no: int | None = None,
    reason: str | None = None,
) -> Receipt:
    message = opened.message
    return Receipt(
        by=by,
        message_id=message.message_id,
        sender=message.sender,
        dossier_code=message.dossier_code,
        envelope_sha256=opened.sha256,
        received_at=received_at,
        outcome=outcome,
        inbox_no=inbox_no,
        reason=reason,
    )


def seal_receipt(receipt: Receipt, key: AgencyKey, now: datetime) -> bytes:
    """The signed receipt. Store the bytes: a duplicate is answered with these same ones.

    Raises ReceiptRefused: SENDER_MISMATCH (another agency's key), SCHEMA_VIOLATION, OUTCOME_INCOMPLETE.
    """
    try:
        if key.code != receipt.by:
            raise DocumentRefused("SENDER_MISMATCH")
        _check_outcome(receipt)
        root = _build(receipt)
        xml.validate(root, "Receipt")
    except DocumentRefused as refusal:
        raise ReceiptRefused(refusal.code, refusal.detail) from refusal
    return signing.sign(root, key, now)


def open_receipt(
    raw: bytes, registry: Registry, expected_sha256: str, expected_by: str, now: datetime
) -> Receipt:
    """Verify that `expected_by` signed a receipt over exactly the envelope with that SHA-256.

    Raises ReceiptRefused: the codes of `xml.parse`, `xml.validate` and `signing.verify`, RECEIPT_MISMATCH
    (another agency's, or for other bytes), OUTCOME_INCOMPLETE.
    """
    try:
        root = xml.parse(raw)
        xml.validate(root, "Receipt")
        if _text(root, "By") != expected_by:
            raise DocumentRefused("RECEIPT_MISMATCH", "By")
        receipt = _read(signing.verify(raw, root, expected_by, registry, now).element)
        if receipt.by != expected_by or receipt.envelope_sha256 != expected_sha256:
            raise DocumentRefused("RECEIPT_MISMATCH")
        _check_outcome(receipt)
    except DocumentRefused as refusal:
        raise ReceiptRefused(refusal.code, refusal.detail) from refusal
    return receipt


def _check_outcome(receipt: Receipt) -> None:
    complete = {
        "STORED": receipt.inbox_no is not None and receipt.reason is None,
        "REJECTED": receipt.reason is not None and receipt.inbox_no is None,
    }
    if not complete[receipt.outcome]:
        raise DocumentRefused("OUTCOME_INCOMPLETE")


def _build(receipt: Receipt) -> etree._Element:
    root = etree.Element(tag("Receipt"), {"version": VERSION}, nsmap={"lt": xml.NS})
    fields = (
        ("By", receipt.by),
        ("MessageId", receipt.message_id),
        ("RefFrom", receipt.sender),
        ("DossierCode", receipt.dossier_code),
        ("EnvelopeSha256", receipt.envelope_sha256),
        ("ReceivedAt", instant_text(receipt.received_at)),
        ("InboxNo", None if receipt.inbox_no is None else str(receipt.inbox_no)),
        ("Outcome", receipt.outcome),
        ("Reason", receipt.reason),
    )
    for name, value in fields:
        if value is not None:
            etree.SubElement(root, tag(name)).text = value
    return root


def _read(root: etree._Element) -> Receipt:
    inbox_no = root.findtext(tag("InboxNo"))
    return Receipt(
        by=_text(root, "By"),
        message_id=_text(root, "MessageId"),
        sender=_text(root, "RefFrom"),
        dossier_code=_text(root, "DossierCode"),
        envelope_sha256=_text(root, "EnvelopeSha256"),
        received_at=read_instant(_text(root, "ReceivedAt")),
        outcome="STORED" if _text(root, "Outcome") == "STORED" else "REJECTED",
        inbox_no=int(inbox_no) if inbox_no is not None else None,
        reason=root.findtext(tag("Reason")),
    )


def _text(root: etree._Element, name: str) -> str:
    return root.findtext(tag(name)) or ""

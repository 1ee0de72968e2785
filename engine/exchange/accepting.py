"""What other nodes send: verified, stored and receipted in one commit. A twin gets the very same receipt."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError

from connectors import lt1
from connectors.errors import EnvelopeRefused
from engine import clock, mail, store
from engine.errors import Unavailable
from engine.exchange.identity import Identity
from engine.store.blobs import BlobDigestMismatch, BlobTooLarge, DiskFull

log = structlog.get_logger()

_XML, _JSON = "application/xml", "application/json"
_STATUSES = {"TOO_LARGE": 413, "WRONG_RECIPIENT": 421}
_RACES = 3


class TwinsCollided(Unavailable):
    """The same message arrived several times at once; send it again."""

    code = "twins_collided"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say to the other node."""

    status: int
    body: bytes
    content_type: str


class _TwinArrived(Exception):
    """The same message was stored by another request in between: look again."""


def accept(identity: Identity, raw: bytes) -> Answer:
    """Take a POSTed envelope.

    200 with a signed receipt: held durably, or refused for good. 202: held, files are missing. Anything else is
    unsigned and means "not yet" to the sender. Raises TwinsCollided.
    """
    now = clock.now()
    try:
        opened = lt1.open_envelope(raw, identity.registry, now)
        if opened.message.recipient not in identity.keys:
            raise EnvelopeRefused("WRONG_RECIPIENT")
    except EnvelopeRefused as refusal:
        # Not kept as evidence: whoever sent it is unknown, and must not be able to fill the disk.
        log.warning("envelope_refused", code=refusal.code, detail=refusal.detail, size=len(raw))
        return _refusal(refusal.code)
    for _ in range(_RACES):
        try:
            with store.transaction():
                return _take(identity, opened, raw, now)
        except (IntegrityError, _TwinArrived):
            log.info("twins_collided", message_id=opened.message.message_id)
    raise TwinsCollided(opened.message.message_id)


def _take(identity: Identity, opened: lt1.OpenedEnvelope, raw: bytes, now: datetime) -> Answer:
    message = opened.message
    known = mail.find(message.sender, message.message_id)
    try:
        if known is None:
            _check_new(identity, opened, now)
            known = mail.stage(_facts(opened, raw))
        elif known.env_sha256 != opened.sha256:
            raise EnvelopeRefused("ID_REUSED")
    except EnvelopeRefused as refusal:
        return _reject(identity, opened, refusal, now)
    if known.receipt is not None:
        return Answer(200, known.receipt, _XML)
    missing = _missing(message)
    if missing:
        return Answer(202, json.dumps({"missing": missing}).encode(), _JSON)
    return _receive(identity, opened, known, now)


def _check_new(identity: Identity, opened: lt1.OpenedEnvelope, now: datetime) -> None:
    lt1.check_admissible(opened, identity.keys, now)
    message = opened.message
    holder = mail.holder_of_sequence(
        message.sender, message.recipient, message.dossier_code, message.sequence
    )
    if holder == message.message_id:
        # A twin was committed since we looked for it: refusing now would block a message that is safely here.
        raise _TwinArrived
    if holder is not None:
        raise EnvelopeRefused("SEQUENCE_REUSED")


def _facts(opened: lt1.OpenedEnvelope, raw: bytes) -> dict[str, object]:
    message = opened.message
    return {
        "sender": message.sender,
        "recipient": message.recipient,
        "message_id": message.message_id,
        "env_sha256": opened.sha256,
        "dossier": message.dossier_code,
        "seq": message.sequence,
        "mtype": message.message_type,
        "envelope": raw,
        "cert_fp": opened.cert_fingerprint,
    }


def _missing(message: lt1.Message) -> list[str]:
    blobs = store.current().blobs
    wanted = dict.fromkeys(r.sha256 for r in message.references if not blobs.has(r.sha256, r.size))
    return list(wanted)


def _receive(identity: Identity, opened: lt1.OpenedEnvelope, row: mail.Incoming, now: datetime) -> Answer:
    message = opened.message
    receipt = lt1.stored(opened, message.recipient, now, row.no)
    signed = lt1.seal_receipt(receipt, identity.keys[message.recipient], now)
    if not mail.receive(row.no, signed):
        twin = mail.find(message.sender, message.message_id)
        if twin is None or twin.receipt is None:
            raise TwinsCollided(message.message_id)
        return Answer(200, twin.receipt, _XML)
    _keep("received", opened, signed)
    store.after_commit(mail.ring)
    return Answer(200, signed, _XML)


def _reject(
    identity: Identity, opened: lt1.OpenedEnvelope, refusal: EnvelopeRefused, now: datetime
) -> Answer:
    log.warning(
        "message_refused",
        code=refusal.code,
        peer=opened.message.sender,
        message_id=opened.message.message_id,
        dossier=opened.message.dossier_code,
    )
    if not refusal.is_final:
        return _refusal(refusal.code)
    recipient = opened.message.recipient
    signed = lt1.seal_receipt(
        lt1.rejected(opened, recipient, now, refusal.code), identity.keys[recipient], now
    )
    _keep("rejected", opened, signed)
    return Answer(200, signed, _XML)


def _keep(kind: str, opened: lt1.OpenedEnvelope, receipt: bytes) -> None:
    message = opened.message
    mail.keep_evidence(
        kind, peer=message.sender, message_id=message.message_id, sha256=opened.sha256, doc=receipt
    )


def _refusal(code: str) -> Answer:
    return _error(_STATUSES.get(code, 422), code)


def _error(status: int, code: str) -> Answer:
    """An unsigned word: the sender takes it for "not yet". It never repeats what was sent."""
    return Answer(status, json.dumps({"error": code}).encode(), _JSON)


def take_blob(message_id: str, sha256: str, chunks: Iterable[bytes]) -> Answer:
    """Take a file that a staged, hence verified, message has announced; never more bytes than announced."""
    row = mail.staged(message_id)
    references = () if row is None else lt1.read_message(row.envelope).references
    announced = next((r for r in references if r.sha256 == sha256), None)
    if announced is None:
        return _error(404, "NOT_ANNOUNCED")
    expected = store.StoredBlob(announced.sha256, announced.size)
    try:
        store.current().blobs.put(chunks, limit=announced.size, expect=expected)
    except BlobTooLarge:
        return _error(413, "TOO_LARGE")
    except BlobDigestMismatch:
        return _error(422, "DIGEST_MISMATCH")
    except DiskFull:
        log.error("disk_full", message_id=message_id)
        return _error(507, "DISK_FULL")
    return Answer(204, b"", _JSON)


def stored_receipt(sender: str, message_id: str) -> Answer:
    """The receipt given for a message, for a sender that lost it."""
    row = mail.find(sender, message_id)
    if row is None or row.receipt is None:
        return _error(404, "NO_RECEIPT")
    return Answer(200, row.receipt, _XML)


def health(identity: Identity) -> Answer:
    """Protocol version, agencies, this node's clock and how much waits: for the monitoring of the others."""
    facts = {
        "version": lt1.VERSION,
        "agencies": sorted(identity.keys),
        "now": clock.now().isoformat(),
        "outbox": mail.depth(),
        "inbox": mail.inbox_depth(),
    }
    return Answer(200, json.dumps(facts).encode(), _JSON)

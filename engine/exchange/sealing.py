"""Drafts become signed envelopes, once. The signature is made outside the business transaction."""

import hashlib
import re

import orjson
import structlog

from connectors import lt1
from connectors.errors import EnvelopeRefused
from engine import clock, mail
from engine.exchange.identity import Identity

log = structlog.get_logger()

_CONTENT_TYPE = re.compile(r"[0-9a-z.+\-]{1,60}/[0-9a-z.+\-]{1,80}")


def seal_drafts(identity: Identity, limit: int = 50) -> int:
    """Sign what waits for a signature. Answers how many drafts were settled.

    A draft that no recipient could accept (too large, say) is blocked for a person to see. Safe to run twice at
    once: the first signature kept counts.
    """
    rows = mail.drafts(limit)
    for row in rows:
        try:
            envelope = lt1.seal(_message(row), identity.keys[row.sender], clock.now())
        except EnvelopeRefused as refusal:
            log.error("message_not_sealed", message_id=row.message_id, dossier=row.dossier, code=refusal.code)
            mail.block(row, None, refusal.code)
        else:
            mail.seal(row.id, envelope, hashlib.sha256(envelope).hexdigest())
    return len(rows)


def _message(row: mail.Outgoing) -> lt1.Message:
    return lt1.Message(
        message_id=row.message_id,
        message_type=row.mtype,
        sender=row.sender,
        recipient=row.dest,
        dossier_code=row.dossier,
        sequence=row.seq,
        payload=orjson.dumps(row.payload).decode(),
        created_at=row.created_at,
        expires_at=row.expires_at,
        procedure_code=row.procedure_code,
        subject=" ".join((row.subject or "").split())[:500] or None,
        references=tuple(map(_reference, row.refs)),
    )


def _reference(attachment: mail.Attachment) -> lt1.BlobReference:
    """Names and types come from people's computers: what the protocol cannot carry is replaced."""
    name = re.sub(r"[/\\\x00-\x1f]", "_", attachment.name)[-255:] or "_"
    declared = attachment.content_type.partition(";")[0].strip().lower()
    return lt1.BlobReference(
        content_id=attachment.file_id,
        name=name,
        content_type=declared if _CONTENT_TYPE.fullmatch(declared) else "application/octet-stream",
        sha256=attachment.sha256,
        size=attachment.size,
    )

"""The routes of LT/1. Callers are known by the signatures in what they send, never by a session."""

from collections.abc import Iterator

from flask import Blueprint, Response, request

from engine import exchange
from webui.audiences import audience
from webui.nodes import current_node

blueprint = Blueprint("exchange", __name__, url_prefix="/lt/v1")

ENVELOPE_LIMIT = 2 * 1024 * 1024
"""Bytes read of an envelope; the engine's own limit is smaller and answers in the protocol's words."""
_CHUNK = 1 << 18


@blueprint.post("/messages")
@audience("peer")
def take_message() -> Response:
    """A signed envelope in, a signed receipt (or what is still missing) out."""
    raw = request.stream.read(ENVELOPE_LIMIT)
    return _response(exchange.accept(current_node().identity, raw))


@blueprint.put("/messages/<message_id>/blobs/<sha256>")
@audience("peer")
def take_blob(message_id: str, sha256: str) -> Response:
    """The bytes of an announced file, streamed to disk."""
    # the announcement in the signed envelope says how large it may be; pages' limit is not for files of agencies
    request.max_content_length = None
    return _response(exchange.take_blob(message_id, sha256, _chunks()))


@blueprint.get("/receipts/<sender>/<message_id>")
@audience("peer")
def receipt(sender: str, message_id: str) -> Response:
    """The receipt that was given for a message, byte for byte."""
    return _response(exchange.stored_receipt(sender, message_id))


@blueprint.get("/health")
@audience("peer")
def health() -> Response:
    """Protocol versions, this node's clock, how much waits."""
    return _response(exchange.health(current_node().identity))


def _chunks() -> Iterator[bytes]:
    while chunk := request.stream.read(_CHUNK):
        yield chunk


def _response(answer: exchange.Answer) -> Response:
    return Response(answer.body, status=answer.status, content_type=answer.content_type)

"""Messages in: applied in order within their dossier, each with its effect in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import orjson
import structlog

from connectors import lt1
from engine import clock, dossier, mail, store
from engine.errors import InvalidInput
from engine.exchange.witnessing import HEAD, take_head

log = structlog.get_logger()

Handler = Callable[[mail.Incoming, Mapping[str, Any], Sequence[mail.Attachment]], None]
"""Gives a message its effect, in the transaction that marks it applied.

Raises mail.NotYetWaited to be asked again later; anything else counts as a failed try.
"""

TRIES = 5
_BACKOFF = tuple(timedelta(seconds=s) for s in (5, 15, 60, 300, 900))
_SHORTEST_WAIT, _LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)


class UnknownMessageType(InvalidInput):
    """No handler for messages of this type."""

    code = "unknown_message_type"


def _no_effect(
    _row: mail.Incoming, _payload: Mapping[str, Any], _attachments: Sequence[mail.Attachment]
) -> None:
    """A monitoring probe ends here."""


HANDLERS: Mapping[str, Handler] = {
    "PROCESS_MESSAGE": dossier.take_transfer,
    "STATUS": dossier.take_status,
    HEAD: take_head,
    lt1.TEST: _no_effect,
}


def apply_received(budget: int = 200, handlers: Mapping[str, Handler] = HANDLERS) -> int:
    """Apply up to `budget` messages that are next in their dossier. Answers how many took effect.

    One broken message stops only its own dossier: after several tries it is parked for a person.
    """
    done = 0
    while done < budget:
        # Applying one makes its successor applicable: look again until a whole round yields nothing.
        applied = sum(_apply(row, handlers) for row in mail.applicable(min(50, budget - done)))
        if not applied:
            break
        done += applied
    return done


def _apply(row: mail.Incoming, handlers: Mapping[str, Handler]) -> bool:
    try:
        with store.transaction():
            if not mail.lock(row):
                return False
            _give_effect(row, handlers)
            mail.applied(row)
        return True
    except mail.NotYetWaited:
        mail.wait(row, _patience(row))
    except Exception as error:  # noqa: BLE001 - a sweep: the others must get their turn, the log names the broken one
        parked = row.tries + 1 >= TRIES
        log.exception("message_failed", no=row.no, dossier=row.dossier, peer=row.sender, parked=parked)
        reason = getattr(error, "code", type(error).__name__)
        mail.try_later(row, str(reason), _BACKOFF[min(row.tries, len(_BACKOFF) - 1)], park=parked)
    return False


def _give_effect(row: mail.Incoming, handlers: Mapping[str, Handler]) -> None:
    handler = handlers.get(row.mtype)
    if handler is None:
        raise UnknownMessageType(type=row.mtype)
    message = lt1.read_message(row.envelope)
    attachments = tuple(
        mail.Attachment(r.content_id, r.name, r.content_type, r.sha256, r.size) for r in message.references
    )
    handler(row, orjson.loads(message.payload), attachments)


def _patience(row: mail.Incoming) -> timedelta:
    """An early message is usually early by moments; the longer it has waited, the less often it is looked at."""
    waited = clock.now() - (row.received_at or clock.now())
    return min(max(waited / 10, _SHORTEST_WAIT), _LONGEST_WAIT)

"""Where an agency's history ends is told to the portal, signed and receipted as any message: an anchor out of reach."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from engine import clock, history, mail, store

HEAD = "HISTORY"
"""Type of the message, and in place of a dossier code what it is about: numbered by itself, it delays no dossier."""
EVERY = timedelta(hours=4)


def tell_heads() -> int:
    """Put out the heads that have moved, every few hours. Answers how many."""
    portal = store.current().profile.portal
    if portal is None:
        return 0
    with store.transaction():
        heads = history.take_untold(EVERY)
        for head in heads:
            payload = {"seq": head.seq, "hash": head.hash, "at": clock.now().isoformat()}
            mail.put_out(head.agency, portal, HEAD, HEAD, payload)
    return len(heads)


def take_head(
    row: mail.Incoming, payload: Mapping[str, Any], _attachments: Sequence[mail.Attachment] = ()
) -> None:
    """On the portal: keep what an agency says of its history, in the transaction that applies the message."""
    head = history.Head(row.sender, int(payload["seq"]), str(payload["hash"]))
    history.keep_witness(head, datetime.fromisoformat(payload["at"]))

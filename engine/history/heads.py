"""Where each chain ended, remembered outside of the database: in a file beside it, and at the portal."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import select

from engine import clock, store
from engine.history.tables import history_head, history_witness
from engine.history.verifier import Head

FOLDER = "history"
"""Folder in a node's home with the heads of its chains, a file each."""

log = structlog.get_logger()

_H, _W = history_head.c, history_witness.c


def head_of(agency_code: str) -> Head | None:
    """Where an agency's chain ends; None before its first event."""
    query = select(_H.agency_code, _H.seq, _H.hash).where(_H.agency_code == agency_code, _H.seq > 0)
    with store.reading() as link:
        row = link.execute(query).first()
    return None if row is None else Head._make(row)


def heads_file(home: Path, agency_code: str) -> Path:
    """Where a node keeps the heads of an agency's chain, one a line, outside of the database."""
    return home / FOLDER / f"{agency_code}.jsonl"


def head_line(head: Head, at: datetime) -> str:
    """A head as the verifier reads it: one JSON object."""
    return json.dumps({**head._asdict(), "at": at.isoformat()})


def keep_head(head: Head, at: datetime) -> None:
    """Remember a head outside of the database: what is cut off or hashed anew later is found by it."""
    place = heads_file(store.current().settings.home, head.agency)
    line = head_line(head, at) + "\n"
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        # one short write in append mode: lines of several processes do not mix
        with place.open("a", encoding="ascii") as file:
            file.write(line)
    except OSError as error:
        # the events have their place; the next head says all that this one would have said
        log.error("history_head_not_kept", agency=head.agency, seq=head.seq, error=str(error))


def take_untold(every: timedelta) -> tuple[Head, ...]:
    """The heads that have moved and that nobody was told of for a while: the caller's transaction tells them."""
    now = clock.now()
    due = (_H.told_seq < _H.seq, _H.told_at <= now - every)
    with store.reading() as link:
        if link.execute(select(_H.agency_code).where(*due).limit(1)).first() is None:
            return ()
    with store.transaction() as link:
        told = link.execute(
            history_head.update()
            .where(*due)
            .values(told_seq=_H.seq, told_at=now)
            .returning(_H.agency_code, _H.seq, _H.hash)
        )
        return tuple(map(Head._make, told))


def keep_witness(head: Head, told_at: datetime) -> None:
    """Remember what an agency told of its history. Telling it again is no news."""
    link = store.connection()
    same = (_W.agency_code == head.agency, _W.seq == head.seq, _W.hash == head.hash)
    if link.execute(select(_W.seq).where(*same)).first() is None:
        row = {"agency_code": head.agency, "seq": head.seq, "hash": head.hash}
        link.execute(history_witness.insert(), {**row, "told_at": told_at, "kept_at": clock.now()})


def witnessed(agency_code: str) -> tuple[tuple[Head, datetime], ...]:
    """What an agency told of its history, the oldest first, with the instant it said."""
    query = (
        select(_W.agency_code, _W.seq, _W.hash, _W.told_at)
        .where(_W.agency_code == agency_code)
        .order_by(_W.told_at, _W.seq)
    )
    with store.reading() as link:
        return tuple((Head(row.agency_code, row.seq, row.hash), row.told_at) for row in link.execute(query))

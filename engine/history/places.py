"""The sequencer: committed events get their number and their hash, one after the other, agency by agency.

Whoever does work writes an event without a place and never waits for anybody; the sweep gives places afterwards. An
event that was committed before another began comes before it in the chain. Dying half way changes nothing.
"""

import secrets
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, Connection, Text, bindparam, select, text, type_coerce

from engine import clock, store
from engine.history.heads import keep_head
from engine.history.tables import history_event, history_head
from engine.history.verifier import GENESIS, Head, Row, event_hash, personal_digest

BATCH = 500

_E, _H = history_event.c, history_head.c
_WAITING = select(_E.agency_code).where(_E.seq.is_(None)).distinct()
_LOCK = select(_H.seq, _H.hash).where(_H.agency_code == bindparam("agency")).with_for_update()
_FIRST = text(
    "INSERT INTO history_head (agency_code, seq, hash, placed_at) VALUES (:agency, 0, :hash, 0) ON CONFLICT DO NOTHING"
)
# as the database holds them: these very values are hashed
_RAW = {"done_at": BigInteger, "entered_at": BigInteger, "data": Text, "personal": Text}
_NEXT = (
    select(_E.id, *(type_coerce(_E[name], _RAW.get(name, _E[name].type)).label(name) for name in Row._fields))
    .where(_E.agency_code == bindparam("agency"), _E.seq.is_(None))
    .order_by(_E.id)
    .limit(BATCH)
)
_GIVEN = ("seq", "prev_hash", "hash", "personal_digest", "personal_salt")
_MOVE = history_head.update().where(_H.agency_code == bindparam("agency"))


def place_events() -> int:
    """Give every committed event its place. Answers how many got one. Two at once wait for each other."""
    with store.reading() as link:
        waiting = [row.agency_code for row in link.execute(_WAITING)]
    return sum(place_events_of(agency) for agency in waiting)


def place_events_of(agency_code: str) -> int:
    """The same for one agency; inside a caller's transaction its own events too."""
    placed = 0
    while True:
        with store.transaction() as link:
            head, count = _place_batch(link, agency_code)
            if count:
                store.after_commit(partial(keep_head, head, clock.now()))
        placed += count
        if count < BATCH:
            return placed


def _place_batch(link: Connection, agency_code: str) -> tuple[Head, int]:
    head = _locked(link, agency_code)
    given: list[dict[str, Any]] = []
    for found in link.execute(_NEXT, {"agency": agency_code}):
        values = found._asdict()
        place = values.pop("id")
        row = _placed(Row(**values), head)
        given.append({"id": place} | {name: getattr(row, name) for name in _GIVEN})
        head = Head(agency_code, row.seq, row.hash)
    if given:
        store.change_rows(history_event, "id", given)
        moved = {"seq": head.seq, "hash": head.hash, "placed_at": clock.now()}
        link.execute(_MOVE.values(moved), {"agency": agency_code})
    return head, len(given)


def _locked(link: Connection, agency_code: str) -> Head:
    """Where the chain ends; nobody else adds to it until the transaction ends."""
    row = link.execute(_LOCK, {"agency": agency_code}).first()
    if row is None:
        link.execute(_FIRST, {"agency": agency_code, "hash": GENESIS})
        row = link.execute(_LOCK, {"agency": agency_code}).one()
    return Head(agency_code, row.seq, row.hash)


def _placed(row: Row, head: Head) -> Row:
    salt = secrets.token_hex(16)
    row = row._replace(
        seq=head.seq + 1,
        prev_hash=head.hash,
        personal_salt=salt,
        personal_digest=personal_digest(salt, row.actor_name, row.personal),
    )
    return row._replace(hash=event_hash(row.prev_hash, row.seq, row))

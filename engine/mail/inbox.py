"""Messages in: the row is the memory. Stored with its receipt in one commit, applied in order, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, func, or_, select

from engine import clock, store
from engine.errors import Conflict
from engine.mail.tables import lt_cursor, lt_evidence, lt_inbox

_I = lt_inbox.c


class NotYetWaited(Conflict):
    """Nobody waits for the message yet; it stays and is tried again."""

    code = "not_yet_waited"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row of the inbox. state: STAGED (files missing), RECEIVED, APPLIED, PARKED, DISCARDED."""

    no: int
    sender: str
    recipient: str
    message_id: str
    env_sha256: str
    dossier: str
    seq: int
    mtype: str
    state: str
    envelope: bytes
    cert_fp: str
    receipt: bytes | None
    received_at: datetime | None
    tries: int


_EVIDENCE = store.Write(lt_evidence.insert().inline())
_FIELDS = tuple(_I[name] for name in Incoming.__dataclass_fields__)


def find(sender: str, message_id: str) -> Incoming | None:
    """The stored message of a sender, if any."""
    with store.reading() as link:
        row = link.execute(select(*_FIELDS).where(_I.sender == sender, _I.message_id == message_id)).first()
    return None if row is None else Incoming(**row._mapping)


def holder_of_sequence(sender: str, recipient: str, dossier: str, seq: int) -> str | None:
    """Which message id holds a sequence number."""
    query = select(_I.message_id).where(
        _I.sender == sender, _I.recipient == recipient, _I.dossier == dossier, _I.seq == seq
    )
    with store.reading() as link:
        return link.execute(query).scalar()


def staged(message_id: str) -> Incoming | None:
    """A message whose files are awaited."""
    query = select(*_FIELDS).where(_I.message_id == message_id, _I.state == "STAGED")
    with store.reading() as link:
        row = link.execute(query).first()
    return None if row is None else Incoming(**row._mapping)


def stage(facts: Mapping[str, Any]) -> Incoming:
    """Keep a verified message, without a receipt yet. facts: sender … cert_fp."""
    link = store.connection()
    row = {**facts, "state": "STAGED", "tries": 0}
    primary = link.execute(lt_inbox.insert(), row).inserted_primary_key
    return Incoming(no=primary[0] if primary else 0, receipt=None, received_at=None, **row)


def receive(no: int, receipt: bytes) -> bool:
    """The message is whole: keep the receipt that answers it now and for ever.

    False: a twin of the request was faster, and its receipt counts.
    """
    kept = store.connection().execute(
        lt_inbox.update()
        .where(_I.no == no, _I.state == "STAGED")
        .values(state="RECEIVED", receipt=receipt, received_at=clock.now())
    )
    return kept.rowcount == 1


_CURSOR = (
    select(func.coalesce(func.max(lt_cursor.c.applied_seq), 0))
    .where(
        lt_cursor.c.sender == _I.sender,
        lt_cursor.c.recipient == _I.recipient,
        lt_cursor.c.dossier == _I.dossier,
    )
    .scalar_subquery()
)
# built once: the drains ask all the time
_APPLICABLE = (
    select(*_FIELDS)
    .where(
        _I.state == "RECEIVED",
        _I.seq == _CURSOR + 1,
        or_(_I.next_try_at.is_(None), _I.next_try_at <= bindparam("at", type_=_I.next_try_at.type)),
    )
    .order_by(_I.no)
    .limit(bindparam("most", type_=Integer))
)


def applicable(limit: int = 50) -> tuple[Incoming, ...]:
    """Messages that may be applied now: the next in order of their dossier, not waiting for another try."""
    with store.reading() as link:
        rows = link.execute(_APPLICABLE, {"at": clock.now(), "most": limit})
        return tuple(Incoming(**row._mapping) for row in rows)


def lock(row: Incoming) -> bool:
    """Hold a message for applying, in the running transaction. False: another process has it or has applied it."""
    query = select(_I.no).where(_I.no == row.no, _I.state == "RECEIVED").with_for_update(skip_locked=True)
    return store.connection().execute(query).first() is not None


def applied(row: Incoming) -> None:
    """Mark as applied and let the next of the dossier come, in the transaction of the effect itself."""
    link = store.connection()
    link.execute(lt_inbox.update().where(_I.no == row.no).values(state="APPLIED", applied_at=clock.now()))
    _let_next_come(row)


def skip_over(no: int) -> None:
    """Let the next message of a dossier come without this one's effect, in the running transaction."""
    row = store.connection().execute(select(*_FIELDS).where(_I.no == no)).one()
    _let_next_come(Incoming(**row._mapping))


def _let_next_come(row: Incoming) -> None:
    link = store.connection()
    place = (
        lt_cursor.c.sender == row.sender,
        lt_cursor.c.recipient == row.recipient,
        lt_cursor.c.dossier == row.dossier,
    )
    if link.execute(lt_cursor.update().where(*place).values(applied_seq=row.seq)).rowcount == 0:
        key = {"sender": row.sender, "recipient": row.recipient, "dossier": row.dossier}
        link.execute(lt_cursor.insert(), {**key, "applied_seq": row.seq})


def try_later(row: Incoming, error: str, after: timedelta, *, park: bool = False) -> None:
    """The effect failed: count it; parked messages wait for a person, later ones of the dossier wait behind."""
    with store.transaction() as link:
        link.execute(
            lt_inbox.update()
            .where(_I.no == row.no, _I.state == "RECEIVED")
            .values(
                tries=_I.tries + 1,
                next_try_at=clock.now() + after,
                last_error=error[:500],
                state="PARKED" if park else "RECEIVED",
            )
        )


def wait(row: Incoming, after: timedelta) -> None:
    """Nobody waits for the message yet: look again later, without counting it as a failure."""
    with store.transaction() as link:
        link.execute(
            lt_inbox.update()
            .where(_I.no == row.no, _I.state == "RECEIVED")
            .values(next_try_at=clock.now() + after, last_error=NotYetWaited.code)
        )


def keep_evidence(
    kind: str, *, peer: str | None, message_id: str | None, sha256: str | None, doc: bytes | None
) -> None:
    """Add to the evidence log, in the running transaction. doc: the signed bytes or what was refused."""
    row = {"at": clock.now(), "kind": kind, "peer": peer, "message_id": message_id}
    store.write(_EVIDENCE, {**row, "sha256": sha256, "doc": doc})


def inbox_depth() -> dict[str, int]:
    """How many messages are in each state."""
    query = select(_I.state, func.count()).group_by(_I.state)
    with store.reading() as link:
        return {row[0]: row[1] for row in link.execute(query)}

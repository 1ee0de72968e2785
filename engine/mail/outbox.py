"""Messages out: a row in the business transaction, sealed once, sent until a signed receipt is held."""

import secrets
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, true
from sqlalchemy.sql.dml import ReturningUpdate

from engine import clock, store
from engine.mail.tables import lt_outbox

LIFETIME = timedelta(days=30)
DONE = ("DELIVERED", "ACKED", "CANCELLED")

_O = lt_outbox.c
_bells: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a message, named by its hash. size: bytes."""

    file_id: str
    name: str
    content_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox. envelope: the signed bytes, which ARE the message; None while DRAFT."""

    id: int
    message_id: str
    sender: str
    dest: str
    dossier: str
    seq: int
    mtype: str
    state: str
    payload: Mapping[str, Any]
    refs: tuple[Attachment, ...]
    procedure_code: str | None
    subject: str | None
    envelope: bytes | None
    env_sha256: str | None
    attempts: int
    lease_token: str | None
    created_at: datetime
    expires_at: datetime


_FIELDS = tuple(_O[name] for name in Outgoing.__dataclass_fields__)

_twin = lt_outbox.alias()
# the next number of (sender, recipient, dossier), found by the INSERT itself: no query of its own
_NEXT_SEQ = (
    select(func.coalesce(func.max(_twin.c.seq), 0) + 1)
    .where(
        _twin.c.sender == bindparam("sender"),
        _twin.c.dest == bindparam("dest"),
        _twin.c.dossier == bindparam("dossier"),
    )
    .scalar_subquery()
)
_PUT = store.Write(
    lt_outbox.insert()
    .inline()
    .values(
        {c.name: bindparam(c.name) for c in lt_outbox.c if c.name not in ("id", "seq")} | {"seq": _NEXT_SEQ}
    ),
    after_its_kind=True,
)


def on_ring(bell: Callable[[], None]) -> None:
    """Call `bell` after every commit that put something out. It must not raise and must not wait."""
    if bell not in _bells:
        _bells.append(bell)


def ring() -> None:
    """Tell the drains that there is work; a bell that nobody hears costs one sweep."""
    for bell in _bells:
        bell()


def put_out(
    sender: str,
    recipient: str,
    message_type: str,
    dossier_code: str,
    payload: Mapping[str, Any],
    *,
    attachments: Sequence[Attachment] = (),
    procedure_code: str | None = None,
    subject: str | None = None,
) -> str:
    """Send a message with the caller's transaction, in order within (sender, recipient, dossier).

    payload: JSON data. Answers the message id. Sealing and sending happen after the commit.
    """
    now = clock.entered()
    message_id = str(uuid.uuid4())
    row = {
        "message_id": message_id,
        "sender": sender,
        "dest": recipient,
        "dossier": dossier_code,
        "mtype": message_type,
        "state": "DRAFT",
        "payload": dict(payload),
        "refs": [asdict(attachment) for attachment in attachments],
        "procedure_code": procedure_code,
        "subject": subject,
        "attempts": 0,
        "next_at": now,
        "lease_until": now,
        "created_at": now,
        "expires_at": now + LIFETIME,
    }
    unset = dict.fromkeys(
        ("envelope", "env_sha256", "lease_token", "receipt", "receipt_at", "last_error"),
    )
    store.write(_PUT, {**unset, **row})
    store.after_commit(ring)
    return message_id


def drafts(limit: int = 50) -> tuple[Outgoing, ...]:
    """Messages still without a signature, oldest first."""
    query = select(*_FIELDS).where(_O.state == "DRAFT").order_by(_O.id).limit(limit)
    with store.reading() as link:
        return tuple(_outgoing(row._mapping) for row in link.execute(query))


def seal(row_id: int, envelope: bytes, sha256: str) -> bool:
    """Keep the signed bytes of a draft, once: False when another process was faster, whose bytes then count."""
    with store.transaction() as link:
        sealed = link.execute(
            lt_outbox.update()
            .where(_O.id == row_id, _O.state == "DRAFT", _O.envelope.is_(None))
            .values(envelope=envelope, env_sha256=sha256, state="READY")
        )
        return sealed.rowcount == 1


def claim(without: Collection[str] = ()) -> Outgoing | None:
    """Lease the next message to send, or None. Earlier messages of the same dossier and recipient go first.

    without: recipients that cannot be reached now; their messages wait and hold up nobody else's.
    """
    now = clock.now()
    values = {"at": now, "new_lease": now + _lease(), "new_token": secrets.token_hex(8)}
    if without:
        values["unreachable"] = list(without)
    with store.transaction() as link:
        row = link.execute(_CLAIM_REACHABLE if without else _CLAIM, values).first()
    return None if row is None else _outgoing(row._mapping)


def _claiming(reachable: ColumnElement[bool]) -> ReturningUpdate[Any]:
    before = lt_outbox.alias()
    earlier = (
        select(before.c.id)
        .where(
            before.c.sender == _O.sender,
            before.c.dest == _O.dest,
            before.c.dossier == _O.dossier,
            before.c.seq < _O.seq,
            before.c.state.not_in(DONE),
        )
        .exists()
    )
    now = bindparam("at", type_=_O.next_at.type)
    due = (
        select(_O.id)
        .where(_O.state.in_(("READY", "SENDING")), _O.next_at <= now, _O.lease_until <= now, ~earlier)
        .where(reachable)
        .order_by(_O.next_at, _O.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    return (
        lt_outbox.update()
        .where(_O.id == due)
        .values(
            state="SENDING",
            lease_until=bindparam("new_lease"),
            lease_token=bindparam("new_token"),
            attempts=_O.attempts + 1,
        )
        .returning(*_FIELDS)
    )


# built once: the drains ask all the time
_CLAIM = _claiming(true())
_CLAIM_REACHABLE = _claiming(_O.dest.not_in(bindparam("unreachable", expanding=True)))


def _lease() -> timedelta:
    return timedelta(seconds=store.current().settings.lease_seconds)


def extend(row: Outgoing) -> None:
    """Hold the lease for longer, if it is still held: before each request of a long delivery."""
    with store.transaction() as link:
        link.execute(
            lt_outbox.update()
            .where(_O.id == row.id, _O.lease_token == row.lease_token, _O.state == "SENDING")
            .values(lease_until=clock.now() + _lease())
        )


def delivered(row: Outgoing, receipt: bytes) -> None:
    """A receipt that verifies is a fact, whoever holds the lease."""
    with store.transaction() as link:
        link.execute(
            lt_outbox.update()
            .where(_O.id == row.id, _O.state.not_in(DONE))
            .values(state="DELIVERED", receipt=receipt, receipt_at=clock.now(), last_error=None)
        )


def postpone(row: Outgoing, error: str, after: timedelta) -> None:
    """Try again later; ignored when the lease has passed to somebody else."""
    with store.transaction() as link:
        link.execute(
            lt_outbox.update()
            .where(_O.id == row.id, _O.lease_token == row.lease_token, _O.state == "SENDING")
            .values(
                state="READY",
                next_at=clock.now() + after,
                lease_until=clock.now(),
                last_error=error[:500],
            )
        )


def block(row: Outgoing, receipt: bytes | None, reason: str) -> None:
    """The recipient has refused for good, with a signed receipt, or it cannot be sealed: a person must decide."""
    at = None if receipt is None else clock.now()
    with store.transaction() as link:
        link.execute(
            lt_outbox.update()
            .where(_O.id == row.id, _O.state.not_in(DONE))
            .values(state="BLOCKED", receipt=receipt, receipt_at=at, last_error=reason[:500])
        )


def depth() -> dict[str, int]:
    """How many messages are in each state."""
    query = select(_O.state, func.count()).group_by(_O.state)
    with store.reading() as link:
        return {row[0]: row[1] for row in link.execute(query)}


@dataclass(frozen=True, slots=True)
class Sent:
    """A message about a dossier that was put out. at: when, by the sender's clock."""

    sender: str
    recipient: str
    at: datetime


def sent_about(dossier_code: str, message_type: str) -> tuple[Sent, ...]:
    """The messages of a type about a dossier that this node has put out, oldest first."""
    query = (
        select(_O.sender, _O.dest, _O.created_at)
        .where(_O.dossier == dossier_code, _O.mtype == message_type)
        .order_by(_O.id)
    )
    with store.reading() as link:
        return tuple(Sent(*row) for row in link.execute(query))


def _outgoing(row: Mapping[Any, Any]) -> Outgoing:
    return Outgoing(**{**row, "refs": tuple(Attachment(**ref) for ref in row["refs"])})

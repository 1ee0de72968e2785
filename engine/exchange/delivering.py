"""Messages out: claimed with a lease, carried to the recipient, judged by the receipt that comes back."""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO, ClassVar

import structlog

from connectors import lt1
from connectors.base import Blob, Delivered, Outcome, Parcel, Rejected, Retry, Transport, no_heartbeat
from engine import clock, mail, store
from engine.exchange.accepting import accept
from engine.exchange.identity import Identity
from engine.store.blobs import BlobMissing

log = structlog.get_logger()

BACKOFF = (1, 3, 12, 60, 180, 720)
"""Waits after failed attempts, in first waits (`retry_seconds`): by default from 5 seconds to an hour."""
JITTER = 0.2
PATIENCE = 1.0
"""Seconds a drain waits for late couriers. They go on without it: a silent peer must not hold up the sweep."""

_HEARTBEAT = 0.25
"""The part of a lease after which it is extended."""
_NO_ANSWER = ("CONNECTION", "TIMEOUT")


def deliver_due(
    identity: Identity, transport: Transport | None = None, *, budget: int = 200, patience: float = PATIENCE
) -> int:
    """Send up to `budget` messages whose time has come. Answers how many were sent out, not how they fared.

    transport: the way to other nodes, by default the network. Safe to run in any number of processes at once:
    the lease and the unchanging bytes see to it.
    """
    couriers = identity.couriers
    outside = transport or identity.transport
    sent = 0
    while sent < budget:
        seen = couriers.returns
        row = None if couriers.are_all_out else mail.claim(couriers.unavailable(clock.now()))
        if row is not None:
            way = InsideTransport(identity) if row.dest in identity.keys else outside
            couriers.send(row.dest, partial(_carry, identity, way, row))
            sent += 1
        elif not couriers.await_return(seen, patience):
            break
    while couriers.await_return(couriers.returns, patience):
        pass
    return sent


class InsideTransport(Transport):
    """Between two agencies of one node: the same bytes and the same receipt, without the network."""

    kind: ClassVar[str] = "inside"

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def deliver(self, parcel: Parcel, now: datetime, heartbeat: Callable[[], None] = no_heartbeat) -> Outcome:
        """One attempt. Files need not travel: both agencies see the same store."""
        answer = accept(self._identity, parcel.raw)
        if answer.status != 200:
            return Retry("BLOB_UNREADABLE" if answer.status == 202 else f"HTTP_{answer.status}")
        return lt1.judge(answer.body, parcel, self._identity.registry, now)


def _carry(identity: Identity, transport: Transport, row: mail.Outgoing) -> None:
    """One attempt for one message, in a courier's thread."""
    try:
        outcome = transport.deliver(_parcel(row), clock.now(), _heartbeat(row))
        _settle(row, outcome)
        if isinstance(outcome, Retry) and outcome.reason in _NO_ANSWER:
            identity.couriers.did_not_answer(row.dest, clock.now(), _backoff(row.attempts))
        else:
            identity.couriers.answered(row.dest)
    except Exception:  # noqa: BLE001 - a sweep: the lease lapses and the message is tried again
        log.exception("delivery_failed", message_id=row.message_id, dossier=row.dossier)


def _parcel(row: mail.Outgoing) -> Parcel:
    blobs = {
        ref.sha256: Blob(ref.sha256, ref.size, partial(_open, store.current().blobs, ref.sha256))
        for ref in row.refs
    }
    return Parcel(row.message_id, row.dest, row.envelope or b"", tuple(blobs.values()))


def _open(blobs: store.BlobStore, sha256: str) -> BinaryIO:
    try:
        return blobs.open(sha256)
    except BlobMissing as error:
        raise FileNotFoundError(sha256) from error


def _heartbeat(row: mail.Outgoing) -> Callable[[], None]:
    """Extends the lease when part of it is spent: most deliveries end before that and need no commit for it."""
    last = time.monotonic()
    pause = store.current().settings.lease_seconds * _HEARTBEAT

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last > pause:
            mail.extend(row)
            last = time.monotonic()

    return beat


def _settle(row: mail.Outgoing, outcome: Outcome) -> None:
    facts = {"message_id": row.message_id, "dossier": row.dossier, "peer": row.dest, "attempt": row.attempts}
    if isinstance(outcome, Retry):
        after = outcome.after if outcome.after is not None else _backoff(row.attempts)
        mail.postpone(row, outcome.reason, after)
        log.info("message_postponed", reason=outcome.reason, seconds=after.total_seconds(), **facts)
        return
    with store.transaction():
        if isinstance(outcome, Delivered):
            mail.delivered(row, outcome.proof)
            _keep("delivered", row, outcome.proof)
        elif isinstance(outcome, Rejected):
            mail.block(row, outcome.proof, outcome.reason)
            _keep("blocked", row, outcome.proof)
            log.error("message_blocked", reason=outcome.reason, **facts)


def _keep(kind: str, row: mail.Outgoing, proof: bytes) -> None:
    mail.keep_evidence(kind, peer=row.dest, message_id=row.message_id, sha256=row.env_sha256, doc=proof)


def _backoff(attempts: int) -> timedelta:
    """Longer after each attempt, then hourly; spread, so that a peer coming back is not met by a crowd."""
    step = BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]
    first = timedelta(seconds=store.current().settings.retry_seconds)
    return first * step * random.uniform(1 - JITTER, 1 + JITTER)

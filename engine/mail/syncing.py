"""Who knows the newest of a dossier: read from the outbox and its receipts, kept nowhere else.

Messages of a dossier to one recipient go in order: it knows the newest state once nothing waits for its receipt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Select, case, func, select

from engine import store
from engine.mail.outbox import DONE
from engine.mail.tables import lt_outbox

_O = lt_outbox.c
_OPEN = _O.state.not_in(DONE)
# an attempt has failed since the last receipt, or the recipient has refused: the next attempt does not undo it yet
_FAILED = _OPEN & (_O.last_error.is_not(None))


class Sync(StrEnum):
    """How far the newest state of a dossier has come, best first."""

    RECEIVED = "received"
    SENT = "sent"
    NOT_SENT = "not_sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Synced:
    """What a recipient knows of a dossier. since: when it acknowledged the newest state, else since when it lags.

    waiting: messages without its receipt. attempts: of the oldest of them. error: stable code of the last failure.
    """

    recipient: str
    state: Sync
    since: datetime
    waiting: int = 0
    attempts: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """Dossiers whose newest state a recipient does not know. failed: of these, where sending has failed."""

    recipient: str
    dossiers: int
    failed: int
    since: datetime


def synced(sender: str, dossier_code: str) -> tuple[Synced, ...]:
    """Everybody whom an agency has told of a dossier, by code."""
    query = (
        select(_O.dest, _O.state, _O.attempts, _O.last_error, _O.created_at, _O.receipt_at)
        .where(_O.dossier == dossier_code, _O.sender == sender)
        .order_by(_O.dest, _O.seq)
    )
    with store.reading() as link:
        rows = link.execute(query).all()
    return tuple(_standing(dest, list(sent)) for dest, sent in groupby(rows, key=lambda row: row.dest))


def _standing(recipient: str, rows: Sequence[Any]) -> Synced:
    waiting = [row for row in rows if row.state not in DONE]
    if not waiting:
        last = rows[-1]
        return Synced(recipient, Sync.RECEIVED, last.receipt_at or last.created_at)
    first = waiting[0]
    if first.last_error is not None:
        state = Sync.FAILED
    else:
        state = Sync.SENT if first.attempts else Sync.NOT_SENT
    return Synced(recipient, state, first.created_at, len(waiting), first.attempts, first.last_error)


def worst(standings: Iterable[Synced]) -> Sync | None:
    """The axis of a dossier: as its least informed recipient. None when nobody is to know of it."""
    order = list(Sync)
    return max((one.state for one in standings), key=order.index, default=None)


def lagging(sender: str) -> Select[tuple[str]]:
    """A subquery: codes of the dossiers whose newest state somebody does not know."""
    return select(_O.dossier).where(_OPEN, _O.sender == sender)


def behind(sender: str) -> tuple[Behind, ...]:
    """Recipients that lag, those with the most dossiers first."""
    dossiers = func.count(_O.dossier.distinct())
    query = (
        select(
            _O.dest,
            dossiers,
            func.count(case((_FAILED, _O.dossier)).distinct()),
            func.min(_O.created_at, type_=_O.created_at.type),
        )
        .where(_OPEN, _O.sender == sender)
        .group_by(_O.dest)
        .order_by(dossiers.desc(), _O.dest)
    )
    with store.reading() as link:
        return tuple(Behind(*row) for row in link.execute(query))

"""A collector's till: what he has taken and not yet handed over; the hand-over to whoever keeps the agency's money.

A receipt is in the till of who gave it until a hand-over lists it; so is, as money that went out, what was given back in
cash, and a receipt that was handed over and cancelled afterwards. Each is listed once, so a till is empty after each.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true

from engine import clock, history, people, store
from engine.fees.accounts import Receipt, Refund, receipts_where, refunds_where
from engine.fees.charges import DECIDE
from engine.fees.errors import FeesNotYours, NothingToHandOver, OwnTill, TillChanged, UnknownHandover
from engine.fees.tables import fee_handover, fee_handover_book, fee_handover_line, fee_receipt, fee_refund

EVENTS_OF = "fee_handovers"
"""What the events of hand-overs are kept under: they are about no dossier."""
CASH = "cash"
RECEIPT, CANCEL, REFUND = "receipt", "cancel", "refund"
_R, _B, _H, _L = fee_receipt.c, fee_refund.c, fee_handover.c, fee_handover_line.c


@dataclass(frozen=True, slots=True)
class Till:
    """What a collector answers for. receipts: cancelled ones too, of all methods; they go with the list.

    cancelled: handed over before, cancelled since. refunds: given back by him in cash.
    """

    collector_id: str
    collector_name: str
    receipts: tuple[Receipt, ...]
    cancelled: tuple[Receipt, ...] = ()
    refunds: tuple[Refund, ...] = ()

    @property
    def cash(self) -> int:
        """What must change hands, in đồng; less than nothing when more was given back than taken."""
        return sum(amount for _, _, amount in self.lines)

    @property
    def uncounted(self) -> int:
        """What came without passing through the till: by transfer or online, in đồng."""
        standing = (one for one in self.receipts if one.cancelled_at is None and one.method != CASH)
        return sum(one.amount for one in standing)

    @property
    def since(self) -> datetime:
        """When the oldest of it came about."""
        cancelled = (one.cancelled_at for one in self.cancelled if one.cancelled_at)
        refunded = (one.refunded_at for one in self.refunds)
        return min([*(one.collected_at for one in self.receipts), *cancelled, *refunded])

    @property
    def on_account(self) -> Mapping[str, int]:
        """What of it was taken for others, in đồng, by whom for."""
        found: dict[str, int] = {}
        for one in self.receipts:
            for line in one.lines if one.cancelled_at is None else ():
                if line.payee:
                    found[line.payee] = found.get(line.payee, 0) + line.amount
        return found

    @property
    def lines(self) -> Sequence[tuple[str, str, int]]:
        """Kind, id and what it adds to the cash."""
        return [
            *((RECEIPT, one.id, _cash(one) if one.cancelled_at is None else 0) for one in self.receipts),
            *((CANCEL, one.id, -_cash(one)) for one in self.cancelled),
            *((REFUND, one.charge_id, -one.amount) for one in self.refunds),
        ]


@dataclass(frozen=True, slots=True)
class Handover:
    """A hand-over as it was booked. number: the agency's own, from 1. amount: cash, in đồng."""

    id: str
    agency_code: str
    number: int
    collector_id: str
    collector_name: str
    amount: int
    taken_by: str
    taken_name: str
    taken_at: datetime


def _cash(receipt: Receipt) -> int:
    return receipt.amount if receipt.method == CASH else 0


def _listed(kind: str, subject: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(_L.kind == kind, _L.subject_id == subject)


def tills(agency_code: str, collector_id: str | None = None) -> tuple[Till, ...]:
    """Everybody at an agency who has something to hand over, by name; or one of them alone."""
    of_collector, by_refunder = (
        (true(), true())
        if collector_id is None
        else (_R.cashier_id == collector_id, _B.refunded_by == collector_id)
    )
    open_receipts = ~_listed(RECEIPT, _R.id)
    cancelled_since = and_(
        _R.cancelled_at.is_not(None),
        ~_listed(CANCEL, _R.id),
        exists().where(_L.kind == RECEIPT, _L.subject_id == _R.id, _L.amount != 0),
    )
    cash_back = (_B.agency_code == agency_code, _B.method == CASH, ~_listed(REFUND, _B.charge_id))
    with store.reading() as link:
        collectors = {
            row.cashier_id: row.cashier_name
            for row in link.execute(
                select(_R.cashier_id, _R.cashier_name)
                .where(_R.agency_code == agency_code, of_collector, or_(open_receipts, cancelled_since))
                .order_by(_R.collected_at)
            )
        }
        for row in link.execute(select(_B.refunded_by, _B.refunded_name).where(*cash_back, by_refunder)):
            collectors.setdefault(row.refunded_by, row.refunded_name)
        found = [
            Till(
                collector,
                name,
                receipts_where((_R.agency_code == agency_code, _R.cashier_id == collector, open_receipts)),
                receipts_where((_R.agency_code == agency_code, _R.cashier_id == collector, cancelled_since)),
                refunds_where((*cash_back, _B.refunded_by == collector)),
            )
            for collector, name in collectors.items()
        ]
    return tuple(sorted(found, key=lambda till: (till.collector_name, till.collector_id)))


def hand_over(collector_id: str, by: people.Officer, *, shown: int | None = None) -> Handover:
    """Book that `by` has taken all that a collector held. shown: the cash that the page said, None when nothing was said.

    Raises FeesNotYours, OwnTill, NothingToHandOver, TillChanged.
    """
    if not by.roles & DECIDE:
        raise FeesNotYours(by.account_id)
    if collector_id == by.account_id:
        raise OwnTill(by.account_id)
    with store.transaction() as link:
        # the book's row is locked until this is committed: two who take one till come one after the other
        number = store.count_up(fee_handover_book, {"agency_code": by.agency_code})
        till = next(iter(tills(by.agency_code, collector_id)), None)
        if till is None:
            raise NothingToHandOver(collector_id[:40])
        if shown is not None and shown != till.cash:
            raise TillChanged(f"{shown} {till.cash}", shown=shown, held=till.cash)
        row = _row(till, number, by)
        link.execute(fee_handover.insert(), row)
        lines = [
            {"kind": k, "subject_id": i, "amount": a, "handover_id": row["id"]} for k, i, a in till.lines
        ]
        link.execute(fee_handover_line.insert(), lines)
        facts = {
            "handover": row["id"],
            "number": number,
            "amount": till.cash,
            "collector": collector_id,
            "receipts": [one.id for one in till.receipts],
        }
        history.record(history.act_of(by, "fees_handed_over", EVENTS_OF, data=facts))
    return Handover(**row)


def _row(till: Till, number: int, by: people.Officer) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "agency_code": by.agency_code,
        "number": number,
        "collector_id": till.collector_id,
        "collector_name": till.collector_name,
        "amount": till.cash,
        "taken_by": by.account_id,
        "taken_name": by.name,
        "taken_at": clock.now(),
    }


_COLUMNS = tuple(_H[name] for name in Handover.__dataclass_fields__)


def handovers(agency_code: str, limit: int) -> tuple[Handover, ...]:
    """The latest hand-overs of an agency, newest first."""
    query = select(*_COLUMNS).where(_H.agency_code == agency_code).order_by(_H.number.desc()).limit(limit)
    with store.reading() as link:
        return tuple(Handover(*row) for row in link.execute(query))


def handover_of(handover_id: str, agency_code: str) -> tuple[Handover, Till]:
    """A hand-over of an agency with what it settled, as of then. Raises UnknownHandover."""
    query = select(*_COLUMNS).where(_H.id == handover_id, _H.agency_code == agency_code)
    with store.reading() as link:
        row = link.execute(query).first()
        if row is None:
            raise UnknownHandover(handover_id[:40])
        found = Handover(*row)
        mine = {
            kind: select(_L.subject_id).where(_L.handover_id == found.id, _L.kind == kind) for kind in _KINDS
        }
        till = Till(
            found.collector_id,
            found.collector_name,
            tuple(_as_of(found.taken_at, receipts_where((_R.id.in_(mine[RECEIPT]),)))),
            receipts_where((_R.id.in_(mine[CANCEL]),)),
            refunds_where((_B.charge_id.in_(mine[REFUND]),)),
        )
    return found, till


_KINDS = (RECEIPT, CANCEL, REFUND)


def _as_of(instant: datetime, receipts: Sequence[Receipt]) -> Iterator[Receipt]:
    """What was cancelled only afterwards stood when it was handed over."""
    for one in receipts:
        if one.cancelled_at is not None and one.cancelled_at > instant:
            yield replace(one, cancelled_at=None, cancelled_name=None, cancel_reason=None)
        else:
            yield one

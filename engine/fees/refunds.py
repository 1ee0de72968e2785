"""Giving back: only what was paid, only what the sheet lets be given back, once."""

from engine import clock, people, store
from engine.fees.accounts import PAID, REFUNDED, Owner, account_of, remember, sums_of
from engine.fees.charges import DECIDE
from engine.fees.errors import (
    FeeNotRefundable,
    FeeReasonMissing,
    FeesNotYours,
    NotPaid,
    UnknownCharge,
    UnknownMethod,
)
from engine.fees.receipts import METHODS
from engine.fees.tables import fee_charge, fee_refund

_C = fee_charge.c


def refund(owner: Owner, charge_id: str, method: str, reason: str, basis: str, by: people.Officer) -> None:
    """Give a paid charge back whole. The receipt stays as it was given; the refund names it.

    Raises FeesNotYours, FeeReasonMissing, UnknownMethod, UnknownCharge, FeeNotRefundable, NotPaid.
    """
    if not by.roles & DECIDE:
        raise FeesNotYours(by.account_id)
    if not reason.strip():
        raise FeeReasonMissing
    if method not in METHODS:
        raise UnknownMethod(method[:40])
    with store.transaction() as link:
        charge = next((one for one in account_of(owner).charges if one.id == charge_id), None)
        if charge is None:
            raise UnknownCharge(charge_id[:40])
        if not charge.refundable:
            raise FeeNotRefundable(charge_id, name=charge.name)
        before, now = sums_of(owner), clock.now()
        done = link.execute(
            fee_charge.update()
            .where(_C.id == charge_id, _C.state == PAID)
            .values(state=REFUNDED, settled_at=now)
            .returning(_C.receipt_id)
        ).first()
        if done is None:
            raise NotPaid(charge_id, name=charge.name)
        row = {
            "charge_id": charge_id,
            "receipt_id": done.receipt_id,
            "dossier_code": owner.dossier_code,
            "agency_code": owner.agency_code,
            "amount": charge.amount,
            "method": method,
            "reason": reason.strip(),
            "reason_basis": basis.strip(),
            "refunded_by": by.account_id,
            "refunded_name": by.name,
            "refunded_at": now,
        }
        link.execute(fee_refund.insert(), row)
        facts = {"charge": charge_id, "receipt": done.receipt_id, "method": method, "amount": charge.amount}
        remember(owner, "fee_refunded", by, now, before, facts, {"why": reason.strip()})

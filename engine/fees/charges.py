"""Charges: they come into being by the sheet, are dropped when another amount replaces them, waived with a reason."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from engine import clock, law, people, store
from engine.fees.accounts import DROPPED, DUE, WAIVED, Owner, remember, sums_of
from engine.fees.errors import FeeReasonMissing, FeesNotYours, NotOwed, UnknownCharge
from engine.fees.tables import fee_charge

DECIDE = frozenset(("cashier", "leader", "unit_admin"))
"""Roles that waive, refund and cancel."""
_C = fee_charge.c


def charge(owner: Owner, line: law.FeeLine, amount: int, by: people.Officer, at: datetime) -> bool:
    """See to it that a line comes to this amount, in the caller's transaction. Answers whether anything was charged.

    What the line was charged before counts: still owed, it is dropped for the new amount; paid, the difference is
    charged; waived, nothing is. A lower amount than the one paid changes nothing: that is what refunds are for.
    """
    link = store.connection()
    mine = (
        _C.dossier_code == owner.dossier_code,
        _C.agency_code == owner.agency_code,
        _C.line == line.id,
    )
    known = link.execute(select(_C.id, _C.amount, _C.state).where(*mine, _C.state != DROPPED)).all()
    if any(row.state == WAIVED for row in known):
        return False
    owed = [row for row in known if row.state == DUE]
    missing = max(0, amount - sum(row.amount for row in known if row.state != DUE))
    if missing == sum(row.amount for row in owed):
        return False
    for row in owed:
        _drop(owner, row.id, row.amount, by, at)
    if missing:
        _add(owner, line, missing, by, at)
    return True


def _drop(owner: Owner, charge_id: str, amount: int, by: people.Officer, at: datetime) -> None:
    before = sums_of(owner)
    store.connection().execute(
        fee_charge.update().where(_C.id == charge_id).values(state=DROPPED, settled_at=at)
    )
    remember(owner, "fee_dropped", by, at, before, {"charge": charge_id, "amount": amount})


def _add(owner: Owner, line: law.FeeLine, amount: int, by: people.Officer, at: datetime) -> None:
    link, before = store.connection(), sums_of(owner)
    mine = (_C.dossier_code == owner.dossier_code, _C.agency_code == owner.agency_code)
    last = link.execute(select(func.max(_C.position)).where(*mine)).scalar()
    row = {
        "id": uuid.uuid4().hex,
        "dossier_code": owner.dossier_code,
        "agency_code": owner.agency_code,
        "position": 1 if last is None else last + 1,
        "line": line.id,
        "name": line.name,
        "kind": line.kind.value,
        "amount": amount,
        "due_time": line.due.value,
        "refundable": line.refundable,
        "holds_result": line.holds_result,
        "payee": line.payee,
        "legal_basis": line.source.basis,
        "state": DUE,
        "charged_at": at,
    }
    unset = dict.fromkeys(("settled_at", "receipt_id", "reason", "reason_basis"))
    link.execute(fee_charge.insert(), {**row, **unset})
    facts = {"charge": row["id"], "line": line.id, "amount": amount, "time": line.due.national_code}
    remember(owner, "fee_charged", by, at, before, facts)


def waive(owner: Owner, charge_id: str, reason: str, basis: str, by: people.Officer) -> None:
    """A charge is not to be paid, for a reason and by a law. Raises FeesNotYours, FeeReasonMissing, UnknownCharge, NotOwed."""
    if not by.roles & DECIDE:
        raise FeesNotYours(by.account_id)
    reason, basis = reason.strip(), basis.strip()
    if not reason or not basis:
        raise FeeReasonMissing
    with store.transaction() as link:
        before, now = sums_of(owner), clock.now()
        row = link.execute(
            fee_charge.update()
            .where(*_this(owner, charge_id), _C.state == DUE)
            .values(state=WAIVED, settled_at=now, reason=reason, reason_basis=basis)
            .returning(_C.amount)
        ).first()
        if row is None:
            raise NotOwed(charge_id, name=name_of(owner, charge_id))
        facts = {"charge": charge_id, "amount": row.amount, "basis": basis}
        remember(owner, "fee_waived", by, now, before, facts, {"why": reason})


def name_of(owner: Owner, charge_id: str) -> str:
    """What a charge is for. Raises UnknownCharge."""
    with store.reading() as link:
        name = link.execute(select(_C.name).where(*_this(owner, charge_id))).scalar()
    if name is None:
        raise UnknownCharge(charge_id)
    return str(name)


def _this(owner: Owner, charge_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        _C.id == charge_id,
        _C.dossier_code == owner.dossier_code,
        _C.agency_code == owner.agency_code,
    )

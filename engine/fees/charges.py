"""Charges: they come into being by the sheet, are dropped when another amount replaces them, waived with a reason."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from engine import clock, law, people, store
from engine.fees.accounts import DROPPED, DUE, WAIVED, Owner, charges_of, remember, sums_of, sums_over
from engine.fees.errors import FeeReasonMissing, FeesNotYours, NotOwed, UnknownCharge
from engine.fees.sums import Sums
from engine.fees.tables import fee_charge

DECIDE = frozenset(("cashier", "leader", "unit_admin"))
"""Roles that waive, refund and cancel."""
_C = fee_charge.c
_ADD = store.Write(fee_charge.insert().inline())
_DROP = store.Write(
    fee_charge.update()
    .where(_C.id == bindparam("of_id"))
    .values(state=DROPPED, settled_at=bindparam("new_settled_at")),
    after_its_kind=True,
)


def charge(
    owner: Owner, wanted: Iterable[tuple[law.FeeLine, int]], by: people.Officer, at: datetime
) -> Sums | None:
    """See to it that lines come to these amounts, in the caller's transaction. Answers the sums then, None if as before.

    What a line was charged before counts: still owed, it is dropped for the new amount; paid, the difference is
    charged; waived, nothing is. A lower amount than the one paid changes nothing: that is what refunds are for.
    """
    known = charges_of(owner)
    sums, position, moved = sums_over(known), len(known), False
    for line, amount in wanted:
        mine = [one for one in known if one.line == line.id and one.state != DROPPED]
        owed = [one for one in mine if one.state == DUE]
        missing = max(0, amount - sum(one.amount for one in mine if one.state != DUE))
        if missing == sum(one.amount for one in owed) or any(one.state == WAIVED for one in mine):
            continue
        moved = True
        for one in owed:
            store.write(_DROP, {"of_id": one.id, "new_settled_at": at})
            sums = remember(owner, "fee_dropped", by, at, sums, {"charge": one.id, "amount": one.amount})
        if missing:
            position += 1
            facts = _add(owner, line, missing, position, at)
            sums = remember(owner, "fee_charged", by, at, sums, facts)
    return sums if moved else None


def _add(owner: Owner, line: law.FeeLine, amount: int, position: int, at: datetime) -> Mapping[str, Any]:
    row = {
        "id": uuid.uuid4().hex,
        "dossier_code": owner.dossier_code,
        "agency_code": owner.agency_code,
        "position": position,
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
    store.write(_ADD, row)
    return {"charge": row["id"], "line": line.id, "amount": amount, "time": line.due.national_code}


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

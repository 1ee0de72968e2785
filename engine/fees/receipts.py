"""Taking money: everything that is owed at once, against a receipt whose number no other has and none skips."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from engine import clock, law, people, store
from engine.fees.accounts import (
    DUE,
    PAID,
    REFUNDED,
    Charge,
    Owner,
    Receipt,
    ReceiptLine,
    charges_of,
    receipts_where,
    remember,
    sums_of,
    sums_over,
)
from engine.fees.charges import DECIDE
from engine.fees.errors import (
    AmountChanged,
    FeeReasonMissing,
    FeesNotYours,
    NothingDue,
    ReceiptCancelled,
    ReceiptRefunded,
    UnknownMethod,
    UnknownReceipt,
)
from engine.fees.sums import Sums
from engine.fees.tables import fee_book, fee_charge, fee_receipt, fee_receipt_line

METHODS = ("cash", "transfer", "online")
_C, _R = fee_charge.c, fee_receipt.c
_WRITTEN = tuple(name for name in Receipt.__dataclass_fields__ if name != "lines")
_ADD = store.Write(fee_receipt.insert().inline())
_ADD_LINE = store.Write(fee_receipt_line.insert().inline())
_PAY = store.Write(
    fee_charge.update()
    .where(_C.id == bindparam("of_id"), _C.state == DUE)
    .values(state=PAID, settled_at=bindparam("new_settled_at"), receipt_id=bindparam("new_receipt")),
    after_its_kind=True,
)


def collect(
    owner: Owner,
    payer: str,
    method: str,
    by: people.Officer,
    at: datetime,
    *,
    shown: int | None = None,
    request_key: str | None = None,
) -> tuple[Receipt, Sums]:
    """Take all that a dossier owes at an agency, in the caller's transaction. Answers the receipt and the sums then.

    shown: what the page said is owed, None when nothing was said. request_key: one per page shown; a second press
    answers the first one's receipt. Raises UnknownMethod, NothingDue, AmountChanged.
    """
    if method not in METHODS:
        raise UnknownMethod(method[:40])
    earlier = _collected_before(request_key)
    if earlier is not None:
        return earlier, sums_of(owner)
    charges = charges_of(owner)
    owed = [one for one in charges if one.state == DUE]
    amount = sum(one.amount for one in owed)
    if not owed:
        raise NothingDue(owner.dossier_code, code=owner.dossier_code)
    if shown is not None and shown != amount:
        raise AmountChanged(f"{shown} {amount}", shown=shown, due=amount)
    receipt = _write(owner, payer, method, owed, by, at, request_key)
    _pay(owner, receipt)
    facts = {
        "receipt": receipt.id,
        "number": f"{receipt.symbol} {receipt.number}",
        "method": method,
        "amount": amount,
        "charges": [one.id for one in owed],
    }
    return receipt, remember(owner, "fee_paid", by, at, sums_over(charges), facts)


def _collected_before(request_key: str | None) -> Receipt | None:
    if request_key is None:
        return None
    found = receipts_where((_R.request_key == request_key,))
    return found[0] if found else None


def _pay(owner: Owner, receipt: Receipt) -> None:
    """Only the one whose update meets a charge still owed has it paid: a second collector finds nothing."""

    def missed() -> NothingDue:
        return NothingDue(owner.dossier_code, code=owner.dossier_code)

    for line in receipt.lines:
        paid = {"of_id": line.charge_id, "new_settled_at": receipt.collected_at, "new_receipt": receipt.id}
        store.write(_PAY, paid, otherwise=missed)


def _write(
    owner: Owner,
    payer: str,
    method: str,
    owed: Sequence[Charge],
    by: people.Officer,
    at: datetime,
    request_key: str | None,
) -> Receipt:
    day = clock.local(at).date()
    form = law.receipt_form(day)
    symbol = form.symbol_of(day)
    receipt = Receipt(
        id=uuid.uuid4().hex,
        agency_code=owner.agency_code,
        medium=form.medium.value,
        model=form.model,
        symbol=symbol,
        number=_next_number(owner.agency_code, symbol),
        dossier_code=owner.dossier_code,
        payer=payer,
        method=method,
        amount=sum(one.amount for one in owed),
        cashier_name=by.name,
        unit_code=by.unit_code,
        collected_at=at,
        cancelled_at=None,
        cancelled_name=None,
        cancel_reason=None,
        lines=tuple(ReceiptLine(one.id, one.name, one.kind, one.payee, one.amount) for one in owed),
    )
    row = {name: getattr(receipt, name) for name in _WRITTEN}
    store.write(_ADD, {**row, "cashier_id": by.account_id, "request_key": request_key})
    for line in receipt.lines:
        facts = {"receipt_id": receipt.id, "charge_id": line.charge_id, "amount": line.amount}
        store.write(_ADD_LINE, facts)
    return receipt


def _next_number(agency_code: str, symbol: str) -> int:
    """The book's next number. Its row stays locked until the transaction ends: one that fails gives the number back."""
    return store.count_up(fee_book, {"agency_code": agency_code, "symbol": symbol})


def receipt_of(receipt_id: str, agency_code: str) -> Receipt:
    """A receipt of an agency, by its id. Raises UnknownReceipt."""
    found = receipts_where((_R.id == receipt_id, _R.agency_code == agency_code))
    if not found:
        raise UnknownReceipt(receipt_id[:40])
    return found[0]


def cancel_receipt(receipt_id: str, reason: str, by: people.Officer) -> Receipt:
    """Say that a receipt does not count, and why: its number stays, what it was for is owed again.

    Raises FeesNotYours, FeeReasonMissing, UnknownReceipt, ReceiptCancelled, ReceiptRefunded.
    """
    if not by.roles & DECIDE:
        raise FeesNotYours(by.account_id)
    if not reason.strip():
        raise FeeReasonMissing
    with store.transaction() as link:
        receipt, now = receipt_of(receipt_id, by.agency_code), clock.now()
        owner = Owner(receipt.dossier_code, receipt.agency_code)
        before = sums_of(owner)
        done = link.execute(
            fee_receipt.update()
            .where(_R.id == receipt_id, _R.cancelled_at.is_(None))
            .values(cancelled_at=now, cancelled_name=by.name, cancel_reason=reason.strip())
        )
        if done.rowcount != 1:
            raise ReceiptCancelled(receipt_id, number=receipt.number)
        given_back = select(_C.id).where(_C.receipt_id == receipt_id, _C.state == REFUNDED)
        if link.execute(given_back).first() is not None:
            raise ReceiptRefunded(receipt_id, number=receipt.number)
        link.execute(
            fee_charge.update()
            .where(_C.receipt_id == receipt_id, _C.state == PAID)
            .values(state=DUE, settled_at=None, receipt_id=None)
        )
        facts = {
            "receipt": receipt_id,
            "number": f"{receipt.symbol} {receipt.number}",
            "amount": receipt.amount,
        }
        remember(owner, "fee_receipt_cancelled", by, now, before, facts, {"why": reason.strip()})
        return receipt_of(receipt_id, by.agency_code)

"""A dossier's account at an agency: its charges, the receipts given, what was given back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from engine import clock, history, law, people, store
from engine.fees.sums import Sums, moved
from engine.fees.tables import fee_charge, fee_receipt, fee_receipt_line, fee_refund

DUE, PAID, WAIVED, REFUNDED, DROPPED = "due", "paid", "waived", "refunded", "dropped"
_C, _R, _L, _B = fee_charge.c, fee_receipt.c, fee_receipt_line.c, fee_refund.c


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account: a dossier at an agency."""

    dossier_code: str
    agency_code: str


@dataclass(frozen=True, slots=True)
class Charge:
    """One thing to pay. amount: đồng. state: due, paid, waived, refunded, dropped (replaced before it was paid).

    due_time: as `law.FeeTime`. payee: for whom it is taken on account, "" for the agency. reason: why it is waived.
    """

    id: str
    dossier_code: str
    line: str
    name: str
    kind: str
    amount: int
    due_time: str
    refundable: bool
    holds_result: bool
    payee: str
    legal_basis: str
    state: str
    charged_at: datetime
    settled_at: datetime | None
    receipt_id: str | None
    reason: str | None
    reason_basis: str | None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What of a receipt's amount was for which charge."""

    charge_id: str
    name: str
    kind: str
    payee: str
    amount: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it was given. medium: paper, electronic. method: cash, transfer, online. number: within the symbol."""

    id: str
    agency_code: str
    medium: str
    model: str
    symbol: str
    number: int
    dossier_code: str
    payer: str
    method: str
    amount: int
    cashier_name: str
    unit_code: str
    collected_at: datetime
    cancelled_at: datetime | None
    cancelled_name: str | None
    cancel_reason: str | None
    lines: tuple[ReceiptLine, ...] = ()

    @property
    def printed_number(self) -> str:
        """The number as it stands on the receipt."""
        return law.receipt_form(clock.local(self.collected_at).date()).number(self.number)


@dataclass(frozen=True, slots=True)
class Refund:
    """A charge given back. method: how."""

    charge_id: str
    receipt_id: str
    dossier_code: str
    amount: int
    method: str
    reason: str
    reason_basis: str
    refunded_name: str
    refunded_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """Everything about a dossier's fees, in the order in which it came into being."""

    charges: tuple[Charge, ...]
    receipts: tuple[Receipt, ...]
    refunds: tuple[Refund, ...]

    @property
    def due(self) -> tuple[Charge, ...]:
        return tuple(charge for charge in self.charges if charge.state == DUE)

    @property
    def sums(self) -> Sums:
        return sums_over(self.charges)


def sums_over(charges: Iterable[Charge]) -> Sums:
    """What charges come to."""
    by_state = dict.fromkeys((DUE, PAID, REFUNDED, WAIVED), 0)
    for charge in charges:
        if charge.state in by_state:
            by_state[charge.state] += charge.amount
    return Sums(**by_state)


_CHARGE = tuple(_C[name] for name in Charge.__dataclass_fields__)
_RECEIPT = tuple(_R[name] for name in Receipt.__dataclass_fields__ if name != "lines")
_REFUND = tuple(_B[name] for name in Refund.__dataclass_fields__)
_CHARGES_OF = store.Read(
    select(*_CHARGE)
    .where(_C.dossier_code == bindparam("dossier"), _C.agency_code == bindparam("agency"))
    .order_by(_C.position)
)
_REFUNDS_OF = store.Read(
    select(*_REFUND)
    .where(_B.dossier_code == bindparam("dossier"), _B.agency_code == bindparam("agency"))
    .order_by(_B.refunded_at)
)


def account_of(owner: Owner) -> Account:
    """A dossier's account at an agency; an empty one where nothing was ever charged."""
    mine = {"dossier": owner.dossier_code, "agency": owner.agency_code}
    of_receipt = _R.dossier_code == owner.dossier_code, _R.agency_code == owner.agency_code
    with store.reading():
        charges = charges_of(owner)
        if not charges:
            return Account((), (), ())
        given_back = any(charge.state == REFUNDED for charge in charges)
        refunds = tuple(Refund(*row) for row in store.rows(_REFUNDS_OF, **mine)) if given_back else ()
        return Account(charges, receipts_where(of_receipt), refunds)


def charges_of(owner: Owner) -> tuple[Charge, ...]:
    """A dossier's charges at an agency, those dropped included, in the order in which they came into being."""
    return store.once((charges_of, owner), lambda: _charges_of(owner))


def _charges_of(owner: Owner) -> tuple[Charge, ...]:
    found = store.rows(_CHARGES_OF, dossier=owner.dossier_code, agency=owner.agency_code)
    return tuple(Charge(*row) for row in found)


def charges_due(owner: Owner) -> tuple[Charge, ...]:
    """What a dossier owes an agency now, in the caller's transaction or outside of one."""
    return tuple(charge for charge in charges_of(owner) if charge.state == DUE)


def receipts_where(where: Sequence[ColumnElement[bool]], limit: int | None = None) -> tuple[Receipt, ...]:
    """Receipts with their lines, by symbol and number."""
    query = select(*_RECEIPT).where(*where).order_by(_R.symbol, _R.number).limit(limit)
    with store.reading() as link:
        rows = link.execute(query).all()
        lines = _lines([row.id for row in rows])
    return tuple(Receipt(**row._mapping, lines=tuple(lines[row.id])) for row in rows)


def _lines(receipts: list[str]) -> Mapping[str, list[ReceiptLine]]:
    query = (
        select(_L.receipt_id, _L.charge_id, _C.name, _C.kind, _C.payee, _L.amount)
        .join_from(fee_receipt_line, fee_charge, _L.charge_id == _C.id)
        .where(_L.receipt_id.in_(receipts))
        .order_by(_C.position)
    )
    found: dict[str, list[ReceiptLine]] = defaultdict(list)
    if receipts:
        with store.reading() as link:
            for row in link.execute(query):
                found[row.receipt_id].append(
                    ReceiptLine(row.charge_id, row.name, row.kind, row.payee, row.amount)
                )
    return found


def refunds_where(where: Sequence[ColumnElement[bool]]) -> tuple[Refund, ...]:
    """Refunds by their time."""
    query = select(*_REFUND).where(*where).order_by(_B.refunded_at, _B.charge_id)
    with store.reading() as link:
        return tuple(Refund(**row._mapping) for row in link.execute(query))


def sums_of(owner: Owner) -> Sums:
    """The account's sums alone, in the caller's transaction."""
    return sums_over(charges_of(owner))


def remember(
    owner: Owner,
    kind: str,
    by: people.Officer,
    at: datetime,
    before: Sums,
    data: Mapping[str, Any],
    personal: Mapping[str, object] | None = None,
) -> Sums:
    """A move of the account in the dossier's history. before: the sums as they were. Answers them as they are now.

    data: holds `amount`, by which the sums move. personal: reasons, which may speak of persons.
    """
    after = moved(before, kind, data["amount"])
    facts = {"axis": "payment", "old": before.axis, "new": after.axis, **data}
    history.record(
        history.act_of(
            by,
            kind,
            owner.dossier_code,
            agency_code=owner.agency_code,
            done_at=at,
            data=facts,
            personal=personal,
        )
    )
    return after

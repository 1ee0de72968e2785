"""What an agency's till holds: who owes, what came in and went out on some days, the receipts of a book."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from engine import clock, store
from engine.fees.accounts import DUE, Receipt, Refund, receipts_where, refunds_where
from engine.fees.tables import fee_book, fee_charge, fee_receipt, fee_refund

_C, _R, _B, _K = fee_charge.c, fee_receipt.c, fee_refund.c, fee_book.c


@dataclass(frozen=True, slots=True)
class Owing:
    """What a dossier owes an agency. since: when the first of it fell due."""

    dossier_code: str
    amount: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Takings:
    """The days from first to last at an agency: every receipt, cancelled ones too, and what was given back."""

    first: date
    last: date
    receipts: tuple[Receipt, ...]
    refunds: tuple[Refund, ...]

    @property
    def by_method(self) -> Mapping[str, int]:
        """What was taken, by how; cancelled receipts took nothing."""
        return _sums((one.method, one.amount) for one in self.receipts if one.cancelled_at is None)

    @property
    def refunded_by_method(self) -> Mapping[str, int]:
        return _sums((one.method, one.amount) for one in self.refunds)

    @property
    def by_kind(self) -> Mapping[str, int]:
        """What was taken, by the kind of charge and for whom: `phi`, `le_phi`, `on_account` for others' money."""
        return _sums(
            ("on_account" if line.payee else line.kind, line.amount)
            for one in self.receipts
            if one.cancelled_at is None
            for line in one.lines
        )

    @property
    def taken(self) -> int:
        return sum(self.by_method.values())

    @property
    def left(self) -> int:
        """What the till should hold of these days."""
        return self.taken - self.refunded

    @property
    def refunded(self) -> int:
        return sum(one.amount for one in self.refunds)


def _sums(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    found: dict[str, int] = defaultdict(int)
    for key, amount in pairs:
        found[key] += amount
    return found


@dataclass(frozen=True, slots=True)
class Book:
    """An agency's receipts under one symbol: numbers 1 to last, all given."""

    symbol: str
    last: int


def owing(agency_code: str, limit: int) -> tuple[Owing, ...]:
    """Dossiers that owe an agency something, the longest owing first."""
    since = func.min(_C.charged_at)
    query = (
        select(_C.dossier_code, func.sum(_C.amount).label("amount"), since.label("since"))
        .where(_C.agency_code == agency_code, _C.state == DUE)
        .group_by(_C.dossier_code)
        .order_by(since, _C.dossier_code)
        .limit(limit)
    )
    with store.reading() as link:
        return tuple(Owing(row.dossier_code, int(row.amount), row.since) for row in link.execute(query))


def takings(agency_code: str, first: date, last: date) -> Takings:
    """What came in and went out from the beginning of one day to the end of another."""
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    return Takings(
        first,
        last,
        receipts_where((_R.agency_code == agency_code, _R.collected_at >= start, _R.collected_at < end)),
        refunds_where((_B.agency_code == agency_code, _B.refunded_at >= start, _B.refunded_at < end)),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL)


def books(agency_code: str) -> tuple[Book, ...]:
    """The books of an agency, by their symbols."""
    query = select(_K.symbol, _K.last).where(_K.agency_code == agency_code).order_by(_K.symbol)
    with store.reading() as link:
        return tuple(Book(row.symbol, row.last) for row in link.execute(query))

"""Receipts: numbered without a gap however many collect at once, paid once, cancelled with a reason, never deleted."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine import clock, fees, store
from engine.fees.tables import fee_book
from tests.engine.fees.accounts import CASHIER, DAY, OWNER, SPECIALIST, charge, collect, sums

COLLECTORS, EACH = 20, 5


def owners(number: int) -> list[fees.Owner]:
    return [
        fees.Owner(f"H21.52.21-240415-{serial:04d}", OWNER.agency_code) for serial in range(1, number + 1)
    ]


def test_twenty_collectors_at_once_fill_a_book_without_a_gap_or_a_double(database: store.Database) -> None:
    everybody = owners(COLLECTORS * EACH)
    for owner in everybody:
        charge(10_000, owner=owner)
    start = threading.Barrier(COLLECTORS)

    def cashier(mine: list[fees.Owner]) -> None:
        start.wait(60)
        for owner in mine:
            collect(owner)
            with pytest.raises(_Torn):
                take_a_number_and_fail(owner)

    with ThreadPoolExecutor(COLLECTORS) as pool:
        list(pool.map(cashier, (everybody[i::COLLECTORS] for i in range(COLLECTORS))))

    receipts = fees.takings(OWNER.agency_code, clock.local(DAY).date(), clock.local(DAY).date()).receipts
    assert [receipt.number for receipt in receipts] == list(range(1, COLLECTORS * EACH + 1))
    (book,) = fees.books(OWNER.agency_code)
    assert (book.symbol, book.last) == ("AA-24P", COLLECTORS * EACH)


class _Torn(Exception):
    """The transaction fails after the number was taken."""


def take_a_number_and_fail(owner: fees.Owner) -> None:
    with store.transaction():
        charge(1_000, "le_phi", owner)
        collect(owner)
        raise _Torn


def test_many_collectors_of_one_dossier_take_its_money_once(database: store.Database) -> None:
    charge(10_000)
    start = threading.Barrier(COLLECTORS)

    def cashier(_number: int) -> int | None:
        start.wait(60)
        try:
            return collect().amount
        except fees.NothingDue:
            return None

    with ThreadPoolExecutor(COLLECTORS) as pool:
        taken = list(pool.map(cashier, range(COLLECTORS)))

    assert sorted(taken, key=str) == [10_000, *[None] * (COLLECTORS - 1)]
    assert fees.books(OWNER.agency_code)[0].last == 1


def test_a_second_press_of_one_page_answers_the_first_receipt(database: store.Database) -> None:
    charge(10_000)

    first, second = collect(key="trang-1"), collect(key="trang-1")

    assert first == second
    assert sums() == fees.Sums(paid=10_000)


def test_an_amount_that_the_page_did_not_show_is_not_taken(database: store.Database) -> None:
    charge(10_000)
    charge(5_000, "le_phi")

    with pytest.raises(fees.AmountChanged):
        collect(shown=10_000)

    assert sums() == fees.Sums(due=15_000)
    assert collect(shown=15_000).number == 1


def test_nobody_pays_in_kind(database: store.Database) -> None:
    charge(10_000)

    with pytest.raises(fees.UnknownMethod), store.transaction():
        fees.collect(OWNER, "Siu Blơh", "chicken", CASHIER, DAY)


def test_a_cancelled_receipt_keeps_its_number_and_what_it_was_for_is_owed_again(
    database: store.Database,
) -> None:
    charge(10_000)
    first = collect()

    cancelled = fees.cancel_receipt(first.id, "Ghi nhầm người nộp", CASHIER)
    second = collect()

    assert (cancelled.cancel_reason, cancelled.cancelled_name) == ("Ghi nhầm người nộp", "Thu")
    assert (first.number, second.number) == (1, 2)
    assert [receipt.lines for receipt in fees.account_of(OWNER).receipts] == [first.lines, second.lines]
    assert sums() == fees.Sums(paid=10_000)


def test_a_receipt_is_cancelled_once_with_a_reason_by_whoever_may(database: store.Database) -> None:
    charge(10_000)
    receipt = collect()
    elsewhere = replace(CASHIER, agency_code="H21.52")

    for by, reason, error in (
        (SPECIALIST, "Nhầm", fees.FeesNotYours),
        (CASHIER, " ", fees.FeeReasonMissing),
        (elsewhere, "Nhầm", fees.UnknownReceipt),
    ):
        with pytest.raises(error):
            fees.cancel_receipt(receipt.id, reason, by)
    fees.cancel_receipt(receipt.id, "Nhầm", CASHIER)
    with pytest.raises(fees.ReceiptCancelled):
        fees.cancel_receipt(receipt.id, "Nhầm", CASHIER)


def test_paper_receipts_end_with_2026_and_electronic_ones_begin_a_book_of_their_own(
    database: store.Database,
) -> None:
    last_minute = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # 23:59 in Gia Lai
    given = []
    for serial, at in enumerate((last_minute, last_minute + timedelta(minutes=1)), 1):
        owner = fees.Owner(f"H21.52.21-261231-{serial:04d}", OWNER.agency_code)
        charge(10_000, owner=owner)
        given.append(collect(owner, at=at))

    assert [(one.medium, one.symbol, one.number) for one in given] == [
        ("paper", "AA-26P", 1),
        ("electronic", "AA-27E", 1),
    ]


def test_the_list_of_a_day_comes_to_what_its_receipts_come_to(database: store.Database) -> None:
    for owner, amount in zip(owners(4), (10_000, 20_000, 5_000, 40_000), strict=True):
        charge(amount, owner=owner, refundable=True)
    with store.transaction():
        for owner, method in zip(owners(4), ("cash", "transfer", "cash", "online"), strict=True):
            fees.collect(owner, "Siu Blơh", method, CASHIER, DAY)
    third, last = owners(4)[2:]
    with clock.at(DAY + timedelta(hours=1)):
        fees.cancel_receipt(fees.account_of(third).receipts[0].id, "Thu nhầm", CASHIER)
        fees.refund(last, fees.account_of(last).charges[0].id, "transfer", "Thu thừa", "", CASHIER)

    day = clock.local(DAY).date()
    takings = fees.takings(OWNER.agency_code, day, day)

    assert dict(takings.by_method) == {"cash": 10_000, "transfer": 20_000, "online": 40_000}
    assert takings.taken == sum(one.amount for one in takings.receipts if one.cancelled_at is None)
    assert len(takings.receipts) == 4
    assert (dict(takings.refunded_by_method), takings.refunded) == ({"transfer": 40_000}, 40_000)
    assert sum(takings.by_kind.values()) == takings.taken
    assert [one.amount for one in fees.owing(OWNER.agency_code, 10)] == [5_000]
    with store.transaction() as link:
        assert link.execute(fee_book.select()).one().last == 4

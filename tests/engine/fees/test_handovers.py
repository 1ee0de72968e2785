"""Money handed over: a till comes to nothing, each receipt is listed once, cancelled and given back ones included."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import fees, history, people, store
from tests.engine.fees.accounts import CASHIER, DAY, OWNER, SPECIALIST, charge, collect
from tests.engine.history.books import verify

KEEPER = replace(CASHIER, account_id="ketoan", name="Kế toán")
AGENCY = OWNER.agency_code


def owner(serial: int) -> fees.Owner:
    return fees.Owner(f"H21.52.21-240415-{serial:04d}", AGENCY)


def paid(
    serial: int, amount: int = 10_000, method: str = "cash", *, refundable: bool = False
) -> fees.Receipt:
    charge(amount, owner=owner(serial), refundable=refundable)
    with store.transaction():
        return fees.collect(owner(serial), "Rơ Châm H'Lan", method, CASHIER, DAY)[0]


def held() -> int | None:
    """What the collector's till holds; None when it lists nothing."""
    return next((till.cash for till in fees.tills(AGENCY)), None)


def refund(serial: int) -> None:
    (one,) = fees.account_of(owner(serial)).charges
    fees.refund(owner(serial), one.id, "cash", "Không đăng ký nữa", "", CASHIER)


def test_a_hand_over_empties_the_till_and_says_who_took_how_much(database: store.Database) -> None:
    paid(1)
    paid(2, 5_000, "transfer")
    (till,) = fees.tills(AGENCY)
    assert (till.collector_name, till.cash, till.uncounted, till.since) == ("Thu", 10_000, 5_000, DAY)

    booked = fees.hand_over("thu", KEEPER, shown=10_000)

    assert (booked.number, booked.amount, booked.collector_name, booked.taken_name) == (
        1,
        10_000,
        "Thu",
        "Kế toán",
    )
    assert fees.tills(AGENCY) == ()
    assert fees.handovers(AGENCY, 5) == (booked,)
    again, listed = fees.handover_of(booked.id, AGENCY)
    assert (again, [one.amount for one in listed.receipts], listed.uncounted) == (
        booked,
        [10_000, 5_000],
        5_000,
    )
    with pytest.raises(fees.NothingToHandOver):
        fees.hand_over("thu", KEEPER)


def test_a_hand_over_is_an_event_of_the_chained_history(database: store.Database) -> None:
    receipt = paid(1)
    booked = fees.hand_over("thu", KEEPER)

    while history.place_events():
        pass

    assert verify(database)[0] == 0
    (event,) = history.events_of("fee_handovers")
    assert (event.kind, event.actor_name, event.data["amount"]) == ("fees_handed_over", "Kế toán", 10_000)
    assert (event.data["handover"], event.data["receipts"]) == (booked.id, [receipt.id])


def test_a_receipt_cancelled_before_is_listed_and_comes_to_nothing(database: store.Database) -> None:
    receipt = paid(1)
    fees.cancel_receipt(receipt.id, "Ghi nhầm", CASHIER)

    booked = fees.hand_over("thu", KEEPER)

    assert booked.amount == 0
    assert fees.tills(AGENCY) == ()


def test_a_receipt_cancelled_after_it_was_handed_over_is_owed_to_the_collector(
    database: store.Database,
) -> None:
    receipt = paid(1)
    first = fees.hand_over("thu", KEEPER)
    fees.cancel_receipt(receipt.id, "Ghi nhầm tên", CASHIER)
    assert held() == -10_000

    collect(owner(1))
    assert held() == 0
    second = fees.hand_over("thu", KEEPER)

    assert (second.number, second.amount) == (2, 0)
    assert fees.tills(AGENCY) == ()
    then = fees.handover_of(first.id, AGENCY)[1].receipts[0]
    assert then.cancelled_at is None, "the list that was signed shows the receipt as it stood"
    assert [one.id for one in fees.handover_of(second.id, AGENCY)[1].cancelled] == [receipt.id]


def test_what_was_given_back_in_cash_has_left_the_till(database: store.Database) -> None:
    paid(1)
    paid(2, 3_000, refundable=True)
    refund(2)
    assert held() == 10_000

    assert fees.hand_over("thu", KEEPER).amount == 10_000
    assert fees.tills(AGENCY) == ()


def test_nobody_takes_his_own_till_and_a_specialist_none(database: store.Database) -> None:
    paid(1)

    with pytest.raises(fees.OwnTill):
        fees.hand_over("thu", CASHIER)
    with pytest.raises(fees.FeesNotYours):
        fees.hand_over("thu", SPECIALIST)
    with pytest.raises(fees.NothingToHandOver):
        fees.hand_over("thu", elsewhere())
    assert held() == 10_000


def elsewhere() -> people.Officer:
    grant = frozenset({people.Grant("cashier", "H21.52")})
    return people.Officer("nga", "nga", "Nga", "", "H21.52", "H21.52", grant)


def test_a_page_that_shows_an_old_amount_takes_nothing(database: store.Database) -> None:
    paid(1)
    paid(2)

    with pytest.raises(fees.TillChanged):
        fees.hand_over("thu", KEEPER, shown=10_000)

    assert held() == 20_000
    assert fees.hand_over("thu", KEEPER).number == 1, "a refused hand-over takes no number"


def test_many_who_take_one_till_at_once_take_it_once(database: store.Database) -> None:
    for serial in range(1, 6):
        paid(serial)
    start = threading.Barrier(8)

    def take(number: int) -> int | None:
        start.wait(60)
        try:
            return fees.hand_over("thu", replace(KEEPER, account_id=f"k{number}")).amount
        except fees.NothingToHandOver:
            return None

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(8)))

    assert sorted(taken, key=str) == [50_000, *[None] * 7]


STEPS = st.lists(st.sampled_from(("pay", "transfer", "cancel", "refund", "hand over")), max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_all_hand_overs_and_the_till_come_to_what_was_taken_in_cash(
    database: store.Database, steps: list[str]
) -> None:
    base = len(fees.takings(AGENCY, DAY.date(), DAY.date()).receipts)
    standing: list[tuple[int, fees.Receipt]] = []
    for number, step in enumerate(steps, base * 30 + 1):
        if step in ("pay", "transfer"):
            method = "cash" if step == "pay" else "transfer"
            standing.append((number, paid(number, 1_000 * (number % 7 + 1), method, refundable=True)))
        elif step == "hand over" and fees.tills(AGENCY):
            fees.hand_over("thu", KEEPER)
        elif standing and step == "cancel":
            fees.cancel_receipt(standing.pop()[1].id, "Ghi nhầm", CASHIER)
        elif standing and step == "refund":
            refund(standing.pop()[0])

    booked = fees.handovers(AGENCY, 1_000)
    receipts = [one for b in booked for one in fees.handover_of(b.id, AGENCY)[1].receipts]
    assert len({one.id for one in receipts}) == len(receipts)
    taken = sum(
        one.amount
        for one in fees.takings(AGENCY, DAY.date(), DAY.date()).receipts
        if one.method == "cash" and one.cancelled_at is None
    )
    given_back = sum(one.amount for till in _everything() for one in till.refunds)
    assert sum(b.amount for b in booked) + (held() or 0) == taken - given_back


def _everything() -> list[fees.Till]:
    return [*fees.tills(AGENCY), *(fees.handover_of(b.id, AGENCY)[1] for b in fees.handovers(AGENCY, 1_000))]

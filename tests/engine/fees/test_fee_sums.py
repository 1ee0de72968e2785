"""Charges, waivers, refunds; and whatever is done in whatever order, the account is what its history says."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import fees, history, store
from engine.fees.tables import fee_charge, fee_receipt, fee_receipt_line, fee_refund
from tests.engine.fees.accounts import CASHIER, OWNER, SPECIALIST, charge, collect, sums


def only_charge() -> fees.Charge:
    return fees.account_of(OWNER).charges[-1]


def test_the_same_amount_is_charged_once(database: store.Database) -> None:
    assert charge(10_000)
    assert not charge(10_000)

    assert sums() == fees.Sums(due=10_000)


def test_another_amount_replaces_what_is_still_owed(database: store.Database) -> None:
    charge(10_000)
    charge(6_000)

    assert [(one.amount, one.state) for one in fees.account_of(OWNER).charges] == [
        (10_000, "dropped"),
        (6_000, "due"),
    ]


def test_what_was_paid_counts_and_only_the_rest_is_charged(database: store.Database) -> None:
    charge(10_000)
    collect()
    charge(13_000)

    assert sums() == fees.Sums(due=3_000, paid=10_000)
    assert sums().axis == "partly"
    charge(4_000)
    assert sums() == fees.Sums(paid=10_000)


def test_what_is_waived_has_a_reason_and_a_law_and_is_not_charged_again(database: store.Database) -> None:
    charge(10_000)
    for by, reason, basis, error in (
        (SPECIALIST, "Hộ nghèo", "Thông tư", fees.FeesNotYours),
        (CASHIER, "Hộ nghèo", "", fees.FeeReasonMissing),
        (CASHIER, "", "Thông tư", fees.FeeReasonMissing),
    ):
        with pytest.raises(error):
            fees.waive(OWNER, only_charge().id, reason, basis, by)

    fees.waive(OWNER, only_charge().id, "Hộ nghèo", "Thông tư số 226/2016/TT-BTC", CASHIER)

    assert not charge(10_000)
    assert (sums(), sums().axis) == (fees.Sums(waived=10_000), "waived")
    with pytest.raises(fees.NotOwed):
        fees.waive(OWNER, only_charge().id, "Hộ nghèo", "Thông tư", CASHIER)
    (event,) = [one for one in history.events_of(OWNER.dossier_code) if one.kind == "fee_waived"]
    assert event.personal == {"why": "Hộ nghèo"}
    assert "nghèo" not in str(event.data)


def test_what_the_sheet_keeps_is_not_given_back(database: store.Database) -> None:
    charge(100_000)
    collect()

    with pytest.raises(fees.FeeNotRefundable) as refused:
        fees.refund(OWNER, only_charge().id, "cash", "Hồ sơ bị từ chối", "", CASHIER)

    assert refused.value.facts["name"] == "Khoản phi"
    assert sums() == fees.Sums(paid=100_000)


def test_a_refund_is_an_event_of_its_own_and_happens_once(database: store.Database) -> None:
    charge(20_000, refundable=True)
    with pytest.raises(fees.NotPaid):
        fees.refund(OWNER, only_charge().id, "cash", "Rút hồ sơ", "", CASHIER)
    receipt = collect()

    fees.refund(OWNER, only_charge().id, "cash", "Rút hồ sơ", "", CASHIER)

    account = fees.account_of(OWNER)
    assert (account.sums, account.sums.axis) == (fees.Sums(refunded=20_000), "refunded")
    assert [(one.receipt_id, one.amount) for one in account.refunds] == [(receipt.id, 20_000)]
    assert account.receipts[0].cancelled_at is None
    with pytest.raises(fees.NotPaid):
        fees.refund(OWNER, only_charge().id, "cash", "Rút hồ sơ", "", CASHIER)
    with pytest.raises(fees.ReceiptRefunded):
        fees.cancel_receipt(receipt.id, "Nhầm", CASHIER)


Act = tuple[str, int]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("charge", "charge", "charge_back", "collect", "collect", "waive", "cancel", "refund")
        ),
        st.integers(min_value=0, max_value=5),
    ),
    max_size=14,
)
ALLOWED = (
    fees.NothingDue,
    fees.NotOwed,
    fees.NotPaid,
    fees.FeeNotRefundable,
    fees.ReceiptCancelled,
    fees.ReceiptRefunded,
)


def do(act: Act) -> None:
    kind, number = act
    account = fees.account_of(OWNER)

    def on_charge(what: Callable[[str], None]) -> None:
        if account.charges:
            what(account.charges[number % len(account.charges)].id)

    if kind in ("charge", "charge_back"):
        charge(1_000 * number, f"{kind}_{number % 2}", refundable=kind == "charge_back")
    elif kind == "collect":
        collect()
    elif kind == "waive":
        on_charge(lambda one: fees.waive(OWNER, one, "Miễn", "Luật", CASHIER))
    elif kind == "refund":
        on_charge(lambda one: fees.refund(OWNER, one, "cash", "Trả lại", "", CASHIER))
    elif account.receipts:
        fees.cancel_receipt(account.receipts[number % len(account.receipts)].id, "Nhầm", CASHIER)


def empty() -> None:
    with store.transaction() as link:
        for table in (fee_refund, fee_receipt_line, fee_receipt, fee_charge):
            link.execute(table.delete())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_the_account_is_what_its_history_says(database: store.Database, acts: list[Act]) -> None:
    empty()
    before = len(history.events_of(OWNER.dossier_code))
    for act in acts:
        with suppress(*ALLOWED):
            do(act)
        events = history.events_of(OWNER.dossier_code)[before:]
        told, kept = fees.replay(events, OWNER.agency_code), sums()
        assert told == kept
        assert min(kept.due, kept.paid, kept.refunded, kept.waived) >= 0
        assert kept.axis == (events[-1].data["new"] if events else "none")
        account = fees.account_of(OWNER)
        given_out = sum(one.amount for one in account.receipts if one.cancelled_at is None)
        assert given_out == kept.paid + kept.refunded
        assert sum(one.amount for one in account.refunds) == kept.refunded

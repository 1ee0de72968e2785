"""The outbox: in order, leased to one sender at a time, finished by a receipt and by nothing else."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from engine import clock, mail, store

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
HERE, THERE, ELSEWHERE = "H21.15", "H21.16", "H21.17"

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


def put_out(dossier: str = "D1", recipient: str = THERE) -> str:
    with store.transaction():
        return mail.put_out(HERE, recipient, "STATUS", dossier, {"n": 1})


def fail_after_putting_out() -> None:
    with store.transaction():
        mail.put_out(HERE, THERE, "STATUS", "D1", {})
        raise ZeroDivisionError


def sealed(dossier: str = "D1", recipient: str = THERE) -> str:
    message_id = put_out(dossier, recipient)
    (row,) = (draft for draft in mail.drafts() if draft.message_id == message_id)
    assert mail.seal(row.id, b"signed", "a" * 64)
    return message_id


def claimed() -> mail.Outgoing:
    row = mail.claim()
    assert row is not None
    return row


def test_messages_are_numbered_without_gaps_within_dossier_and_recipient() -> None:
    for dossier, recipient in (("D1", THERE), ("D1", THERE), ("D2", THERE), ("D1", ELSEWHERE), ("D1", THERE)):
        put_out(dossier, recipient)

    assert [(row.dossier, row.dest, row.seq) for row in mail.drafts()] == [
        ("D1", THERE, 1),
        ("D1", THERE, 2),
        ("D2", THERE, 1),
        ("D1", ELSEWHERE, 1),
        ("D1", THERE, 3),
    ]


def test_a_step_that_fails_leaves_no_message_and_no_gap() -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after_putting_out()
    put_out()

    assert [row.seq for row in mail.drafts()] == [1]


def test_the_bell_rings_after_the_commit_and_only_then() -> None:
    rings: list[int] = []
    mail.on_ring(lambda: rings.append(1))
    with store.transaction():
        mail.put_out(HERE, THERE, "STATUS", "D1", {})
        assert not rings
    assert rings

    rings.clear()
    with pytest.raises(ZeroDivisionError):
        fail_after_putting_out()
    assert not rings


def test_a_message_is_sealed_once_and_the_first_bytes_count() -> None:
    put_out()
    (row,) = mail.drafts()

    assert mail.seal(row.id, b"first", "1" * 64)
    assert not mail.seal(row.id, b"second", "2" * 64)
    assert (claimed().envelope, mail.drafts()) == (b"first", ())


def test_a_draft_is_not_sent() -> None:
    put_out()

    assert mail.claim() is None


def test_a_message_waits_for_the_earlier_ones_of_its_dossier() -> None:
    first, second = sealed(), sealed()

    row = claimed()
    assert (row.message_id, mail.claim()) == (first, None)
    mail.delivered(row, b"receipt")

    assert claimed().message_id == second


def test_a_message_waits_for_an_earlier_one_that_has_no_signature_yet() -> None:
    put_out()
    second = put_out()
    later = next(row for row in mail.drafts() if row.message_id == second)
    mail.seal(later.id, b"signed", "a" * 64)

    assert mail.claim() is None


def test_a_blocked_message_holds_back_its_dossier_and_nothing_else() -> None:
    sealed("D1")
    mail.block(claimed(), b"receipt", "EXPIRED")
    sealed("D1")
    other_dossier, other_recipient = sealed("D2"), sealed("D1", ELSEWHERE)

    assert {claimed().message_id, claimed().message_id} == {other_dossier, other_recipient}
    assert mail.claim() is None


def test_messages_to_an_unreachable_recipient_hold_up_nobody_elses() -> None:
    sealed("D1", THERE)
    other = sealed("D1", ELSEWHERE)

    row = mail.claim(without={THERE})

    assert row is not None
    assert (row.message_id, mail.claim(without={THERE})) == (other, None)


def test_a_leased_message_is_nobody_elses_until_the_lease_lapses() -> None:
    sealed()
    first = claimed()
    assert mail.claim() is None

    with clock.at(NOW + timedelta(seconds=60)):
        second = claimed()

    assert (second.message_id, second.attempts) == (first.message_id, 2)
    assert second.lease_token != first.lease_token


def test_a_lease_can_be_held_for_longer() -> None:
    sealed()
    row = claimed()
    with clock.at(NOW + timedelta(seconds=50)):
        mail.extend(row)

    with clock.at(NOW + timedelta(seconds=100)):
        assert mail.claim() is None


def test_a_lapsed_lease_cannot_be_extended_against_its_new_holder() -> None:
    sealed()
    lapsed = claimed()
    with clock.at(NOW + timedelta(seconds=60)):
        claimed()
    with clock.at(NOW + timedelta(seconds=100)):
        mail.extend(lapsed)

    with clock.at(NOW + timedelta(seconds=121)):
        assert mail.claim() is not None


def test_a_postponed_message_waits_its_time() -> None:
    sealed()
    mail.postpone(claimed(), "TIMEOUT", timedelta(seconds=5))

    with clock.at(NOW + timedelta(seconds=4)):
        assert mail.claim() is None
    with clock.at(NOW + timedelta(seconds=5)):
        assert mail.claim() is not None


def test_a_late_sender_cannot_postpone_what_another_holds() -> None:
    sealed()
    late = claimed()
    with clock.at(NOW + timedelta(seconds=60)):
        claimed()
        mail.postpone(late, "TIMEOUT", timedelta(0))
        assert mail.claim() is None


def test_a_receipt_counts_whoever_holds_the_lease() -> None:
    sealed()
    late = claimed()
    with clock.at(NOW + timedelta(seconds=60)):
        holder = claimed()
        mail.delivered(late, b"receipt")
        mail.postpone(holder, "TIMEOUT", timedelta(0))

    with clock.at(NOW + timedelta(days=1)):
        assert mail.claim() is None
    assert mail.depth() == {"DELIVERED": 1}


def test_a_delivered_message_cannot_be_blocked_any_more() -> None:
    sealed()
    row = claimed()
    mail.delivered(row, b"receipt")
    mail.block(row, b"other", "EXPIRED")

    assert mail.depth() == {"DELIVERED": 1}


def test_many_senders_at_once_claim_each_message_once() -> None:
    expected = {sealed(f"D{n}") for n in range(24)}
    start = threading.Barrier(4)

    def claim_all() -> list[str]:
        start.wait()
        with clock.at(NOW):
            return [row.message_id for row in iter(mail.claim, None)]

    with ThreadPoolExecutor(4) as pool:
        claims = [future.result() for future in [pool.submit(claim_all) for _ in range(4)]]

    got = [message_id for found in claims for message_id in found]
    assert sorted(got) == sorted(expected)

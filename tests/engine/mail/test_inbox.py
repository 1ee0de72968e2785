"""The inbox: one row per message for ever, applied in order, one at a time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engine import clock, mail, store
from engine.mail.tables import lt_evidence

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
HERE, THERE = "H21.15", "H21.16"

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


def staged(message_id: str = "m1", dossier: str = "D1", seq: int = 1, sender: str = THERE) -> mail.Incoming:
    facts = {
        "sender": sender,
        "recipient": HERE,
        "message_id": message_id,
        "env_sha256": "a" * 64,
        "dossier": dossier,
        "seq": seq,
        "mtype": "STATUS",
        "envelope": b"signed",
        "cert_fp": "b" * 64,
    }
    with store.transaction():
        return mail.stage(facts)


def received(message_id: str = "m1", dossier: str = "D1", seq: int = 1) -> mail.Incoming:
    row = staged(message_id, dossier, seq)
    with store.transaction():
        assert mail.receive(row.no, b"receipt")
    found = mail.find(row.sender, message_id)
    assert found is not None
    return found


def applied(row: mail.Incoming) -> None:
    with store.transaction():
        assert mail.lock(row)
        mail.applied(row)


def waiting() -> list[str]:
    return [row.message_id for row in mail.applicable()]


def test_a_message_is_found_again_by_sender_and_id() -> None:
    row = staged()

    assert mail.find(THERE, "m1") == row
    assert mail.find(HERE, "m1") is None
    assert mail.staged("m1") == row
    assert mail.holder_of_sequence(THERE, HERE, "D1", 1) == "m1"
    assert mail.holder_of_sequence(THERE, HERE, "D1", 2) is None


@pytest.mark.parametrize(("message_id", "seq"), [("m1", 2), ("m2", 1)])
def test_neither_an_id_nor_a_number_can_be_taken_twice(message_id: str, seq: int) -> None:
    staged("m1", seq=1)

    with pytest.raises(IntegrityError):
        staged(message_id, seq=seq)


def test_the_first_receipt_is_the_only_one() -> None:
    row = staged()
    with store.transaction():
        assert mail.receive(row.no, b"first")
        assert not mail.receive(row.no, b"second")

    found = mail.find(THERE, "m1")
    assert found is not None
    assert (found.receipt, found.state, found.received_at) == (b"first", "RECEIVED", NOW)


def test_a_message_without_its_files_is_not_applied() -> None:
    staged()

    assert waiting() == []


def test_messages_of_a_dossier_come_in_their_order_and_others_beside_them() -> None:
    received("m3", seq=3)
    received("m2", seq=2)
    assert waiting() == []

    received("other", dossier="D2")
    first = received("m1", seq=1)
    assert waiting() == ["other", "m1"]

    applied(first)
    assert waiting() == ["m2", "other"]


def test_an_applied_message_cannot_be_taken_again() -> None:
    row = received()
    applied(row)

    with store.transaction():
        assert not mail.lock(row)


def test_a_failed_message_waits_its_time_and_is_counted() -> None:
    row = received()
    mail.try_later(row, "ValueError", timedelta(seconds=5))

    assert waiting() == []
    with clock.at(NOW + timedelta(seconds=5)):
        (again,) = mail.applicable()
    assert again.tries == 1


def test_an_early_message_waits_without_being_counted() -> None:
    row = received()
    mail.wait(row, timedelta(seconds=5))

    assert waiting() == []
    with clock.at(NOW + timedelta(seconds=5)):
        (again,) = mail.applicable()
    assert again.tries == 0


def test_a_parked_message_holds_back_its_dossier_until_a_person_frees_it() -> None:
    row = received("m1", seq=1)
    received("m2", seq=2)
    mail.try_later(row, "ValueError", timedelta(0), park=True)

    with clock.at(NOW + timedelta(days=1)):
        assert waiting() == []
        mail.retry_stuck(row.no)
        assert waiting() == ["m1"]
    assert mail.inbox_depth() == {"RECEIVED": 2}


def test_two_appliers_at_once_give_a_message_its_effect_once() -> None:
    rows = [received(f"m{n}", dossier=f"D{n}") for n in range(12)]
    start = threading.Barrier(3)

    def apply_all() -> int:
        start.wait()
        taken = 0
        for row in rows:
            with store.transaction():
                if mail.lock(row):
                    mail.applied(row)
                    taken += 1
        return taken

    with ThreadPoolExecutor(3) as pool:
        takes = [future.result() for future in [pool.submit(apply_all) for _ in range(3)]]

    assert sum(takes) == len(rows)
    assert mail.inbox_depth() == {"APPLIED": len(rows)}


def test_evidence_is_kept_with_the_transaction_or_not_at_all() -> None:
    def fail_after_keeping() -> None:
        with store.transaction():
            mail.keep_evidence("received", peer=THERE, message_id="m0", sha256=None, doc=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_keeping()
    with store.transaction():
        mail.keep_evidence("received", peer=THERE, message_id="m1", sha256="a" * 64, doc=b"receipt")

    with store.reading() as link:
        (row,) = link.execute(select(lt_evidence))
    assert (row.message_id, row.doc, row.at) == ("m1", b"receipt", NOW)

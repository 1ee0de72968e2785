"""What comes in: stored and receipted in one commit, refused in the right words, the same answer for ever."""

from datetime import timedelta

import orjson
import pytest

from connectors import lt1
from connectors.lt1 import BlobReference, Receipt, open_receipt, seal
from engine import clock, exchange, store
from engine.mail.tables import lt_inbox
from tests.connectors.support import HERE, NOW, THERE, Province
from tests.engine.exchange.nodes import TYPE, TestNode, digest, received_states

FILE = b"the bytes of a file"


def with_file(content: bytes = FILE, size: int | None = None) -> tuple[BlobReference, ...]:
    length = len(content) if size is None else size
    return (BlobReference("f1", "a.pdf", "application/pdf", digest(content), length),)


def sealed(members: Province, **changes: object) -> bytes:
    return members.sealed(message_type=TYPE, **changes)


def receipt_in(answer: exchange.Answer, raw: bytes, members: Province) -> Receipt:
    assert (answer.status, answer.content_type) == (200, "application/xml")
    return open_receipt(answer.body, members.registry, digest(raw), THERE, clock.now())


def put_file(there: TestNode, message_id: str, *chunks: bytes, sha256: str = digest(FILE)) -> int:
    with there.open():
        return exchange.take_blob(message_id, sha256, chunks).status


def test_a_message_is_stored_and_its_receipt_names_the_row(there: TestNode, members: Province) -> None:
    raw = sealed(members, message_id="00000000-0000-4000-8000-000000000001")

    receipt = receipt_in(there.accept(raw), raw, members)

    row = there.row(lt_inbox, "00000000-0000-4000-8000-000000000001")
    assert (receipt.outcome, receipt.inbox_no, row.state) == ("STORED", row.no, "RECEIVED")
    assert (bytes(row.envelope), row.cert_fp) == (raw, members.here.fingerprint)
    assert [bytes(kept.doc) for kept in there.evidence("received")] == [bytes(row.receipt)]


def test_a_twin_is_answered_with_the_very_same_bytes(there: TestNode, members: Province) -> None:
    raw = sealed(members)

    first = there.accept(raw)
    with clock.at(NOW + timedelta(days=40)):  # long after the message has expired
        assert there.accept(raw) == first
    assert received_states(there) == ["RECEIVED"]


def test_nothing_is_promised_when_the_commit_fails(there: TestNode, members: Province) -> None:
    raw = sealed(members)

    def power_cut() -> None:
        with there.open(), store.transaction():
            assert there.accept(raw).status == 200
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        power_cut()
    assert received_states(there) == []
    assert there.accept(raw).status == 200


def test_files_are_asked_for_before_a_receipt_is_given(there: TestNode, members: Province) -> None:
    message = members.message(message_type=TYPE, references=with_file())
    raw = seal(message, members.here, NOW)

    answer = there.accept(raw)
    assert (answer.status, orjson.loads(answer.body)) == (202, {"missing": [digest(FILE)]})
    assert received_states(there) == ["STAGED"]

    assert put_file(there, message.message_id, FILE[:7], FILE[7:]) == 204
    assert receipt_in(there.accept(raw), raw, members).outcome == "STORED"


def test_a_file_already_here_is_not_asked_for_again(there: TestNode, members: Province) -> None:
    there.database.blobs.put_bytes(FILE)

    assert there.accept(sealed(members, references=with_file())).status == 200


@pytest.mark.parametrize(
    ("chunks", "status"), [((FILE + b"x",), 413), ((FILE[:-1],), 422), ((FILE[:-1] + b"x",), 422), ((), 422)]
)
def test_a_file_other_than_announced_is_refused(
    there: TestNode, members: Province, chunks: tuple[bytes, ...], status: int
) -> None:
    message = members.message(message_type=TYPE, references=with_file())
    raw = seal(message, members.here, NOW)
    there.accept(raw)

    assert put_file(there, message.message_id, *chunks) == status
    assert there.accept(raw).status == 202


def test_a_file_nobody_announced_is_refused(there: TestNode, members: Province) -> None:
    message = members.message(message_type=TYPE, references=with_file())
    there.accept(seal(message, members.here, NOW))

    assert put_file(there, message.message_id, b"x", sha256=digest(b"x")) == 404
    assert put_file(there, "another-message", FILE) == 404


def test_a_file_is_taken_no_more_once_the_receipt_is_given(there: TestNode, members: Province) -> None:
    message = members.message(message_type=TYPE, references=with_file())
    raw = seal(message, members.here, NOW)
    there.accept(raw)
    put_file(there, message.message_id, FILE)
    there.accept(raw)

    assert put_file(there, message.message_id, FILE) == 404


def test_one_id_with_other_bytes_is_rejected_for_good(there: TestNode, members: Province) -> None:
    message = members.message(message_type=TYPE)
    there.accept(seal(message, members.here, NOW))
    signed_again = seal(message, members.here, NOW)

    receipt = receipt_in(there.accept(signed_again), signed_again, members)

    assert (receipt.outcome, receipt.reason) == ("REJECTED", "ID_REUSED")
    assert received_states(there) == ["RECEIVED"]
    assert len(there.evidence("rejected")) == 1


def test_one_id_used_again_towards_another_agency_is_none_of_our_business(
    there: TestNode, members: Province
) -> None:
    message_id = members.message().message_id
    there.accept(sealed(members, message_id=message_id))

    assert there.accept(sealed(members, message_id=message_id, recipient="H21.99")).status == 421


def test_one_number_for_two_messages_is_rejected_for_good(there: TestNode, members: Province) -> None:
    there.accept(sealed(members, sequence=4))
    raw = sealed(members, sequence=4)

    receipt = receipt_in(there.accept(raw), raw, members)

    assert (receipt.outcome, receipt.reason) == ("REJECTED", "SEQUENCE_REUSED")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"expires_at": NOW}, "EXPIRED"),
        ({"created_at": NOW - timedelta(days=60), "expires_at": NOW - timedelta(days=30)}, "EXPIRED"),
    ],
)
def test_what_can_never_be_taken_is_rejected_with_a_signed_word(
    there: TestNode, members: Province, changes: dict[str, object], reason: str
) -> None:
    raw = sealed(members, **changes)

    receipt = receipt_in(there.accept(raw), raw, members)

    assert (receipt.outcome, receipt.reason) == ("REJECTED", reason)
    assert received_states(there) == []


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"recipient": "H21.99"}, 421, "WRONG_RECIPIENT"),
        ({"created_at": NOW + timedelta(minutes=6)}, 422, "FROM_FUTURE"),
    ],
)
def test_what_may_be_a_passing_fault_gets_an_unsigned_answer(
    there: TestNode, members: Province, changes: dict[str, object], status: int, code: str
) -> None:
    answer = there.accept(sealed(members, **changes))

    assert (answer.status, orjson.loads(answer.body)) == (status, {"error": code})
    assert received_states(there) == []


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 422, "MALFORMED"),
        (b"x" * (2 << 20), 413, "TOO_LARGE"),
        (b"<!DOCTYPE x><x/>", 422, "DTD_FORBIDDEN"),
    ],
)
def test_what_cannot_be_verified_leaves_no_trace_in_the_database(
    there: TestNode, raw: bytes, status: int, code: str
) -> None:
    answer = there.accept(raw)

    assert (answer.status, orjson.loads(answer.body)) == (status, {"error": code})
    assert received_states(there) == []
    assert not there.evidence("rejected")


def test_a_stranger_cannot_make_the_node_store_anything(there: TestNode, members: Province) -> None:
    raw = seal(members.message(message_type=TYPE), members.stranger, NOW)

    assert there.accept(raw).status == 422
    assert received_states(there) == []


def test_a_lost_receipt_can_be_fetched(there: TestNode, members: Province) -> None:
    message = members.message(message_type=TYPE)
    answer = there.accept(seal(message, members.here, NOW))

    with there.open():
        assert exchange.stored_receipt(HERE, message.message_id) == answer
        assert exchange.stored_receipt(THERE, message.message_id).status == 404


def test_health_says_how_much_waits(there: TestNode, members: Province) -> None:
    there.accept(sealed(members))

    with there.open():
        facts = orjson.loads(exchange.health(there.identity).body)

    assert facts == {
        "version": lt1.VERSION,
        "agencies": [THERE],
        "now": NOW.isoformat(),
        "outbox": {},
        "inbox": {"RECEIVED": 1},
    }

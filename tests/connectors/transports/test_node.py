"""Delivery between nodes: only a verified receipt ends it, whatever the network does."""

import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from connectors.base import Blob, Delivered, Outcome, Parcel, Rejected, Retry, transports
from connectors.lt1 import BlobReference, open_receipt, rejected, seal_receipt, stored
from connectors.transports.node import NodeTransport, Timeouts
from tests.connectors.support import HERE, THERE, Province
from tests.connectors.transports import peer as faulty
from tests.connectors.transports.peer import Fault, Keeper, Peer, serving

QUICK = Timeouts(connect=1.0, read=0.2, per_megabyte=0.0)


@pytest.fixture
def kept(province: Province) -> Keeper:
    return Keeper(province)


@pytest.fixture
def peer(kept: Keeper) -> Iterator[Peer]:
    with serving(kept) as running:
        yield running


@pytest.fixture
def send(province: Province, peer: Peer) -> Callable[..., Outcome]:
    transport = NodeTransport(province.served_at(peer.endpoint), QUICK)
    return lambda parcel: transport.deliver(parcel, province.now)


def blob(content: bytes, size: int | None = None) -> Blob:
    length = len(content) if size is None else size
    return Blob(hashlib.sha256(content).hexdigest(), length, lambda: io.BytesIO(content))


def parcel(province: Province, *blobs: Blob) -> Parcel:
    references = tuple(
        BlobReference(f"c{i}", f"{i}.pdf", "application/pdf", b.sha256, b.size) for i, b in enumerate(blobs)
    )
    message = province.message(references=references)
    raw = province.sealed(**{"message_id": message.message_id, "references": references})
    return Parcel(message.message_id, THERE, raw, blobs)


def test_the_node_transport_is_found_by_scanning() -> None:
    assert transports()["node"] is NodeTransport


def test_a_message_without_attachments_takes_one_round_trip(
    province: Province, peer: Peer, send: Callable[..., Outcome]
) -> None:
    sent = parcel(province)

    outcome = send(sent)

    assert isinstance(outcome, Delivered)
    sha256 = hashlib.sha256(sent.raw).hexdigest()
    assert open_receipt(outcome.proof, province.registry, sha256, THERE, province.now).inbox_no == 1
    assert [method for method, _, _ in peer.seen] == ["POST"]


def test_attachments_are_uploaded_once_and_with_their_length(
    province: Province, kept: Keeper, peer: Peer, send: Callable[..., Outcome]
) -> None:
    blobs = (blob(b"a" * 300_000), blob(b""), blob("đơn".encode()))
    sent = parcel(province, *blobs)

    assert isinstance(send(sent), Delivered)
    assert isinstance(send(parcel(province, *blobs)), Delivered)

    puts = [(path, headers) for method, path, headers in peer.seen if method == "PUT"]
    assert [path for path, _ in puts] == [
        f"/lt/v1/messages/{sent.message_id}/blobs/{b.sha256}" for b in blobs
    ]
    assert [headers["Content-Length"] for _, headers in puts] == ["300000", "0", "5"]
    assert not any("Transfer-Encoding" in headers for _, headers in puts)
    assert kept.blobs[blobs[0].sha256] == b"a" * 300_000


def test_sending_again_is_answered_with_the_very_same_receipt(
    province: Province, send: Callable[..., Outcome]
) -> None:
    sent = parcel(province)

    assert send(sent) == send(sent)


FAULTS = [
    (faulty.drop_request, "CONNECTION"),
    (faulty.drop_response, "CONNECTION"),
    (faulty.cut_response, "CONNECTION"),
    (faulty.silent, "TIMEOUT"),
    (faulty.drip, "TIMEOUT"),
    (faulty.says(503), "503"),
    (faulty.says(429), "429"),
    (faulty.says(507), "507"),
    (faulty.says(302, Location="http://127.0.0.1:9/"), "302"),
    (faulty.says(403, b"<html>Forbidden</html>"), "403"),
    (faulty.says(500, b"x" * 100_000), "ANSWER_TOO_LARGE"),
]


def _name(value: object) -> str:
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize(
    ("fault", "reason"),
    [*FAULTS, (faulty.corrupt_request, "422"), (faulty.corrupt_response, "")],
    ids=_name,
)
@pytest.mark.parametrize("step", ["offer", "blob", "final"])
def test_a_fault_at_any_step_is_retried_and_the_next_attempt_delivers(
    province: Province,
    kept: Keeper,
    peer: Peer,
    send: Callable[..., Outcome],
    fault: Fault,
    reason: str,
    step: str,
) -> None:
    if step == "blob" and fault in (faulty.corrupt_response, faulty.cut_response):
        pytest.skip("a 204 has no body to spoil")
    sent = parcel(province, blob(b"attachment"))
    peer.faults.extend([None] * ["offer", "blob", "final"].index(step) + [fault])

    first = send(sent)
    peer.faults.clear()
    peer.released.set()

    assert isinstance(first, Retry)
    assert first.reason.endswith(reason)
    assert isinstance(send(sent), Delivered)
    assert len(kept.receipts) == 1


def test_a_duplicated_request_is_one_message(
    province: Province, kept: Keeper, peer: Peer, send: Callable[..., Outcome]
) -> None:
    peer.faults.extend([faulty.duplicate] * 3)

    assert isinstance(send(parcel(province, blob(b"x"))), Delivered)
    assert len(kept.receipts) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("999999999999", 3600),
        ("Mon, 23 Nov 2026 08:30:20 GMT", 20),
        ("Mon, 23 Nov 2020 08:30:20 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("²", None),
    ],
)
def test_retry_after_is_obeyed_within_reason(
    province: Province, peer: Peer, send: Callable[..., Outcome], header: str, seconds: int | None
) -> None:
    peer.faults.append(faulty.says(503, Retry_After=header))

    outcome = send(parcel(province))

    assert outcome == Retry("HTTP_503", None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"<html><body>Please log in</body></html>", "SCHEMA_VIOLATION"),
        (b"", "MALFORMED"),
        (b"OK", "MALFORMED"),
        (b"x" * 70_000, "ANSWER_TOO_LARGE"),
        (b"<!DOCTYPE x><x/>", "DTD_FORBIDDEN"),
    ],
)
def test_a_200_that_is_not_a_receipt_proves_nothing(
    province: Province, peer: Peer, send: Callable[..., Outcome], answer: bytes, reason: str
) -> None:
    peer.faults.append(faulty.says(200, answer))

    assert send(parcel(province)) == Retry(reason)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b'{"missing":[]}',
        b'{"missing":"abc"}',
        b'{"missing":[1]}',
        b'{"missing":["' + b"0" * 64 + b'"]}',
    ],
)
def test_a_202_that_asks_for_nothing_of_ours_is_retried(
    province: Province, peer: Peer, send: Callable[..., Outcome], answer: bytes
) -> None:
    peer.faults.append(faulty.says(202, answer))

    assert send(parcel(province, blob(b"x"))) == Retry("BAD_ANSWER")


def test_a_peer_that_keeps_asking_for_a_blob_is_left_until_later(
    province: Province, peer: Peer, send: Callable[..., Outcome]
) -> None:
    wanted = blob(b"x")
    ask = faulty.says(202, b'{"missing":["%s"]}' % wanted.sha256.encode())
    peer.faults.extend([ask, None, ask, None, ask, None, ask])

    assert send(parcel(province, wanted)) == Retry("NO_RECEIPT")


@pytest.mark.parametrize("size", [3, 5])
def test_a_damaged_attachment_of_ours_is_named_and_not_sent_whole(
    province: Province, kept: Keeper, peer: Peer, send: Callable[..., Outcome], size: int
) -> None:
    outcome = send(parcel(province, blob(b"1234", size)))

    assert outcome == Retry("BLOB_UNREADABLE")
    assert not kept.blobs


def test_a_lost_attachment_of_ours_is_named(province: Province, send: Callable[..., Outcome]) -> None:
    def gone() -> io.BytesIO:
        raise FileNotFoundError

    assert send(parcel(province, Blob("a" * 64, 3, gone))) == Retry("BLOB_UNREADABLE")


def test_a_receipt_for_another_message_proves_nothing(
    province: Province, peer: Peer, send: Callable[..., Outcome]
) -> None:
    other = province.open(province.sealed())
    receipt = seal_receipt(stored(other, THERE, province.now, 9), province.there, province.now)
    peer.faults.append(faulty.says(200, receipt))

    assert send(parcel(province)) == Retry("RECEIPT_MISMATCH")


def test_our_own_receipt_sent_back_to_us_proves_nothing(
    province: Province, peer: Peer, send: Callable[..., Outcome]
) -> None:
    sent = parcel(province)
    receipt = stored(province.open(sent.raw), HERE, province.now, 9)
    peer.faults.append(faulty.says(200, seal_receipt(receipt, province.here, province.now)))

    assert send(sent) == Retry("RECEIPT_MISMATCH")


def test_a_signed_rejection_is_final_and_kept(
    province: Province, peer: Peer, send: Callable[..., Outcome]
) -> None:
    sent = parcel(province)
    receipt = rejected(province.open(sent.raw), THERE, province.now, "WRONG_RECIPIENT")
    proof = seal_receipt(receipt, province.there, province.now)
    peer.faults.append(faulty.says(200, proof))

    assert send(sent) == Rejected(proof, "WRONG_RECIPIENT")


def test_an_agency_missing_from_the_registry_is_retried(
    province: Province, send: Callable[..., Outcome]
) -> None:
    assert send(Parcel("m", "H21.99", b"", ())) == Retry("UNKNOWN_AGENCY")


def test_a_peer_that_is_down_is_retried(province: Province) -> None:
    with serving(Keeper(province)) as gone:
        registry = province.served_at(gone.endpoint)

    outcome = NodeTransport(registry, QUICK).deliver(parcel(province), province.now)

    assert outcome == Retry("CONNECTION")


def test_the_lease_is_extended_before_each_request(province: Province, peer: Peer) -> None:
    beats: list[int] = []
    transport = NodeTransport(province.served_at(peer.endpoint), QUICK)

    transport.deliver(parcel(province, blob(b"x"), blob(b"y")), province.now, lambda: beats.append(1))

    assert len(beats) == len(peer.seen) == 4


def test_the_environments_proxy_is_ignored(
    province: Province, peer: Peer, send: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    assert isinstance(send(parcel(province)), Delivered)


def test_cookies_of_a_peer_are_not_kept(province: Province, peer: Peer, send: Callable[..., Outcome]) -> None:
    peer.faults.append(faulty.says(503, Set_Cookie="track=1"))

    send(parcel(province))
    send(parcel(province))

    assert "Cookie" not in peer.seen[-1][2]


def test_a_larger_request_may_take_longer() -> None:
    assert Timeouts().for_size(0) == (3.0, 30.0)
    assert Timeouts().for_size(10 << 20) == (3.0, 40.0)

"""Between two nodes: everything arrives, once, in order, with proof, whatever happens on the way."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from connectors.base import Outcome, Parcel, Rejected, Retry, Transport, no_heartbeat
from connectors.lt1 import AgencyKey, judge, open_receipt
from connectors.transports.node import NodeTransport, Timeouts
from engine import clock, exchange, mail, store
from engine.exchange import Identity
from engine.mail.tables import lt_inbox, lt_outbox
from tests.connectors.support import HERE, NOW, THERE, Province
from tests.connectors.transports import peer as faulty
from tests.connectors.transports.peer import Fault, Peer, serving
from tests.engine.exchange.nodes import TYPE, TestNode, Wire, digest, received_states, sent_states

LATER = timedelta(seconds=7)  # past the first backoff with its jitter

FAULTS = ["drop_request", "drop_response", "cut_request", "cut_response"]


def test_a_message_goes_from_one_dossier_to_the_other(here: TestNode, there: TestNode, wire: Wire) -> None:
    message_id = here.put_out("hello")

    assert here.deliver(wire) == 1
    assert there.apply() == 1

    sent, got = here.row(lt_outbox, message_id), there.row(lt_inbox, message_id)
    assert (sent.state, got.state, there.applied) == ("DELIVERED", "APPLIED", [("D1", "hello")])
    assert bytes(sent.envelope) == bytes(got.envelope)
    assert bytes(sent.receipt) == bytes(got.receipt)


def test_the_receipt_kept_by_the_sender_proves_what_was_received(
    here: TestNode, wire: Wire, members: Province
) -> None:
    message_id = here.put_out()
    here.deliver(wire)

    row = here.row(lt_outbox, message_id)
    receipt = open_receipt(bytes(row.receipt), members.registry, row.env_sha256, THERE, NOW)
    assert (receipt.outcome, row.env_sha256) == ("STORED", digest(bytes(row.envelope)))
    assert [bytes(kept.doc) for kept in here.evidence("delivered")] == [bytes(row.receipt)]


def test_files_travel_with_the_message(here: TestNode, there: TestNode, wire: Wire) -> None:
    files: list[mail.Attachment] = []
    here.put_out(files=[b"first" * 1000, b"second", b"second"[::-1]])

    here.deliver(wire)
    there.apply(lambda row, payload, attachments: files.extend(attachments))

    assert [(f.name, f.size) for f in files] == [("đơn.pdf", 5000), ("đơn.pdf", 6), ("đơn.pdf", 6)]
    with there.database.blobs.open(files[0].sha256) as stream:
        assert stream.read() == b"first" * 1000


def test_a_long_dossier_is_delivered_in_one_drain_and_in_order(
    here: TestNode, there: TestNode, wire: Wire
) -> None:
    for n in range(10):
        here.put_out(n)

    assert here.deliver(wire) == 10
    assert there.apply() == 10
    assert there.applied == [("D1", n) for n in range(10)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_on_the_way_costs_an_attempt_and_nothing_else(
    here: TestNode, there: TestNode, wire: Wire, fault: str
) -> None:
    for n in range(3):
        here.put_out(n)
    wire.faults.append(fault)

    here.deliver(wire)
    assert sent_states(here) == ["READY", "READY", "READY"]
    with clock.at(NOW + LATER):
        here.deliver(wire)
    there.apply()

    assert sent_states(here) == ["DELIVERED"] * 3
    assert there.applied == [("D1", 0), ("D1", 1), ("D1", 2)]


@pytest.mark.parametrize("fault", ["drop_response", "cut_response", "duplicate"])
def test_every_attempt_sends_the_same_bytes_and_hears_the_same_receipt(
    here: TestNode, there: TestNode, wire: Wire, fault: str
) -> None:
    here.put_out()
    wire.faults.append(fault)

    here.deliver(wire)
    with clock.at(NOW + LATER):
        here.deliver(wire)

    assert len(wire.answers) == 2
    assert len(set(wire.answers)) == 1
    assert received_states(there) == ["RECEIVED"]


def test_a_sender_that_dies_with_the_lease_is_succeeded_when_it_lapses(here: TestNode, wire: Wire) -> None:
    here.put_out()
    wire.faults.append("crash")
    here.deliver(wire)
    assert sent_states(here) == ["SENDING"]

    with clock.at(NOW + timedelta(seconds=59)):
        assert here.deliver(wire) == 0
    with clock.at(NOW + timedelta(seconds=60)):
        assert here.deliver(wire) == 1
    assert sent_states(here) == ["DELIVERED"]


def test_the_pauses_between_attempts_grow_to_an_hour(here: TestNode, wire: Wire) -> None:
    message_id = here.put_out()
    now, pauses = NOW, []
    for _ in range(8):
        wire.faults.append("cut_request")
        with clock.at(now):
            here.deliver(wire)
        due = here.row(lt_outbox, message_id).next_at
        pauses.append((due - now).total_seconds())
        now = due

    for pause, middle in zip(pauses, (5, 15, 60, 300, 900, 3600, 3600, 3600), strict=True):
        assert 0.8 * middle <= pause <= 1.2 * middle


class Saying(Transport):
    """Always has the same outcome."""

    kind = "saying"

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.asked: list[str] = []

    def deliver(self, parcel: Parcel, now: datetime, heartbeat: Callable[[], None] = no_heartbeat) -> Outcome:
        self.asked.append(parcel.message_id)
        return self.outcome


def test_the_pause_the_peer_asks_for_is_kept(here: TestNode) -> None:
    message_id = here.put_out()
    here.deliver(Saying(Retry("HTTP_503", timedelta(seconds=42))))

    row = here.row(lt_outbox, message_id)
    assert (row.next_at, row.last_error) == (NOW + timedelta(seconds=42), "HTTP_503")


def test_a_signed_rejection_blocks_the_message_for_a_person(here: TestNode) -> None:
    first, second = here.put_out(), here.put_out()
    here.deliver(Saying(Rejected(b"signed", "EXPIRED")))

    row = here.row(lt_outbox, first)
    assert (row.state, row.last_error, bytes(row.receipt)) == ("BLOCKED", "EXPIRED", b"signed")
    assert [kept.message_id for kept in here.evidence("blocked")] == [first]
    assert here.row(lt_outbox, second).state == "READY"


def test_a_rejection_from_the_other_node_arrives_as_such(here: TestNode, wire: Wire) -> None:
    message_id = here.put_out()
    with clock.at(NOW + timedelta(days=31)):
        here.deliver(wire)

    assert (here.row(lt_outbox, message_id).state, here.row(lt_outbox, message_id).last_error) == (
        "BLOCKED",
        "EXPIRED",
    )


def test_a_message_that_cannot_be_sealed_is_blocked_and_others_flow(here: TestNode, wire: Wire) -> None:
    too_large = here.put_out("x" * (1 << 20), dossier="D1")
    other = here.put_out(dossier="D2")

    here.deliver(wire)

    row = here.row(lt_outbox, too_large)
    assert (row.state, row.last_error, row.envelope) == ("BLOCKED", "TOO_LARGE", None)
    assert here.row(lt_outbox, other).state == "DELIVERED"


@pytest.mark.parametrize("name", ["a/b\\c.pdf", "x" * 300 + ".pdf", "", "a\x07b"])
def test_a_file_name_the_protocol_cannot_carry_does_not_stop_the_dossier(
    here: TestNode, there: TestNode, wire: Wire, name: str
) -> None:
    blob = here.database.blobs.put_bytes(b"x")
    odd = mail.Attachment("f1", name, "Text/Plain; charset=utf-8", blob.sha256, blob.size)
    with here.open(), store.transaction():
        mail.put_out(HERE, THERE, TYPE, "D1", {"n": 1}, attachments=[odd], subject=" two\nlines ")

    here.deliver(wire)

    got: list[mail.Attachment] = []
    there.apply(lambda row, payload, attachments: got.extend(attachments))
    assert got[0].content_type == "text/plain"
    assert 1 <= len(got[0].name) <= 255


def test_a_lost_file_of_ours_is_named_and_the_message_stays(here: TestNode, there: TestNode) -> None:
    message_id = here.put_out(files=[b"precious"])
    here.database.blobs.path(digest(b"precious")).unlink()
    with serving(node_answers(there)) as peer:
        here.deliver(over_http(there, peer))

    row = here.row(lt_outbox, message_id)
    assert (row.state, row.last_error) == ("READY", "BLOB_UNREADABLE")


# --- more than one recipient, more than one sender -------------------------------------------------------


def test_a_silent_peer_is_left_to_rest_after_five_failures(here: TestNode) -> None:
    silent = Saying(Retry("TIMEOUT"))
    for n in range(20):
        here.put_out(n, dossier=f"D{n}")

    here.deliver(silent)
    tried = len(silent.asked)
    here.deliver(silent)

    assert 5 <= tried <= 6  # two couriers may be under way when the fifth failure comes
    assert len(silent.asked) == tried


def test_an_answer_in_between_counts_the_failures_anew(here: TestNode) -> None:
    for n in range(12):
        here.put_out(n, dossier=f"D{n}")
    for _ in range(3):
        for outcome in (Retry("TIMEOUT"), Retry("HTTP_503")):
            here.deliver(Saying(outcome), budget=2)

    assert here.identity.couriers.unavailable(NOW) == frozenset()


def test_after_a_rest_one_message_goes_ahead_to_see(here: TestNode, wire: Wire) -> None:
    silent = Saying(Retry("TIMEOUT"))
    for n in range(20):
        here.put_out(n, dossier=f"D{n}")
    here.deliver(silent)
    tried = len(silent.asked)

    with clock.at(NOW + timedelta(seconds=10)):
        here.deliver(silent)
        assert len(silent.asked) == tried + 1
    with clock.at(NOW + timedelta(minutes=2)):
        here.deliver(wire)
    assert sent_states(here) == ["DELIVERED"] * 20


class Stuck(Transport):
    """Keeps its courier until released."""

    kind = "stuck"

    def __init__(self) -> None:
        self.released = threading.Event()

    def deliver(self, parcel: Parcel, now: datetime, heartbeat: Callable[[], None] = no_heartbeat) -> Outcome:
        self.released.wait(10)
        return Retry("TIMEOUT")


def test_the_drain_does_not_wait_for_a_peer_that_says_nothing(here: TestNode) -> None:
    here.put_out(dossier="D1")
    stuck = Stuck()
    try:
        assert here.deliver(stuck, patience=0.05) == 1
        assert here.deliver(stuck, patience=0.05) == 0
        assert sent_states(here) == ["SENDING"]
    finally:
        stuck.released.set()
    here.identity.couriers.close()
    assert sent_states(here) == ["READY"]


def test_a_silent_peer_takes_only_two_of_the_couriers(here: TestNode) -> None:
    stuck = Stuck()
    for n in range(5):
        here.put_out(dossier=f"D{n}")
    try:
        assert here.deliver(stuck, patience=0.05) == 2
        assert here.identity.couriers.unavailable(NOW) == {THERE}
        assert not here.identity.couriers.are_all_out
    finally:
        stuck.released.set()


def test_two_agencies_of_one_node_exchange_without_the_network(
    open_database: Callable[..., store.Database], members: Province
) -> None:
    database = open_database()
    identity = Identity({HERE: members.here, THERE: members.there}, members.registry)
    both = TestNode(HERE, database, identity)
    unused = Saying(Retry("CONNECTION"))
    both.put_out("inside", files=[b"x"])

    both.deliver(unused)
    both.apply()

    assert (sent_states(both), received_states(both)) == (["DELIVERED"], ["APPLIED"])
    assert (both.applied, unused.asked) == ([("D1", "inside")], [])
    identity.couriers.close()


def test_two_senders_on_one_database_deliver_each_message_once_and_in_order(
    here: TestNode, there: TestNode, wire: Wire, members: Province
) -> None:
    for n in range(6):
        for dossier in ("D1", "D2", "D3"):
            here.put_out(n, dossier=dossier)
    here.deliver(Saying(Retry("HTTP_503", timedelta(0))), budget=1)
    twin = TestNode(HERE, here.database, Identity({HERE: members.here}, members.registry))
    start = threading.Barrier(2)

    def drain(node: TestNode) -> None:
        start.wait()
        with clock.at(NOW + timedelta(seconds=1)):
            while node.deliver(wire):
                pass

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(drain, node) for node in (here, twin)]:
            future.result()
    there.apply()

    assert sent_states(here) == ["DELIVERED"] * 18
    assert len(wire.carried) == 18
    for dossier in ("D1", "D2", "D3"):
        assert [n for d, n in there.applied if d == dossier] == list(range(6))
    twin.identity.couriers.close()


@pytest.mark.parametrize("files", [(), (b"x",)], ids=["new", "staged"])
def test_one_message_posted_many_times_at_once_is_one_row_and_one_receipt(
    here: TestNode, there: TestNode, files: tuple[bytes, ...]
) -> None:
    raw = here.envelope(here.put_out(files=files))
    if files:
        assert there.accept(raw).status == 202
        there.database.blobs.put_bytes(files[0])
    start = threading.Barrier(4)

    def post() -> bytes:
        start.wait()
        with clock.at(NOW):
            return there.accept(raw).body

    with ThreadPoolExecutor(4) as pool:
        bodies = {future.result() for future in [pool.submit(post) for _ in range(4)]}

    assert len(bodies) == 1
    assert received_states(there) == ["RECEIVED"]


# --- the real network ------------------------------------------------------------------------------------


def node_answers(node: TestNode) -> Callable[[str, str, bytes], tuple[int, bytes]]:
    """A node behind HTTP, as the exchange routes put it there."""

    def answer(method: str, path: str, body: bytes) -> tuple[int, bytes]:
        with clock.at(NOW):
            if method == "POST":
                told = node.accept(body)
            else:
                *_, message_id, _, sha256 = path.split("/")
                with node.open():
                    told = exchange.take_blob(message_id, sha256, [body])
        return told.status, told.body

    return answer


def over_http(node: TestNode, peer: Peer) -> NodeTransport:
    registry = node.identity.registry
    served = [
        type(a)(a.code, a.name, peer.endpoint if a.code == THERE else a.endpoint, a.certificates)
        for a in registry.agencies
    ]
    return NodeTransport(type(registry)(served), Timeouts(connect=1.0, read=0.3, per_megabyte=0.0))


@pytest.mark.parametrize(
    "fault",
    [
        faulty.drop_request,
        faulty.drop_response,
        faulty.duplicate,
        faulty.corrupt_request,
        faulty.corrupt_response,
        faulty.cut_response,
        faulty.html_200,
        faulty.says(503, Retry_After="1"),
    ],
    ids=lambda fault: getattr(fault, "__name__", ""),
)
@pytest.mark.parametrize("step", range(3), ids=["offer", "blob", "final"])
def test_over_the_real_network_every_fault_at_every_step_ends_in_one_effect(
    here: TestNode, there: TestNode, fault: Fault, step: int
) -> None:
    message_id = here.put_out("real", files=[b"attachment"])
    with serving(node_answers(there)) as peer:
        peer.faults.extend([None] * step + [fault])
        transport = over_http(there, peer)
        here.deliver(transport)
        peer.faults.clear()
        with clock.at(NOW + LATER):
            here.deliver(transport)
    there.apply()

    assert here.row(lt_outbox, message_id).state == "DELIVERED"
    assert there.applied == [("D1", "real")]


def test_a_receipt_of_another_agency_delivers_nothing(
    here: TestNode, new_node: Callable[[AgencyKey], TestNode], members: Province
) -> None:
    """A node at the right address with a wrong key is not the recipient."""
    raw = here.envelope(here.put_out())
    impostor = new_node(AgencyKey(THERE, members.stranger.private_key, members.stranger.certificate))
    answer = impostor.accept(raw)
    parcel = Parcel("m", THERE, raw)

    assert judge(answer.body, parcel, members.registry, NOW) == Retry("UNKNOWN_SIGNER")

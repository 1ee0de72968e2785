"""What must be true of a province at rest, read from all its databases: nothing lost, nothing done twice."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Select, Table, select

from connectors import lt1
from engine import clock, store
from engine.dossier.tables import dossier, dossier_number, public_status
from engine.history.tables import history_event
from engine.mail.tables import lt_cursor, lt_inbox, lt_outbox
from engine.node import Node
from engine.process.tables import (
    case_file,
    message_subscription,
    process_instance,
    signal_delivery,
    task_draft,
    task_record,
    work_item,
)
from tests.e2e.provinces import COMMUNE, DISTRICT, RunningProvince
from tests.e2e.walk import SCAN, STEPS

RETURNED = 10
Nodes = Mapping[str, Node]


def settle(province: RunningProvince, seconds: float) -> float:
    """Wait until no message waits anywhere. Answers how long it took. Fails, naming what still waits."""
    began = time.monotonic()
    pause = threading.Event()
    with province.opened() as nodes:
        while waiting := list(_waiting(nodes)):
            assert time.monotonic() < began + seconds, f"after {seconds} s still waiting: {waiting[:10]}"
            pause.wait(0.2)
    return time.monotonic() - began


def _waiting(nodes: Nodes) -> Iterator[str]:
    for key, node in nodes.items():
        for table, done in ((lt_outbox, "DELIVERED"), (lt_inbox, "APPLIED")):
            for row in _rows(node, select(table).where(table.c.state != done)):
                yield f"{key} {table.name} {row.mtype} {row.dossier}#{row.seq} {row.state} {row.last_error}"


def check(province: RunningProvince, codes: Collection[str]) -> None:
    """Every invariant, for exactly these dossiers, all of them ended."""
    with province.opened() as nodes:
        _check_dossiers(nodes, codes)
        _check_tasks(nodes, codes)
        _check_history(nodes, codes)
        _check_messages(nodes)
        _check_portal(nodes, codes)
        _check_files(nodes, codes)


def _rows(node: Node, query: Table | Select[Any]) -> list[Any]:
    with store.using(node.database), store.reading() as link:
        return list(link.execute(select(query) if isinstance(query, Table) else query))


def _check_dossiers(nodes: Nodes, codes: Collection[str]) -> None:
    """Received once each, numbered without a gap, ended; nothing is left open anywhere."""
    received = _rows(nodes[COMMUNE], dossier)
    assert sorted(row.code for row in received) == sorted(codes)
    [number] = _rows(nodes[COMMUNE], dossier_number)
    assert sorted(int(code[-4:]) for code in codes) == list(range(1, number.last + 1))
    assert {row.status for row in received} == {RETURNED}
    assert all(row.finished_at and row.returned_at for row in received)
    assert sorted(row.code for row in _rows(nodes[DISTRICT], dossier)) == sorted(codes)
    for node in nodes.values():
        for table in (work_item, task_draft, message_subscription, signal_delivery):
            assert _rows(node, table) == [], table.name
    for key in (COMMUNE, DISTRICT):
        instances = _rows(nodes[key], process_instance)
        assert sorted(row.dossier_code for row in instances) == sorted(codes)
        assert {row.status for row in instances} == {"ended"}


def _check_tasks(nodes: Nodes, codes: Collection[str]) -> None:
    """Each task of each dossier was completed exactly once."""
    for key in (COMMUNE, DISTRICT):
        done = Counter((row.dossier_code, row.element_id) for row in _rows(nodes[key], task_record))
        assert done == Counter((code, step.element) for code in codes for step in STEPS if step.node == key)


# told beside the work: papers printed, people reminded
ASIDE = {"task_completed", "slip_printed", "reminded"}
# from accepted to work, result, returned; the result lay at the desk and was handed over
DOSSIER_LIFE = {"status_changed": 3, "delivery_changed": 2}


def _check_history(nodes: Nodes, codes: Collection[str]) -> None:
    """One event for each act; the revisions of an instance follow each other without a gap."""
    tasks = {key: Counter(step.element for step in STEPS if step.node == key) for key in (COMMUNE, DISTRICT)}
    others = {
        COMMUNE: Counter(
            {"received": 1, "started": 1, "message_sent": 1, "message_received": 1, **DOSSIER_LIFE}
        ),
        DISTRICT: Counter({"handed_over": 1, "started": 1, "message_sent": 1}),
    }
    for key in (COMMUNE, DISTRICT):
        events = _rows(nodes[key], select(history_event).order_by(history_event.c.id))
        assert {row.dossier_code for row in events} == set(codes)
        for code in codes:
            mine = [row for row in events if row.dossier_code == code]
            completed = Counter(row.element_id for row in mine if row.kind == "task_completed")
            assert completed == tasks[key], code
            assert Counter(row.kind for row in mine if row.kind not in ASIDE) == others[key], key
            revisions = [row.rev for row in mine if row.instance_id is not None]
            assert revisions == list(range(len(revisions))), code


def _check_messages(nodes: Nodes) -> None:
    """Each message was sent once, numbered without a gap, receipted over exactly these bytes, applied once in order."""
    homes = {code: node for node in nodes.values() for code in node.profile.agencies}
    inboxes = {code: {row.message_id: row for row in _rows(node, lt_inbox)} for code, node in homes.items()}
    sent, numbers = Counter[str](), defaultdict[tuple[str, str, str], list[int]](list)
    for node in nodes.values():
        for row in _rows(node, select(lt_outbox).order_by(lt_outbox.c.id)):
            assert row.state == "DELIVERED", (row.message_id, row.state, row.last_error)
            _check_receipt(node, row)
            taken = inboxes[row.dest][row.message_id]
            assert (taken.state, taken.envelope, taken.receipt) == ("APPLIED", row.envelope, row.receipt)
            sent[row.dest] += 1
            numbers[row.sender, row.dest, row.dossier].append(row.seq)
    assert sent == Counter({code: len(rows) for code, rows in inboxes.items() if rows})
    for path, seqs in numbers.items():
        assert seqs == list(range(1, len(seqs) + 1)), path
    cursors = {
        (row.sender, row.recipient, row.dossier): row.applied_seq
        for node in nodes.values()
        for row in _rows(node, lt_cursor)
    }
    assert cursors == {path: len(seqs) for path, seqs in numbers.items()}


def _check_receipt(node: Node, row: Any) -> None:
    assert hashlib.sha256(row.envelope).hexdigest() == row.env_sha256
    receipt = lt1.open_receipt(row.receipt, node.identity.registry, row.env_sha256, row.dest, clock.now())
    assert (receipt.outcome, receipt.message_id, receipt.sender) == ("STORED", row.message_id, row.sender)


def _check_portal(nodes: Nodes, codes: Collection[str]) -> None:
    """The portal says of every agency what that agency says itself."""
    [portal] = (node for node in nodes.values() if node.profile.role == "portal")
    shown = {(row.dossier_code, row.agency_code): row for row in _rows(portal, public_status)}
    own = {
        (row.code, row.agency_code): row for key in (COMMUNE, DISTRICT) for row in _rows(nodes[key], dossier)
    }
    assert shown.keys() == own.keys()
    for place, row in shown.items():
        assert (row.status, row.step, row.working) == (own[place].status, own[place].step, False), place
    lead = [row for row in shown.values() if row.agency_code == row.lead_agency]
    assert sorted(row.dossier_code for row in lead) == sorted(codes)
    assert {row.status for row in lead} == {RETURNED}


def _check_files(nodes: Nodes, codes: Collection[str]) -> None:
    """Every file is there with the right bytes, once in its dossier; the scan of the counter is at the district too."""
    for key in (COMMUNE, DISTRICT):
        rows = _rows(nodes[key], case_file)
        for row in rows:
            with nodes[key].database.blobs.open(row.sha256) as stream:
                content = stream.read()
            assert (hashlib.sha256(content).hexdigest(), len(content)) == (row.sha256, row.size)
        kept = Counter((row.dossier_code, row.name, row.sha256) for row in rows if row.dossier_code)
        assert [place for place, count in kept.items() if count > 1] == [], key
        scan = hashlib.sha256(SCAN.content).hexdigest()
        assert {(code, SCAN.name, scan) for code in codes} <= kept.keys(), key

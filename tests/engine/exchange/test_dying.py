"""Nothing acknowledged is lost and nothing takes effect twice, however often the power fails."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from connectors.lt1 import open_receipt, save_agency_key
from engine import store
from engine.mail.tables import lt_inbox, lt_outbox
from tests.connectors.support import HERE, NOW, THERE, Province
from tests.engine.exchange.mortal import DOSSIERS, Plan
from tests.engine.exchange.nodes import TestNode, digest

MESSAGES, DEATHS = 40, 15
ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_every_step_arrives_once_and_in_order_through_many_sudden_deaths(
    here: TestNode, there: TestNode, members: Province
) -> None:
    homes = tuple(str(node.database.blobs.folder.parent) for node in (here, there))
    for code, key in ((HERE, members.here), (THERE, members.there)):
        save_agency_key(key, Path(homes[0]) / f"{code}.pem")
    urls = tuple(node.database.engine.url.render_as_string(hide_password=False) for node in (here, there))
    plan = Plan((homes[0], homes[1]), (urls[0], urls[1]), MESSAGES, DEATHS, seed=1)

    command = [sys.executable, "-m", "tests.engine.exchange.mortal", str(plan)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-4000:]

    assert sorted(n for _, n in there.applied) == list(range(MESSAGES))
    for dossier in range(DOSSIERS):
        numbers = [n for where, n in there.applied if where == f"D{dossier}"]
        assert numbers == sorted(numbers)
    check_proofs(here, there, members)


def check_proofs(here: TestNode, there: TestNode, members: Province) -> None:
    """Every message the sender calls delivered is held by the receiver, byte for byte, and its receipt verifies."""
    held = {row.message_id: row for row in rows(there, lt_inbox)}
    for sent in rows(here, lt_outbox):
        assert bytes(held[sent.message_id].envelope) == bytes(sent.envelope)
        assert bytes(held[sent.message_id].receipt) == bytes(sent.receipt)
        receipt = open_receipt(
            bytes(sent.receipt), members.registry, digest(bytes(sent.envelope)), THERE, NOW
        )
        assert receipt.outcome == "STORED"
        assert all(there.database.blobs.has(ref["sha256"], ref["size"]) for ref in sent.refs)


def rows(node: TestNode, table: Table) -> list[Any]:
    with node.open(), store.reading() as link:
        return list(link.execute(select(table)))

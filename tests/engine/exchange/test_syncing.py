"""Whether the portal and each partner know the newest of a dossier: read from what was sent and receipted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

import pytest

from connectors.base import Outcome, Parcel, Rejected, Retry, Transport, no_heartbeat
from connectors.lt1 import Registry, new_agency_key
from engine import clock, dossier, exchange, mail, process, store
from engine.exchange import Identity
from engine.mail import Sync
from engine.settings import Profile
from tests.conftest import COMMUNE as COMMUNE_PROFILE
from tests.conftest import OpenDatabase
from tests.connectors.support import agency, pinned
from tests.engine import province as provinces
from tests.engine.dossier.test_transfers import POSTED, REVIEWED, SIGNED
from tests.engine.exchange.nodes import TestNode, Wire
from tests.engine.province import ALLOWANCE, COMMUNE, DISTRICT, MORNING, Province

PORTAL = "H21.00.99"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Network(Transport):
    """Every node of the province; those that are down answer nobody, those that refuse sign so."""

    kind: ClassVar[str] = "network"
    wires: dict[str, Wire]
    down: set[str] = field(default_factory=set)
    refusing: set[str] = field(default_factory=set)

    def deliver(self, parcel: Parcel, now: datetime, heartbeat: Callable[[], None] = no_heartbeat) -> Outcome:
        if parcel.recipient in self.refusing:
            return Rejected(b"signed", "UNKNOWN_PROCEDURE")
        if parcel.recipient in self.down:
            return Retry("CONNECTION")
        return self.wires[parcel.recipient].deliver(parcel, clock.now(), heartbeat)


@dataclass
class Exchanging:
    """A commune with real dossiers, the portal and the district that are told of them, each a node of its own."""

    commune: TestNode
    province: Province
    network: Network

    def deliver(self) -> None:
        """One round of everything whose time has come."""
        self.commune.deliver(self.network)

    def standing(self, code: str) -> dict[str, Sync]:
        return {one.recipient: one.state for one in self.found(code).synced}

    def found(self, code: str) -> dossier.Dossier:
        with self.commune.open():
            return dossier.dossier_of(code, self.province.lan)

    def lagging(self) -> list[str]:
        with self.commune.open():
            return [row.code for row in dossier.search(self.province.lan, lagging=True).items]

    def behind(self) -> list[tuple[str, int, int]]:
        with self.commune.open():
            return [(one.recipient, one.dossiers, one.failed) for one in mail.behind(COMMUNE)]

    def received(self) -> str:
        with self.commune.open():
            return self.province.received(ALLOWANCE)

    def do(self, code: str, *steps: dict[str, object]) -> None:
        with self.commune.open():
            for values in steps:
                process.complete_user_task(self.province.task(code).task_id, self.province.lan, values)


@pytest.fixture
def exchanging(open_database: OpenDatabase) -> Iterator[Exchanging]:
    codes = (PORTAL, DISTRICT, COMMUNE)
    keys = {code: new_agency_key(code, MORNING - timedelta(days=1), 700) for code in codes}
    registry = Registry([agency(code, pinned(key)) for code, key in keys.items()])
    nodes = {}
    for code in codes:
        profile = Profile("agency", code, (code,), None, "", "") if code != COMMUNE else COMMUNE_PROFILE
        nodes[code] = TestNode(code, open_database(profile), Identity({code: keys[code]}, registry))
    network = Network({code: Wire(nodes[code]) for code in (PORTAL, DISTRICT)})
    commune = nodes[COMMUNE]
    with clock.at(MORNING), commune.open():
        yield Exchanging(commune, provinces.build(commune.database), network)
    for node in nodes.values():
        node.identity.couriers.close()


def test_a_dossier_is_told_of_and_then_known(exchanging: Exchanging) -> None:
    code = exchanging.received()
    assert exchanging.standing(code) == {PORTAL: Sync.NOT_SENT}
    assert exchanging.lagging() == [code]

    exchanging.deliver()

    found = exchanging.found(code)
    assert (exchanging.standing(code), found.sync) == ({PORTAL: Sync.RECEIVED}, Sync.RECEIVED)
    assert found.synced[0].since == MORNING
    assert exchanging.lagging() == []


def test_a_portal_that_is_down_lags_until_it_is_back(exchanging: Exchanging) -> None:
    code = exchanging.received()
    exchanging.deliver()
    exchanging.network.down.add(PORTAL)
    with clock.at(MORNING + HOUR):
        exchanging.do(code, REVIEWED)
        exchanging.deliver()
    with clock.at(MORNING + 2 * HOUR):
        exchanging.do(code, POSTED)
        exchanging.deliver()

        (lag,) = exchanging.found(code).synced
        assert (lag.state, lag.since, lag.waiting, lag.error) == (
            Sync.FAILED,
            MORNING + HOUR,
            2,
            "CONNECTION",
        )
        assert exchanging.behind() == [(PORTAL, 1, 1)]

    exchanging.network.down.clear()
    with clock.at(MORNING + 4 * HOUR):
        exchanging.deliver()

        (known,) = exchanging.found(code).synced
        assert (known.state, known.since, known.waiting) == (Sync.RECEIVED, MORNING + 4 * HOUR, 0)
        assert (exchanging.behind(), exchanging.lagging()) == ([], [])


def test_each_partner_of_a_chain_stands_for_itself_and_the_dossier_as_the_worst(
    exchanging: Exchanging,
) -> None:
    code = exchanging.received()
    exchanging.network.refusing.add(DISTRICT)

    exchanging.do(code, REVIEWED, POSTED, SIGNED)
    exchanging.deliver()

    assert exchanging.standing(code) == {PORTAL: Sync.RECEIVED, DISTRICT: Sync.FAILED}
    assert exchanging.found(code).sync is Sync.FAILED
    with clock.at(MORNING + 72 * HOUR):
        exchanging.deliver()
        assert exchanging.found(code).sync is Sync.FAILED, "what was refused stays refused"


def test_what_is_on_its_way_is_sent(exchanging: Exchanging) -> None:
    code = exchanging.received()

    with exchanging.commune.open():
        exchange.seal_drafts(exchanging.commune.identity)
        assert mail.claim() is not None

    assert exchanging.standing(code) == {PORTAL: Sync.SENT}


def test_other_agencies_messages_about_the_dossier_are_not_its_own(exchanging: Exchanging) -> None:
    code = exchanging.received()
    exchanging.deliver()

    with exchanging.commune.open(), store.transaction():
        mail.put_out(DISTRICT, COMMUNE, "STATUS", code, {})

    assert exchanging.standing(code) == {PORTAL: Sync.RECEIVED}
    assert exchanging.lagging() == []

"""The portal knows where an agency's history ended, even when that agency forgets."""

from datetime import timedelta

import pytest

from engine import clock, exchange, history, store
from engine.exchange import witnessing
from engine.exchange.applying import HANDLERS
from engine.settings import Profile
from tests.connectors.support import HERE, NOW, THERE
from tests.engine.exchange.nodes import TestNode, Wire
from tests.engine.history.books import tampering, verify, write


@pytest.fixture
def told(here: TestNode, there: TestNode, wire: Wire, tmp_path: object) -> list[history.Head]:
    """An agency with a portal has written ten events, told it after the fourth and after the eighth."""
    for count, at in ((4, NOW), (4, NOW + timedelta(hours=5)), (2, NOW + timedelta(hours=6))):
        with clock.at(at), here.open():
            write(count, agency=HERE, begin=int((at - NOW).total_seconds()))
            witnessing.tell_heads()
            here.deliver(wire)
    with there.open():
        exchange.apply_received(handlers=HANDLERS)
        return [head for head, _at in history.witnessed(HERE)]


@pytest.fixture
def here(here: TestNode) -> TestNode:
    profile = Profile("agency", HERE, (HERE,), THERE, "", "")
    database = store.use(here.database.engine, here.database.settings, profile)
    return TestNode(here.code, database, here.identity)


def test_the_portal_keeps_what_it_was_told_every_few_hours(here: TestNode, told: list[history.Head]) -> None:
    assert [head.seq for head in told] == [4, 8]
    with here.open():
        end = history.head_of(HERE)
    assert end is not None
    assert end.seq == 10


def test_a_history_that_lost_its_end_is_found_by_what_the_portal_knows(
    here: TestNode, told: list[history.Head], tmp_path_factory: pytest.TempPathFactory
) -> None:
    heads = tmp_path_factory.mktemp("portal") / "heads.jsonl"
    heads.write_text("".join(history.head_line(head, NOW) + "\n" for head in told))
    with tampering(here.database) as link:
        link.exec_driver_sql("DELETE FROM history_event WHERE seq > 6")
        last = link.exec_driver_sql("SELECT hash FROM history_event WHERE seq = 6").scalar_one()
        link.exec_driver_sql(f"UPDATE history_head SET seq = 6, hash = '{last}'")

    assert verify(here.database)[0] == 0, "the database by itself looks whole"
    code, reports = verify(here.database, heads)

    assert (code, reports[HERE]["first_broken"]) == (1, {"seq": 7, "kind": "truncated"})


def test_nothing_is_told_without_news_or_without_a_portal(here: TestNode, there: TestNode) -> None:
    with there.open():
        write(1, agency=THERE)
        assert witnessing.tell_heads() == 0, "it has no portal"
    with here.open():
        assert witnessing.tell_heads() == 0
        write(1, agency=HERE)
        assert witnessing.tell_heads() == 1
        write(1, agency=HERE, begin=5)
        assert witnessing.tell_heads() == 0, "too soon"
    with clock.at(NOW + witnessing.EVERY), here.open():
        assert witnessing.tell_heads() == 1
        assert witnessing.tell_heads() == 0


def test_the_same_head_told_twice_is_kept_once_and_another_one_beside_it(database: store.Database) -> None:
    for digest in ("a" * 64, "a" * 64, "b" * 64):
        with store.transaction():
            history.keep_witness(history.Head(HERE, 3, digest), NOW)

    assert sorted(head.hash[0] for head, _at in history.witnessed(HERE)) == ["a", "b"]

"""What two played weeks leave behind: the same as real work would, for it went through the real engine."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from engine import clock, dossier, history, law, mail, process, store
from engine.dossier.tables import dossier as dossier_table
from engine.dossier.tables import public_status
from engine.node import Node
from engine.process.tables import task_record
from tests.webui.demo.conftest import NOW, Province
from webui.demo.building import read_state

pytestmark = pytest.mark.xdist_group("demo")

AGENCIES = ("commune", "district")


@pytest.fixture
def nodes(played: Province) -> Iterator[dict[str, Node]]:
    with played.opened() as opened:
        yield opened


def rows(node: Node) -> list[object]:
    """The dossiers of a node, in order."""
    with store.using(node.database), store.reading() as link:
        return list(link.execute(select(dossier_table).order_by(dossier_table.c.code)))


def test_no_message_is_left_on_its_way(nodes: dict[str, Node]) -> None:
    outboxes, inboxes = Counter[str](), Counter[str]()
    for node in nodes.values():
        with store.using(node.database):
            outboxes.update(mail.depth())
            inboxes.update(mail.inbox_depth())

    assert set(outboxes) == {"DELIVERED"}
    assert set(inboxes) == {"APPLIED"}
    assert outboxes["DELIVERED"] == inboxes["APPLIED"] > 50


def test_the_portal_shows_what_the_lead_agency_knows(nodes: dict[str, Node]) -> None:
    known = {
        row.code: row.status
        for key in AGENCIES
        for row in rows(nodes[key])
        if row.agency_code == row.lead_agency
    }
    with store.using(nodes["portal"].database):
        shown = {code: dossier.public_status_of(code).status for code in known}
        with store.reading() as link:
            published = set(link.scalars(select(public_status.c.dossier_code)))

    assert shown == known
    assert published == set(known)


def test_a_dossier_has_its_code_alone(nodes: dict[str, Node]) -> None:
    led = [row.code for key in AGENCIES for row in rows(nodes[key]) if row.agency_code == row.lead_agency]

    assert len(led) == len(set(led)) > 10
    assert all(dossier.normalise_code(code) == code for code in led)


def test_every_act_is_in_the_history_once(nodes: dict[str, Node]) -> None:
    for key in AGENCIES:
        for row in rows(nodes[key]):
            with store.using(nodes[key].database):
                events = Counter(event.kind for event in history.events_of(row.code))
                answered = len(process.answers_of(row.code))

            assert events["received"] == (row.agency_code == row.lead_agency), row.code
            assert events["started"] == 1, row.code
            assert events["task_completed"] == answered, row.code


def test_everybody_works_in_office_hours_only(nodes: dict[str, Node]) -> None:
    calendar = law.default_calendar()
    for key in AGENCIES:
        with store.using(nodes[key].database), store.reading() as link:
            instants = list(link.scalars(select(task_record.c.completed_at)))
        instants += [row.received_at for row in rows(nodes[key])]

        assert instants
        for instant in instants:
            sessions = calendar.sessions(clock.local(instant).date())
            assert any(session.start <= instant <= session.end for session in sessions), instant
            assert instant <= NOW


def test_some_dossiers_are_finished_and_some_are_under_way(nodes: dict[str, Node]) -> None:
    found = Counter("finished" if row.finished_at else "open" for key in AGENCIES for row in rows(nodes[key]))

    assert found["finished"] > 5
    assert found["open"] > 1


def test_a_dossier_of_two_agencies_is_known_to_both(nodes: dict[str, Node]) -> None:
    handed_over = [row for row in rows(nodes["district"]) if row.agency_code != row.lead_agency]
    codes = {row.code for row in rows(nodes["commune"])}

    assert handed_over
    assert {row.code for row in handed_over} <= codes


def test_files_that_were_attached_can_be_read_at_every_agency(nodes: dict[str, Node]) -> None:
    for key in AGENCIES:
        with store.using(nodes[key].database) as database:
            blobs = {blob.sha256 for row in rows(nodes[key]) for _info, blob in process.blobs_of(row.code)}
            assert blobs
            for sha256 in blobs:
                with database.blobs.open(sha256) as stream:
                    assert stream.read(4) in (b"%PDF", b"\x89PNG")


def story(province: Province) -> list[tuple[object, ...]]:
    """Everything that happened, without what is random by nature (ids, keys)."""
    told = []
    with province.opened() as nodes:
        for key in AGENCIES:
            for row in rows(nodes[key]):
                with store.using(nodes[key].database):
                    events = history.events_of(row.code)
                told += [
                    (row.code, row.subject, e.kind, e.element_id, e.actor_name, e.done_at) for e in events
                ]
    return told


def test_the_same_seed_plays_the_same_on_every_database(played_on: Callable[[str], Province]) -> None:
    assert story(played_on("sqlite")) == story(played_on("postgresql"))


def test_the_examples_can_be_looked_up(played: Province, nodes: dict[str, Node]) -> None:
    with store.using(nodes["portal"].database):
        statuses = [dossier.public_status_of(code) for code in read_state(played.home).examples]

    assert len(statuses) == 3

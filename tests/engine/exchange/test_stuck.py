"""Messages in that take no effect by themselves: seen by administrators, tried again, set aside with a reason."""

from datetime import timedelta

import pytest

from engine import clock, history, mail, people, process
from engine.mail.tables import lt_inbox
from tests.connectors.support import HERE, NOW, THERE, Province
from tests.engine.exchange.nodes import TestNode
from tests.engine.exchange.test_applying import Breaking, take

UNIT = f'unit = [{{ code = "{THERE}", name = "There", kind = "office", is_agency = true, evidence = "M" }}]'
ADMIN = people.Officer(
    "quan", "quan", "Quân", "", THERE, THERE, frozenset({people.Grant("unit_admin", THERE)})
)
CLERK = people.Officer("lan", "lan", "Lan", "", THERE, THERE, frozenset({people.Grant("reception", THERE)}))


@pytest.fixture(autouse=True)
def _units(there: TestNode) -> None:
    with there.open():
        people.load_units(UNIT.encode())


def parked(there: TestNode, members: Province, error: Exception) -> mail.Stuck:
    """The first of two messages of a dossier has failed for the last time; a third belongs to another dossier."""
    take(there, members, 1, sequence=1)
    take(there, members, 2, sequence=2)
    breaking = Breaking(99, error)
    for hour in range(5):
        with clock.at(NOW + timedelta(hours=hour)):
            there.apply(breaking)
    with there.open():
        (found,) = process.stuck_messages(ADMIN)
    return found


def test_a_parked_message_is_seen_with_its_cause_and_what_waits_behind_it(
    there: TestNode, members: Province
) -> None:
    found = parked(there, members, ValueError("private words"))

    assert (found.sender, found.recipient, found.dossier) == (HERE, THERE, "D1")
    assert (found.state, found.tries, found.last_error, found.behind) == ("PARKED", 5, "ValueError", 1)


def test_a_message_that_nobody_waits_for_is_seen_after_a_while_only(
    there: TestNode, members: Province
) -> None:
    take(there, members, 1, sequence=1)
    there.apply(Breaking(99, mail.NotYetWaited()))

    with there.open():
        assert process.stuck_messages(ADMIN) == ()
        with clock.at(NOW + timedelta(hours=2)):
            (found,) = process.stuck_messages(ADMIN)
    assert (found.state, found.last_error) == ("RECEIVED", "not_yet_waited")


def test_tried_again_once_the_cause_is_mended_it_and_what_waits_behind_take_effect(
    there: TestNode, members: Province
) -> None:
    found = parked(there, members, ValueError())

    with there.open():
        process.retry_message(found.no, ADMIN)
        assert process.stuck_messages(ADMIN) == ()
    assert there.apply() == 2

    assert there.applied == [("D1", 1), ("D1", 2)]
    with there.open():
        assert [event.kind for event in history.events_of("D1")] == ["message_retried"]
        with pytest.raises(process.UnknownMessage):
            process.retry_message(found.no, ADMIN)


def test_set_aside_it_has_no_effect_and_the_next_of_the_dossier_has(
    there: TestNode, members: Province
) -> None:
    found = parked(there, members, ValueError())

    with there.open(), clock.at(NOW + timedelta(hours=6)):
        process.set_message_aside(found.no, ADMIN, " Sent twice by mistake ")
    assert there.apply() == 1

    assert there.applied == [("D1", 2)]
    row = there.row(lt_inbox, found.message_id)
    assert (row.state, row.aside_name, row.aside_reason) == ("DISCARDED", "Quân", "Sent twice by mistake")
    with there.open():
        assert process.stuck_messages(ADMIN) == ()
        (kept,) = process.stuck_messages(ADMIN, state="closed")
        assert (kept.aside_at, kept.is_open) == (NOW + timedelta(hours=6), False)
        (event,) = history.events_of("D1")
    assert (event.kind, event.actor_id, event.data["reason"]) == (
        "message_set_aside", "quan", "Sent twice by mistake",
    )  # fmt: skip


def test_it_is_set_aside_for_a_reason_by_an_administrator_and_once(
    there: TestNode, members: Province
) -> None:
    found = parked(there, members, ValueError())

    with there.open():
        with pytest.raises(process.ReasonMissing):
            process.set_message_aside(found.no, ADMIN, " x ")
        for nobody in (process.stuck_messages, lambda officer: process.retry_message(found.no, officer)):
            with pytest.raises(process.NotYourIncident):
                nobody(CLERK)
        with pytest.raises(process.NotYourIncident):
            process.set_message_aside(found.no, CLERK, "never mind")
        process.set_message_aside(found.no, ADMIN, "never mind")
        with pytest.raises(process.MessageSettled):
            process.set_message_aside(found.no, ADMIN, "never mind")
        with pytest.raises(process.MessageSettled):
            process.retry_message(found.no, ADMIN)

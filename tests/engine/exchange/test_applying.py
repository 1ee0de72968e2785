"""Giving messages their effect: in order, once, and one broken message stops only its own dossier."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from connectors.lt1 import TEST
from engine import clock, exchange, mail, store
from engine.mail.tables import lt_inbox
from tests.connectors.support import NOW, Province
from tests.engine.exchange.nodes import TYPE, TestNode, keep, received_states


def take(there: TestNode, members: Province, n: int, sequence: int, dossier: str = "D1") -> str:
    message = members.message(message_type=TYPE, sequence=sequence, dossier_code=dossier)
    raw = members.sealed(
        message_type=TYPE,
        sequence=sequence,
        dossier_code=dossier,
        payload=f'{{"n":{n}}}',
        message_id=message.message_id,
    )
    assert there.accept(raw).status == 200
    return message.message_id


def test_messages_that_arrive_out_of_order_take_effect_in_order(there: TestNode, members: Province) -> None:
    take(there, members, 3, sequence=3)
    take(there, members, 2, sequence=2)
    assert there.apply() == 0

    take(there, members, 1, sequence=1)
    assert there.apply() == 3
    assert there.applied == [("D1", 1), ("D1", 2), ("D1", 3)]


def test_applying_again_changes_nothing(there: TestNode, members: Province) -> None:
    take(there, members, 1, sequence=1)

    assert (there.apply(), there.apply()) == (1, 0)
    assert there.applied == [("D1", 1)]


def test_the_effect_and_its_mark_are_one_commit(there: TestNode, members: Province) -> None:
    """A power cut between the two would give the effect again."""
    message_id = take(there, members, 1, sequence=1)
    seen: list[str] = []

    def effect(row: mail.Incoming, payload: object, attachments: object) -> None:
        store.after_commit(lambda: seen.append(there.row(lt_inbox, message_id).state))

    there.apply(effect)

    assert seen == ["APPLIED"]


class Breaking:
    """Does its work, then fails a number of times: the work must be undone with it."""

    def __init__(self, times: int, error: Exception) -> None:
        self.left = times
        self.error = error

    def __call__(
        self, row: mail.Incoming, payload: Mapping[str, Any], attachments: Sequence[mail.Attachment]
    ) -> None:
        keep(row, payload, attachments)
        if payload["n"] == 1 and self.left:
            self.left -= 1
            raise self.error


def test_a_handler_that_fails_leaves_nothing_behind_and_is_tried_again(
    there: TestNode, members: Province
) -> None:
    take(there, members, 1, sequence=1)
    take(there, members, 2, sequence=2)
    breaking = Breaking(1, ValueError("private words"))

    assert there.apply(breaking) == 0
    assert there.applied == []
    with clock.at(NOW + timedelta(seconds=5)):
        assert there.apply(breaking) == 2
    assert there.applied == [("D1", 1), ("D1", 2)]


def test_a_message_that_keeps_failing_is_parked_and_other_dossiers_flow(
    there: TestNode, members: Province
) -> None:
    broken = take(there, members, 1, sequence=1)
    take(there, members, 2, sequence=2)
    take(there, members, 7, sequence=1, dossier="D2")
    breaking = Breaking(99, ValueError("private words"))

    for hour in range(8):
        with clock.at(NOW + timedelta(hours=hour)):
            there.apply(breaking)

    row = there.row(lt_inbox, broken)
    assert (row.state, row.tries, row.last_error) == ("PARKED", 5, "ValueError")
    assert there.applied == [("D2", 7)]


def test_a_parked_message_goes_on_when_a_person_has_mended_the_cause(
    there: TestNode, members: Province
) -> None:
    broken = take(there, members, 1, sequence=1)
    take(there, members, 2, sequence=2)
    breaking = Breaking(5, ValueError())
    for hour in range(5):
        with clock.at(NOW + timedelta(hours=hour)):
            there.apply(breaking)

    with there.open():
        mail.retry_stuck(there.row(lt_inbox, broken).no)
    assert there.apply(breaking) == 2
    assert there.applied == [("D1", 1), ("D1", 2)]


def test_an_early_message_waits_for_as_long_as_it_takes(there: TestNode, members: Province) -> None:
    message_id = take(there, members, 1, sequence=1)
    breaking = Breaking(20, mail.NotYetWaited())

    for hour in range(20):
        with clock.at(NOW + timedelta(hours=hour)):
            there.apply(breaking)
    assert there.row(lt_inbox, message_id).state == "RECEIVED"

    with clock.at(NOW + timedelta(hours=20)):
        assert there.apply(breaking) == 1
    assert there.applied == [("D1", 1)]


@pytest.mark.parametrize(("waited", "pause"), [(0, 5), (100, 10), (86_400, 300)])
def test_the_longer_a_message_waits_the_less_often_it_is_looked_at(
    there: TestNode, members: Province, waited: int, pause: int
) -> None:
    message_id = take(there, members, 1, sequence=1)
    now = NOW + timedelta(seconds=waited)

    with clock.at(now):
        there.apply(Breaking(1, mail.NotYetWaited()))

    assert there.row(lt_inbox, message_id).next_try_at == now + timedelta(seconds=pause)


def test_a_message_of_unknown_type_is_counted_and_named(there: TestNode, members: Province) -> None:
    message_id = take(there, members, 1, sequence=1)

    with there.open():
        assert exchange.apply_received(handlers={}) == 0

    assert there.row(lt_inbox, message_id).last_error == "unknown_message_type"


def test_a_probe_travels_the_whole_way_and_has_no_effect(there: TestNode, members: Province) -> None:
    there.accept(members.sealed(message_type=TEST))

    with there.open():
        assert exchange.apply_received() == 1
    assert received_states(there) == ["APPLIED"]

"""Nobody's deadline passes in silence: the holder, then the room's head, then the leader are told, each once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import clock, history, people, process, store
from engine.process.reminders import EVERY
from tests.engine.province import COMMUNE, Province


def reminded(code: str) -> list[tuple[object, object]]:
    return [(e.data["level"], e.data["to"]) for e in history.events_of(code) if e.kind == "reminded"]


def leader() -> people.Officer:
    grants = frozenset([people.Grant("leader", people.unit_for(COMMUNE, "leaders").code)])
    return people.Officer("son", "son", "Son", "", COMMUNE, COMMUNE, grants)


@pytest.fixture
def code(province: Province) -> str:
    return province.received()


def test_the_ladder_is_climbed_rung_by_rung_and_each_is_told_once(province: Province, code: str) -> None:
    due = province.task(code).due_at
    assert due is not None
    told = []
    for at in (
        -timedelta(days=4),
        -timedelta(minutes=20),
        timedelta(),
        timedelta(hours=5),
        timedelta(days=5),
        timedelta(days=9),
    ):
        with clock.at(due + at):
            process.remind()
            told.append([level for level, _to in reminded(code)])

    assert told == [[], [1], [1, 2], [1, 2], [1, 2, 3], [1, 2, 3]]
    assert [to for _level, to in reminded(code)] == [
        ["holder"],
        ["holder", "head_of_room"],
        ["holder", "head_of_room", "leader"],
    ]


def test_the_leader_sees_what_is_late_and_not_what_is_soon_due(province: Province, code: str) -> None:
    due = province.task(code).due_at
    assert due is not None
    with clock.at(due - timedelta(minutes=20)):
        process.remind()
        assert [r.level for r in process.reminders(province.lan).items] == [1]
        assert process.reminder_count(leader()) == 0
    with clock.at(due + timedelta(days=6)):
        process.remind()
        assert [r.item.dossier_code for r in process.reminders(leader()).items] == [code]
        stranger = replace(leader(), agency_code="H21.52.22")
        assert process.reminder_count(stranger) == 0


def test_what_is_done_is_no_longer_reminded_of(province: Province, code: str) -> None:
    task = province.task(code)
    assert task.due_at is not None
    with clock.at(task.due_at + timedelta(days=6)):
        process.remind()
        process.complete_user_task(task.task_id, province.lan, {"ket_luan": "du_dieu_kien", "phi": 8000})

        assert code not in [
            r.item.dossier_code
            for r in process.reminders(province.lan).items
            if r.item.task_id == task.task_id
        ]


def test_a_task_is_not_looked_at_again_before_its_next_rung(province: Province, code: str) -> None:
    due = province.task(code).due_at
    assert due is not None
    with clock.at(due - timedelta(days=9)):
        process.remind()
    with store.reading() as link:
        looked = link.exec_driver_sql("SELECT remind_at FROM work_item").scalars().all()

    assert all(at is not None for at in looked)
    with clock.at(due - timedelta(days=9) + EVERY * 2):
        assert process.remind() == 0

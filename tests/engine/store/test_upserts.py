"""Many rows in one statement, and rows that may be there already."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, case, event, select

from engine import clock, store
from engine.process.tables import case_file
from engine.store import Instant
from tests.engine.store.rows import file

_TABLES = MetaData()
ticket = Table("test_ticket", _TABLES, Column("office", String, primary_key=True), Column("last", Integer))
_F = case_file.c


def test_a_row_that_is_there_stays_as_it_is(database: store.Database) -> None:
    with store.transaction() as link:
        store.insert_if_new(case_file, file(1))
        store.insert_if_new(case_file, {**file(1), "name": "khác"})

        assert link.execute(select(_F.name)).scalars().all() == ["Tờ khai 1"]


def test_a_counter_starts_at_one_and_may_jump(database: store.Database) -> None:
    following = ticket.c.last + 1
    past_two = case((following == 2, 10), else_=following)
    with store.transaction() as link:
        _TABLES.create_all(link)

        assert [store.count_up(ticket, {"office": "a"}) for _ in range(3)] == [1, 2, 3]
        assert [store.count_up(ticket, {"office": "b"}, past_two) for _ in range(3)] == [1, 10, 11]


def test_many_rows_change_at_once_each_to_its_own_values(database: store.Database) -> None:
    with store.transaction() as link:
        link.execute(case_file.insert(), [file(number) for number in range(1, 4)])
    later = clock.now() + timedelta(microseconds=7)
    sent: list[Any] = []

    with store.transaction() as link:
        event.listen(link, "before_cursor_execute", lambda *told: sent.append(told[3]))
        changes = [
            {"id": "f001", "name": "một; --", "size": 10, "uploaded_at": later},
            {"id": "f003", "name": "ba", "size": 30, "uploaded_at": later},
            {"id": "nobody", "name": "không", "size": 0, "uploaded_at": later},
        ]
        store.change_rows(case_file, "id", changes)
        store.change_rows(case_file, "id", [])

    with store.reading() as link:
        found = {row.id: (row.name, row.size, row.uploaded_at) for row in link.execute(select(case_file))}
    assert (found["f001"], found["f003"]) == (("một; --", 10, later), ("ba", 30, later))
    assert found["f002"][:2] == ("Tờ khai 2", 2)
    assert len(found) == 3
    assert len(sent) == 1
    assert isinstance(_F.uploaded_at.type, Instant)

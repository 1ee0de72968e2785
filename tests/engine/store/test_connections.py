"""Reading and writing as the rooms above do it: prepared, together, in order, and never what is out of date."""

import pytest
from sqlalchemy import bindparam, select, text

from engine import history, store
from engine.process.tables import case_file
from tests.engine.store.rows import file
from tests.statements import statements_of

_F = case_file.c
ADD = store.Write(case_file.insert().inline())
RENAME = store.Write(
    case_file.update().where(_F.id == bindparam("of_id")).values(name=bindparam("new_name")),
    after_its_kind=True,
)
NAMES = store.Read(select(_F.id, _F.name).where(_F.dossier_code == bindparam("dossier")).order_by(_F.id))
NAMED = store.Read(select(_F.id).where(store.is_one_of(_F.id, "ids")).order_by(_F.id))
LOCKED = store.Read(select(_F.id, _F.uploaded_at).where(_F.id == bindparam("id")).with_for_update())


def keep(*numbers: int) -> None:
    with store.transaction():
        store.write(ADD, *(file(number) for number in numbers))


def names() -> list[str]:
    return [row.name for row in store.rows(NAMES, dossier="d")]


def test_a_prepared_query_finds_what_was_written_in_the_types_of_its_columns(
    database: store.Database,
) -> None:
    written = file(7)
    with store.transaction():
        store.write(ADD, written)

    assert names() == ["Tờ khai 7"]
    with store.transaction():
        assert store.row(LOCKED, id="f007").uploaded_at == written["uploaded_at"]
    assert store.row(NAMES, dossier="nobody's") is None


@pytest.mark.parametrize("ids", [[], ["f001"], ["f003", "f001", "nobody's", "'; --"]])
def test_one_of_many_is_asked_by_one_statement(database: store.Database, ids: list[str]) -> None:
    keep(1, 2, 3)

    assert [row.id for row in store.rows(NAMED, ids=ids)] == sorted({"f001", "f002", "f003"} & set(ids))


def test_inside_a_transaction_it_sees_what_is_queued(database: store.Database) -> None:
    with store.transaction():
        assert names() == []
        store.write(ADD, file(1))
        assert names() == ["Tờ khai 1"]
        store.write(RENAME, {"of_id": "f001", "new_name": "Đơn"})
        assert names() == ["Đơn"]
        with store.reading() as link:
            assert link.execute(select(_F.name)).scalar_one() == "Đơn"


def test_what_was_read_before_the_first_write_does_not_end_the_transaction(database: store.Database) -> None:
    def write_and_fail() -> None:
        with store.transaction():
            names()
            store.write(ADD, file(1))
            names()
            raise ValueError("undone")

    with pytest.raises(ValueError, match="undone"):
        write_and_fail()

    assert names() == []


def test_rows_of_one_table_keep_the_order_of_writing(database: store.Database) -> None:
    with store.transaction():
        for number in range(500):
            history.record(history.Event("A", "d", f"kind {number}", "x", "X"))
            if number % 7 == 0:
                store.write(ADD, file(number))

    assert [event.kind for event in history.events_of("d")] == [f"kind {number}" for number in range(500)]
    assert len(names()) == 72


def test_of_two_changes_of_a_row_the_later_one_stays(database: store.Database) -> None:
    keep(1)
    with store.transaction():
        for name in ("a", "b", "c"):
            store.write(RENAME, {"of_id": "f001", "new_name": name})

    assert names() == ["c"]


def test_what_is_asked_twice_while_reading_together_is_read_once(database: store.Database) -> None:
    asked = []

    def ask() -> list[str]:
        asked.append(1)
        return names()

    def known() -> list[str]:
        return store.once((known, "d"), ask)

    with store.reading_together():
        assert known() == known() == []
        assert len(asked) == 1
        keep(1)
        assert known() == ["Tờ khai 1"]
        assert len(asked) == 2
        with store.transaction():
            store.write(ADD, file(2))
            assert known() == ["Tờ khai 1", "Tờ khai 2"]
        assert known() == ["Tờ khai 1", "Tờ khai 2"]
    known()
    known()
    assert len(asked) == 6


def test_what_fails_is_asked_again(database: store.Database) -> None:
    answers = iter([ValueError("no"), None])

    def fail() -> str:
        error = next(answers)
        if error:
            raise error
        return "yes"

    with store.reading_together():
        with pytest.raises(ValueError, match="no"):
            store.once((fail,), fail)
        assert store.once((fail,), fail) == "yes"


def test_blocks_within_each_other_read_by_one_connection(database: store.Database) -> None:
    with store.reading() as outer, store.reading() as inner:
        assert inner is outer
    with store.reading_together():
        with store.reading() as first:
            names()
        with store.reading() as second:
            assert second is first
        keep(1)
        with store.reading() as third:
            assert third is not first
            assert names() == ["Tờ khai 1"]
    if database.is_sqlite:
        with statements_of(database) as said, store.reading_together():
            names()
            store.rows(NAMES, dossier="another")
        assert [words.split()[0] for words in said] == ["BEGIN", "SELECT", "SELECT", "COMMIT"]


def test_a_server_that_was_away_is_asked_again(database: store.Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite is no server")
    keep(1)
    assert names() == ["Tờ khai 1"]
    with store.reading_together():
        assert names() == ["Tờ khai 1"]
        with database.engine.connect() as link:
            cut = text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert link.execute(cut).scalar_one() > 0

        assert names() == ["Tờ khai 1"]
        with store.reading() as link:
            assert link.execute(select(_F.name)).scalar_one() == "Tờ khai 1"
    assert names() == ["Tờ khai 1"]

"""Every kind of tampering is found by a program that shares nothing with ours, and the first broken event is named."""

import ast
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from engine import history, people, store
from engine.history import verifier
from engine.history.tables import history_event
from tests.engine.history.books import AGENCY, OTHER, tampering, verify, write

COUNT = 12

Tamper = Callable[[Connection], None]


def run(link: Connection, statement: str, **values: Any) -> None:
    changed = link.execute(text(statement), {"agency": AGENCY, **values}).rowcount
    assert changed != 0, "a tampering that changes nothing proves nothing"


def edit(column: str, value: str, seq: int = 5) -> Tamper:
    return lambda link: run(
        link,
        f"UPDATE history_event SET {column} = {value} WHERE agency_code = :agency AND seq = :seq",
        seq=seq,
    )


def shift(link: Connection, above: int, by: int) -> None:
    """Renumber what follows; in two steps, for the unique index's sake."""
    run(
        link,
        "UPDATE history_event SET seq = -(seq + :by) WHERE agency_code = :agency AND seq > :n",
        by=by,
        n=above,
    )
    run(link, "UPDATE history_event SET seq = -seq WHERE agency_code = :agency AND seq < 0")


def delete(*seqs: int) -> Tamper:
    def tamper(link: Connection) -> None:
        for seq in seqs:
            run(link, "DELETE FROM history_event WHERE agency_code = :agency AND seq = :seq", seq=seq)

    return tamper


def close_the_gap(link: Connection) -> None:
    delete(5)(link)
    shift(link, 5, -1)
    run(link, "UPDATE history_head SET seq = seq - 1 WHERE agency_code = :agency")


def insert(*, place: int, hashed: bool) -> Tamper:
    """A forged event among the others, these renumbered; hashed: with the right hash for its place."""

    def tamper(link: Connection) -> None:
        shift(link, place - 1, 1)
        template = rows(link)[place - 2]
        row = template._replace(
            seq=place, dossier_code="forged", rev=None, prev_hash=template.hash if hashed else "0" * 64
        )
        add(link, row._replace(hash=verifier.event_hash(row.prev_hash, place, row) if hashed else "f" * 64))
        run(link, "UPDATE history_head SET seq = seq + 1 WHERE agency_code = :agency")

    return tamper


def append(link: Connection) -> None:
    last = rows(link)[-1]
    row = last._replace(seq=last.seq + 1, prev_hash=last.hash, dossier_code="forged")
    add(link, row._replace(hash=verifier.event_hash(row.prev_hash, row.seq, row)))


def copy(link: Connection) -> None:
    """The same decision twice."""
    shift(link, 7, 1)
    add(link, rows(link)[2]._replace(seq=8, dossier_code="other"))


def swap_numbers(link: Connection) -> None:
    run(link, "UPDATE history_event SET seq = -9 WHERE agency_code = :agency AND seq = 4")
    run(link, "UPDATE history_event SET seq = 4 WHERE agency_code = :agency AND seq = 9")
    run(link, "UPDATE history_event SET seq = 9 WHERE agency_code = :agency AND seq = -9")


def swap_contents(link: Connection) -> None:
    fourth, ninth = rows(link)[3], rows(link)[8]
    for row, other in ((fourth, ninth), (ninth, fourth)):
        put(link, other._replace(**{name: getattr(row, name) for name in ("seq", "prev_hash", "hash")}))


def move_to_the_end(link: Connection) -> None:
    run(link, "UPDATE history_event SET seq = 100 WHERE agency_code = :agency AND seq = 4")


def rehash(link: Connection, begin: int = 1) -> None:
    """Hash everything anew and put the head right: a forger who knows docs/history.md."""
    last = verifier.GENESIS
    for seq, row in enumerate(rows(link), 1):
        new = row._replace(seq=seq, prev_hash=last)
        if row.personal_salt is not None:
            new = new._replace(
                personal_digest=verifier.personal_digest(row.personal_salt, row.actor_name, row.personal)
            )
        last = verifier.event_hash(last, seq, new)
        if seq >= begin:
            put(link, new._replace(hash=last), at=row.seq)
    values = {"seq": len(rows(link)), "hash": last}
    run(link, "UPDATE history_head SET seq = :seq, hash = :hash WHERE agency_code = :agency", **values)


def edit_and_hash_it(link: Connection) -> None:
    """The edited event fits its new hash; what follows does not."""
    edit("actor_id", "'someone else'")(link)
    row = rows(link)[4]
    put(link, row._replace(hash=verifier.event_hash(row.prev_hash, row.seq, row)))


def truncate(link: Connection) -> None:
    run(link, "DELETE FROM history_event WHERE agency_code = :agency AND seq > 10")


def truncate_with_head(link: Connection) -> None:
    truncate(link)
    last = rows(link)[-1]
    values = {"seq": last.seq, "hash": last.hash}
    run(link, "UPDATE history_head SET seq = :seq, hash = :hash WHERE agency_code = :agency", **values)


def remove_everything(link: Connection) -> None:
    for table in ("history_event", "history_head"):
        run(link, f"DELETE FROM {table} WHERE agency_code = :agency")


def then_rehash(tamper: Tamper) -> Tamper:
    def both(link: Connection) -> None:
        tamper(link)
        rehash(link)

    return both


def rows(link: Connection) -> list[verifier.Row]:
    columns = ", ".join(verifier.Row._fields)
    query = f"SELECT {columns} FROM history_event WHERE agency_code = :agency ORDER BY seq"
    return [verifier.Row._make(row) for row in link.execute(text(query), {"agency": AGENCY})]


def add(link: Connection, row: verifier.Row) -> None:
    names = ", ".join(row._fields)
    run(
        link,
        f"INSERT INTO history_event ({names}) VALUES ({', '.join(':' + n for n in row._fields)})",
        **row._asdict(),
    )


def put(link: Connection, row: verifier.Row, at: int | None = None) -> None:
    names = ", ".join(f"{name} = :{name}" for name in row._fields)
    run(
        link,
        f"UPDATE history_event SET {names} WHERE agency_code = :agency_code AND seq = :at",
        **row._asdict(),
        at=row.seq if at is None else at,
    )


HASHED_COLUMNS = {
    "dossier_code": "'H21.52.21-240415-9999'",
    "instance_id": "'another'",
    "rev": "rev + 1000",
    "kind": "'received'",
    "element_id": "NULL",
    "element_name": "''",
    "actor_id": "'account-x'",
    "actor_name": "'Someone Else'",
    "unit_code": "'H21.52.22'",
    "done_at": "done_at - 86400000000",
    "entered_at": "entered_at + 1",
    "data": "data || ' '",
    "personal": "'{}'",
    "personal_digest": "'" + "0" * 64 + "'",
    "personal_salt": "'00'",
    "hash": "'" + "0" * 64 + "'",
    "prev_hash": "'" + "0" * 64 + "'",
}

TAMPERED: dict[str, tuple[Tamper, int, str]] = {
    **{f"edit {name}": (edit(name, value), 5, "edited") for name, value in HASHED_COLUMNS.items()},
    "edit the first": (edit("kind", "'x'", 1), 1, "edited"),
    "edit the last": (edit("kind", "'x'", COUNT), COUNT, "edited"),
    "edit, with its own hash made anew": (edit_and_hash_it, 5, "edited"),
    "edit, with all hashes made anew": (then_rehash(edit("kind", "'x'")), 5, "edited"),
    "erase without an event": (
        edit("actor_name", "'', personal = NULL, personal_salt = NULL"),
        5,
        "edited",
    ),
    "delete the first": (delete(1), 1, "deleted"),
    "delete one": (delete(5), 5, "deleted"),
    "delete several": (delete(5, 6, 9), 5, "deleted"),
    "delete one, the gap closed": (close_the_gap, 5, "deleted"),
    "delete one, with all hashes made anew": (then_rehash(delete(5)), 5, "deleted"),
    "take to another agency": (edit("agency_code", "'H21.52.99'"), 5, "deleted"),
    "insert": (insert(place=5, hashed=False), 5, "inserted"),
    "insert, with its own hash": (insert(place=5, hashed=True), 5, "inserted"),
    "insert a copy": (copy, 8, "inserted"),
    "append, with its own hash": (append, COUNT + 1, "inserted"),
    "swap the numbers of two": (swap_numbers, 4, "reordered"),
    "swap the contents of two": (swap_contents, 4, "reordered"),
    "move to the end": (move_to_the_end, 4, "reordered"),
    "cut off the end": (truncate, 11, "truncated"),
    "cut off the end, with the head": (truncate_with_head, 11, "truncated"),
    "remove everything": (remove_everything, 1, "truncated"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_found_and_its_first_event_named(database: store.Database, name: str) -> None:
    tamper, seq, kind = TAMPERED[name]
    write(COUNT)
    write(3, agency=OTHER)
    heads = history.heads_file(database.settings.home, AGENCY)

    with tampering(database) as link:
        tamper(link)

    code, reports = verify(database, heads)
    broken = reports[AGENCY]["first_broken"]
    assert (code, broken["seq"], broken["kind"]) == (1, seq, kind)
    assert "until" not in broken
    assert reports[OTHER]["ok"], "the other agency's history was not touched"


def test_no_column_of_an_event_is_left_out() -> None:
    internal = {"id", "agency_code", "seq"}  # agency and number have tamperings of their own
    assert HASHED_COLUMNS.keys() == {column.name for column in history_event.c} - internal


def test_an_untouched_history_is_whole(database: store.Database) -> None:
    write(COUNT)

    code, reports = verify(database, history.heads_file(database.settings.home, AGENCY))

    expected = {"agency": AGENCY, "ok": True, "events": COUNT, "unplaced": 0, "first_broken": None}
    assert (code, reports) == (0, {AGENCY: expected})


def test_the_broken_event_is_described_as_it_now_stands(database: store.Database) -> None:
    write(3)

    with tampering(database) as link:
        edit("element_id", "'t99'", 2)(link)

    _code, reports = verify(database)
    broken = reports[AGENCY]["first_broken"]
    assert broken["dossier"] == f"{AGENCY}-240415-0001"
    assert (broken["event"], broken["element"]) == ("task_completed", "t99")


def test_an_erasure_recorded_after_the_break_is_still_an_erasure(database: store.Database) -> None:
    write(6)
    officer = people.Officer("a1", "lan", "Siu Blơh", "", AGENCY, AGENCY, frozenset())
    history.erase(AGENCY, f"{AGENCY}-240415-0001", officer, "asked")
    history.place_events()

    with tampering(database) as link:
        edit("kind", "'x'", 5)(link)

    assert verify(database)[1][AGENCY]["first_broken"]["seq"] == 5


def test_two_tamperings_are_reported_by_the_first(database: store.Database) -> None:
    write(6)

    with tampering(database) as link:
        edit("actor_name", "'Someone Else'", 2)(link)
        delete(4)(link)

    broken = verify(database)[1][AGENCY]["first_broken"]
    assert (broken["seq"], broken["kind"]) == (2, "edited")


def test_between_two_heads_the_place_is_said_as_a_range(database: store.Database, tmp_path: Path) -> None:
    write(COUNT)
    some = tmp_path / "some.jsonl"
    lines = history.heads_file(database.settings.home, AGENCY).read_text().splitlines()
    some.write_text(f"{lines[1]}\n{lines[9]}\n")

    with tampering(database) as link:
        then_rehash(edit("kind", "'x'"))(link)

    broken = verify(database, some)[1][AGENCY]["first_broken"]
    assert (broken["seq"], broken["until"], broken["kind"]) == (3, 10, "edited")


def test_a_copied_program_needs_nothing_of_ours(open_database: Any, request: Any, tmp_path: Path) -> None:
    database = open_database()
    program = shutil.copy(history.VERIFIER, tmp_path / "verify_history.py")
    write(3)

    # -S: not even installed packages; PostgreSQL's driver is one
    code, reports = verify(database, program=program, bare=database.is_sqlite)

    assert (code, reports[AGENCY]["events"]) == (0, 3)


def test_the_program_imports_the_standard_library_and_a_driver_only() -> None:
    names = set()
    for node in ast.walk(ast.parse(history.VERIFIER.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(str(node.module).partition(".")[0])

    assert names - sys.stdlib_module_names == {"psycopg"}


@pytest.mark.parametrize("address", ["/nowhere/node.db", "postgresql://nobody@127.0.0.1:1/nothing"])
def test_what_cannot_be_read_is_not_called_whole(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verifier.main([address]) == 3
    assert "cannot be read" in capsys.readouterr().err

"""Committed events get their places in order, once, whoever gives them; nothing written changes."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from engine import history, people, store
from engine.history import places
from engine.history.tables import history_event
from tests.engine import province as provinces
from tests.engine.history.books import AGENCY, OTHER, verify, write

OFFICER = people.Officer("a1", "lan", "Siu Blơh", "", AGENCY, AGENCY, frozenset())


def unplaced(count: int, begin: int = 0) -> None:
    with store.transaction():
        for number in range(begin, begin + count):
            history.record(history.Event(AGENCY, f"d{number}", "received", "a1", "Siu Blơh"))


def seqs() -> list[int | None]:
    query = (
        select(history_event.c.seq).where(history_event.c.agency_code == AGENCY).order_by(history_event.c.id)
    )
    with store.reading() as link:
        return list(link.execute(query).scalars())


def test_an_event_has_no_place_until_somebody_gives_it_one(database: store.Database) -> None:
    unplaced(2)
    assert seqs() == [None, None]

    assert history.place_events() == 2

    assert seqs() == [1, 2]
    assert history.place_events() == 0


def test_events_that_were_there_before_the_chain_get_places_too(
    database: store.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "BATCH", 7)
    unplaced(20)

    assert history.place_events() == 20

    assert seqs() == list(range(1, 21))
    assert verify(database)[0] == 0


def test_those_who_give_places_at_once_give_each_one_once(database: store.Database) -> None:
    def work(worker: int) -> int:
        with store.using(database):
            done = 0
            for number in range(10):
                unplaced(3, worker * 1000 + number * 10)
                done += history.place_events()
            return done

    with ThreadPoolExecutor(4) as pool:
        placed = sum(pool.map(work, range(4)))

    placed += history.place_events()
    assert placed == 120
    assert sorted(filter(None, seqs())) == list(range(1, 121))
    assert verify(database)[0] == 0


def _record_and_fail() -> None:
    with store.transaction():
        history.record(history.Event(AGENCY, "d", "received", "a1", "Siu Blơh"))
        store.flush()
        raise RuntimeError


def test_events_rolled_back_leave_no_gap(database: store.Database) -> None:
    unplaced(1)
    with pytest.raises(RuntimeError):
        _record_and_fail()
    unplaced(1, 5)

    history.place_events()

    assert seqs() == [1, 2]


def test_a_sequencer_that_dies_half_way_has_done_nothing(
    database: store.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    unplaced(3)
    monkeypatch.setattr(places, "_MOVE", history_event.update().values(no_such_column=1))
    with pytest.raises(Exception):  # noqa: B017 - whatever kills it
        history.place_events()
    monkeypatch.undo()

    assert seqs() == [None] * 3
    assert history.place_events() == 3
    assert verify(database)[0] == 0


def test_the_chain_is_per_agency(database: store.Database) -> None:
    write(3)
    write(2, agency=OTHER)

    assert (history.head_of(AGENCY).seq, history.head_of(OTHER).seq) == (3, 2)  # type: ignore[union-attr]
    assert history.head_of("H21.99") is None


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM history_event WHERE seq = 2",
        "UPDATE history_event SET kind = 'x' WHERE seq = 2",
        "UPDATE history_event SET actor_name = 'x' WHERE seq = 2",
        "UPDATE history_event SET seq = 9 WHERE seq = 2",
        "UPDATE history_event SET hash = 'x' WHERE seq = 2",
        "UPDATE history_event SET personal_salt = 'x' WHERE seq = 2",
        "UPDATE history_event SET data = '{}' WHERE seq IS NULL",
        "UPDATE history_event SET actor_name = '' WHERE seq IS NULL",
        "DELETE FROM history_event WHERE seq IS NULL",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_written(database: store.Database, change: str) -> None:
    write(3)
    unplaced(1)

    with pytest.raises(DBAPIError, match="append-only"), store.transaction() as link:
        link.execute(text(change))


def test_postgresql_refuses_an_event_that_brings_its_own_place(database: store.Database) -> None:
    if database.is_sqlite:
        return
    columns = "agency_code, dossier_code, kind, actor_id, actor_name, done_at, entered_at, data, seq"
    forged = (
        f"INSERT INTO history_event ({columns}) VALUES ('H21.52.21', 'd', 'x', 'a', 'b', 1, 1, '{{}}', 9)"
    )

    with pytest.raises(DBAPIError, match="append-only"), store.transaction() as link:
        link.execute(text(forged))


def test_erasing_takes_the_person_and_leaves_the_chain_whole(database: store.Database) -> None:
    write(4)
    code = f"{AGENCY}-240415-0001"

    assert history.erase(AGENCY, code, OFFICER, "asked by the person") == 1

    history.place_events()
    [event, erasure] = history.events_of(code)
    assert (event.actor_name, event.personal, event.kind) == ("", None, "task_completed")
    assert (erasure.kind, erasure.data) == (
        "personal_erased",
        {"erased": [2], "reason": "asked by the person"},
    )
    status, reports = verify(database, history.heads_file(database.settings.home, AGENCY))
    assert (status, reports[AGENCY]["events"]) == (0, 5)
    assert history.erase(AGENCY, code, OFFICER, "again") == 1, "the erasure's own name"


def test_an_erased_name_cannot_be_guessed_from_what_is_left(database: store.Database) -> None:
    unplaced(2)
    history.place_events()

    with store.reading() as link:
        digests = list(link.execute(select(history_event.c.personal_digest)).scalars())
        salts = list(link.execute(select(history_event.c.personal_salt)).scalars())

    assert len(set(digests)) == 2, "the same person twice"
    assert len(set(salts)) == 2
    assert all(len(salt or "") == 32 for salt in salts)


def test_a_real_procedure_leaves_a_whole_history(province: provinces.Province) -> None:
    province.received()
    unplaced(1)

    history.place_events()

    assert verify(store.current())[0] == 0


def netstring(part: object) -> bytes:
    if part is None:
        return b"-,"
    raw = str(part).encode()
    return str(len(raw)).encode() + b":" + raw + b","


def test_a_verifier_written_from_the_page_agrees(database: store.Database) -> None:
    """docs/history.md says how: this follows its words, not our code."""
    write(6)
    names = [
        "dossier_code",
        "instance_id",
        "rev",
        "kind",
        "element_id",
        "element_name",
        "actor_id",
        "unit_code",
        "done_at",
        "entered_at",
        "data",
    ]
    query = "SELECT * FROM history_event WHERE agency_code = :agency ORDER BY seq"
    before = "0" * 64
    with store.reading() as link:
        found = link.execute(text(query), {"agency": AGENCY}).mappings().all()

    for number, row in enumerate(found, 1):
        person = ["motcua-personal-1", row["personal_salt"], row["actor_name"], row["personal"]]
        digest = hashlib.sha256(b"".join(map(netstring, person))).hexdigest()
        parts = ["motcua-history-1", before, AGENCY, number, *(row[name] for name in names), digest]
        before = hashlib.sha256(b"".join(map(netstring, parts))).hexdigest()
        assert (row["personal_digest"], row["hash"]) == (digest, before)

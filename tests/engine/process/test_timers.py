"""Due timers: found by an index, fired once, in the order they are due; a crowd of them keeps nobody waiting."""

import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import orjson
import pytest
from sqlalchemy import select, text

from engine import clock, history, process, store
from engine.process import timers
from engine.process.tables import incident, process_instance
from engine.spiff import codec
from tests.diagrams import builder as b
from tests.engine.process import cases
from tests.engine.province import COMMUNE, MORNING, ROOT, UNITS

CROWD = 10_000
PEOPLE = 20
REMINDED = (
    b.start(), b.end(), b.users("work", "late"), b.chain("s", "work", "e"),
    b.boundary("remind", "work", b.timer("Duration", "PT1H")), b.end("e2"), b.chain("remind", "late", "e2"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _database(database: store.Database) -> None:
    """Every test has an empty database of each kind, with the units of the province."""
    UNITS.into(database)


def sweep(at: datetime, **how: int) -> int:
    with clock.at(at):
        return process.tick(rest=lambda _seconds: None, **how)


def test_nothing_fires_before_its_time_and_everything_once_after_it() -> None:
    cases.deploy(*REMINDED)
    with clock.at(MORNING):
        cases.begin()

    fired = [sweep(MORNING + timedelta(minutes=minutes)) for minutes in (59, 60, 61, 600)]

    assert fired == [0, 1, 0, 0]
    assert (cases.open_elements(), cases.told().count("timer_fired")) == (["late"], 1)


def test_two_sweeps_that_see_the_same_timer_make_one_step_of_it() -> None:
    cases.deploy(*REMINDED)
    with clock.at(MORNING):
        instance = cases.begin()
    stale = process.live_instances.get(instance)
    assert stale is not None
    process.live_instances.evict(instance)
    assert sweep(MORNING + timedelta(hours=2)) == 1

    process.live_instances.put(instance, stale)
    with clock.at(MORNING + timedelta(hours=2)):
        assert timers._fire_due(instance, stale.rev) is False

    assert (cases.told().count("timer_fired"), cases.incidents()) == (1, [])


def test_a_round_takes_no_more_than_its_share_the_longest_due_first() -> None:
    cases.deploy(*REMINDED)
    for n in range(7):
        with clock.at(MORNING - timedelta(minutes=n)):
            cases.begin(f"D{n}")

    assert sweep(MORNING + timedelta(hours=2), limit=3) == 3

    assert [n for n in range(7) if cases.open_elements(f"D{n}") == ["late"]] == [4, 5, 6]


def test_the_sweep_rests_as_long_as_each_timer_took() -> None:
    cases.deploy(*REMINDED)
    with clock.at(MORNING):
        for n in range(3):
            cases.begin(f"D{n}")
    rests: list[float] = []

    with clock.at(MORNING + timedelta(hours=2)):
        process.tick(rest=rests.append)

    assert len(rests) == 3
    assert all(0 < rest <= timers.LONGEST_REST for rest in rests)


def test_a_fault_behind_a_timer_is_an_incident_and_the_timer_has_fired_once() -> None:
    cases.deploy(
        b.start(), b.catch("wait", b.timer("Duration", "PT1H")), b.users("yes", "no"),
        b.gateway("exclusive", "choice", default="to_no"), b.end("e1"), b.end("e2"), b.chain("s", "wait", "choice"),
        b.flow("choice", "yes", "nguoi_nop.tuoi > 1"), b.flow("choice", "no", flow_id="to_no"), b.chain("yes", "e1"),
        b.chain("no", "e2"),
    )  # fmt: skip
    with clock.at(MORNING):
        cases.begin(nguoi_nop={})

    assert [sweep(MORNING + timedelta(hours=n)) for n in (2, 3, 4)] == [1, 0, 0]

    assert cases.incidents() == [("choice", "expression", "open")]


def damaged(code: str) -> str:
    """An instance whose stored state nobody can read any more."""
    with clock.at(MORNING):
        instance = cases.begin(code)
    with store.transaction() as link:
        link.execute(
            process_instance.update().where(process_instance.c.id == instance).values(state=b"torn page")
        )
    process.live_instances.evict(instance)
    return instance


def test_an_instance_that_cannot_be_driven_stops_nobody_and_is_looked_at_ever_more_rarely() -> None:
    cases.deploy(*REMINDED)
    instance = damaged("D1")
    with clock.at(MORNING + timedelta(minutes=1)):
        cases.begin("D2")

    now, waits = MORNING + timedelta(hours=2), []
    for _ in range(4):
        sweep(now, limit=1)
        due = next(row.next_due for row in cases.rows(process_instance) if row.id == instance)
        waits.append((due - now).total_seconds())
        assert sweep(now, limit=1) == (1 if len(waits) == 1 else 0)
        now = due

    assert waits == [5.0, 15.0, 60.0, 300.0]
    assert cases.open_elements("D2") == ["late"]
    assert cases.incidents() == [(None, "instance_broken", "open")]
    (row,) = cases.rows(incident)
    assert (row.attempts, row.dossier_code, "torn" in row.cause) == (4, "D1", False)


def test_an_instance_that_can_be_driven_again_closes_its_incident_by_itself() -> None:
    cases.deploy(*REMINDED)
    instance = damaged("D1")
    good = cases.begin("D2")
    sweep(MORNING + timedelta(hours=2))
    states = {row.id: row.state for row in cases.rows(process_instance)}
    with store.transaction() as link:
        link.execute(
            process_instance.update()
            .where(process_instance.c.id == instance)
            .values(state=_with_other_ids(states[good]))
        )

    sweep(MORNING + timedelta(days=999))

    assert cases.incidents() == [(None, "instance_broken", "resolved")]


@pytest.mark.parametrize("table", ["process_instance", "service_job", "signal_delivery"])
def test_what_is_due_is_found_by_its_index(table: str) -> None:
    from engine.process import jobs, signals

    statement, index = {
        "process_instance": (timers.DUE, "ix_process_instance_next_due"),
        "service_job": (jobs.DUE, "ix_service_job_due"),
        "signal_delivery": (signals.DUE, "ix_signal_delivery_next_at"),
    }[table]
    if table == "process_instance":
        cases.deploy(*REMINDED)
        crowd(500)

    assert index in plan(statement)


def plan(statement: object) -> str:
    """How the database would run a statement."""
    database = store.current()
    compiled = statement.compile(dialect=database.engine.dialect)  # type: ignore[attr-defined]
    values = {"at": MORNING + timedelta(hours=1), "most": 50}
    with store.transaction() as link:
        if database.is_sqlite:
            words = "EXPLAIN QUERY PLAN "
        else:
            # a small table would be read whole whatever its indexes
            link.execute(text("ANALYZE"))
            link.execute(text("SET LOCAL enable_seqscan = off"))
            words = "EXPLAIN "
        sql = words + compiled.string
        given = {name: values.get(name, bind.value) for name, bind in compiled.binds.items()}
        given = {k: _micros(v) if isinstance(v, datetime) else v for k, v in given.items()}
        parameters = tuple(given[name] for name in compiled.positiontup) if compiled.positional else given
        return "\n".join(map(str, link.exec_driver_sql(sql, parameters).all()))


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def crowd(size: int) -> None:
    """So many more dossiers whose timer is due at the same moment as the first one's: copies of its rows."""
    with clock.at(MORNING):
        cases.begin("D0")
    with store.transaction() as link:
        row = dict(link.execute(select(process_instance)).mappings().one())
        link.execute(
            process_instance.insert(),
            [
                row | {"id": f"{n:032x}", "dossier_code": f"T{n}", "state": _with_other_ids(row["state"])}
                for n in range(size)
            ],
        )


def _with_other_ids(state: bytes) -> bytes:
    stored = orjson.loads(zlib.decompress(state))
    return zlib.compress(orjson.dumps({**stored, "b": f"{codec.new_base():x}"}), 1)


def test_people_work_on_at_once_while_ten_thousand_timers_are_due() -> None:
    cases.deploy(*REMINDED)
    crowd(CROWD)
    late = MORNING + timedelta(hours=2)
    with clock.at(late):
        for n in range(PEOPLE):
            cases.begin(f"P{n}")

    waited = []
    with sweeping(late):
        for n in range(PEOPLE):
            item = next(i for i in process.items_of(f"P{n}") if i.element_id == "work")
            before = _fired()
            process.complete_user_task(item.task_id, cases.OFFICER, {})
            waited.append(_fired() - before)

    # one was under way when the person came, one began while the count was read; on SQLite the lock is asked for in turns
    assert max(waited) <= 5, waited
    assert 0 < _fired() < CROWD


@contextmanager
def sweeping(at: datetime) -> Iterator[None]:
    """Another process fires timers as fast as it may."""
    database = store.current()
    url = database.engine.url.render_as_string(hide_password=False)
    command = [
        sys.executable,
        "-m",
        "tests.engine.process.sweeper",
        str(database.settings.home),
        url,
        at.isoformat(),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sweeper:
        assert sweeper.stdin is not None
        assert sweeper.stdout is not None
        try:
            assert sweeper.stdout.readline() == b"ready\n"
            while not _fired():
                assert sweeper.poll() is None
            yield
        finally:
            sweeper.stdin.close()
            assert sweeper.wait(30) == 0


def _fired() -> int:
    with store.reading() as link:
        query = text("SELECT count(*) FROM history_event WHERE kind = 'timer_fired'")
        return int(link.execute(query).scalar_one())


def test_a_burst_is_worked_off_in_the_end() -> None:
    cases.deploy(*REMINDED)
    crowd(120)

    rounds = 0
    while sweep(MORNING + timedelta(hours=2)):
        rounds += 1

    assert (rounds, _fired()) == (3, 121)
    assert history.events_of("T7")[0].agency_code == COMMUNE

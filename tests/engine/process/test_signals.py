"""A signal reaches every instance of its agency that waits for it, each once, whatever becomes of the others."""

import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

from engine import clock, process, store
from engine.process import signals
from engine.process.moves import Case
from engine.process.tables import process_instance, signal_delivery
from tests.diagrams import builder as b
from tests.engine.process import cases
from tests.engine.province import DISTRICT, MORNING, ROOT, UNITS

OTHER = b.tag("signal", id="sg2", name="sig2")
WAITS = (
    b.start(), b.end(), b.catch("wait", b.signal()), b.users("heard"), b.chain("s", "wait", "heard", "e"),
)  # fmt: skip
BESIDE = (
    b.start(), b.end(), b.users("work", "told"), b.chain("s", "work", "e"),
    b.boundary("ear", "work", b.signal(), interrupting=False), b.end("e2"), b.chain("ear", "told", "e2"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _database(database: store.Database) -> None:
    """Every test has an empty database of each kind, with the units of the province."""
    UNITS.into(database)


def publish(process_id: str, *inner: str) -> None:
    xml = b.definitions(b.ROOTS, OTHER, b.process(*inner, process_id=process_id))
    process.deploy({f"{process_id}.bpmn": xml}, key=process_id, author="test")


def publish_all(*waiting: str) -> None:
    """A process `p` that waits, one that throws on the way, one that throws at its end."""
    publish("p", *(waiting or WAITS))
    publish("way", b.start(), b.users("go", "after"), b.throw("tell", b.signal()), b.end(),
            b.chain("s", "go", "tell", "after", "e"))  # fmt: skip
    publish("last", b.start(), b.users("go"), b.end("e", b.signal()), b.chain("s", "go", "e"))


def throw(code: str = "T1", process_id: str = "way") -> None:
    cases.begin(code, process_id)
    cases.do(code, "go")


def spread(at: timedelta = timedelta(0), **how: int) -> int:
    with clock.at(MORNING + at):
        return process.spread_signals(rest=lambda _seconds: None, **how)


@pytest.fixture(autouse=True)
def _morning() -> object:
    with clock.at(MORNING):
        yield


@pytest.mark.parametrize("thrower", ["way", "last"])
def test_a_signal_reaches_everybody_who_waits_each_in_a_step_of_its_own(thrower: str) -> None:
    publish_all()
    for n in range(3):
        cases.begin(f"D{n}")

    throw(process_id=thrower)

    # the thrower's own act has moved nobody else
    assert [cases.open_elements(f"D{n}") for n in range(3)] == [[], [], []]
    assert [spread(), spread()] == [3, 0]
    assert [cases.open_elements(f"D{n}") for n in range(3)] == [["heard"]] * 3
    assert cases.told("D0") == ["started", "signal_received"]
    assert cases.rows(signal_delivery) == []


def test_a_signal_is_not_kept_for_those_who_begin_to_wait_later() -> None:
    publish_all()
    throw()

    cases.begin("late")

    assert (spread(), cases.open_elements("late")) == (0, [])


def test_an_act_that_fails_throws_nothing() -> None:
    publish_all()
    cases.begin("D1")
    cases.begin("T1", "way")

    def fails() -> None:
        with store.transaction():
            cases.do("T1", "go")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()

    assert (cases.rows(signal_delivery), spread(), cases.open_elements("D1")) == ([], 0, [])
    cases.do("T1", "go")
    assert (spread(), cases.open_elements("D1")) == (1, ["heard"])


def test_a_signal_stays_in_its_agency() -> None:
    publish_all()
    cases.begin("here")
    case = Case("there", "1.0", "A procedure", "Somebody", DISTRICT, DISTRICT, None, {})
    process.begin(process.latest_definition("p"), case, cases.OFFICER)

    throw()

    assert spread() == 1
    assert (cases.open_elements("here"), cases.open_elements("there")) == (["heard"], [])


def test_the_thrower_hears_its_own_signal_at_once_and_only_once() -> None:
    publish("both", b.start(), b.users("go", "work", "told"), b.end(), b.throw("tell", b.signal()), b.end("e1"),
            b.gateway("parallel", "fork"), b.chain("s", "fork", "go", "tell", "e"), b.chain("fork", "work", "e1"),
            b.boundary("ear", "work", b.signal(), interrupting=False), b.end("e2"), b.chain("ear", "told", "e2"))  # fmt: skip
    cases.begin("D1", "both")
    cases.begin("D2", "both")

    cases.do("D1", "go")

    assert cases.open_elements("D1") == ["told", "work"]
    assert [spread(), spread()] == [1, 0]
    assert (cases.open_elements("D1"), cases.open_elements("D2")) == (
        ["told", "work"],
        ["go", "told", "work"],
    )


def test_what_is_thrown_twice_is_heard_twice_in_order_by_one_who_goes_on_listening() -> None:
    publish_all(*BESIDE)
    cases.begin("D1")
    throw("T1")
    throw("T2")

    assert [spread(), spread(), spread()] == [1, 1, 0]

    assert cases.open_elements("D1") == ["told", "told", "work"]


def test_signals_thrown_in_a_row_meet_those_who_wait_for_one_after_the_other() -> None:
    # the second is thrown before the first has been heard: no row says yet that it will be waited for
    publish_all(b.start(), b.end(), b.catch("one", b.signal()), b.catch("two", b.signal("sg2")), b.users("heard"),
                b.chain("s", "one", "two", "heard", "e"))  # fmt: skip
    publish("other", b.start(), b.users("go"), b.end("e", b.signal("sg2")), b.chain("s", "go", "e"))
    cases.begin("D1")
    throw("T1")
    throw("T2", "other")

    while spread():
        pass

    assert cases.open_elements("D1") == ["heard"]


def test_one_who_has_stopped_waiting_meanwhile_is_left_in_peace() -> None:
    publish_all(*BESIDE)
    cases.begin("D1")
    throw()
    cases.do("D1", "work")

    assert [spread(), spread()] == [1, 0]

    assert (cases.told("D1"), cases.rows(signal_delivery)) == (["started", "task_completed"], [])


def test_two_sweeps_that_see_the_same_signal_let_it_be_heard_once() -> None:
    publish_all(*BESIDE)
    cases.begin("D1")
    throw()
    with store.reading() as link:
        (seen,) = link.execute(signals.DUE, {"at": MORNING, "most": 9}).all()
    assert spread() == 1

    assert signals._hear(seen) is False

    assert (cases.told("D1").count("signal_received"), cases.open_elements("D1")) == (1, ["told", "work"])


def test_a_round_takes_no_more_than_its_share() -> None:
    publish_all()
    for n in range(7):
        cases.begin(f"D{n}")
    throw()

    assert [spread(limit=3) for _ in range(4)] == [3, 3, 1, 0]


def test_a_fault_behind_the_signal_is_an_incident_and_the_signal_has_been_heard() -> None:
    publish_all(b.start(), b.end(), b.end("e1"), b.catch("wait", b.signal()), b.users("yes", "no"),
                b.gateway("exclusive", "choice", default="to_no"), b.chain("s", "wait", "choice"),
                b.flow("choice", "yes", "nguoi_nop.tuoi > 1"), b.flow("choice", "no", flow_id="to_no"),
                b.chain("yes", "e"), b.chain("no", "e1"))  # fmt: skip
    cases.begin("D1", nguoi_nop={})
    throw()

    assert [spread(), spread(timedelta(days=1))] == [1, 0]

    assert cases.incidents() == [("choice", "expression", "open")]


def test_a_receiver_that_cannot_be_driven_is_an_incident_stops_nobody_and_hears_once_it_can() -> None:
    publish_all()
    broken = cases.begin("D1")
    cases.begin("D2")
    (state,) = [row.state for row in cases.rows(process_instance) if row.id == broken]
    write_state(broken, b"torn page")
    throw()

    assert spread() == 1

    assert cases.open_elements("D2") == ["heard"]
    assert cases.incidents() == [(None, "instance_broken", "open")]
    assert spread(timedelta(seconds=4)) == 0
    write_state(broken, state)
    assert spread(timedelta(seconds=6)) == 1
    assert (cases.open_elements("D1"), cases.rows(signal_delivery)) == (["heard"], [])
    assert cases.incidents() == [(None, "instance_broken", "resolved")]


def write_state(instance: str, state: bytes) -> None:
    with store.transaction() as link:
        link.execute(process_instance.update().where(process_instance.c.id == instance).values(state=state))
    process.live_instances.evict(instance)


@pytest.mark.parametrize(("moment", "done"), [("within", 2), ("after", 3)])
def test_whoever_is_killed_in_the_middle_leaves_every_signal_to_be_heard_once(moment: str, done: int) -> None:
    publish_all(*BESIDE)
    for n in range(6):
        cases.begin(f"D{n}")
    throw()

    assert killed_sweep(moment) == -signal.SIGKILL

    assert Counter(heard(f"D{n}") for n in range(6)) == {1: done, 0: 6 - done}
    process.live_instances.clear()
    assert [spread(), spread()] == [6 - done, 0]
    assert [heard(f"D{n}") for n in range(6)] == [1] * 6
    assert [cases.open_elements(f"D{n}") for n in range(6)] == [["told", "work"]] * 6


def heard(code: str) -> int:
    return cases.told(code).count("signal_received")


def killed_sweep(moment: str) -> int:
    database = store.current()
    url = database.engine.url.render_as_string(hide_password=False)
    program = "tests.engine.process.mortal_sweeper"
    plan = (str(database.settings.home), url, MORNING.isoformat(), moment)
    return subprocess.run(
        [sys.executable, "-m", program, *plan], cwd=ROOT, timeout=60, check=False
    ).returncode

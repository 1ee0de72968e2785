"""Service tasks: asked outside the transaction, at least once; applied exactly once; never lost in silence."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from connectors.services import Service
from engine import clock, exchange, process, store
from engine.process.tables import incident, service_job
from tests.connectors.support import NOW, Province
from tests.diagrams import builder as b
from tests.engine.process import cases
from tests.systems import OutsideSystem, outside_system


@pytest.fixture
def system() -> Iterator[OutsideSystem]:
    with outside_system() as running:
        yield running


@pytest.fixture
def worker(database: store.Database, system: OutsideSystem, members: Province) -> Iterator[exchange.Identity]:
    identity = exchange.Identity(
        {}, members.registry, {"people": Service("people", system.url, 5.0, "s3cret")}
    )
    yield identity
    identity.workers.close()


ASK = b.parameters(
    {"service": '"people"', "method": '"POST"', "path": '["persons", so]', "body": "{so: so}"},
    {"ten": "body.name"},
)
LOOKUP = (
    b.start(), b.end(), b.service("lookup", "http", ASK), b.user("check"), b.chain("s", "lookup", "check", "e"),
)  # fmt: skip


def work(worker: exchange.Identity, at: datetime = NOW) -> int:
    with clock.at(at):
        return exchange.work_off(worker)


def test_a_call_is_made_after_the_commit_and_its_answer_becomes_variables(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    system.says(200, {"name": "Lan"})
    cases.deploy(*LOOKUP)
    instance = cases.begin(so="07 9/1")
    assert (system.asked, cases.jobs()) == ([], [("lookup", "READY", 0)])

    work(worker)

    (asked,) = system.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/persons/07%209%2F1", {"so": "07 9/1"})
    assert asked.authorization == "Bearer s3cret"
    assert cases.variables_of(instance)["ten"] == "Lan"
    assert (cases.jobs(), cases.open_elements()) == ([], ["check"])
    assert cases.told() == ["started", "job_done"]


def test_a_call_of_a_case_that_was_never_committed_is_never_made(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    cases.deploy(*LOOKUP)

    def undone() -> None:
        with store.transaction():
            cases.begin(so="1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()

    assert (work(worker), system.asked) == (0, [])


def test_a_failing_system_is_asked_again_ever_later_under_the_same_key_and_then_a_person_must_look(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    system.says(503)
    cases.deploy(*LOOKUP)
    cases.begin(so="1")

    waits, now = [], NOW
    while cases.jobs()[0][1] == "READY":
        work(worker, now)
        due = cases.rows(service_job)[0].next_at
        waits.append((due - now).total_seconds())
        assert work(worker, due - timedelta(seconds=0.1)) == 0
        now = due

    assert len(system.asked) == process.JOB_TRIES
    assert len({asked.key for asked in system.asked}) == 1
    for wait, step in zip(waits, (1, 3, 12, 60, 180), strict=False):
        assert 0.8 * 5 * step <= wait <= 1.2 * 5 * step
    assert cases.jobs() == [("lookup", "FAILED", process.JOB_TRIES)]
    assert cases.incidents() == [("lookup", "job_failed", "open")]
    (row,) = cases.rows(incident)
    assert (row.cause, row.attempts, row.dossier_code) == ("HTTP_503", process.JOB_TRIES, "D1")
    assert work(worker, now + timedelta(days=30)) == 0


def test_a_system_that_says_how_long_to_wait_is_left_alone_for_as_long(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    system.says(429, Retry_After="90")
    cases.deploy(*LOOKUP)
    cases.begin(so="1")

    work(worker)

    assert cases.rows(service_job)[0].next_at == NOW + timedelta(seconds=90)


def test_a_failure_that_comes_right_leaves_nothing_behind(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    system.answers[:] = [(500, None, {}), (200, {"name": "Lan"}, {})]
    cases.deploy(*LOOKUP)
    cases.begin(so="1")

    work(worker)
    work(worker, NOW + timedelta(minutes=1))

    assert (cases.jobs(), cases.incidents(), cases.open_elements()) == ([], [], ["check"])


def test_two_workers_whose_leases_overlap_apply_the_answer_once(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    cases.deploy(*LOOKUP)
    instance = cases.begin(so="1")
    with clock.at(NOW):
        first = process.claim_job()
        assert process.claim_job() is None
    with clock.at(NOW + timedelta(seconds=61)):
        second = process.claim_job()
    assert first is not None
    assert second is not None
    assert (first.task_id, first.attempts, second.attempts) == (second.task_id, 1, 2)

    answers = [
        process.finish_job(first, {"body": {"name": "A"}}),
        process.finish_job(second, {"body": {"name": "B"}}),
    ]

    assert answers == [True, False]
    assert cases.variables_of(instance)["ten"] == "A"
    assert cases.told().count("job_done") == 1


def test_a_worker_that_lost_its_lease_cannot_give_up_for_the_next_one(worker: exchange.Identity) -> None:
    cases.deploy(*LOOKUP)
    cases.begin(so="1")
    with clock.at(NOW):
        first = process.claim_job()
    with clock.at(NOW + timedelta(seconds=61)):
        process.claim_job()
    assert first is not None

    process.give_up(first, "job_failed", "TIMEOUT")
    process.postpone_job(first, "TIMEOUT", timedelta(days=9))

    assert (cases.jobs(), cases.incidents()) == ([("lookup", "READY", 2)], [])


def test_a_job_that_kills_its_workers_is_given_up_too(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    cases.deploy(*LOOKUP)
    cases.begin(so="1")
    for life in range(process.JOB_TRIES):
        with clock.at(NOW + timedelta(minutes=2 * life)):
            assert process.claim_job() is not None

    work(worker, NOW + timedelta(hours=1))

    assert (system.asked, cases.incidents()) == ([], [("lookup", "job_failed", "open")])


SCOPED = (
    b.start(), b.gateway("parallel", "split"), b.gateway("parallel", "join"), b.end(),
    *(
        b.subprocess(
            side, b.start(f"s_{side}"), b.service(f"call_{side}", "http", ASK), b.end(f"e_{side}"),
            b.chain(f"s_{side}", f"call_{side}", f"e_{side}"),
        ) + b.boundary(f"caught_{side}", side, b.error("er")) + b.user(f"mend_{side}") + b.gateway("exclusive", f"merge_{side}")
        + b.chain("split", side, f"merge_{side}", "join") + b.chain(f"caught_{side}", f"mend_{side}", f"merge_{side}")
        for side in ("left", "right")
    ),
    b.chain("s", "split"), b.chain("join", "e"),
)  # fmt: skip


def test_an_error_goes_to_the_scope_of_the_very_call_though_another_waits_for_the_same_code(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    cases.deploy(*SCOPED)
    cases.begin(so="1")
    with clock.at(NOW):
        taken = [process.claim_job(), process.claim_job()]
    right = next(job for job in taken if job is not None and job.element_id == "call_right")

    assert process.throw_job_error(right, "E1") is True

    assert cases.open_elements() == ["mend_right"]
    assert [element for element, _, _ in cases.jobs()] == ["call_left"]
    assert process.throw_job_error(right, "E1") is False


OWN = (
    b.start(), b.end(), b.service("lookup", "http", ASK), b.user("check"), b.chain("s", "lookup", "check", "e"),
    b.boundary("unknown", "lookup", b.error("not_found")), b.user("ask_again"), b.end("e2"),
    b.chain("unknown", "ask_again", "e2"),
)  # fmt: skip


def test_a_refusal_of_the_system_is_an_error_that_the_diagram_may_catch(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    cases.deploy(*OWN)
    cases.begin(so="1")
    system.says(404)

    work(worker)

    assert (cases.open_elements(), cases.jobs(), cases.incidents()) == (["ask_again"], [], [])
    assert cases.told() == ["started", "job_error"]


def test_an_error_that_nothing_catches_is_an_incident_and_nothing_has_moved(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    cases.deploy(*OWN)
    cases.begin(so="1")
    system.says(409)

    work(worker)

    assert cases.incidents() == [("lookup", "error_uncaught", "open")]
    assert (cases.open_elements(), cases.jobs()) == ([], [("lookup", "FAILED", 1)])


def test_a_call_that_is_interrupted_takes_its_job_and_incident_with_it(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    cases.deploy(
        b.start(), b.end(), b.service("lookup", "http", ASK), b.chain("s", "lookup", "e"),
        b.boundary("late", "lookup", b.timer("Duration", "PT1H")), b.user("by_hand"), b.end("e2"),
        b.chain("late", "by_hand", "e2"),
    )  # fmt: skip
    system.says(404)
    with clock.at(NOW):
        cases.begin(so="1")
    work(worker)
    assert cases.incidents() == [("lookup", "error_uncaught", "open")]

    with clock.at(NOW + timedelta(hours=2)):
        process.tick()

    assert (cases.jobs(), cases.open_elements()) == ([], ["by_hand"])
    assert cases.incidents() == [("lookup", "error_uncaught", "resolved")]


def test_inputs_that_cannot_be_computed_are_an_incident_before_anybody_is_asked(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    deep = "for i in 1..10000000 return i"
    cases.deploy(
        b.start(), b.end(), b.service("lookup", "http", b.parameters({"service": '"people"', "body": deep})),
        b.chain("s", "lookup", "e"),
    )  # fmt: skip
    cases.begin()

    work(worker)

    assert (system.asked, cases.incidents()) == ([], [("lookup", "expression", "open")])


def test_an_answer_that_cannot_be_taken_over_is_kept_and_not_asked_for_again(
    worker: exchange.Identity, system: OutsideSystem
) -> None:
    cases.deploy(
        b.start(), b.end(),
        b.service("lookup", "http", b.parameters({"service": '"people"'}, {"n": "for i in 1..body.n return i"})),
        b.chain("s", "lookup", "e"),
    )  # fmt: skip
    cases.begin()
    system.says(200, {"n": 10_000_000})

    work(worker)

    assert cases.incidents() == [("lookup", "expression", "open")]
    assert cases.rows(service_job)[0].outputs == {"status": 200, "body": {"n": 10_000_000}}

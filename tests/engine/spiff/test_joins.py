"""Joins inside loops wait for every branch of every round (the stock engine fires early from round 2 on)."""

import random

import pytest

from engine import spiff
from tests.diagrams import builder as b
from tests.diagrams.elements import ALL
from tests.diagrams.structured import structured
from tests.engine.spiff.acting import begin, do, open_ids, reloaded

ROUNDS = 6


@pytest.mark.parametrize("reloading", [False, True], ids=["in memory", "reloaded"])
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "name", ["parallel in a loop", "inclusive in a loop", "parallel in a subprocess in a loop"]
)
def test_both_branches_are_waited_for_in_every_round(name: str, seed: int, reloading: bool) -> None:
    chance = random.Random(seed)
    live = begin(ALL[name].xml)

    def act(element: str, **values: object) -> None:
        nonlocal live
        do(live, element, **values)
        live = reloaded(live) if reloading else live

    for turn in range(ROUNDS):
        assert open_ids(live) == ["t0"]
        act("t0", turn=turn)
        assert open_ids(live) == ["ta", "tb"]
        first, second = chance.sample(["ta", "tb"], 2)
        act(first, **{first: turn})
        assert open_ids(live) == [second]
        act(second, **{second: turn})
        assert open_ids(live) == ["after"]
        assert [live.variables[name] for name in ("turn", "ta", "tb")] == [turn] * 3
        act("after", again="yes" if turn < ROUNDS - 1 else "no")
    assert spiff.finished(live)


def test_an_inclusive_join_waits_for_a_running_subprocess_in_a_branch() -> None:
    live = begin(ALL["inclusive, subprocess in a branch"].xml)
    do(live, "u", p=True, q=True)

    do(live, "c")

    assert open_ids(live) == ["su"]
    assert "j" not in [element.id for element in spiff.trace(live)]


def test_an_inclusive_join_does_not_wait_for_branches_that_were_not_taken() -> None:
    live = begin(ALL["inclusive of three"].xml)
    do(live, "u", p=True, q=False)

    do(live, "a")

    assert spiff.finished(live)


def test_an_inclusive_join_does_not_wait_for_a_token_that_can_follow_one_already_there() -> None:
    live = begin(b.diagram(
        b.start(), b.end(), b.gateway("parallel", "p1"), b.users("x", "u", "y"), b.gateway("exclusive", "m"),
        b.gateway("exclusive", "g", "d"), b.gateway("inclusive", "j"), b.user("after"),
        b.chain("s", "p1", "x", "m", "j", "after", "e"), b.chain("p1", "u", "g"), b.flow("g", "y", "detour"),
        b.flow("g", "m", flow_id="d"), b.chain("y", "j"),
    ))  # fmt: skip

    do(live, "x")

    assert open_ids(live) == ["after", "u"]


def test_an_inclusive_join_counts_an_activity_and_what_may_break_it_off_as_one_token() -> None:
    # the event on u, which leads to an empty flow only, was waited for like a token of its own
    live = begin(b.diagram(
        b.start(), b.end(), b.gateway("parallel", "p1"), b.users("x", "u", "y"), b.gateway("exclusive", "m"),
        b.boundary("bx", "u", b.message("m2")), b.gateway("inclusive", "j"), b.user("after"),
        b.chain("s", "p1", "x", "m", "j", "after", "e"), b.chain("p1", "u", "m"), b.chain("bx", "y", "j"),
    ))  # fmt: skip

    do(live, "x")

    assert open_ids(live) == ["after", "u"]


@pytest.mark.parametrize("seed", range(60))
def test_random_sound_processes_with_joins_in_loops_end_and_never_open_a_task_twice(seed: int) -> None:
    diagram, chance = structured(seed, joins_in_loops=True), random.Random(seed)
    live = begin(diagram.xml)

    for _ in range(400):
        tasks = spiff.user_tasks(live)
        if not tasks:
            break
        assert len({task.element.id for task in tasks}) == len(tasks)
        task = chance.choice(tasks)
        spiff.complete(live, task.task_id, chance.choice(diagram.answers.get(task.element.id, ({},))))
        live = reloaded(live)

    assert spiff.finished(live)

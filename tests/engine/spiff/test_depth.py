"""Length is no limit: the stock engine loses its tasks 1000 deep and slows down with every round."""

import time

from engine import spiff
from tests.diagrams import builder as b
from tests.engine.spiff.acting import begin, do, open_ids, reloaded

ROUNDS = 450

LOOP = b.diagram(
    b.start(), b.end(), b.user("u"), b.script("count", "n = n + 1"), b.gateway("exclusive", "g", "d"),
    b.chain("s", "u", "count", "g"), b.flow("g", "u", "again"), b.flow("g", "e", flow_id="d"),
)  # fmt: skip


def test_hundreds_of_rounds_are_counted_and_ended() -> None:
    live = begin(LOOP, {"n": 0})

    for _ in range(ROUNDS):
        assert open_ids(live) == ["u"]
        do(live, "u", again=True)
    live = reloaded(live)
    do(live, "u", again=False)

    assert live.variables["n"] == ROUNDS + 1
    assert spiff.finished(live)


def test_a_late_round_costs_about_as_much_as_an_early_one() -> None:
    live = begin(LOOP, {"n": 0})

    def quickest_of_thirty() -> float:
        took = []
        for _ in range(30):
            began = time.perf_counter()
            do(live, "u", again=True)
            took.append(time.perf_counter() - began)
        return min(took)

    early = quickest_of_thirty()
    for _ in range(ROUNDS):
        do(live, "u", again=True)

    assert quickest_of_thirty() < early * 4


def test_a_parallel_branch_waits_for_a_very_long_loop_beside_it() -> None:
    live = begin(b.diagram(
        b.start(), b.end(), b.end("e2"), b.gateway("parallel", "p1"), b.users("u", "v"),
        b.gateway("exclusive", "g", "d"), b.chain("s", "p1", "u", "g"), b.chain("p1", "v", "e2"),
        b.flow("g", "u", "again"), b.flow("g", "e", flow_id="d"),
    ))  # fmt: skip
    for _ in range(ROUNDS):
        do(live, "u", again=True)

    do(live, "v")

    assert open_ids(live) == ["u"]
    assert not spiff.finished(live)
    do(live, "u", again=False)
    assert spiff.finished(live)


def test_four_hundred_tasks_in_a_row_can_be_done() -> None:
    ids = [f"t{n}" for n in range(300)]
    live = begin(b.diagram(b.start(), b.end(), b.users(*ids), b.chain("s", *ids, "e")))

    for each in ids:
        do(live, each)

    assert spiff.finished(live)

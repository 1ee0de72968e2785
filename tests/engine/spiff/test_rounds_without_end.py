"""Flows that lead round without a choice on the way: the library looks ahead along them without end."""

import pytest

from engine import spiff
from tests.diagrams import builder as b
from tests.engine.spiff.acting import begin, do, open_ids, reloaded


@pytest.mark.parametrize("reloading", [False, True], ids=["in memory", "reloaded"])
def test_a_join_that_feeds_itself_waits_for_ever(reloading: bool) -> None:
    # the library's RecursionError reached the caller first, and was called a fault of the diagram's afterwards
    live = begin(b.diagram(
        b.start() + b.end() + b.user("u"), b.gateway("parallel", "join") + b.gateway("parallel", "fork"),
        b.chain("s", "u", "join", "fork", "e") + b.flow("fork", "join"),
    ))  # fmt: skip

    do(live, "u")
    live = reloaded(live) if reloading else live

    assert open_ids(live) == []
    assert not spiff.finished(live)
    assert "fork" not in [element.id for element in spiff.trace(live)]


@pytest.mark.parametrize("reloading", [False, True], ids=["in memory", "reloaded"])
def test_a_join_takes_the_token_that_came_round_and_waits_for_the_other_flow(reloading: bool) -> None:
    # two rounds can be paid for by the two tokens that wait before the join, a third cannot
    live = begin(b.diagram(
        b.start() + b.end() + b.users("a", "c", "round"), b.gateway("parallel", "both"),
        b.gateway("exclusive", "m") + b.gateway("parallel", "join") + b.gateway("parallel", "fork"),
        b.chain("s", "both", "a", "m", "join", "fork", "round", "join") + b.chain("both", "c", "m"),
        b.chain("fork", "e"), b.user("first") + b.chain("both", "first", "join"),
    ))  # fmt: skip

    def act(element: str) -> None:
        nonlocal live
        do(live, element)
        live = reloaded(live) if reloading else live

    act("a")
    act("c")
    assert open_ids(live) == ["first"]
    act("first")

    assert open_ids(live) == []  # the flow back into the join is one it waits for, and nobody is on it
    assert not spiff.finished(live)


def test_tokens_multiply_in_a_round_through_a_task() -> None:
    live = begin(b.diagram(
        b.start() + b.end() + b.users("t", "u"), b.gateway("parallel", "fork"),
        b.chain("s", "t", "fork", "u", "e") + b.flow("fork", "t"),
    ))  # fmt: skip

    for turn in range(1, 6):
        do(live, "t")
        live = reloaded(live)
        assert open_ids(live) == ["t", *["u"] * turn]


def test_a_round_in_which_nothing_waits_is_a_fault() -> None:
    definition = spiff.compile_definition("rounds", b.diagram(
        b.start() + b.end() + b.users("u") + b.throw("thrown"), b.gateway("parallel", "fork"),
        b.chain("s", "thrown", "fork", "u", "e") + b.flow("fork", "thrown"),
    ), "p")  # fmt: skip

    with pytest.raises(spiff.EndlessRounds):
        spiff.start(definition, {})

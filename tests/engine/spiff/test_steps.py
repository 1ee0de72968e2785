"""Histories and statuses are told what happened, in order, once."""

from uuid import uuid4

import pytest

from engine import spiff
from tests.diagrams import builder as b
from tests.diagrams.elements import ALL
from tests.engine.spiff.acting import begin, do, open_ids, steps, task_id

GATEWAYS = b.diagram(
    b.start(), b.end(), b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.users("a", "c"),
    b.chain("s", "g", "a", "j", "e"), b.chain("g", "c", "j"),
)  # fmt: skip


def test_steps_come_in_order_and_only_once() -> None:
    live = begin(
        b.diagram(b.start(), b.end(), b.user("u"), b.script("x", "n = 1"), b.chain("s", "u", "x", "e"))
    )
    assert steps(live) == [("s", "entered"), ("s", "left"), ("u", "entered")]
    assert steps(live) == []

    do(live, "u")

    assert steps(live) == [(i, w) for i in "uxe" for w in ("entered", "left")][1:]


def test_a_join_is_entered_by_every_token_and_left_once() -> None:
    live = begin(GATEWAYS)
    steps(live)

    do(live, "a")
    assert steps(live) == [("a", "left"), ("j", "entered")]
    do(live, "c")

    assert steps(live) == [("c", "left"), ("j", "entered"), ("j", "left"), ("e", "entered"), ("e", "left")]


def test_an_event_at_the_edge_is_entered_when_it_happens_not_when_it_is_set() -> None:
    live = begin(ALL["boundary message, interrupting"].xml)
    assert ("bd", "entered") not in steps(live)

    spiff.deliver(live, "msg", {})

    assert steps(live) == [("bd", "entered"), ("bd", "left"), ("x", "cancelled"), ("h", "entered")]


def test_an_event_that_never_happens_leaves_no_trace() -> None:
    live = begin(ALL["boundary message, interrupting"].xml)

    do(live, "x")

    assert "bd" not in [element for element, _ in steps(live)]


def test_steps_name_the_task() -> None:
    live = begin(GATEWAYS)
    opened = {step.element.id: step.task_id for step in spiff.take_steps(live) if step.what == "entered"}

    assert opened["a"] == task_id(live, "a")


def test_terminating_cancels_what_is_open() -> None:
    live = begin(ALL["terminate"].xml)
    steps(live)

    do(live, "v")

    assert ("u", "cancelled") in steps(live)
    assert spiff.finished(live)
    assert open_ids(live) == []


def test_a_multi_instance_activity_speaks_through_its_items() -> None:
    live = begin(ALL["multi-instance parallel, number"].xml)

    assert steps(live)[2:] == [("x", "entered")] * 3


def test_the_trace_is_what_was_completed_in_order() -> None:
    live = begin(GATEWAYS)
    do(live, "c")
    do(live, "a")

    assert [element.id for element in spiff.trace(live)] == ["s", "g", "c", "a", "j", "e"]


def test_a_task_is_completed_once_and_only_by_its_own_id() -> None:
    live = begin(GATEWAYS)
    done = task_id(live, "a")
    do(live, "a")

    for wrong in (done, uuid4()):
        with pytest.raises(spiff.NotReady):
            spiff.complete(live, wrong, {})
        with pytest.raises(spiff.NotReady):
            spiff.finish_call(live, wrong, {})
        with pytest.raises(spiff.NotReady):
            spiff.raise_error(live, wrong, "E1")


def test_what_was_never_reached_is_not_cancelled() -> None:
    live = begin(ALL["error end"].xml)
    steps(live)

    do(live, "a")

    assert ("e", "cancelled") not in steps(live)
    assert open_ids(live) == ["h"]

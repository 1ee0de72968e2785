"""Service calls, decisions and BPMN errors."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine import spiff
from tests.diagrams import builder as b
from tests.engine.spiff.acting import begin, do, open_ids, reloaded, steps

DECISION = b.diagram(
    b.start(), b.end(), b.user("u"),
    b.tag("businessRuleTask", b.parameters({"age": "year - born"}), id="x", camunda_decisionRef="fee",
          camunda_resultVariable="answer"),
    b.chain("s", "x", "u", "e"),
)  # fmt: skip


def calling(*inner: str) -> spiff.Live:
    return begin(b.diagram(b.start(), b.end(), b.service("x", "people.lookup", *inner), b.user("u"), b.chain("s", "x", "u", "e")),
                 {"person": {"id": "079"}, "n": 2})  # fmt: skip


def test_a_call_waits_with_its_inputs_until_it_is_answered() -> None:
    live = reloaded(calling(b.parameters({"id": "person.id", "twice": "n * 2"}, {"found": 'name + "!"'})))
    (call,) = spiff.service_calls(live)
    assert (call.kind, call.topic, dict(call.inputs)) == (
        "service",
        "people.lookup",
        {"id": "079", "twice": 4},
    )

    spiff.finish_call(live, call.task_id, {"name": "Lan", "unasked": 1})

    assert live.variables["found"] == "Lan!"
    assert "unasked" not in live.variables
    assert open_ids(live) == ["u"]
    assert spiff.service_calls(live) == ()
    with pytest.raises(spiff.NotReady):
        spiff.finish_call(live, call.task_id, {})


def test_without_parameters_everything_goes_in_and_everything_comes_out() -> None:
    live = calling()
    (call,) = spiff.service_calls(live)

    spiff.finish_call(live, call.task_id, {"name": "Lan"})

    assert dict(call.inputs) == {"person": {"id": "079"}, "n": 2}
    assert live.variables["name"] == "Lan"


def test_wrapped_expressions_are_understood() -> None:
    live = calling(b.parameters({"a": "${person.id}", "b": "= n + 1"}))

    assert dict(spiff.service_calls(live)[0].inputs) == {"a": "079", "b": 3}


def test_an_external_send_task_is_a_call() -> None:
    send = b.tag("sendTask", id="x", camunda_type="external", camunda_topic="sms")

    live = begin(b.diagram(b.start(), b.end(), send, b.chain("s", "x", "e")))

    assert [call.topic for call in spiff.service_calls(live)] == ["sms"]


def test_a_decision_is_asked_at_once_when_there_is_somebody_to_ask() -> None:
    asked = []

    def decide(reference: str, inputs: Mapping[str, Any]) -> object:
        asked.append((reference, dict(inputs)))
        return {"fee": 5}

    live = begin(DECISION, {"year": 2026, "born": 2000}, decide=decide)

    assert asked == [("fee", {"age": 26})]
    assert live.variables["answer"] == {"fee": 5}
    assert open_ids(live) == ["u"]


def test_a_decision_waits_like_a_call_when_there_is_nobody() -> None:
    live = reloaded(begin(DECISION, {"year": 2026, "born": 2000}))
    (call,) = spiff.service_calls(live)
    assert (call.kind, call.topic, dict(call.inputs)) == ("decision", "fee", {"age": 26})

    spiff.finish_call(live, call.task_id, 7)

    assert live.variables["answer"] == 7


SUBPROCESS = b.subprocess("sp", b.start("ss"), b.end("se"), b.users("u"), b.service("x", "t"), b.gateway("parallel", "g"),
                          b.gateway("parallel", "j"), b.chain("ss", "g", "u", "j", "se"), b.chain("g", "x", "j"))  # fmt: skip


def edge(name: str, definition: str, handler: str) -> str:
    """A boundary event at the subprocess, with somebody who deals with it."""
    after = b.user(handler) + b.end(f"end_{handler}") + b.chain(name, handler, f"end_{handler}")
    return b.boundary(name, "sp", definition) + after


def guarded(*edges: str) -> spiff.Live:
    return begin(b.diagram(b.start(), b.end(), SUBPROCESS, *edges, b.chain("s", "sp", "e")))


def test_an_error_goes_to_the_nearest_event_that_catches_it() -> None:
    live = guarded(edge("outer", b.error(), "h1"))
    call = spiff.service_calls(live)[0]
    steps(live)

    assert spiff.raise_error(live, call.task_id, "E1")

    assert open_ids(live) == ["h1"]
    assert ("u", "cancelled") in steps(live)
    do(live, "h1")
    assert spiff.finished(live)


def test_an_exact_code_is_preferred_to_catching_all() -> None:
    everything = b.tag("errorEventDefinition")
    live = guarded(edge("any", everything, "h1"), edge("exact", b.error(), "h2"))

    spiff.raise_error(live, spiff.service_calls(live)[0].task_id, "E1")

    assert open_ids(live) == ["h2"]


def test_an_error_that_nobody_catches_changes_nothing() -> None:
    live = guarded(edge("outer", b.error(), "h1"))
    before = spiff.dump(live)

    assert not spiff.raise_error(live, spiff.service_calls(live)[0].task_id, "E2")

    assert spiff.dump(live) == before


def test_the_same_error_in_another_subprocess_is_not_ours() -> None:
    def failing(name: str) -> str:
        return b.subprocess(name, b.start(f"s{name}"), b.end(f"e{name}", b.error()), b.user(f"u{name}"),
                            b.chain(f"s{name}", f"u{name}", f"e{name}"))  # fmt: skip

    live = begin(b.diagram(
        b.start(), b.end(), b.gateway("parallel", "g"), b.gateway("parallel", "j"), failing("x"), failing("y"),
        b.boundary("bx", "x", b.error()), b.boundary("by", "y", b.error()), b.users("hx", "hy"), b.end("e1"),
        b.end("e2"), b.chain("s", "g", "x", "j", "e"), b.chain("g", "y", "j"), b.chain("bx", "hx", "e1"),
        b.chain("by", "hy", "e2"),
    ))  # fmt: skip

    do(live, "ux")

    assert open_ids(live) == ["hx", "uy"]

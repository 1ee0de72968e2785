"""An error that nobody catches ends the whole instance, as BPMN 2.0 says, and is told."""

from engine import spiff
from tests.diagrams import builder as b

INNER = b.start("ss") + b.end("se", b.error()) + b.chain("ss", "se")
BESIDE = b.diagram(
    b.start(), b.end(), b.gateway("parallel", "g"), b.users("u", "v"), b.subprocess("sp", INNER),
    b.chain("s", "g", "u", "e"), b.chain("g", "v", "sp", "e"),
)  # fmt: skip


def begun(xml: bytes) -> spiff.Live:
    definition = spiff.compile_definition("test", xml, "p", tolerated=frozenset({"error_uncaught"}))
    live = spiff.start(definition, {})
    task = next(task for task in spiff.user_tasks(live) if task.element.id == "v")
    spiff.complete(live, task.task_id, {})
    return live


def test_an_uncaught_error_takes_every_other_token_away() -> None:
    live = begun(BESIDE)

    uncaught = spiff.uncaught_error(live)
    assert uncaught is not None
    assert (uncaught.element.id, uncaught.code) == ("se", "E1")
    assert spiff.user_tasks(live) == ()
    assert spiff.finished(live)
    cancelled = {step.element.id for step in spiff.take_steps(live) if step.what == "cancelled"}
    assert cancelled == {"u", "sp"}


def test_steps_tell_along_which_flow_a_token_came() -> None:
    live = begun(BESIDE)

    sources = {
        step.element.id: step.source.id if step.source else None
        for step in spiff.take_steps(live)
        if step.what == "entered"
    }
    assert sources == {"s": None, "g": "s", "u": "g", "v": "g", "sp": "v", "ss": None, "se": "ss"}


def test_where_tokens_rest_is_told_of_joins_too() -> None:
    xml = b.diagram(
        b.start(), b.end(), b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.users("u", "v"),
        b.chain("s", "g", "u", "j", "e"), b.chain("g", "v", "j"),
    )  # fmt: skip
    live = begun(xml)

    assert sorted(element.id for element in spiff.resting(live)) == ["j", "u"]


def test_a_subprocess_that_an_error_interrupts_is_cancelled_not_left() -> None:
    live = begun(
        b.diagram(
            b.start(), b.end(), b.user("v"), b.subprocess("sp", INNER), b.boundary("bd", "sp", b.error()),
            b.user("h"), b.chain("s", "v", "sp", "e"), b.chain("bd", "h", "e"),
        )
    )  # fmt: skip

    told = [(step.element.id, step.what) for step in spiff.take_steps(live)]
    assert told[-6:] == [
        ("se", "entered"),
        ("se", "left"),
        ("bd", "entered"),
        ("bd", "left"),
        ("sp", "cancelled"),
        ("h", "entered"),
    ]

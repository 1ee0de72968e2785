"""Expressions are FEEL and nothing else; what cannot be decided stops with the element's name."""

import pytest

from engine import spiff
from engine.spiff.expressions import FeelEnvironment
from tests.diagrams import builder as b
from tests.engine.spiff.acting import begin, do, open_ids, reloaded


def choosing(condition: str, variables: dict[str, object] | None = None) -> spiff.Live:
    return begin(b.diagram(
        b.start(), b.end(), b.gateway("exclusive", "g", "d"), b.users("yes", "no"), b.chain("s", "g"),
        b.flow("g", "yes", condition, flow_id="f_yes"), b.flow("g", "no", flow_id="d"), b.chain("yes", "e"), b.chain("no", "e"),
    ), variables)  # fmt: skip


@pytest.mark.parametrize(
    "condition", ["n > 5", "= n > 5", "${n > 5}", "#{n > 5}", "n in [6..10]", 'list contains(names, "Lan")']
)
def test_a_condition_that_holds_is_followed(condition: str) -> None:
    assert open_ids(choosing(condition, {"n": 7, "names": ["Lan"]})) == ["yes"]


@pytest.mark.parametrize("condition", ["n > 5", "missing > 1", "n", '"true"', "null", "[true]"])
def test_a_condition_that_is_neither_true_nor_false_names_gateway_and_flow(condition: str) -> None:
    with pytest.raises(spiff.EngineFault) as fault:
        choosing(condition, {"n": "many"})

    assert fault.value.element == "g"
    assert "f_yes" in fault.value.cause
    assert fault.value.code == "engine_fault"


def test_the_first_flow_in_the_file_wins_wherever_it_is_drawn() -> None:
    body = b.process(
        b.start(), b.end(), b.gateway("exclusive", "g", "d"), b.users("first", "second"), b.chain("s", "g"),
        b.flow("g", "first", "true"), b.flow("g", "second", "true"), b.flow("g", "e", flow_id="d"),
        b.chain("first", "e"), b.chain("second", "e"),
    )  # fmt: skip
    shapes = "".join(
        f'<di:BPMNShape xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" bpmnElement="{name}">'
        f'<dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="1" y="{y}" width="1" height="1"/></di:BPMNShape>'
        for name, y in (("first", 500), ("second", 10))
    )

    assert open_ids(begin(b.definitions(body, shapes))) == ["first"]


def test_scripts_write_case_variables_line_by_line() -> None:
    live = begin(
        b.diagram(
            b.start(),
            b.end(),
            b.script("x", '// half\na = n / 2\n\nb = a + 1\nwhen = date("2026-03-02")'),
            b.chain("s", "x", "e"),
        ),
        {"n": 5},
    )

    assert live.variables == {"n": 5, "a": 2.5, "b": 3.5, "when": "2026-03-02"}


@pytest.mark.parametrize(
    "text",
    [
        "().__class__.__base__.__subclasses__()",
        "__import__('os').system('true')",
        "open('/etc/passwd')",
        "lambda: 1",
        "[x for x in y]",
    ],
)
def test_python_is_not_evaluated(text: str) -> None:
    xml = b.diagram(b.start(), b.end(), b.script("x", f"a = {text}"), b.chain("s", "x", "e"))

    try:
        live = begin(xml)
    except (spiff.DefinitionRefused, spiff.EngineFault):
        return
    assert live.variables == {"a": None}  # in FEEL it may be a name that nobody knows


def test_branches_of_a_fork_do_not_undo_each_others_writing() -> None:
    live = begin(b.diagram(
        b.start(), b.end(), b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.users("a", "c", "u"),
        b.chain("s", "g", "a", "j", "u", "e"), b.chain("g", "c", "j"),
    ), {"status": "new", "papers": ["x"]})  # fmt: skip
    do(live, "a", status="approved", papers=["x", "a"])
    live = reloaded(live)

    do(live, "c")

    assert live.variables == {"status": "approved", "papers": ["x", "a"]}


def test_a_process_that_never_waits_is_stopped() -> None:
    circle = b.diagram(
        b.start(), b.end(), b.gateway("exclusive", "m"), b.script("x", "n = 1"), b.gateway("exclusive", "g", "d"),
        b.chain("s", "m", "x", "g"), b.flow("g", "e", "false"), b.flow("g", "m", flow_id="d"),
    )  # fmt: skip

    with pytest.raises(spiff.EngineFault, match="without ever waiting"):
        begin(circle)


def test_a_condition_event_anywhere_is_seen_when_a_variable_changes() -> None:
    live = begin(b.diagram(
        b.start(), b.end(), b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.catch("c", b.conditional("paid = true")),
        b.user("after"), b.subprocess("sp", b.start("ss"), b.end("se"), b.users("pay", "file"), b.chain("ss", "pay", "file", "se")),
        b.chain("s", "g", "c", "after", "j", "e"), b.chain("g", "sp", "j"),
    ), {"paid": False})  # fmt: skip
    assert open_ids(live) == ["pay"]

    do(reloaded(live), "pay", paid=True)
    do(live, "pay", paid=True)

    assert open_ids(live) == ["after", "file"]


def test_the_environment_can_be_plugged_into_the_stock_engine() -> None:
    context: dict[str, object] = {"n": 2}

    assert FeelEnvironment().execute("a = n + 1\nc = a * 2", context)
    assert context == {"n": 2, "a": 3, "c": 6}
    assert FeelEnvironment().evaluate("P5D", {}) == "P5D"

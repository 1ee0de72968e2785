"""Each way a diagram can go wrong, drawn as small as it gets, and what must not be called wrong."""

import pytest

from engine.soundness import SoundnessFinding, check_soundness
from tests.diagrams import builder as b
from tests.diagrams import elements, structured

SE = b.start() + b.end()


def checked(*inner: str) -> tuple[SoundnessFinding, ...]:
    return check_soundness(b.diagram(*inner)).findings


def codes(*inner: str) -> set[tuple[str, str | None]]:
    return {(f.code.removeprefix("soundness."), f.element) for f in checked(*inner)}


def block(split: str, join: str) -> tuple[str, ...]:
    """Two tasks between two gateways."""
    return (
        SE,
        b.users("a", "z"),
        b.gateway(split, "g") + b.gateway(join, "j"),
        b.flow("s", "g", flow_id="f1") + b.flow("g", "a", flow_id="f2") + b.flow("g", "z", flow_id="f3"),
        b.flow("a", "j", flow_id="f4") + b.flow("z", "j", flow_id="f5") + b.flow("j", "e", flow_id="f6"),
    )


@pytest.mark.parametrize("kind", ["exclusive", "parallel", "inclusive"])
def test_like_gateways_make_a_sound_block(kind: str) -> None:
    assert checked(*block(kind, kind)) == ()


def test_a_parallel_join_behind_a_choice_is_a_deadlock_with_the_way_to_it() -> None:
    (found,) = checked(*block("exclusive", "parallel"))

    assert (found.code, found.element) == ("soundness.deadlock", "j")
    assert found.trace == ("s", "f1", "g", "f2", "a", "f4")


def test_a_choice_behind_a_parallel_split_is_a_lack_of_synchronisation() -> None:
    found = checked(*block("parallel", "exclusive"))[0]

    assert (found.code, found.element) == ("soundness.lack_of_synchronisation", "j")
    assert found.trace == ("s", "f1", "g", "f2", "f3", "a", "f4", "j", "f6", "z", "f5", "j", "f6")


def test_a_round_without_a_way_out_is_a_livelock() -> None:
    found = codes(
        SE,
        b.users("a", "c"),
        b.gateway("exclusive", "g") + b.gateway("exclusive", "m"),
        b.chain("s", "g", "m", "a", "m") + b.chain("g", "c", "e"),
    )

    assert {code for code, _ in found} == {"livelock"}


def test_what_nothing_leads_to_is_a_dead_activity() -> None:
    assert codes(SE, b.users("a", "lonely"), b.chain("s", "a", "e"), b.flow("lonely", "e")) == {
        ("dead_activity", "lonely")
    }


def test_an_end_reached_by_two_branches_is_an_improper_completion() -> None:
    found = codes(
        SE, b.users("a", "c"), b.gateway("parallel", "g"), b.chain("s", "g", "a", "e"), b.chain("g", "c", "e")
    )

    assert found == {("improper_completion", "e")}


def test_branches_may_end_each_on_its_own_and_a_terminating_end_takes_all() -> None:
    ends = b.end("e2", b.terminate())

    assert not codes(
        SE,
        ends,
        b.users("a", "c"),
        b.gateway("parallel", "g"),
        b.chain("s", "g", "a", "e"),
        b.chain("g", "c", "e2"),
    )


def test_an_interrupted_branch_is_missed_at_the_join() -> None:
    event = b.boundary("late", "a", b.timer("Duration", "P1D"))

    assert codes(*block("parallel", "parallel"), event, b.end("e2"), b.flow("late", "e2")) == {
        ("deadlock", "j")
    }


def test_a_reminder_that_never_meets_the_main_path_is_a_net_of_its_own() -> None:
    def reminding(*more: str) -> set[tuple[str, str | None]]:
        event = b.boundary("remind", "a", b.timer("Duration", "P1D"), interrupting=False)
        loop = b.gateway("exclusive", "g") + b.gateway("exclusive", "m")
        row = b.chain("s", "m", "a", "g", "e") + b.flow("g", "m") + b.flow("remind", "tell")
        return codes(SE, b.users("a", "tell"), loop, row, event, *more)

    assert not reminding(b.end("told"), b.flow("tell", "told"))
    assert ("lack_of_synchronisation", "m") in reminding(b.flow("tell", "m"))


def test_subprocesses_are_looked_into_one_by_one() -> None:
    inner = b.subprocess(
        "sub",
        *(part.replace('"s"', '"s2"').replace('"e"', '"e2"') for part in block("exclusive", "parallel")),
    )

    assert codes(SE, inner, b.chain("s", "sub", "e")) == {("deadlock", "j")}


def test_link_events_lead_on() -> None:
    link = b.tag("linkEventDefinition", name="on")

    assert not codes(
        SE,
        b.throw("out", link),
        b.catch("into", link),
        b.users("a"),
        b.chain("s", "out"),
        b.chain("into", "a", "e"),
    )


def pools(*, answers: bool, inside: bool = False) -> bytes:
    """Two pools: one asks and waits for an answer, which the other may forget."""
    ask = b.tag("sendTask", id="ask") + b.tag("receiveTask", id="wait")
    one = SE + ask + b.chain("s", "ask", "wait", "e")
    if inside:
        one = (
            SE
            + b.subprocess("sub", b.start("s1"), b.end("e1"), ask, b.chain("s1", "ask", "wait", "e1"))
            + b.chain("s", "sub", "e")
        )
    other = b.start("s2", b.message()) + b.end("e2") + b.end("e3") + b.tag("sendTask", id="answer")
    forget = (
        b.gateway("exclusive", "g")
        + b.chain("s2", "g", "answer", "e2")
        + ("" if answers else b.flow("g", "e3"))
    )
    flows = b.tag("messageFlow", id="asked", sourceRef="ask", targetRef="s2") + b.tag(
        "messageFlow", id="answered", sourceRef="answer", targetRef="wait"
    )
    both = b.process(one, process_id="p") + b.process(other, forget, process_id="q")
    return b.definitions(b.ROOTS, b.tag("collaboration", flows, id="c"), both)


@pytest.mark.parametrize("inside", [False, True], ids=["in a pool", "in a subprocess"])
def test_a_pool_that_waits_for_an_answer_which_may_not_come_is_a_deadlock(inside: bool) -> None:
    assert check_soundness(pools(answers=True, inside=inside)).verdict == "ok"

    (found,) = check_soundness(pools(answers=False, inside=inside)).findings
    assert (found.code, found.element) == ("soundness.deadlock", "wait")
    assert "asked" in found.trace


def wide(branches: int) -> bytes:
    """Branches that no reduction can shrink: each has a choice to end."""
    parts = [SE, b.gateway("parallel", "g"), b.flow("s", "g"), b.users("a"), b.chain("g", "a", "e")]
    for i in range(branches):
        parts += [b.gateway("exclusive", f"x{i}"), b.end(f"e{i}"), b.end(f"o{i}")]
        parts += [b.chain("g", f"x{i}", f"e{i}"), b.flow(f"x{i}", f"o{i}")]
    return b.diagram(*parts)


def test_beyond_the_bound_of_states_nothing_is_claimed() -> None:
    result = check_soundness(wide(9), max_states=1_000)

    assert result.verdict == "undecided"
    assert [finding.code for finding in result.findings] == ["soundness.undecided"]


def test_when_the_time_is_up_nothing_is_claimed() -> None:
    assert check_soundness(wide(7), expired=lambda: True).verdict == "undecided"


def test_structured_width_costs_nothing() -> None:
    parts = [SE, b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.chain("s", "g"), b.chain("j", "e")]
    parts += [b.users(f"u{i}") + b.chain("g", f"u{i}", "j") for i in range(60)]

    assert check_soundness(b.diagram(*parts)).states < 10


def test_a_file_that_cannot_be_read_is_for_other_rules() -> None:
    assert check_soundness(b"<!DOCTYPE x><x/>").findings == ()


def test_our_element_diagrams_are_sound_but_for_those_that_mean_to_go_wrong() -> None:
    refused = {name for name, drawn in elements.ALL.items() if check_soundness(drawn.xml).verdict != "ok"}

    assert refused <= {
        "two tokens through a merge",
        "conditional boundary",  # an interrupted branch is missed at the join
        "same error in two subprocesses side by side",  # so here
    }


def test_random_structured_processes_are_sound_or_interrupted_before_a_join() -> None:
    for seed in range(60):
        found = check_soundness(structured.structured(seed, joins_in_loops=True).xml).findings
        assert {finding.code for finding in found} <= {"soundness.deadlock"}


def test_the_default_flow_of_an_inclusive_gateway_is_not_like_its_others() -> None:
    # once it was taken for a twin of the flow beside it, and what both choices allow together was not seen
    codes_found = codes(
        SE,
        b.gateway("inclusive", "m") + b.gateway("inclusive", "g", default="back"),
        b.chain("s", "m", "g", "e") + b.flow("g", "m") + b.flow("g", "m", flow_id="back"),
    )

    assert ("lack_of_synchronisation", "g") in codes_found or ("improper_completion", "e") in codes_found


def test_conditions_on_flows_out_of_a_task_choose_any_of_them() -> None:
    def task(*conditions: str | None) -> set[tuple[str, str | None]]:
        flows = [b.flow("a", f"e{i}", given, f"c{i}") for i, given in enumerate(conditions)]
        flows += [b.flow(f"e{i}", "j") for i in range(len(conditions))]
        ends = b.users(*(f"e{i}" for i in range(len(conditions))))
        return codes(
            SE, b.users("a"), b.gateway("parallel", "j"), b.chain("s", "a"), *flows, ends, b.flow("j", "e")
        )

    assert task(None, None) == set()
    assert task("x = 1", None) == {("deadlock", "j")}


FORKED = b.user("p") + b.user("q") + b.flow("f", "p", "x = 1", "c1") + b.flow("f", "q", "x = 2", "c2")
WORK = b.user("w") + b.end("e9") + b.chain("s", "w", "e9")


@pytest.mark.parametrize(
    "forking",
    [
        b.tag("startEvent", id="f") + b.end(),
        SE + b.user("f") + b.chain("s", "f"),
        SE + b.tag("callActivity", id="f", calledElement="p") + b.chain("s", "f"),
        SE + b.subprocess("f", b.start("s1"), b.end("e1"), b.chain("s1", "e1")) + b.chain("s", "f"),
        SE + b.catch("f", b.message()) + b.chain("s", "f"),
        SE + WORK + b.boundary("f", "w", b.message()),
        SE + WORK + b.boundary("f", "w", b.message(), interrupting=False),
        SE + b.user("f") + b.chain("s", "f") + b.boundary("t", "f", b.message(), interrupting=False)
        + b.end("e9") + b.flow("t", "e9"),
        SE + b.gateway("eventBased", "g") + b.catch("f", b.message()) + b.catch("f2", b.message("m2"))
        + b.chain("s", "g", "f") + b.chain("g", "f2", "e9") + b.end("e9"),
    ],
    ids=["start", "task", "call", "subprocess", "catch", "edge", "edge beside", "task with an edge", "event gateway"],
)  # fmt: skip
def test_conditions_choose_whatever_they_lead_out_of(forking: str) -> None:
    # once those out of events were read as a fork that takes every flow: a join behind them never waited in vain
    both_joined = codes(forking, FORKED, b.gateway("parallel", "j"), b.chain("p", "j", "e"), b.flow("q", "j"))
    some_joined = codes(
        forking, FORKED, b.gateway("inclusive", "j"), b.chain("p", "j", "e"), b.flow("q", "j")
    )

    assert (both_joined, some_joined) == ({("deadlock", "j")}, set())


def test_a_default_flow_beside_one_without_a_condition_is_never_taken() -> None:
    task = b.tag("userTask", id="f", default="d") + b.users("a", "z") + b.chain("s", "f", "a", "e")

    assert codes(SE, task, b.flow("f", "z", flow_id="d"), b.flow("f", "a", "x = 1"), b.flow("z", "e")) == {
        ("improper_completion", "e"), ("dead_activity", "z"), ("lack_of_synchronisation", "a"),
    }  # fmt: skip


def test_what_begins_its_process_by_a_message_is_no_deadlock_when_none_comes() -> None:
    def answering(begin: str) -> str:
        ask = b.tag("sendTask", id="ask") + b.gateway("exclusive", "g")
        one = b.process(SE, ask, b.chain("s", "g", "ask", "e"), b.flow("g", "e"), process_id="p")
        other = b.process(begin, b.end("e2"), b.chain("take", "e2"), process_id="q")
        flow = b.tag("messageFlow", id="asked", sourceRef="ask", targetRef="take")
        found = check_soundness(b.definitions(b.ROOTS, b.tag("collaboration", flow, id="c"), one, other))
        return " ".join(sorted({finding.code for finding in found.findings}))

    assert answering(b.tag("receiveTask", id="take", instantiate="true")) == ""
    gateway = b.tag("eventBasedGateway", id="w", instantiate="true") + b.flow("w", "take")
    assert answering(gateway + b.catch("take", b.message())) == ""
    assert answering(b.tag("receiveTask", id="take")) == "soundness.deadlock"


def test_pools_that_wait_for_each_other_are_both_named() -> None:
    def pool(name: str) -> str:
        tasks = b.tag("receiveTask", id=f"{name}_take") + b.tag("sendTask", id=f"{name}_give")
        row = b.chain(f"{name}_s", f"{name}_take", f"{name}_give", f"{name}_e")
        return b.process(b.start(f"{name}_s"), b.end(f"{name}_e"), tasks, row, process_id=name)

    flows = b.tag("messageFlow", id="pq", sourceRef="p_give", targetRef="q_take")
    flows += b.tag("messageFlow", id="qp", sourceRef="q_give", targetRef="p_take")
    content = b.definitions(b.ROOTS, b.tag("collaboration", flows, id="c"), pool("p"), pool("q"))

    found = check_soundness(content).findings
    stuck = {finding.element for finding in found if finding.code == "soundness.deadlock"}
    assert stuck == {"p_take", "q_take"}


def inner(*parts: str, before: tuple[str, ...] = ("s",)) -> tuple[str, ...]:
    """A subprocess with these parts, and how it is reached and left."""
    return (SE, b.subprocess("sub", b.start("is"), b.end("ie"), *parts), b.chain(*before, "sub", "e"))


def test_the_way_to_what_is_wrong_in_a_subprocess_begins_at_the_start_of_the_process() -> None:
    stuck = b.gateway("parallel", "j") + b.chain("is", "j", "ie") + b.flow("j", "j")
    (found,) = checked(b.users("a"), *inner(stuck, before=("s", "a")))

    assert (found.code, found.element) == ("soundness.deadlock", "j")
    assert [name for name in found.trace if not name.startswith("f")] == ["s", "a", "sub", "is"]


def test_behind_a_subprocess_that_never_ends_nothing_runs_and_nothing_else_is_claimed() -> None:
    stuck = b.gateway("parallel", "j") + b.chain("is", "j", "ie") + b.flow("j", "j")
    after = (
        b.users("late") + b.chain("sub", "late", "e") + b.subprocess("sub", b.start("is"), b.end("ie"), stuck)
    )

    assert codes(SE, after, b.chain("s", "sub")) == {("deadlock", "j"), ("dead_activity", "late")}


def test_a_timer_on_a_subprocess_rescues_what_waits_in_it_but_an_error_does_not() -> None:
    stuck = b.gateway("parallel", "j") + b.chain("is", "j", "ie") + b.flow("j", "j")

    def rescued(event: str) -> set[tuple[str, str | None]]:
        return codes(*inner(stuck), b.boundary("late", "sub", event), b.end("e2"), b.flow("late", "e2"))

    assert rescued(b.timer("Duration", "P1D")) == set()
    assert rescued(b.error()) == {("deadlock", "j")}


def test_an_error_goes_to_the_event_that_catches_it_and_only_there() -> None:
    def thrown(caught: str) -> set[tuple[str, str | None]]:
        failing = b.end("fail", b.error("er")) + b.flow("is", "fail")
        event = b.boundary("caught", "sub", b.error(caught)) + b.users("mend", "go_on") + b.end("e2")
        sub = b.subprocess("sub", b.start("is"), failing)
        return codes(SE, sub, event, b.chain("s", "sub", "go_on", "e"), b.chain("caught", "mend", "e2"))

    assert thrown("er") == {("dead_activity", "go_on")}
    assert thrown("er2") == {("dead_activity", "go_on"), ("dead_activity", "mend")}


def test_what_nothing_leads_to_is_dead_whatever_else_is_wrong() -> None:
    found = codes(*block("parallel", "exclusive"), b.users("lonely"), b.flow("lonely", "e"))

    assert ("dead_activity", "lonely") in found
    assert ("lack_of_synchronisation", "j") in found


def test_the_way_told_is_the_shortest_in_shapes() -> None:
    # two ways to the same join: the longer one is drawn first, and reduction makes both one flow
    long = b.users("a1", "a2", "a3") + b.chain("g", "a1", "a2", "a3", "m") + b.chain("g", "b1", "m")
    gates = b.gateway("exclusive", "g") + b.gateway("exclusive", "m") + b.gateway("parallel", "j")
    (found,) = checked(
        SE, long, b.users("b1"), gates, b.chain("s", "g"), b.chain("m", "j", "e"), b.flow("j", "j")
    )

    assert [name for name in found.trace if not name.startswith("f")] == ["s", "g", "b1", "m"]


def test_an_event_gateway_waits_for_what_comes_first() -> None:
    gateway = (
        b.tag("eventBasedGateway", id="g")
        + b.catch("t", b.timer("Duration", "P1D"))
        + b.catch("m1", b.message())
    )
    rows = b.chain("s", "g", "t", "j", "e") + b.chain("g", "m1", "j")

    assert codes(SE, gateway, b.gateway("exclusive", "j"), rows) == set()
    assert codes(SE, gateway, b.gateway("parallel", "j"), rows) == {("deadlock", "j")}


@pytest.mark.parametrize("flow_id", [None, "f"], ids=["no id", "one id for all"])
def test_flows_are_followed_whatever_is_wrong_with_their_ids(flow_id: str | None) -> None:
    # BPMN lets the id out; every task behind such a flow was called one that never runs
    def flow(source: str, target: str) -> str:
        return b.tag("sequenceFlow", id=flow_id, sourceRef=source, targetRef=target)

    sound = checked(SE, b.users("a"), flow("s", "a"), flow("a", "e"))
    ways = [flow("s", "g"), flow("g", "a"), flow("g", "z"), flow("a", "j"), flow("z", "j"), flow("j", "e")]
    (stuck,) = checked(SE, b.users("a", "z"), b.gateway("exclusive", "g"), b.gateway("parallel", "j"), *ways)

    assert sound == ()
    assert (stuck.code, stuck.element) == ("soundness.deadlock", "j")
    assert [name for name in stuck.trace if name != flow_id] == ["s", "g", "a"]


def test_shapes_that_share_an_id_with_what_is_around_them_do_not_lead_round() -> None:
    # what lies behind the one lay behind the other: the way into a subprocess had no end
    def around(outer: str, inner: str) -> bytes:
        row = (
            b.start(f"s{outer}"),
            b.subprocess(inner, b.start(f"t{outer}"), b.chain(f"t{outer}", "x"), b.user("x")),
        )
        return b.process(*row, b.chain(f"s{outer}", inner), process_id=outer).encode()

    within = b.subprocess("i", b.start("si"), b.user("o"), b.chain("si", "o"))
    outer = b.subprocess("o", b.start("so"), within, b.chain("so", "i"))

    assert check_soundness(b.diagram(SE, outer, b.chain("s", "o", "e"))).verdict == "ok"
    assert check_soundness(b.definitions(around("p", "q").decode(), around("q", "p").decode()))

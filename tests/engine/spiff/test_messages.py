"""Messages leave by the door that is drawn, and come in to the one who waits for them."""

import pytest

from engine import spiff
from tests.diagrams import builder as b
from tests.engine.spiff.acting import begin, do, open_ids, reloaded

TWO_POOLS = b.definitions(
    b.ROOTS,
    b.tag("collaboration",
          b.tag("participant", b.properties({"mc:coQuan": "commune"}), id="pool_a", name="A", processRef="p"),
          b.tag("participant", id="pool_b", name="B", processRef="q"),
          b.tag("messageFlow", id="mf", name="hand over", sourceRef="t", targetRef="qs"),
          b.tag("messageFlow", id="mf2", sourceRef="pool_b", targetRef="pool_a"), id="col"),
    b.process(b.start(), b.end(), b.throw("t", b.message()), b.chain("s", "t", "e")),
    b.process(b.start("qs", b.message()), b.end("qe"), b.user("qu"), b.chain("qs", "qu", "qe"), process_id="q"),
)  # fmt: skip


def waiting(*more: str, ids: tuple[str, ...] = ("c",)) -> spiff.Live:
    key = b.properties({"mc:khoaTuongQuan": 'prefix + "-1"'})
    return begin(
        b.diagram(b.start(), b.end(), b.catch("c", b.message(), key), *more, b.chain("s", *ids, "e")),
        {"prefix": "H21"},
    )


def test_the_arrow_says_where_a_message_goes() -> None:
    live = begin(TWO_POOLS, {"a": 1})

    (sent,) = spiff.take_outgoing(live)

    assert (sent.name, sent.target_participant, dict(sent.payload)) == ("msg", "pool_b", {"a": 1})
    assert spiff.take_outgoing(live) == ()


def test_only_the_named_variables_travel() -> None:
    named = b.properties({"mc:duLieu": "a, person.name, missing"})
    live = begin(
        b.diagram(b.start(), b.end("e", b.message(), named), b.chain("s", "e")),
        {"a": 1, "secret": 2, "person": {"name": "Lan", "age": 40}},
    )

    assert dict(spiff.take_outgoing(live)[0].payload) == {"a": 1, "person.name": "Lan", "missing": None}


def test_a_message_never_comes_back_to_its_own_instance() -> None:
    live = begin(b.diagram(
        b.start(), b.end(), b.gateway("parallel", "g"), b.catch("c", b.message()), b.user("u"),
        b.throw("t", b.message()), b.chain("s", "g", "c", "e"), b.chain("g", "u", "t", "e"),
    ))  # fmt: skip

    do(live, "u")

    assert [m.name for m in spiff.take_outgoing(live)] == ["msg"]
    assert [s.element.id for s in spiff.subscriptions(live)] == ["c"]


def test_a_message_is_delivered_once_and_its_payload_becomes_variables() -> None:
    live = reloaded(waiting(b.user("u"), ids=("c", "u")))

    assert not spiff.deliver(live, "another", {})
    assert spiff.deliver(live, "msg", {"reply": "yes"})

    assert live.variables == {"prefix": "H21", "reply": "yes"}
    assert open_ids(live) == ["u"]
    assert not spiff.deliver(live, "msg", {})


def test_the_key_is_what_it_was_when_the_waiting_began() -> None:
    live = waiting()
    live.variables["prefix"] = "changed"

    (subscription,) = spiff.subscriptions(reloaded(live))

    assert (subscription.kind, subscription.name, subscription.key) == ("message", "msg", "H21-1")


def test_the_key_stays_the_same_when_variables_change_meanwhile() -> None:
    live = waiting(
        b.gateway("parallel", "g"),
        b.users("u", "v"),
        b.end("e2"),
        b.chain("g", "u", "v", "e2"),
        ids=("g", "c"),
    )

    do(reloaded(live), "u", prefix="changed")
    do(live, "u", prefix="changed")

    assert [s.key for s in spiff.subscriptions(live)] == ["H21-1"]


def test_without_the_property_there_is_no_key() -> None:
    live = begin(
        b.diagram(b.start(), b.end(), b.tag("receiveTask", id="c", messageRef="m"), b.chain("s", "c", "e"))
    )

    assert [s.key for s in spiff.subscriptions(live)] == [None]


def test_one_message_wakes_one_of_several_waiting() -> None:
    receive = b.tag("receiveTask", b.multi(cardinality="3"), id="c", messageRef="m")
    live = begin(b.diagram(b.start(), b.end(), receive, b.chain("s", "c", "e")))
    last = spiff.subscriptions(live)[-1].task_id

    assert spiff.deliver(live, "msg", {}, task_id=last)

    assert last not in [s.task_id for s in spiff.subscriptions(live)]
    assert len(spiff.subscriptions(reloaded(live))) == 2


def test_a_message_beside_a_task_is_heard_again_and_again_while_the_task_is_open() -> None:
    live = begin(b.diagram(
        b.start(), b.end(), b.user("u"), b.boundary("bd", "u", b.message(), interrupting=False), b.user("h"),
        b.end("e2"), b.chain("s", "u", "e"), b.chain("bd", "h", "e2"),
    ))  # fmt: skip
    for _ in range(3):
        assert spiff.deliver(live, "msg", {})
        live = reloaded(live)
    assert open_ids(live) == ["h", "h", "h", "u"]

    do(live, "u")

    assert not spiff.deliver(live, "msg", {})
    assert open_ids(live) == ["h", "h", "h"]


def test_an_event_beside_an_activity_that_has_just_ended_is_not_set_again() -> None:
    inner = (b.start("ss"), b.end("se"), b.throw("t", b.signal()), b.user("a"), b.chain("ss", "a", "t", "se"))
    live = begin(b.diagram(
        b.start(), b.end(), b.subprocess("x", *inner), b.boundary("bd", "x", b.signal(), interrupting=False),
        b.end("e2"), b.chain("s", "x", "e"), b.chain("bd", "e2"),
    ))  # fmt: skip

    do(live, "a")

    assert "bd" in [element.id for element in spiff.trace(live)]
    assert spiff.finished(live)


def test_an_instance_starts_by_a_message() -> None:
    definition = spiff.compile_definition("two pools", TWO_POOLS, "q")

    live = spiff.start_by_message(definition, "msg", {"a": 1})

    assert open_ids(live) == ["qu"]
    with pytest.raises(spiff.NotReady):
        spiff.start_by_message(definition, "another", {})


def test_of_several_starts_only_the_chosen_one_happens() -> None:
    xml = b.diagram(
        b.start(), b.start("s2", b.message()), b.start("s3", b.message("m2")), b.end(), b.users("u", "v", "w"),
        b.chain("s", "u", "e"), b.chain("s2", "v", "e"), b.chain("s3", "w", "e"),
    )  # fmt: skip
    definition = spiff.compile_definition("starts", xml, "p")
    by: dict[str | None, spiff.Live] = {None: spiff.start(definition, {})}
    by |= {name: spiff.start_by_message(definition, name, {}) for name in ("msg", "msg2")}

    assert {name: open_ids(live) for name, live in by.items()} == {None: ["u"], "msg": ["v"], "msg2": ["w"]}
    for name, live in by.items():
        again = reloaded(live)
        assert spiff.subscriptions(again) == ()
        do(again, open_ids(again)[0])
        assert spiff.finished(again), name


def test_a_signal_wakes_everybody_and_goes_out_to_other_instances() -> None:
    live = begin(b.diagram(
        b.start(), b.end(), b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.catch("c", b.signal()),
        b.catch("d", b.signal()), b.user("u"), b.throw("t", b.signal()), b.chain("s", "g", "c", "j", "e"),
        b.chain("g", "d", "j"), b.chain("g", "u", "t", "j"),
    ))  # fmt: skip
    assert [s.kind for s in spiff.subscriptions(live)] == ["signal", "signal"]

    do(live, "u")

    assert spiff.finished(live)
    assert spiff.take_signals(reloaded(live)) == ("sig",)


def test_a_signal_from_outside_is_heard() -> None:
    live = begin(b.diagram(b.start(), b.end(), b.catch("c", b.signal()), b.chain("s", "c", "e")))

    assert not spiff.signal(live, "another")
    assert spiff.signal(live, "sig")
    assert spiff.finished(live)


def test_behind_an_event_gateway_the_subscription_is_the_events_own() -> None:
    live = begin(b.diagram(
        b.start(), b.end(), b.tag("eventBasedGateway", id="g"),
        b.catch("c", b.message(), b.properties({"mc:khoaTuongQuan": "1 + 1"})), b.catch("d", b.signal()),
        b.chain("s", "g", "c", "e"), b.chain("g", "d", "e"),
    ))  # fmt: skip

    found = [(s.element.id, s.kind, s.name, s.key) for s in spiff.subscriptions(live)]

    assert found == [("c", "message", "msg", "2"), ("d", "signal", "sig", None)]

"""Multi-instance activities: items keep to themselves, answers are collected in the items' order."""

import pytest

from engine import spiff
from tests.diagrams import builder as b
from tests.engine.spiff.acting import begin, do, open_ids, reloaded, steps

PEOPLE = {"people": ["An", "Ba", "Cu"]}


def asking(marker: str, variables: dict[str, object] | None = None) -> spiff.Live:
    return begin(
        b.diagram(b.start(), b.end(), b.user("x", marker), b.user("u"), b.chain("s", "x", "u", "e")),
        variables or PEOPLE,
    )


def test_each_task_knows_its_own_item_and_nothing_leaks() -> None:
    live = reloaded(asking(b.multi(collection="people", element="person")))
    assert [task.item for task in spiff.user_tasks(live)] == ["An", "Ba", "Cu"]

    for _ in range(3):
        do(live, "x", seen=True)

    assert live.variables == {**PEOPLE, "seen": True}
    assert open_ids(live) == ["u"]


def test_answers_are_collected_by_position_whoever_is_first() -> None:
    live = asking(b.multi(collection="people", element="person", output="said"))

    for turn in (2, 0, 0):
        spiff.complete(
            live, spiff.user_tasks(live)[turn].task_id, {"word": spiff.user_tasks(live)[turn].item}
        )
        live = reloaded(live)

    assert live.variables["said"] == [{"word": "An"}, {"word": "Ba"}, {"word": "Cu"}]
    assert "word" not in live.variables


def test_one_answer_of_each_can_be_collected() -> None:
    live = asking(
        b.multi(sequential=True, collection="people", element="person", output="said", result="word")
    )

    for word in "abc":
        assert len(spiff.user_tasks(live)) == 1
        do(live, "x", word=word, other=1)
        live = reloaded(live)

    assert live.variables["said"] == ["a", "b", "c"]


@pytest.mark.parametrize("sequential", [False, True])
def test_enough_ends_the_rest(sequential: bool) -> None:
    live = asking(b.multi(sequential, collection="people", output="said", result="vote",
                          condition="nrOfCompletedInstances >= 2"))  # fmt: skip
    do(live, "x", vote=1)
    steps(live)

    do(live, "x", vote=2)

    assert open_ids(live) == ["u"]
    assert live.variables["said"] == [1, 2, None]
    assert steps(live).count(("x", "cancelled")) == (0 if sequential else 1)


def test_camunda_words_mean_the_same() -> None:
    marker = b.tag(
        "multiInstanceLoopCharacteristics", camunda_collection="people", camunda_elementVariable="person"
    )

    assert [task.item for task in spiff.user_tasks(asking(marker))] == ["An", "Ba", "Cu"]


def test_a_collection_is_any_feel_list() -> None:
    live = asking(b.multi(collection="for p in people return upper case(p)", element="person"))

    assert [task.item for task in spiff.user_tasks(live)] == ["AN", "BA", "CU"]


@pytest.mark.parametrize("marker", [b.multi(cardinality="-1"), b.multi(cardinality='"two"'), b.multi(cardinality="1.5"),
                                    b.multi(cardinality="1000000"), b.multi(collection="missing"),
                                    b.multi(collection="3")])  # fmt: skip
def test_what_is_no_number_and_no_list_names_the_element(marker: str) -> None:
    with pytest.raises(spiff.EngineFault) as fault:
        asking(marker)

    assert fault.value.element == "x"


def agencies() -> spiff.Live:
    inner = (b.start("ss"), b.end("se"), b.throw("ask", b.message(), b.properties({"mc:duLieu": "agency"})),
             b.tag("receiveTask", b.properties({"mc:khoaTuongQuan": "agency"}), id="reply", messageRef="m2"), b.user("read"),
             b.chain("ss", "ask", "reply", "read", "se"))  # fmt: skip
    marker = b.multi(collection="agencies", element="agency", output="opinions", result="opinion")
    return begin(b.diagram(b.start(), b.end(), b.subprocess("sp", marker, *inner), b.user("u"), b.chain("s", "sp", "u", "e")),
                 {"agencies": ["tax", "land"]})  # fmt: skip


def test_each_of_several_agencies_is_asked_and_its_reply_stays_with_its_item() -> None:
    live = agencies()
    assert [dict(m.payload) for m in spiff.take_outgoing(live)] == [{"agency": "tax"}, {"agency": "land"}]
    by_key = {s.key: s.task_id for s in spiff.subscriptions(reloaded(live))}

    spiff.deliver(live, "msg2", {"opinion": "no"}, task_id=by_key["land"])
    live = reloaded(live)
    spiff.deliver(live, "msg2", {"opinion": "yes"}, task_id=by_key["tax"])
    assert sorted(str(task.item) for task in spiff.user_tasks(live)) == ["land", "tax"]
    do(live, "read")
    do(reloaded(live), "read")
    do(live, "read")

    assert live.variables["opinions"] == ["yes", "no"]
    assert "opinion" not in live.variables


def test_an_interrupted_multi_instance_leaves_no_work_behind() -> None:
    inner = (b.start("ss"), b.end("se"), b.user("a"), b.chain("ss", "a", "se"))
    live = begin(b.diagram(
        b.start(), b.end(), b.subprocess("x", b.multi(cardinality="3"), *inner), b.boundary("bd", "x", b.message()),
        b.end("e2"), b.chain("s", "x", "e"), b.chain("bd", "e2"),
    ))  # fmt: skip
    assert open_ids(live) == ["a", "a", "a"]

    spiff.deliver(live, "msg", {})

    assert open_ids(live) == []
    assert spiff.finished(reloaded(live))


def test_a_loop_repeats_while_its_condition_holds() -> None:
    live = begin(b.diagram(
        b.start(), b.end(), b.user("x", b.tag("standardLoopCharacteristics", b.text("loopCondition", "more"), loopMaximum=5)),
        b.chain("s", "x", "e"),
    ))  # fmt: skip
    for turn in range(3):
        assert open_ids(live) == ["x"]
        do(live, "x", more=turn < 2)
        live = reloaded(live)

    assert spiff.finished(live)

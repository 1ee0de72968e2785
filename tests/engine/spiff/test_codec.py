"""The stored form brings back exactly what was there, and stays small."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import spiff
from tests.diagrams import big
from tests.diagrams import builder as b
from tests.engine.spiff.acting import begin, do, open_ids, reloaded, steps

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip
PAIR = b.diagram(b.start(), b.end(), b.users("u", "v"), b.chain("s", "u", "v", "e"))
ITEMS = b.diagram(
    b.start(), b.end(), b.user("x", b.multi(collection="items", element="item", output="said")), b.user("u"),
    b.chain("s", "x", "u", "e"),
)  # fmt: skip


def items(live: spiff.Live) -> list[str]:
    return [repr(task.item) for task in spiff.user_tasks(live)]


@settings(max_examples=60, deadline=None)
@given(value=JSON)
def test_an_items_value_comes_back_as_it_was(value: object) -> None:
    live = begin(ITEMS, {"items": [value, value]})

    assert items(reloaded(live)) == items(live)


@settings(max_examples=30, deadline=None)
@given(value=JSON)
def test_an_items_answer_comes_back_as_it_was(value: object) -> None:
    live = begin(ITEMS, {"items": [1, 2]})
    do(live, "x", answer=value)
    live = reloaded(live)

    do(live, "x", answer=0)

    assert repr(live.variables["said"][0]["answer"]) == repr(value)


def test_true_is_not_one_and_nothing_is_not_nought() -> None:
    live = reloaded(begin(ITEMS, {"items": [True, 1, 1.5, False, 0, "1", None]}))

    assert items(live) == ["True", "1", "1.5", "False", "0", "'1'", "None"]


def test_storing_twice_gives_the_same_and_changes_nothing() -> None:
    live = begin(PAIR)

    assert spiff.dump(live) == spiff.dump(live) == spiff.dump(reloaded(live))
    assert open_ids(live) == ["u"]


def test_task_ids_survive_and_are_never_given_twice() -> None:
    live = begin(PAIR)
    first = spiff.user_tasks(live)[0].task_id

    again = reloaded(live)
    do(again, "u")

    assert spiff.user_tasks(reloaded(live))[0].task_id == first
    assert spiff.user_tasks(again)[0].task_id != first
    assert spiff.user_tasks(begin(PAIR))[0].task_id != first


def test_a_completed_task_is_not_ready_again_after_a_reload() -> None:
    live = begin(PAIR)
    first = spiff.user_tasks(live)[0].task_id
    do(live, "u")

    with pytest.raises(spiff.NotReady):
        spiff.complete(reloaded(live), first, {})


def test_outgoing_messages_wait_in_the_stored_form_until_they_are_taken() -> None:
    live = begin(
        b.diagram(b.start(), b.end(), b.throw("t", b.message()), b.user("u"), b.chain("s", "t", "u", "e")),
        {"a": 1},
    )
    live = reloaded(live)

    taken = spiff.take_outgoing(live)

    assert [(m.name, m.element.id, dict(m.payload)) for m in taken] == [("msg", "t", {"a": 1})]
    assert spiff.take_outgoing(reloaded(live)) == ()


def test_steps_are_not_stored() -> None:
    assert steps(reloaded(begin(PAIR))) == []


def test_the_big_procedure_stays_under_a_kilobyte() -> None:
    live, answers, largest = (
        spiff.start(spiff.compile_definition("big", big.xml(), "big"), {}),
        big.Answers(),
        0,
    )
    while spiff.user_tasks(live):
        task = spiff.user_tasks(live)[0]
        spiff.complete(live, task.task_id, answers.to(task.element.id))
        largest = max(largest, len(spiff.dump(live)))

    assert spiff.finished(live)
    assert largest < 1024


@pytest.mark.parametrize("blob", [b"", b"nonsense", zlib.compress(b"{"), zlib.compress(b'{"v":99}')])
def test_what_is_no_stored_form_is_refused(blob: bytes) -> None:
    live = begin(PAIR)

    with pytest.raises(spiff.NotStorable):
        spiff.load(live.definition, blob, {})


def test_the_stored_form_of_another_process_is_refused() -> None:
    other = spiff.compile_definition(
        "other", b.diagram(b.start("a"), b.end("z"), b.user("w"), b.chain("a", "w", "z")), "p"
    )

    with pytest.raises(spiff.NotStorable):
        spiff.load(other, spiff.dump(begin(PAIR)), {})

"""Rounds that are over are forgotten, and nobody can tell from what the process does next."""

import random

import pytest

from engine import clock, spiff
from tests.diagrams import builder as b
from tests.diagrams import long
from tests.diagrams.elements import ALL, Diagram
from tests.diagrams.structured import structured
from tests.engine.spiff.playing import BEGINNING, Seam

ALWAYS = -1_000_000
LOOPS = Diagram(
    "long", long.xml(), answers={"u5": ({"again": "yes"},) * 9 + ({},)}, process_id=long.PROCESS_ID
)


def steps(live: spiff.Live) -> list[tuple[str, str, str | None]]:
    taken = spiff.take_steps(live)
    return [(s.what, s.element.id, s.source.id if s.source else None) for s in taken]


def differs(diagram: Diagram, seed: int, acts: int) -> tuple[str | None, int]:
    """Play one that forgets after every act beside one that keeps everything; what differs, and how much went."""
    forgetting, keeping = Seam(diagram, reloading=False), Seam(diagram, reloading=False)
    chance, gone = random.Random(f"{diagram.name} {seed}"), 0
    for number in range(acts):
        if (told := steps(forgetting.live)) != (known := steps(keeping.live)):
            return f"act {number}: steps {told} and {known}", gone
        gone += spiff.forget_rounds(forgetting.live, ALWAYS)
        if chance.random() < 0.3:
            blob = spiff.dump(forgetting.live)
            forgetting.live = spiff.load(forgetting.definition, blob, forgetting.live.variables)
        here, there = state(forgetting), state(keeping)
        if here != there:
            return f"act {number}: {here} and {there}", gone
        choices = forgetting.acts()
        timer = forgetting.earliest_timer()
        choices = [act for act in choices if act.kind != "timer" or act == timer]
        if not choices:
            break
        act = chance.choice(choices)
        options = diagram.answers.get(act.name.removesuffix(" [child]"), ({},))
        # the first answer leads round again where there is a loop
        values = options[0] if chance.random() < 0.7 else chance.choice(options)
        forgetting.do(act, values)
        keeping.do(act, values)
    return None, gone


def state(seam: Seam) -> object:
    with clock.at(seam.now):
        active = sorted((t.task_spec.name, t._state) for t in seam.live.workflow.all_active())
        held = sorted(one.element.id for one in spiff.held(seam.live))
        where = sorted(sorted(map(repr, part)) for part in spiff.tokens(seam.live))
        return seam.acts(), active, held, where, spiff.finished(seam.live), seam.live.variables


@pytest.mark.parametrize("seed", range(150))
def test_random_processes_with_loops_go_on_as_if_nothing_were_forgotten(seed: int) -> None:
    diagram = structured(seed, joins_in_loops=True)

    difference, _gone = differs(diagram, seed, acts=60)

    assert difference is None


@pytest.mark.parametrize("name", ALL)
def test_every_element_goes_on_as_if_nothing_were_forgotten(name: str) -> None:
    for seed in range(3):
        difference, _gone = differs(ALL[name], seed, acts=25)
        assert difference is None, seed


def test_a_token_that_waits_for_others_at_a_join_is_not_forgotten_with_its_round() -> None:
    """One of the join's tokens comes from within a loop that has gone on meanwhile."""
    xml = b.process(
        b.start(),
        b.end(),
        b.end("e2"),
        b.users("a", "q", "x", "y", "after"),
        b.gateway("parallel", "f"),
        b.gateway("parallel", "g"),
        b.gateway("parallel", "j"),
        b.gateway("exclusive", "m"),
        b.gateway("exclusive", "more", default="no"),
        b.chain("s", "f", "x", "j", "after", "e"),
        b.chain("f", "y", "j"),
        b.chain("f", "m", "a", "g", "j"),
        b.chain("g", "q", "more"),
        b.flow("more", "m", 'again = "yes"'),
        b.flow("more", "e2", flow_id="no"),
    )
    definition = spiff.compile_definition("three", b.definitions(xml), "p")
    live = spiff.start(definition, {})
    for name in ("a", "x", "q", "y"):
        open_now = {task.element.id: task.task_id for task in spiff.user_tasks(live)}
        spiff.complete(live, open_now[name], {"again": "yes"})
        spiff.take_steps(live)
        spiff.forget_rounds(live, ALWAYS)

    assert {task.element.id for task in spiff.user_tasks(live)} == {"a", "after"}


def test_the_games_do_forget() -> None:
    assert sum(differs(structured(seed, joins_in_loops=True), seed, acts=60)[1] for seed in range(40)) > 300
    assert differs(LOOPS, 1, acts=200)[1] > 300


def test_a_long_dossier_stays_as_small_as_a_young_one() -> None:
    definition = spiff.compile_definition("long", long.xml(), long.PROCESS_ID)
    with clock.at(BEGINNING):
        live = spiff.start(definition, {})
        sizes = []
        for number in range(1000):
            task = spiff.user_tasks(live)[number % len(spiff.user_tasks(live))]
            spiff.complete(live, task.task_id, {"again": "yes"})
            spiff.take_steps(live)
            spiff.forget_rounds(live)
            sizes.append((len(spiff.dump(live)), tasks_of(live)))

    assert max(tasks for _size, tasks in sizes[500:]) < 120
    assert max(sizes[900:])[0] <= 1.3 * max(sizes[10:60])[0]


def tasks_of(live: spiff.Live) -> int:
    return len(live.workflow.tasks) + sum(len(sub.tasks) for sub in live.workflow.subprocesses.values())

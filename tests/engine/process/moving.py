"""Random instances of random diagrams, moved to random next versions: what must hold of every one."""

import os
import random
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

from engine import clock, soundness, spiff
from engine.process.migration.verdicts import Target, target
from engine.spiff.tasks import FINISHED
from tests.diagrams import mutations
from tests.diagrams.structured import structured

BEGINNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MANY = int(os.environ.get("MOTCUA_PAIRS", "1"))  # how many times the usual number of pairs
Answers = Mapping[str, tuple[Mapping[str, object], ...]]


@dataclass
class Player:
    """Does anything that can be done, on a clock of its own."""

    chance: random.Random
    answers: Answers
    now: datetime = BEGINNING

    def play(self, live: spiff.Live, acts: int) -> None:
        for _ in range(acts):
            with clock.at(self.now):
                found = self._acts(live)
                if not found:
                    return
                self._do(live, *self.chance.choice(found))

    def _acts(self, live: spiff.Live) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = [("task", one) for one in spiff.user_tasks(live)] * 3
        found += [("call", one) for one in spiff.service_calls(live)]
        found += [("message", one) for one in spiff.subscriptions(live)]
        return found + [("timer", one) for one in spiff.timers(live)[:1]]

    def _do(self, live: spiff.Live, kind: str, one: Any) -> None:
        if kind == "task":
            # anybody may answer any question: what a new version no longer asks must not keep a loop going
            given = {
                key: value
                for some in self.answers.values()
                for key, value in self.chance.choice(some).items()
            }
            spiff.complete(live, one.task_id, given)
        elif kind == "call":
            spiff.finish_call(live, one.task_id, {})
        elif kind == "message":
            assert spiff.deliver(live, one.name, {}, task_id=one.task_id)
        else:
            self.now = max(self.now, one.due)
            with clock.at(self.now):
                spiff.tick(live)


@dataclass
class Pair:
    """An instance somewhere in the old version, and a new version. ids: what the designer says was renamed."""

    seed: int
    live: spiff.Live
    old_xml: bytes
    new_xml: bytes
    did: list[str]
    ids: Mapping[str, str]
    player: Player

    @property
    def to(self) -> Target:
        return _target(self.seed, self.new_xml)

    @property
    def definition(self) -> spiff.Definition:
        return self.to.definition


@lru_cache(4)  # made once per version, as for all dossiers of a migration
def _target(seed: int, new_xml: bytes) -> Target:
    return target(spiff.compile_definition(f"new {seed}", new_xml, "p"), new_xml)


def pairs(seed: int) -> Iterator[Pair]:
    """Up to six pairs of one random diagram: two next versions, three positions each. Never the same task twice."""
    chance = random.Random(seed)
    diagram = structured(chance.randrange(10**6), joins_in_loops=True)
    old = mutations.drawing(diagram.xml, chance)
    mutations.enrich(old, chance.randrange(4))
    old_xml = old.xml()
    if not _publishable(old_xml):
        return
    definition = spiff.compile_definition(f"old {seed}", old_xml, "p")
    for _ in range(2):
        new = mutations.drawing(old_xml, chance)
        mutations.change(new, chance.choice((1, 1, 1, 2, 3)))
        new_xml = new.xml()
        if not new.did or not _publishable(new_xml):
            continue
        ids = new.ids if chance.random() < 0.7 else {}
        for _ in range(3):
            live = _somewhere(definition, player := Player(chance, diagram.answers))
            if not spiff.finished(live):
                player.now += timedelta(minutes=7)
                yield Pair(seed, live, old_xml, new_xml, new.did, ids, player)


def _publishable(xml: bytes) -> bool:
    return not spiff.refusals(xml) and soundness.check_soundness(xml, max_states=3000).verdict == "ok"


def _somewhere(definition: spiff.Definition, player: Player) -> spiff.Live:
    with clock.at(player.now):
        live = spiff.start(definition, {})
    player.play(live, player.chance.randrange(12))
    if player.chance.random() < 0.5:
        live = spiff.load(definition, spiff.dump(live), live.variables)
    spiff.take_steps(live)
    return live


def history(blob: bytes) -> dict[int, tuple[Any, ...]]:
    """The finished visits of a stored form: number → part, parent, state, sequence, shape or kind of scaffolding."""
    stored = orjson.loads(zlib.decompress(blob))
    names = [_told(name) for name in stored["k"]]
    return {
        number: (part, parent, state, sequence, names[index])
        for part, _completed, _success, rows in stored["w"]
        for number, parent, state, index, sequence, *_more in rows
        if state & FINISHED
    }


def _told(name: str) -> str:
    for ending in (" [passed]", " [passed frame]"):
        name = name.removesuffix(ending)
    for frame in (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin"):
        if name.endswith(frame):
            return frame  # goes with its activity, which may have another id now
    return name


def strangers(live: spiff.Live) -> list[str]:
    """Unfinished tasks that stand on no node of the instance's own definition."""
    found = []
    for part in (live.workflow, *live.workflow.subprocesses.values()):
        for task in part.tasks.values():
            spec = task.task_spec
            if not task._state & FINISHED and part.spec.task_specs.get(spec.name) is not spec:
                found.append(spec.name)
    return found

"""Random diagrams, random next versions, random positions: what moving an instance may do, and what it must not."""

from collections import Counter
from collections.abc import Mapping

import pytest

from engine import clock, spiff
from engine.process.migration.verdicts import judge, target
from tests.engine.process.moving import MANY, Pair, Player, history, pairs, strangers

CHUNKS = 20
PAIRS = 100 * MANY  # of each chunk: 2,000 in all
REASONS = {
    "call_changed",
    "element_gone",
    "element_moved",
    "event_changed",
    "events_changed",
    "join_flow_gone",
    "loop_changed",
    "mapping_bad",
    "position_impossible",
    "position_undecided",
    "type_changed",
}


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_instances_move_unhurt_and_end_or_are_refused_with_reasons(chunk: int) -> None:
    done = Counter[str]()

    for seed in range(chunk * 10**6, (chunk + 1) * 10**6):
        for pair in pairs(seed):
            with clock.at(pair.player.now):
                done[_check(pair)] += 1
        if done.total() >= PAIRS:
            break

    # a rule that refuses everything would pass the rest
    assert done["moved"] > done["refused"] > 0, done
    assert done["goes round"] <= PAIRS // 100, done


def _check(pair: Pair) -> str:
    live, seed = pair.live, pair.seed
    blob, variables, told = spiff.dump(live), dict(live.variables), [e.id for e in spiff.trace(live)]

    found = judge(live, pair.to, pair.ids)

    assert (spiff.dump(live), live.variables) == (blob, variables), seed
    if found:
        places = {*live.definition.elements, *pair.ids}
        assert all(one.code in REASONS and one.element in places and one.detail for one in found), found
        return "refused"
    moved = spiff.migrate(live, pair.definition, pair.ids)
    went_on = bool(spiff.take_steps(moved))
    stored = spiff.dump(moved)
    before, after = history(blob), history(stored)
    assert {number: after.get(number) for number in before} == before, (seed, pair.did)
    assert [e.id for e in spiff.trace(moved)][: len(told)] == told, (seed, pair.did)
    assert strangers(moved) == [], (seed, pair.did)
    if not went_on:
        assert _waits(moved, {}) == _waits(live, pair.ids), (seed, pair.did)
        assert moved.variables == variables
    again = spiff.load(pair.definition, stored, moved.variables)
    assert spiff.dump(again) == stored, (seed, pair.did)
    assert spiff.dump(spiff.load(live.definition, blob, variables)) == blob, (seed, pair.did)
    return "moved" if _ends(again, pair) else "goes round"


def _waits(live: spiff.Live, ids: Mapping[str, str]) -> list[tuple[object, ...]]:
    """Everything that is waited for, with its task, and its due time or key."""
    found = [(t.task_id, ids.get(t.element.id, t.element.id), t.item) for t in spiff.user_tasks(live)]
    found += [(t.task_id, ids.get(t.element.id, t.element.id), t.due) for t in spiff.timers(live)]
    found += [(t.task_id, ids.get(t.element.id, t.element.id), t.topic) for t in spiff.service_calls(live)]
    found += [(s.task_id, s.kind, (s.name, s.key)) for s in spiff.subscriptions(live)]
    return found


def _ends(live: spiff.Live, pair: Pair) -> bool:
    """Whether it comes to its end: a new version may hold rounds that no answer ever leaves, and the engine says so."""
    player = Player(pair.player.chance, pair.player.answers, pair.player.now)
    try:
        player.play(live, 500)
    except spiff.EndlessRounds:
        return False
    places = [token for part in spiff.tokens(live) for token in part]
    assert spiff.finished(live), ("stuck", pair.seed, pair.did, places)
    return True


def test_an_instance_moves_on_to_a_third_version_and_back_to_the_first() -> None:
    moves = 0

    for seed in range(70_000_000, 70_000_000 + 120 * MANY):
        for pair in pairs(seed):
            with clock.at(pair.player.now):
                if pair.ids or judge(pair.live, pair.to, {}):
                    continue
                there = spiff.migrate(pair.live, pair.definition)
                told = [e.id for e in spiff.trace(there)]
                pair.player.play(there, 2)
                if spiff.finished(there) or spiff.migration_blockers(there, pair.live.definition):
                    continue
                there = spiff.load(pair.definition, spiff.dump(there), there.variables)
                back = _judged_back(there, pair)
                if back is None:
                    continue
                moves += 1
                assert [e.id for e in spiff.trace(back)][: len(told)] == told, (seed, pair.did)
                assert strangers(back) == []
                _ends(back, pair)
    assert moves > 30


def _judged_back(there: spiff.Live, pair: Pair) -> spiff.Live | None:
    first = target(pair.live.definition, pair.old_xml)
    if judge(there, first, {}):
        return None
    return spiff.migrate(there, pair.live.definition)

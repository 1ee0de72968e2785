"""The checker against the explorer on random diagrams: same verdicts, the same things wrong, ways as short."""

import os
from collections import Counter

import pytest

from engine.soundness import UNDECIDED, check_soundness
from tests.engine.soundness.explorer import DOUBLED, TWICE_ENDED, Opinion, TooMany, explore, read
from tests.engine.soundness.generator import diagram

DEADLOCK = "soundness.deadlock"
LIVELOCK = "soundness.livelock"
DEAD = "soundness.dead_activity"
CHUNK = 500
COUNT = int(os.environ.get("MOTCUA_SOUNDNESS_DIAGRAMS", "10000"))


def compare(seed: int) -> str:
    """The common verdict of both, or "too many" when there was too much for one of them."""
    content = diagram(seed, pools=seed % 3 == 0)
    try:
        other = explore(content)
    except TooMany:
        return "too many"
    ours = check_soundness(content, max_states=3_000)
    if UNDECIDED in {finding.code for finding in ours.findings}:
        return "too many"
    shapes = read(content).tags
    shortest: dict[str, int] = {}
    for finding in ours.findings:
        if finding.code != DEAD:
            length = sum(name in shapes for name in finding.trace)
            shortest[finding.code] = min(length, shortest.get(finding.code, length))
    dead = {finding.element for finding in ours.findings if finding.code == DEAD}
    assert (ours.verdict == "refused") == bool(other.wrong or other.dead), (seed, shortest, dead, other)
    _same(seed, shortest, dead, other, nested=b"subProcess" in content)
    return ours.verdict


def _same(seed: int, ours: dict[str, int], dead: set[str | None], other: Opinion, *, nested: bool) -> None:
    for code in (DOUBLED, TWICE_ENDED):
        assert ours.get(code) == other.wrong.get(code) or code == TWICE_ENDED and DOUBLED in ours, (
            seed,
            code,
        )
    if DOUBLED in ours:  # neither looks behind it, but nothing may be called dead that runs
        assert dead <= other.dead, (seed, dead, other)
        return
    assert dead == other.dead, (seed, dead, other)
    if not nested:
        assert ours == other.wrong, (seed, ours, other)
        return
    # what is stuck in a subprocess is told as soon as it is, though things may still move (or go round) elsewhere
    told = {DEADLOCK} if LIVELOCK in ours else set()
    assert ours.keys() - told == other.wrong.keys() - told, (seed, ours, other)
    assert ours.get(DEADLOCK, 0) <= other.wrong.get(DEADLOCK, 10**6), (seed, ours, other)


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_a_second_opinion_agrees_on_every_diagram(first: int) -> None:
    verdicts = Counter(compare(seed) for seed in range(first, first + CHUNK))

    assert verdicts["ok"] > CHUNK // 20
    assert verdicts["refused"] > CHUNK // 20
    assert verdicts["too many"] < CHUNK // 10

"""The checker against the explorer on random diagrams: same verdicts, the same things wrong."""

import os
from collections import Counter

import pytest

from engine.soundness import UNDECIDED, check_soundness
from tests.engine.soundness.explorer import TooMany, explore
from tests.engine.soundness.generator import diagram

DOUBLED = "soundness.lack_of_synchronisation"
TWICE_ENDED = "soundness.improper_completion"
DEAD = "soundness.dead_activity"
CHUNK = 250
FEW, MANY = 2_000, 10_000
COUNT = MANY if os.environ.get("MOTCUA_SLOW") else FEW


def compare(seed: int) -> str:
    """The common verdict of both, or "too many" when there was too much for one of them."""
    content = diagram(seed, pools=seed % 3 == 0)
    ours = check_soundness(content, max_states=3_000)
    try:
        wrong, dead = explore(content)
    except TooMany:
        return "too many"
    codes = {finding.code for finding in ours.findings}
    if UNDECIDED in codes:
        return "too many"
    assert (ours.verdict == "refused") == bool(wrong or dead), (seed, codes, wrong, dead)
    assert (DOUBLED in codes) == (DOUBLED in wrong), (seed, codes, wrong)
    apart = seed % 3 == 0 and b"messageFlow" not in content  # one marking there, one for each pool here
    if not apart and not wrong & {DOUBLED, TWICE_ENDED}:
        # neither looks behind these, and each cuts off a little elsewhere
        assert codes - {DEAD} == wrong, (seed, codes, wrong)
        assert {f.element for f in ours.findings if f.code == DEAD} == dead, (seed, dead)
    return ours.verdict


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_a_second_opinion_agrees_on_every_diagram(first: int) -> None:
    verdicts = Counter(compare(seed) for seed in range(first, first + CHUNK))

    assert verdicts["ok"] > CHUNK // 20
    assert verdicts["refused"] > CHUNK // 20
    assert verdicts["too many"] < CHUNK // 10

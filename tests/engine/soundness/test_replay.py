"""Counterexamples are no theory: each way told is walked in the real engine, to the stuck or wrong marking."""

import os
from collections import Counter

import pytest

from engine import spiff
from engine.soundness import check_soundness
from tests.diagrams import builder as b
from tests.engine.soundness.generator import diagram
from tests.engine.soundness.walking import Walk, went_wrong

CHUNK = 250
COUNT = int(os.environ.get("MOTCUA_SOUNDNESS_REPLAYS", "2000"))
FIRST = 20_000


@pytest.mark.parametrize("first", range(FIRST, FIRST + COUNT, CHUNK))
def test_every_way_leads_the_real_engine_to_what_is_wrong(first: int) -> None:
    walked: Counter[str] = Counter()
    for seed in range(first, first + CHUNK):
        content = diagram(seed, tasks_on_flows=True)
        if spiff.refusals(content):
            continue
        for finding in check_soundness(content, max_states=2_000).findings:
            if finding.trace:
                assert went_wrong(Walk(content, finding.trace), finding), (seed, finding)
                walked[finding.code] += 1

    assert walked.keys() >= {"soundness.deadlock", "soundness.lack_of_synchronisation"}
    assert walked.total() > CHUNK // 2


def test_the_way_into_an_endless_round_is_never_left() -> None:
    content = b.diagram(
        b.start() + b.end() + b.users("a", "c", "d"),
        b.gateway("exclusive", "g", default="out") + b.gateway("exclusive", "m"),
        b.chain("s", "g") + b.flow("g", "c", flow_id="out") + b.flow("c", "e"),
        b.flow("g", "m", 'to_g = "round"', "round") + b.chain("m", "a", "d", "m"),
    )

    (finding,) = check_soundness(content).findings

    assert finding.code == "soundness.livelock"
    assert went_wrong(Walk(content, finding.trace), finding)

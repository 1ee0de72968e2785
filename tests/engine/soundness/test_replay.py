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


@pytest.mark.parametrize("pools", [False, True], ids=["alone", "pools"])
@pytest.mark.parametrize("first", range(FIRST, FIRST + COUNT, CHUNK))
def test_every_way_leads_the_real_engine_to_what_is_wrong(first: int, pools: bool) -> None:
    walked: Counter[str] = Counter()
    for seed in range(first, first + CHUNK):
        content = diagram(seed, pools=pools, tasks_on_flows=True)
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


def test_a_pool_that_hangs_in_a_subprocess_does_not_begin_again() -> None:
    # the checker let the second letter start it, and told of two tokens where the engine has one
    sender = b.process(
        b.start("a_s") + b.end("a_e") + b.gateway("exclusive", "a_m"),
        b.tag("sendTask", id="send", messageRef="m") + b.gateway("exclusive", "a_x", default="out"),
        b.chain("a_s", "a_m", "send", "a_x") + b.flow("a_x", "a_e", flow_id="out"),
        b.flow("a_x", "a_m", "again = true", "back"),
        process_id="a",
    )
    stuck = b.start("i_s") + b.end("i_e") + b.gateway("parallel", "i_j")
    receiver = b.process(
        b.start("z_s", b.message("m")) + b.end("z_e") + b.subprocess("sub", stuck, b.chain("i_s", "i_j", "i_e"),
        b.flow("i_j", "i_j")) + b.chain("z_s", "sub", "z_e"), process_id="z",
    )  # fmt: skip
    letter = b.tag("messageFlow", id="letter", sourceRef="send", targetRef="z_s")

    found = check_soundness(b.definitions(b.ROOTS, b.tag("collaboration", letter, id="c"), sender, receiver))

    assert {finding.code for finding in found.findings if finding.trace} == {"soundness.deadlock"}

"""`kill -9` of any process at any moment: the dossiers end as if nothing had happened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

import pytest

from tests.e2e import invariants
from tests.e2e.kills import Killer
from tests.e2e.officers import Team
from tests.e2e.provinces import RunningProvince
from tests.e2e.walk import STEPS

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.xdist_group("e2e")]

KILLS = 20
TEAMS = 2
SEED = 20261123
_SETTLE = 60.0

Record = Callable[[str, object], None]


def work(team: Team, enough: threading.Event) -> list[str]:
    """Receive dossiers and take each through all its steps until there were enough kills. Answers their codes."""
    codes: list[str] = []
    while not codes or not enough.is_set():
        codes.append(team.receive())
        for step in STEPS:
            team.take(codes[-1], step)
    return codes


def test_no_kill_loses_or_doubles_anything(
    province: RunningProvince, received: set[str], record_property: Record
) -> None:
    enough, clicked = threading.Event(), threading.Event()
    killer = Killer(province, Random(SEED), clicked)
    teams = [Team(province, Random(SEED + number), clicked) for number in range(TEAMS)]
    with ThreadPoolExecutor(TEAMS) as pool:
        working = [pool.submit(work, team, enough) for team in teams]
        try:
            while len(killer.killed) < KILLS and not any(map(Future.done, working)):
                killer.strike()
        finally:
            enough.set()
        killer.recover()
        codes = [code for done in working for code in done.result()]
    waited = invariants.settle(province, _SETTLE)

    record_property("kills", [f"{name} {victim.value}" for name, victim in killer.killed])
    record_property("dossiers", len(codes))
    record_property("presses", sum(team.presses for team in teams))
    record_property("repeated", sum(team.repeated for team in teams))
    record_property("settled after", waited)
    assert len(killer.killed) >= KILLS
    received.update(codes)
    invariants.check(province, received)

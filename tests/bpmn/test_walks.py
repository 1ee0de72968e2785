"""Every scenario of every procedure is played through its diagrams and forms."""

from pathlib import Path

import pytest

from engine import spiff
from tests.bpmn.playing import FOLDERS, ROOT, Play, load_scenario

SCENARIOS = sorted(ROOT.glob("*/scenarios/*.toml"))
# from → to, the national vocabulary; at the start 2, a process never goes back to the counter's statuses
ALLOWED = {(2, 4), (4, 5), (5, 4), (4, 6), (6, 4), (4, 8), (4, 9), (5, 8), (9, 10), (8, 10)}


def played(path: Path) -> Play:
    scenario = load_scenario(path)
    play = Play(path.parents[1])
    play.start(scenario.start)
    for task, answers in scenario.steps:
        play.complete(task, answers)
    return play


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_the_scenario_ends_as_it_says(path: Path) -> None:
    scenario = load_scenario(path)

    play = played(path)

    assert play.open() == []
    assert all(spiff.finished(live) for live in play.live.values())
    lead = next(iter(play.live.values()))
    ends = [element.id for process, element in play.entered if element.kind == "endEvent"]
    assert ends[-1] == scenario.end
    assert {name: lead.variables[name] for name in scenario.variables} == scenario.variables
    assert play.statuses() == scenario.statuses
    assert set(zip(scenario.statuses, scenario.statuses[1:], strict=False)) <= ALLOWED


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_scenarios_of_a_procedure_take_every_path(folder: Path) -> None:
    seen: set[str] = set()
    nodes: set[str] = set()
    for path in sorted(folder.glob("scenarios/*.toml")):
        play = played(path)
        seen |= {element.id for _, element in play.entered}
        nodes |= {node for live in play.live.values() for node in live.definition.elements}

    assert nodes - seen == set()


def test_the_posting_of_an_hiv_case_is_neither_done_nor_missed_by_the_public() -> None:
    posted = played(ROOT / "tro_cap_xa_hoi/scenarios/tro_cap.toml")
    unposted = played(ROOT / "tro_cap_xa_hoi/scenarios/nhiem_hiv.toml")

    def told(play: Play) -> list[str]:
        words = [element.properties.get("mc:buoc") or "" for _, element in play.entered]
        return list(dict.fromkeys(filter(None, words)))

    assert "post_publicly" not in {element.id for _, element in unposted.entered}
    assert told(posted) == told(unposted)

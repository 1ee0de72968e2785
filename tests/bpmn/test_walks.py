"""Every scenario of every procedure is played through its diagrams and forms, as `motcua test` does."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from engine import clock, law, rehearsals
from tests.bpmn.playing import FOLDERS, ROOT, SCENARIOS, files, staged

SHARED_NAMES = {path.name for path in (ROOT / "mau_chung").glob("*.bpmn")}


@cache
def rehearsed(folder: Path) -> rehearsals.Rehearsed:
    scenarios = {path.name: path.read_bytes() for path in sorted(folder.glob("scenarios/*.toml"))}
    return rehearsals.rehearse(files(folder), scenarios)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_the_scenario_ends_as_it_says(path: Path) -> None:
    [outcome] = [one for one in rehearsed(path.parents[1]).outcomes if one.file == path.name]

    assert outcome.faults == ()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_a_scenario_says_what_must_come_of_it(path: Path) -> None:
    scenario = rehearsals.read_scenario(path.read_bytes())
    expected = scenario.expected

    assert expected.end
    assert expected.path
    assert expected.due
    assert expected.messages is not None
    assert expected.statuses
    rules = law.status_rules(clock.local(scenario.received_at).date())
    assert all(rules.allows(old, new) for old, new in pairwise(expected.statuses))
    assert all("by" in step.rest for step in scenario.steps if step.act == "complete")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_scenarios_of_a_procedure_take_every_flow(folder: Path) -> None:
    [own] = [found for found in rehearsed(folder).coverage if found.diagram not in SHARED_NAMES]

    assert [flow.id for flow in own.missing] == []
    assert own.flows


def test_the_scenarios_together_take_every_flow_of_the_shared_diagrams() -> None:
    taken: set[str] = set()
    flows: set[str] = set()
    for folder in FOLDERS:
        for found in rehearsed(folder).coverage:
            if found.diagram in SHARED_NAMES:
                taken |= {flow.id for flow in found.taken}
                flows |= {flow.id for flow in found.flows}

    assert flows - taken == set()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_some_scenario_of_a_procedure_says_when_its_tasks_are_due(folder: Path) -> None:
    scenarios = [rehearsals.read_scenario(path.read_bytes()) for path in folder.glob("scenarios/*.toml")]

    assert any("due" in step.rest for scenario in scenarios for step in scenario.steps)


def test_the_posting_of_an_hiv_case_is_neither_done_nor_missed_by_the_public() -> None:
    posted = staged(ROOT / "tro_cap_xa_hoi/scenarios/tro_cap.toml")
    unposted = staged(ROOT / "tro_cap_xa_hoi/scenarios/nhiem_hiv.toml")

    def told(stage: rehearsals.Stage) -> list[str]:
        words = [element.properties.get("mc:buoc") or "" for element in stage.entered]
        return list(dict.fromkeys(filter(None, words)))

    assert "post_publicly" not in {element.id for element in unposted.entered}
    assert told(posted) == told(unposted)

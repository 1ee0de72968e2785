"""The seam plays every diagram exactly like the stock library, but for the fixes in docs/engine.md."""

from pathlib import Path

import pytest

from tests.diagrams import big, elements
from tests.diagrams.elements import ALL, Diagram
from tests.diagrams.published import published
from tests.diagrams.structured import structured
from tests.engine.spiff.playing import Seam, Stock, play

SEEDS = range(5)

ALIKE = [d for d in ALL.values() if d.differs is None]
DIFFERENT = [d for d in ALL.values() if d.differs is not None]
PUBLISHED = published()
MAIN_WAYS = [d for d in published(main_way=True) if d.differs is None]


BIG = Diagram(
    "big",
    big.xml(),
    answers={
        "t3": ({"complete": "yes"}, {"complete": "no"}),
        "t17": ({"draft_ok": "yes"}, {"draft_ok": "no"}),
        "t20": ({"approved": "yes"}, {"approved": "no"}),
    },
    process_id="big",
)


def named(diagram: Diagram) -> str:
    return diagram.name


@pytest.mark.parametrize("diagram", [*ALIKE, BIG, *MAIN_WAYS], ids=named)
def test_seam_reloaded_after_every_act_is_the_stock_engine(diagram: Diagram) -> None:
    for seed in SEEDS:
        difference = play(diagram, seed, Seam(diagram, reloading=True), Stock(diagram))
        assert difference is None, f"seed {seed}: {difference}"


@pytest.mark.parametrize("seed", range(60))
def test_random_structured_processes_play_alike(seed: int) -> None:
    diagram = structured(seed, joins_in_loops=False)

    difference = play(diagram, seed, Seam(diagram, reloading=True), Stock(diagram))

    assert difference is None


@pytest.mark.parametrize("diagram", [*DIFFERENT, BIG, *PUBLISHED], ids=named)
def test_seam_reloaded_after_every_act_is_the_seam_kept_in_memory(diagram: Diagram) -> None:
    for seed in SEEDS:
        difference = play(diagram, seed, Seam(diagram, reloading=True), Seam(diagram, reloading=False))
        assert difference is None, f"seed {seed}: {difference}"


@pytest.mark.parametrize("diagram", DIFFERENT, ids=named)
def test_a_documented_difference_is_a_real_one(diagram: Diagram) -> None:
    def differs(seed: int) -> bool:
        try:
            return play(diagram, seed, Seam(diagram, reloading=False), Stock(diagram)) is not None
        except Exception:  # noqa: BLE001 (how the stock engine fails is not our concern)
            return True

    assert any(differs(seed) for seed in range(20))


def test_there_are_enough_diagrams() -> None:
    assert len(elements.ALL) >= 60


def test_procedures_are_held_against_the_stock_engine() -> None:
    assert len(MAIN_WAYS) >= 10, [diagram.name for diagram in MAIN_WAYS]


def test_every_difference_is_explained() -> None:
    explained = (Path(__file__).parents[3] / "docs" / "engine.md").read_text()

    for code in {diagram.differs for diagram in (*DIFFERENT, *PUBLISHED)} - {None}:
        assert f"| `{code}` |" in explained

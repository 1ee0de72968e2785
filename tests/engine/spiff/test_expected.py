"""Every diagram of tests/diagrams/expected does what is written beside it, stored and loaded after every act."""

from collections.abc import Iterator

import pytest

from engine import spiff
from tests.diagrams import elements
from tests.diagrams.expected import ALL
from tests.diagrams.expected.model import Expected
from tests.engine.spiff.acts import Player, play


def named(diagram: Expected) -> str:
    return diagram.name


def lines() -> Iterator[object]:
    for diagram in ALL.values():
        for number, line in enumerate(diagram.plays):
            yield pytest.param(diagram, line, id=f"{diagram.name} {number}" if number else diagram.name)


@pytest.mark.parametrize(("diagram", "line"), list(lines()))
def test_a_diagram_does_what_is_written_beside_it(diagram: Expected, line: str) -> None:
    for reloading in (True, False):
        player = play(diagram, line, reloading=reloading)
        if line == diagram.plays[0]:
            _compare_what_is_left_behind(diagram, player)


def _compare_what_is_left_behind(diagram: Expected, player: Player) -> None:
    if diagram.left is not None:
        assert " ".join(player.left) == diagram.left
    for name, value in diagram.variables.items():
        assert player.live.variables.get(name) == value, name
    if diagram.sent is not None:
        assert tuple(player.sent) == diagram.sent
    if diagram.heard is not None:
        assert tuple(player.heard) == diagram.heard


@pytest.mark.parametrize("diagram", [d for d in ALL.values() if not d.trial], ids=named)
def test_a_diagram_may_be_published(diagram: Expected) -> None:
    assert spiff.refusals(diagram.xml) == ()


@pytest.mark.parametrize("diagram", [d for d in ALL.values() if d.trial], ids=named)
def test_a_diagram_for_trial_may_not_be_published(diagram: Expected) -> None:
    assert spiff.refusals(diagram.xml)


def test_there_are_enough_diagrams() -> None:
    assert len(ALL) + len(elements.ALL) >= 250

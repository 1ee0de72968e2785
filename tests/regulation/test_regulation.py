"""Every clause of the Decision is met, and stops being met when a diagram loses the step that met it."""

from collections.abc import Iterator
from copy import deepcopy

import pytest

from tests.regulation.checking import REQUIREMENTS, ROOT, Clause, clauses, document, faults, procedures


def demands() -> Iterator[tuple[Clause, str, str]]:
    for clause in clauses():
        for requirement in clause.diagrams:
            for folder, trees in procedures().items():
                if folder not in clause.exempt.get(requirement, {}) and REQUIREMENTS[requirement](trees):
                    yield clause, requirement, folder


@pytest.mark.parametrize("clause", clauses(), ids=lambda clause: clause.id)
def test_a_clause_is_met(clause: Clause) -> None:
    assert faults(clause) == []


@pytest.mark.parametrize(
    ("clause", "requirement", "folder"), list(demands()), ids=lambda part: getattr(part, "id", part)
)
def test_a_diagram_without_the_step_turns_the_clause_red(
    clause: Clause, requirement: str, folder: str
) -> None:
    cut = tuple(deepcopy(tree) for tree in procedures()[folder])
    for shape in REQUIREMENTS[requirement](cut):
        parent = shape.getparent()
        assert parent is not None
        parent.remove(shape)

    assert f"{folder}: {requirement}" in faults(clause, {**procedures(), folder: cut})


def test_an_exemption_is_needed() -> None:
    for clause in clauses():
        for requirement, folders in clause.exempt.items():
            for folder in folders:
                assert not REQUIREMENTS[requirement](procedures()[folder]), (clause.id, folder)


def test_every_article_that_concerns_the_system_has_its_clauses() -> None:
    known = {clause.id for clause in clauses()}

    for article, paragraphs in {4: 4, 8: 3, 13: 5, 14: 3, 15: 4, 16: 4, 17: 4}.items():
        assert {f"{article}.{number}" for number in range(1, paragraphs + 1)} <= known


def test_the_page_is_current() -> None:
    assert (ROOT / "docs" / "regulation.md").read_text() == document()

"""docs/bpmn-conformance.md says what is true: every element and attribute of the standard, each with a proof that holds."""

from pathlib import Path

import pytest

from engine import spiff
from tests.diagrams import conformance, elements, event_places, refused
from tests.diagrams.conformance import Row
from tests.diagrams.expected import ALL as EXPECTED
from tests.engine.spiff.acts import play

PAGE = Path(__file__).parents[3] / "docs" / "bpmn-conformance.md"
ROWS = list(conformance.rows())


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == conformance.document()


def test_the_whole_standard_is_listed() -> None:
    kinds = {row.name.partition("@")[0] for row in ROWS}

    assert len(ROWS) > 250
    assert {"startEvent", "choreographyTask", "/timeCycle", "ioSpecification", "lane"} <= kinds
    assert all(
        verdict.split()[0] in ("runs", "refused", "drawing", "abstract")
        for verdict in (r.verdict for r in ROWS)
    )


def test_every_verdict_has_a_proof() -> None:
    assert [row for row in ROWS if row.proof is None and row.verdict != "abstract"] == []


def _proven(kind: str) -> dict[str, list[Row]]:
    """The rows of a verdict by the name of their proof."""
    found: dict[str, list[Row]] = {}
    for row in ROWS:
        if row.proof is not None and row.verdict.split()[0] == kind:
            found.setdefault(row.proof, []).append(row)
    return found


@pytest.mark.parametrize("proof", sorted({*_proven("runs"), *_proven("drawing")}))
def test_what_runs_is_played(proof: str) -> None:
    name = proof.removeprefix("played: ")
    if name in EXPECTED:
        for line in EXPECTED[name].plays:
            play(EXPECTED[name], line, reloading=True)
    else:  # played by test_equivalence, against the stock library
        assert spiff.refusals(elements.ALL[name].xml) == ()


@pytest.mark.parametrize("proof", sorted(_proven("refused")))
def test_what_is_refused_is_refused_with_that_code(proof: str) -> None:
    diagram = next(d for d in refused.ALL if f"refused: {d.name}" == proof)
    codes = {finding.code for finding in spiff.refusals(diagram.xml)}

    assert {row.verdict.removeprefix("refused ") for row in _proven("refused")[proof]} <= codes


def test_a_drawing_changes_nothing() -> None:
    plain = EXPECTED["drawing: auditing"]
    for diagram in (d for n, d in EXPECTED.items() if n.startswith("drawing: ") and d.left == plain.left):
        assert diagram.plays == plain.plays


PLACES = list(event_places.table())


@pytest.mark.parametrize("one", PLACES, ids=lambda p: f"{p.place}, {p.event}")
def test_an_event_runs_in_a_place_or_is_refused_there(one: event_places.Place) -> None:
    found = spiff.refusals(event_places.PLACES[one.place](event_places.EVENTS[one.event]))

    if one.code is None:
        assert found == ()
        assert one.proof in {*EXPECTED, *elements.ALL}
    else:
        assert one.code in {finding.code for finding in found}

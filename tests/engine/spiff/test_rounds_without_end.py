"""Flows that lead back into their own join."""

import pytest

from engine import spiff
from tests.diagrams import builder as b


def test_a_join_that_feeds_itself_is_a_fault_and_not_a_crash() -> None:
    # the library went into endless recursion, and the RecursionError reached the caller as it was
    xml = b.definitions(
        b.process(
            b.start("begin") + b.end("done"),
            b.gateway("parallel", "join") + b.gateway("parallel", "fork"),
            b.chain("begin", "join", "fork"),
            b.flow("fork", "join"),
            b.flow("fork", "done"),
            process_id="p",
        )
    )
    definition = spiff.compile_definition("rounds", xml, "p")

    with pytest.raises(spiff.EngineFault):
        spiff.start(definition, {})

"""Whether one running instance may go on by another version of its process, and why not."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from engine import soundness, spiff
from engine.spiff import Blocker

SECONDS = 2.0
"""For finding the positions that one diagram can reach; made once per version."""


@dataclass(frozen=True, slots=True)
class Target:
    """A version to go to: its runnable definition, and where its tokens can be."""

    definition: spiff.Definition
    positions: soundness.Positions


def target(definition: spiff.Definition, content: bytes) -> Target:
    """content: the diagram's file."""
    end = time.monotonic() + SECONDS
    return Target(definition, soundness.positions(content, lambda: time.monotonic() > end))


def judge(
    live: spiff.Live, to: Target, mapping: Mapping[str, str], *, decide: spiff.Decide | None = None
) -> tuple[Blocker, ...]:
    """Every reason why the instance may not be moved; empty when it may. Nothing is changed.

    mapping: old element id → new one. The move is tried in memory, so what joins set off at once is tried too.
    """
    found = spiff.migration_blockers(live, to.definition, mapping)
    if not found:
        found = tuple(_position(live, to, mapping))
    return found or _tried(live, to, mapping, decide)


def _position(live: spiff.Live, to: Target, mapping: Mapping[str, str]) -> list[Blocker]:
    found = []
    for part in spiff.tokens(live):
        places = [(mapping.get(token.element, token.element), token.came_from) for token in part]
        possible = to.positions.possible(places)
        if possible == "yes":
            continue
        code = "position_impossible" if possible == "no" else "position_undecided"
        shown = ", ".join(sorted(token.element for token in part))
        found.append(Blocker(code, part[0].element, f"the new version never stands at: {shown}"))
    return found


def _tried(
    live: spiff.Live, to: Target, mapping: Mapping[str, str], decide: spiff.Decide | None
) -> tuple[Blocker, ...]:
    try:
        spiff.dump(spiff.migrate(live, to.definition, mapping, decide=decide))
    except spiff.EngineFault as fault:
        return (Blocker("would_fail", fault.element or live.definition.process_id, str(fault)),)
    return ()

"""All diagrams with expectations, by name."""

from tests.diagrams.expected import (
    at_edges,
    composed,
    drawings,
    event_subprocesses,
    events,
    flows,
    gateways,
    repeated,
    scopes,
)
from tests.diagrams.expected.model import Expected

_GROUPS = (
    flows.GROUP,
    gateways.GROUP,
    events.GROUP,
    at_edges.GROUP,
    event_subprocesses.GROUP,
    scopes.GROUP,
    repeated.GROUP,
    composed.GROUP,
    drawings.GROUP,
)
ALL: dict[str, Expected] = {name: diagram for group in _GROUPS for name, diagram in group.items()}
assert len(ALL) == sum(len(group) for group in _GROUPS), "a name is used twice"

"""How far the library looks ahead.

Wherever a token stands, the library grows the tasks that will certainly follow, up to the next choice. Where flows lead
round to the same place without a choice on the way it never gets to the end of that. Such elements are `foreseen_late`:
what follows them is grown when a token has come, and not before.
"""

from collections import defaultdict
from typing import Any

from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import EventBasedGateway
from SpiffWorkflow.specs.MultiChoice import MultiChoice


def mark_rounds(specs: dict[str, Any]) -> None:
    """Set `foreseen_late` of every spec of a (sub)process, by name."""
    ahead = {name: _certain(spec) for name, spec in specs.items()}
    behind = defaultdict(list)
    for name, following in ahead.items():
        for one in following:
            behind[one].append(name)
    open_ways = {name: len(following) for name, following in ahead.items()}
    bounded = [name for name, count in open_ways.items() if not count]
    for name in bounded:  # grows on the way
        for before in behind[name]:
            open_ways[before] -= 1
            if not open_ways[before]:
                bounded.append(before)
    for name, spec in specs.items():
        spec.foreseen_late = open_ways[name] > 0


def _certain(spec: Any) -> list[str]:
    """Names of the specs that certainly follow."""
    if isinstance(spec, MultiChoice | EventBasedGateway):
        return []
    if isinstance(spec, EventSplit):
        return [one.name for one in spec.outputs if not isinstance(one, spec.event_type)]
    return list(spec._outputs)

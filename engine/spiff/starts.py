"""How instances begin: plainly, or by one of their start events."""

from collections.abc import Mapping
from typing import Any

from engine.spiff import codec
from engine.spiff.definitions import Definition
from engine.spiff.errors import NotReady
from engine.spiff.expressions import CaseEngine
from engine.spiff.holding import NO_HOLDS, Holds
from engine.spiff.live import Live, settling
from engine.spiff.model import Decide
from engine.spiff.workflow import CaseWorkflow


def start(
    definition: Definition,
    variables: Mapping[str, Any],
    *,
    decide: Decide | None = None,
    holds: Holds = NO_HOLDS,
) -> Live:
    """A new instance that begins at its plain start event, or waits there for what its start events wait for.

    variables: JSON data, copied one level deep. decide: evaluates decisions at once; without it they are calls.
    holds: what to leave alone, from `hold_more`. Raises EngineFault.
    """
    return _begin(definition, variables, decide, definition.starts.get(None), holds)


def start_by_message(
    definition: Definition,
    message_name: str,
    variables: Mapping[str, Any],
    *,
    decide: Decide | None = None,
    holds: Holds = NO_HOLDS,
) -> Live:
    """A new instance that begins at the start event of this message. Raises NotReady when there is none."""
    if message_name not in definition.starts:
        raise NotReady(f"{definition.process_id} does not start by {message_name!r}")
    return _begin(definition, variables, decide, definition.starts[message_name], holds)


def start_at(
    definition: Definition,
    start_event: str,
    variables: Mapping[str, Any],
    *,
    decide: Decide | None = None,
    holds: Holds = NO_HOLDS,
) -> Live:
    """A new instance that begins at this start event, whatever sets it off. Raises NotReady when there is none."""
    if start_event not in [element.id for element in definition.start_events]:
        raise NotReady(f"{definition.process_id} has no start event {start_event!r}")
    return _begin(definition, variables, decide, start_event, holds)


def _begin(
    definition: Definition,
    variables: Mapping[str, Any],
    decide: Decide | None,
    start_event: str | None,
    holds: Holds,
) -> Live:
    case = dict(variables)
    workflow = CaseWorkflow(definition.spec, definition.subprocess_specs, CaseEngine(case, decide))
    workflow.base = codec.new_base()
    workflow.chosen_start = start_event
    workflow.holds = holds
    live = Live(definition, case, workflow)
    with settling(live):
        workflow.begin()
    return live

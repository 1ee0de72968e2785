"""Case variables mended by hand where one of them keeps a case from going on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import people, spiff, store
from engine.process import loading, steps
from engine.process.declared_variables import FIXED, Declared, declared, is_path, names_in, put_at, value_at
from engine.process.errors import InstanceEnded, ReasonMissing, UnknownVariable
from engine.process.incidents import SHORTEST_REASON, Incident, found_incident, still_open
from engine.process.moves import Move, StepOutcome
from engine.process.tables import service_job

KIND = "variable_corrected"


@dataclass(frozen=True, slots=True)
class Variable:
    """A value of a case that may be corrected. is_used: the step where the incident is speaks of it."""

    declared: Declared
    value: Any
    is_set: bool
    is_used: bool


def variables(incident_id: str, officer: people.Officer) -> tuple[Variable, ...]:
    """The values of an incident's case, those that its step speaks of first; lists are left out.

    Raises UnknownIncident, NotYourIncident.
    """
    one = found_incident(incident_id, officer)
    running = loading.look_at(one.instance_id)
    known = declared(running.instance.deployment_id)
    present = dict(_leaves(running.live.variables))
    used = {
        name
        for name in names_in(tuple(_texts(running.live.definition, one.element_id)))
        if name.partition(".")[0] in known.keys() | running.live.variables.keys()
    }
    inner = {path.rpartition(".")[0] for path in present | dict.fromkeys(used)}
    paths = (present.keys() | used | {path for path, found in known.items() if found.label}) - inner
    return tuple(
        Variable(known.get(path, Declared(path, "")), present.get(path), path in present, path in used)
        for path in sorted(paths, key=lambda path: (path not in used, path not in present, path))
        if path.partition(".")[0] not in FIXED
        and not isinstance(value_at(running.live.variables, path), list)
    )


def _leaves(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        path = f"{above}{name}"
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{path}.")
        elif not isinstance(value, Mapping | list) and is_path(path):
            yield path, value


def _texts(definition: spiff.Definition, element_id: str | None) -> Iterator[str]:
    """What a step and the flows behind it compute."""
    element = definition.elements.get(element_id or "")
    if element is None:
        return
    yield from element.inputs.values()
    for flow in definition.flows.values():
        if flow.source == element.id and flow.condition:
            yield flow.condition


def correct(
    incident_id: str, officer: people.Officer, path: str, text: str, reason: str, kind: str = ""
) -> bool:
    """Give a variable another value and try what is held again; whether the incident is settled by that.

    text: as typed, read by the variable's declared type, else by `kind`. A call that has failed is made again with the
    new value when it is retried. History tells of it: which variable for ever, old value, new one and reason as what
    can be erased. Raises UnknownIncident, NotYourIncident, IncidentClosed, InstanceEnded, ReasonMissing,
    UnknownVariable, WrongType.
    """
    one = still_open(incident_id, officer)
    reason = reason.strip()
    running = loading.look_at(one.instance_id)
    if spiff.finished(running.live):
        raise InstanceEnded(one.instance_id)
    known = declared(running.instance.deployment_id)
    root = path.partition(".")[0]
    if not is_path(path) or root in FIXED or root not in known.keys() | running.live.variables.keys():
        raise UnknownVariable(path[:100], name=path[:100])
    value = known.get(path, Declared(path, "")).read(text, kind)
    put_at(running.live.variables, path, value)  # a copy of our own: whether it has a place at all
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing(one.id)
    steps.advance(one.instance_id, _move(one, officer, path, value, reason))
    return not found_incident(incident_id, officer).is_open


def _move(one: Incident, officer: people.Officer, path: str, value: Any, reason: str) -> Move:
    personal: dict[str, object] = {"new": value, "reason": reason}

    def change(live: spiff.Live) -> None:
        # only here it is certain which value is replaced: another act may have come between
        personal["old"] = value_at(live.variables, path)
        put_at(live.variables, path, value)
        spiff.carry_on(live)

    return Move(
        KIND,
        officer,
        change,
        element_id=one.element_id,
        data={"incident": one.id, "variable": path},
        personal=personal,
        also=_compute_anew,
    )


def _compute_anew(outcome: StepOutcome) -> None:
    """What failed calls were asked with is computed again when they are retried, unless they were answered."""
    job = service_job.c
    store.connection().execute(
        service_job.update()
        .where(job.instance_id == outcome.instance.id, job.state == "FAILED", job.outputs.is_(None))
        .values(inputs=None)
    )

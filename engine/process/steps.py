"""The heart: one act on one instance becomes its new state, its rows, its history, in one transaction."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, select

from engine import clock, history, people, spiff, store
from engine.process import deployments
from engine.process.cache import Instance, Running, live_instances
from engine.process.errors import ClaimedByOther, StaleRevision
from engine.process.loading import FACTS, load, revision_of
from engine.process.moves import Case, Move, StepOutcome
from engine.process.projections import project, project_troubles, relabel
from engine.process.signal_rows import broadcast
from engine.process.tables import (
    process_instance,
    work_item,
)

TRIES = 5
MOST_HELD = 30
"""Faults got around in one act, each by another run from the state before."""


_observers: list[Callable[[StepOutcome], None]] = []


def observe(observer: Callable[[StepOutcome], None]) -> None:
    """Call `observer` inside the transaction after every step (a room above follows the process). Idempotent."""
    if observer not in _observers:
        _observers.append(observer)


_I = process_instance.c
_INSERT = store.Write(process_instance.insert())
_saving = (
    process_instance.update()
    .where(_I.id == bindparam("of_id"), _I.rev == bindparam("at_rev"))
    .values(
        {
            name: bindparam("new_" + name)
            for name in ("rev", "state", "variables", "next_due", "status", "ended_at")
        }
    )
)
# completing a task that another officer has claimed meanwhile must lose, in the very statement that saves
_SAVE = store.Write(_saving)
_SAVE_COMPLETION = store.Write(
    _saving.where(
        ~exists().where(
            and_(
                work_item.c.task_id == bindparam("of_task"),
                work_item.c.claimed_by.is_not(None),
                work_item.c.claimed_by != bindparam("by"),
            )
        )
    )
)
_REPLACE = store.Write(_saving.values(definition_id=bindparam("new_definition_id")))


def begin(
    found: deployments.ProcessDefinition,
    case: Case,
    officer: people.Officer,
    *,
    message: str | None = None,
    data: Mapping[str, object] | None = None,
) -> Instance:
    """Start an instance, by its plain start or by a message. Raises the seam's errors; nothing is kept then."""
    now = clock.now()
    with store.transaction():
        live = _started(found, case.variables, message)
        instance = _new_instance(found, case, now)
        running = Running(instance, live, rev=0)
        row = {column: getattr(instance, column) for column in FACTS}
        store.write(_INSERT, {**row, **_state(running), "rev": 0})
        store.after_rollback(lambda: live_instances.evict(instance.id))
        live_instances.put(instance.id, running)
        _follow(running, Move("started", officer, _nothing, done_at=now, data=data or {}), _taken(running))
    return instance


def _started(
    found: deployments.ProcessDefinition, variables: Mapping[str, Any], message: str | None
) -> spiff.Live:
    definition = deployments.compiled(found)
    decide = deployments.decider_of(found.deployment_id)
    holds = spiff.NO_HOLDS
    while True:
        try:
            if message is None:
                live = spiff.start(definition, variables, decide=decide, holds=holds)
            else:
                live = spiff.start_by_message(definition, message, variables, decide=decide, holds=holds)
            spiff.forget_holds(live)
            return live
        except spiff.EngineFault as fault:
            holds = _around(fault, holds)


def _around(fault: spiff.EngineFault, holds: spiff.Holds) -> spiff.Holds:
    """What to leave alone so that everything else can go on. Raises the fault when there is no way around it."""
    more = spiff.hold_more(holds, fault)
    if more is None or len(more) > MOST_HELD:
        raise fault
    return more


def _nothing(_live: spiff.Live) -> None:
    return None


def _new_instance(found: deployments.ProcessDefinition, case: Case, now: datetime) -> Instance:
    return Instance(
        id=uuid.uuid4().hex,
        definition_id=found.id,
        deployment_id=found.deployment_id,
        process_id=found.process_id,
        dossier_code=case.dossier_code,
        procedure_code=case.procedure_code,
        procedure_name=case.procedure_name,
        subject=case.subject,
        agency_code=case.agency_code,
        lead_agency=case.lead_agency,
        due_at=case.due_at,
        started_at=now,
    )


def advance(instance_id: str, move: Move) -> StepOutcome:
    """Apply an act durably, or not at all.

    Raises what the act raises; ClaimedByOther; StaleRevision when other processes were faster several times in a
    row, or once inside a caller's transaction, which then cannot commit. The live copy is thrown away on any
    failure: it may be half advanced.
    """
    if store.in_transaction():
        outcome = _advance(instance_id, move)
        store.flush()
        return outcome
    for _attempt in range(TRIES):
        try:
            with store.transaction():
                return _advance(instance_id, move)
        except StaleRevision:
            _refuse_if_claimed(move)
    raise StaleRevision(instance_id)


def _advance(instance_id: str, move: Move) -> StepOutcome:
    if not live_instances.hold(instance_id):
        raise StaleRevision(instance_id)
    store.after_rollback(lambda: live_instances.evict(instance_id))
    return _save(_driven(instance_id, move), move)


def _driven(instance_id: str, move: Move) -> Running:
    """The instance after the act. What cannot be executed is left alone, as an incident: the act itself counts."""
    running = live_instances.get(instance_id) or load(instance_id)
    holds = spiff.NO_HOLDS
    while True:
        try:
            move.act(running.live)
            spiff.forget_holds(running.live)
            return running
        except spiff.NotReady as error:
            # an outdated copy may not know the task yet, or still know it
            if revision_of(instance_id) != running.rev:
                raise StaleRevision(instance_id) from error
            raise
        except spiff.EngineFault as fault:
            holds = _around(fault, holds)
            live_instances.evict(instance_id)
            running = load(instance_id, holds)


@dataclass(frozen=True, slots=True)
class _Taken:
    steps: tuple[spiff.Step, ...]
    outgoing: tuple[spiff.OutgoingMessage, ...]
    signals: tuple[str, ...]
    finished: bool


def _taken(running: Running) -> _Taken:
    # taken before the state is written: what was handed over must not be found again after a reload
    live = running.live
    return _Taken(
        spiff.take_steps(live), spiff.take_outgoing(live), spiff.take_signals(live), spiff.finished(live)
    )


def _state(running: Running) -> dict[str, Any]:
    finished = spiff.finished(running.live)
    # after the steps were taken: their tasks may go now
    spiff.forget_rounds(running.live)
    return {
        "state": spiff.dump(running.live),
        "variables": running.live.variables,
        "next_due": spiff.next_due(running.live),
        "status": "ended" if finished else "running",
        "ended_at": clock.now() if finished else None,
    }


def _save(running: Running, move: Move) -> StepOutcome:
    taken = _taken(running)
    values = {"new_" + name: value for name, value in _state(running).items()}
    values |= {"of_id": running.instance.id, "at_rev": running.rev, "new_rev": running.rev + 1}
    statement = _SAVE
    if move.task_id is not None:
        statement = _SAVE_COMPLETION
        values |= {"of_task": move.task_id, "by": move.officer.account_id}
    store.write(statement, values, otherwise=lambda: StaleRevision(running.instance.id))
    running.rev += 1
    return _follow(running, move, taken)


@dataclass(frozen=True, slots=True)
class Replacement:
    """What an instance goes on as. exactly: columns to write as they are given; labels: of open tasks, by id."""

    found: deployments.ProcessDefinition
    live: spiff.Live
    exactly: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def replace_definition(
    instance_id: str, move: Move, replacement: Callable[[Running], Replacement]
) -> StepOutcome:
    """Let an instance go on by another version of its process, in the caller's transaction.

    replacement: answers what it goes on as, from what it is; what it raises is raised here. Open tasks, timers and
    calls keep their rows; labels, rooms and forms of open tasks become those of the version. Raises StaleRevision.
    """
    if not live_instances.hold(instance_id):
        raise StaleRevision(instance_id)
    store.after_rollback(lambda: live_instances.evict(instance_id))
    live_instances.evict(instance_id)  # what other processes have done since is in its row
    running = load(instance_id)
    given = replacement(running)
    running.live = given.live
    running.instance = replace(
        running.instance, definition_id=given.found.id, deployment_id=given.found.deployment_id
    )
    taken = _taken(running)
    values = {"new_" + name: value for name, value in {**_state(running), **given.exactly}.items()}
    values |= {"of_id": instance_id, "at_rev": running.rev, "new_rev": running.rev + 1}
    values["new_definition_id"] = given.found.id
    store.write(_REPLACE, values, otherwise=lambda: StaleRevision(instance_id))
    running.rev += 1
    relabel(running, given.labels)
    return _follow(running, move, taken)


def _refuse_if_claimed(move: Move) -> None:
    query = select(work_item.c.claimed_by, work_item.c.claimed_name, work_item.c.claimed_at).where(
        work_item.c.task_id == move.task_id
    )
    if move.task_id is None:
        return
    with store.reading() as link:
        holder = link.execute(query).first()
    if holder is not None and holder.claimed_by not in (None, move.officer.account_id):
        raise ClaimedByOther(name=holder.claimed_name, at=holder.claimed_at)


def _name_of(running: Running, element_id: str | None) -> str | None:
    element = running.live.definition.elements.get(element_id or "")
    return element.name if element else None


def _follow(running: Running, move: Move, taken: _Taken) -> StepOutcome:
    now = clock.now()
    instance = running.instance
    opened, _closed = project(running, now)
    history.record(
        history.act_of(
            move.officer,
            move.kind,
            instance.dossier_code,
            agency_code=instance.agency_code,
            instance_id=instance.id,
            rev=running.rev,
            element_id=move.element_id,
            element_name=move.element_name or _name_of(running, move.element_id),
            done_at=move.done_at,
            data={**move.data, "steps": [(s.what, s.element.id) for s in taken.steps]},
            personal=move.personal,
        )
    )
    project_troubles(running, move, clock.entered())
    if taken.signals:
        broadcast(instance, taken.signals, now)
    outcome = StepOutcome(
        instance=instance,
        kind=move.kind,
        steps=taken.steps,
        outgoing=taken.outgoing,
        opened=opened,
        finished=taken.finished,
        officer=move.officer,
        at=now,
        variables=running.live.variables,
        open_elements=tuple(
            running.live.definition.elements[item.element_id] for item in running.items.values()
        ),
    )
    for observer in _observers:
        observer(outcome)
    if move.also is not None:
        move.also(outcome)
    return outcome

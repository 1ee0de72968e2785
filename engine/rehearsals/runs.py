"""One process instance in memory, with the simulated time it runs in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import clock, spiff
from engine.rehearsals.choosing import NEVER
from engine.rehearsals.model import Ended, Fault, Mark, Sent, Waiting, WaitingKind
from engine.rehearsals.programs import Program
from engine.spiff import moments

MAX_JUMPS = 10_000


class NotWaiting(Exception):
    """Nothing waits for this; the text says what does."""


@dataclass
class Moment:
    """The simulated time, shared by the instances of one rehearsal."""

    now: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """A task or job that waits for somebody. since: when it opened."""

    waiting: Waiting
    task_id: UUID
    element: spiff.Element
    is_job: bool
    since: datetime


@dataclass
class Run:
    """An instance from its start on. Acts after `fault` or the end raise NotWaiting."""

    program: Program
    moment: Moment
    variables: Mapping[str, Any]
    marks: list[Mark] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    elements: list[spiff.Element] = field(default_factory=list)
    fault: Fault | None = None
    live: spiff.Live | None = None
    _since: dict[UUID, datetime] = field(default_factory=dict)

    def start(self) -> None:
        """Begin at the program's start event."""
        definition, decide = self.program.definition, self.program.decide
        given = {**self.variables, **{chosen.variable: chosen.turn(0) for chosen in self.program.ways}}

        def begin() -> None:
            if self.program.start is None:
                self.live = spiff.start(definition, given, decide=decide)
            else:
                message = self.program.start
                self.live = spiff.start_by_message(definition, message, given, decide=decide)

        self._act(begin)

    def _act(self, do: Callable[[], object]) -> None:
        try:
            with clock.at(self.moment.now):
                do()
        except spiff.EngineFault as fault:
            self.live = fault.live if isinstance(fault.live, spiff.Live) else self.live
            endless = isinstance(fault, spiff.EndlessRounds)
            element = self._drawn(fault.element)
            self.fault = Fault("endless" if endless else "fault", element, None, fault.cause)
        self._note()

    def _note(self) -> None:
        if self.live is None:
            return
        for step in spiff.take_steps(self.live):
            self.elements += [step.element] if step.what == "entered" else []
            self._mark(step)
            self._since.setdefault(step.task_id, self.moment.now)
        for chosen in self.program.ways:
            taken = sum(mark.what == "left" and mark.element == chosen.gateway for mark in self.marks)
            self.live.variables[chosen.variable] = chosen.turn(taken)
        for message in spiff.take_outgoing(self.live):
            self.sent.append(Sent("message", message.name, self._drawn(message.element.id), message.payload))
        for name in spiff.take_signals(self.live):
            self.sent.append(Sent("signal", name, None, {}))
        error = spiff.uncaught_error(self.live)
        if error is not None and self.fault is None:
            words = f"nothing catches the error {error.code}"
            self.fault = Fault("bpmn", self._drawn(error.element.id), error.code, words)

    def _mark(self, step: spiff.Step) -> None:
        element = step.element
        drawn = self.program.drawn.get(element.id)
        if drawn is None:
            return
        flow = None
        if step.source is not None:
            flows = self.program.flows.get((step.source.id, element.id), ())
            flow = flows[0] if len(flows) == 1 else None
        self.marks.append(Mark(step.what, drawn.id, drawn.process, flow))

    def _drawn(self, element: str | None) -> str | None:
        drawn = self.program.drawn.get(element or "")
        return drawn.id if drawn else element

    @property
    def ended(self) -> Ended:
        """How it has ended, or that it waits."""
        if self.fault is not None or self.live is None:
            return "error"
        return spiff.outcome(self.live).how

    def values(self) -> Mapping[str, Any]:
        """The case variables as they are now."""
        if self.live is None:
            return self.variables
        ways = {chosen.variable for chosen in self.program.ways}
        return {name: value for name, value in self.live.variables.items() if name not in ways}

    def open(self) -> list[Open]:
        """What waits for people and jobs, in the order in which it was opened."""
        if self.live is None or self.fault is not None:
            return []
        found = [
            Open(
                Waiting(self._id(task.element), "task", task.element.name, item=task.item),
                task.task_id,
                task.element,
                False,
                self._since[task.task_id],
            )
            for task in spiff.user_tasks(self.live)
        ]
        with clock.at(self.moment.now):
            calls = spiff.service_calls(self.live)
        for call in calls:
            kind: WaitingKind = "decision" if call.element.decision_ref else call.kind
            waiting = Waiting(self._id(call.element), kind, call.topic)
            found.append(Open(waiting, call.task_id, call.element, True, self._since[call.task_id]))
        return sorted(found, key=lambda one: one.task_id.int)

    def _id(self, element: spiff.Element) -> str:
        return self._drawn(element.id) or element.id

    def waiting(self) -> tuple[Waiting, ...]:
        """Everything that is waited for: tasks and jobs, then events, then joins that cannot go on."""
        if self.live is None or self.fault is not None:
            return ()
        found = [one.waiting for one in self.open()]
        found += [
            Waiting(self._id(s.element), s.kind, s.name, key=s.key)
            for s in spiff.subscriptions(self.live)
            if not s.name.startswith(NEVER)
        ]
        found += [Waiting(self._id(t.element), "timer", due=t.due) for t in spiff.timers(self.live)]
        named = {one.element for one in found}
        for element in spiff.resting(self.live):
            kind = _resting_kind(element)
            if kind is not None and self._id(element) not in named:
                named.add(self._id(element))
                found.append(Waiting(self._id(element), kind))
        return tuple(found)

    def complete(self, one: Open, values: Mapping[str, Any]) -> None:
        """Complete a person's task, or finish a job, with the variables that it writes."""
        live = self._running()
        if one.is_job:
            self._act(lambda: spiff.finish_call(live, one.task_id, values))
        else:
            self._act(lambda: spiff.complete(live, one.task_id, values))

    def finish(self, one: Open, result: Any) -> None:
        """A job is done."""
        live = self._running()
        name = one.element.result_variable
        if one.element.kind != "businessRuleTask" and name is not None:
            result = {name: result}
        elif not isinstance(result, Mapping) and name is None:
            raise NotWaiting(f"{one.waiting.element} has no result variable: its result is a table")
        self._act(lambda: spiff.finish_call(live, one.task_id, result))

    def fail(self, one: Open, code: str) -> None:
        """A job or task reports a BPMN error; uncaught it ends the instance."""
        live = self._running()
        caught: list[bool] = []
        self._act(lambda: caught.append(spiff.raise_error(live, one.task_id, code)))
        if caught == [False]:
            self.fault = Fault("bpmn", one.waiting.element, code, f"nothing catches the error {code}")

    def deliver(
        self, name: str, payload: Mapping[str, Any], *, key: str | None = None, to: str | None = None
    ) -> None:
        """A message comes in. key: must be that of the waiting one, if given. to: the element meant."""
        live = self._running()
        fitting = [
            one.task_id
            for one in spiff.subscriptions(live)
            if (one.kind, one.name) == ("message", name)
            and to in (None, self._id(one.element))
            and key in (None, one.key)
        ]
        if not fitting:
            raise NotWaiting(f"nothing waits for the message {name}" + (f" with key {key}" if key else ""))
        self._act(lambda: spiff.deliver(live, name, payload, task_id=fitting[0]))

    def signal(self, name: str) -> None:
        """A signal is heard."""
        live = self._running()
        if not any(s.kind == "signal" and s.name == name for s in spiff.subscriptions(live)):
            raise NotWaiting(f"nothing waits for the signal {name}")
        self._act(lambda: spiff.signal(live, name))

    def due(self) -> datetime | None:
        """When the next timer is due."""
        return None if self.live is None or self.fault else spiff.next_due(self.live)

    def tick(self) -> None:
        """Fire what is due at the simulated time."""
        live = self._running()
        self._act(lambda: spiff.tick(live))

    def _running(self) -> spiff.Live:
        if self.live is None or self.fault is not None or spiff.finished(self.live):
            raise NotWaiting("it has ended")
        return self.live


def _resting_kind(element: spiff.Element) -> WaitingKind | None:
    if element.kind.endswith("Gateway") and element.kind != "eventBasedGateway":
        return "gateway"
    return "condition" if element.event == "conditional" else None


def target_of(text: str, now: datetime) -> datetime:
    """The instant that `advance` means. Raises moments.NotAMoment."""
    if text.lstrip("-").upper().startswith("P"):
        return moments.duration(text).after(now)
    return moments.instant(text)


def pass_time(runs: list[Run], moment: Moment, target: datetime) -> Iterator[Run]:
    """Let time pass until `target`, stopping at every timer on the way; yields each instance whose timers fired.

    Raises NotWaiting when there is no end to it.
    """
    for _ in range(MAX_JUMPS):
        due = [(run.due(), run) for run in runs]
        ready = [(at, run) for at, run in due if at is not None and at <= target]
        if not ready:
            moment.now = max(moment.now, target)
            return
        at, run = min(ready, key=lambda one: one[0])
        moment.now = max(moment.now, at)
        run.tick()
        yield run
    raise NotWaiting(f"more than {MAX_JUMPS} timers until {target.isoformat()}")

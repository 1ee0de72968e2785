"""A whole procedure on stage: one instance for each pool, messages carried between them at once, one clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import clock, law, spiff
from engine.process import SHEET_FILE, case_limit, decision_models, rule_variables, step_due
from engine.rehearsals import answers
from engine.rehearsals.errors import RehearsalRefused, StepFailed
from engine.rehearsals.model import Mark, Waiting
from engine.rehearsals.playing import one_line, opened, values_of
from engine.rehearsals.programs import Program, prepare
from engine.rehearsals.runs import Moment, NotWaiting, Open, Run, pass_time, target_of
from engine.rehearsals.scenarios import Scenario
from engine.rehearsals.steps import NEXT, Step, instant_of
from engine.spiff.moments import NotAMoment

NATIONAL_STATUS = "mc:trangThai"


@dataclass
class Stage:
    """A procedure's diagram while a scenario is played on it. files: those of its folder.

    lead: the process that receives the dossier at the counter. due_at: of the dossier, by its sheet.
    """

    files: Mapping[str, bytes]
    diagram: str
    scenario: Scenario
    moment: Moment = field(init=False)
    runs: dict[str, Run] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    entered: list[spiff.Element] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    _told: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    _decided: law.TimeLimit | None = None

    def __post_init__(self) -> None:
        self.moment = Moment(self.scenario.received_at)
        self.summaries = {s.process_id: s for s in spiff.processes(self.files[self.diagram])}
        self.sheet = law.load_sheet(self.files[SHEET_FILE]) if SHEET_FILE in self.files else None
        self.lead = self._lead()

    def _lead(self) -> str:
        if self.sheet is not None and self.sheet.process_id in self.summaries:
            return self.sheet.process_id
        return prepare(self.files, self.diagram).process_id

    @property
    def due_at(self) -> datetime | None:
        """When the dossier is due; None without a sheet."""
        if self.sheet is None:
            return None
        return law.due_at(self.scenario.received_at, self._limit, law.default_calendar()).due_at

    @property
    def _limit(self) -> law.TimeLimit:
        assert self.sheet is not None
        return self._decided or self.sheet.limit(self.scenario.channel)

    def play(self, steps: int | None = None) -> None:
        """The whole scenario, or its first `steps`. Raises RehearsalRefused, StepFailed."""
        self.receive()
        for step in self.scenario.steps[:steps]:
            self.take(step)

    def receive(self) -> None:
        """The dossier comes in at the lead agency's counter. Raises RehearsalRefused."""
        program = prepare(self.files, self.diagram, self.lead)
        self._begin(program, {**self._at_the_counter(program), **self.scenario.given})

    def _at_the_counter(self, program: Program) -> dict[str, Any]:
        known: dict[str, Any] = {
            "nguoi_nop": dict(answers.SAMPLES["nguoi_nop"]),
            "kenh": self.scenario.channel,
        }
        known["ma_ho_so"] = answers.SAMPLES["ma_ho_so"]
        known |= rule_variables(self.scenario.received_at)
        known["ngay_nhan"] = self.scenario.received_at.isoformat()
        if self.sheet is not None and self.due_at is not None:
            known |= {"thu_tuc": self.sheet.code, "kin": not self.sheet.public_name}
            known["ngay_hen_tra"] = self.due_at.isoformat()
        asked = [e.form_ref for e in program.definition.elements.values() if _is_start(e, program)]
        reference = next((ref for ref in asked if ref), None)
        form = program.form(reference) if reference else None
        if form is None or reference is None:
            return {**known, **self.scenario.start}
        today = clock.local(self.moment.now).date()
        given = answers.answered(form, reference, self.scenario.start, {}, today=today)
        if self.sheet is not None:
            decide = decision_models(self.files).decide
            self._decided = case_limit(self.sheet, self.scenario.channel, decide, form, given).limit
            known["ngay_hen_tra"] = self.due_at.isoformat() if self.due_at else None
        return {**given, **known}

    def _begin(self, program: Program, variables: Mapping[str, Any]) -> None:
        run = Run(program, self.moment, variables)
        self.runs[program.process_id] = run
        run.start()
        self._settle()

    def _settle(self) -> None:
        """Note what happened; carry messages and signals across until none is left."""
        for process_id, run in list(self.runs.items()):
            marks, elements, sent = self._told.get(process_id, (0, 0, 0))
            self._told[process_id] = (len(run.marks), len(run.elements), len(run.sent))
            self.marks += run.marks[marks:]
            self.entered += run.elements[elements:]
            for one in run.sent[sent:]:
                if one.kind == "message":
                    self.messages.append(one.name)
                    self._carry(one.name, one.payload)
                else:
                    self._spread(run, one.name)
                self._settle()

    def _carry(self, name: str, payload: Mapping[str, Any]) -> None:
        for run in self.runs.values():
            if _tried(lambda run=run: run.deliver(name, payload)):  # type: ignore[misc]
                return
        for summary in self.summaries.values():
            if name in summary.message_starts and summary.executable and summary.process_id not in self.runs:
                program = prepare(self.files, self.diagram, summary.process_id, message=name)
                self._begin(program, {**rule_variables(self.scenario.received_at), **payload})
                return

    def _spread(self, sender: Run, name: str) -> None:
        for run in self.runs.values():
            if run is not sender:
                _tried(lambda run=run: run.signal(name))  # type: ignore[misc]

    def take(self, step: Step) -> None:
        """Do what a step says. Raises StepFailed."""
        try:
            self._expect(step)
            self._take(step)
        except NotWaiting as error:
            raise StepFailed(step.number, f"{error}; {self.told()}") from error
        except NotAMoment as error:
            raise StepFailed(step.number, str(error)) from error
        except RehearsalRefused as error:
            raise StepFailed(step.number, error.detail) from error
        self._settle()

    def _take(self, step: Step) -> None:
        runs = list(self.runs.values())
        if step.act == "advance":
            self._advance(step.target)
        elif step.act in ("message", "signal"):
            some = [_tried(lambda run=run: _told_of(run, step)) for run in runs]  # type: ignore[misc]
            if not any(some):
                raise NotWaiting(f"nothing waits for the {step.act} {step.target}")
        else:
            run, one = self.find(step)
            if step.act == "error":
                run.fail(one, step.code)
            elif step.act == "finish":
                run.finish(one, step.result)
            else:
                run.complete(one, values_of(run, one, step))

    def find(self, step: Step) -> tuple[Run, Open]:
        """The open task or job of a step, in whichever pool. Raises NotWaiting."""
        every = [(run, one) for run in self.runs.values() for one in run.open()]
        found = opened([one for _, one in every], step)
        return next((run, one) for run, one in every if one is found)

    def _expect(self, step: Step) -> None:
        """What a step says about the moment before it: who does it, until when, what else is open."""
        if "open" in step.rest:
            found = sorted(one.waiting.element for run in self.runs.values() for one in run.open())
            if found != sorted(step.rest["open"]):
                raise StepFailed(
                    step.number, f"open are {', '.join(found)}, not {', '.join(step.rest['open'])}"
                )
        if not step.rest.keys() & {"by", "due"}:
            return
        _, one = self.find(step)
        lane = one.element.lane
        role = lane.properties.get("mc:vaiTro") if lane else None
        if "by" in step.rest and step.rest["by"] != role:
            raise StepFailed(step.number, f"{step.target} is done by {role}, not {step.rest['by']}")
        due = step_due(one.element.properties.get("mc:hanXuLy"), one.since, self.due_at)
        if "due" in step.rest and (due is None or due != instant_of(step.rest["due"])):
            raise StepFailed(step.number, f"{step.target} is due {local(due)}, not {step.rest['due']}")

    def _advance(self, text: str) -> None:
        runs = list(self.runs.values())
        known = [at for run in runs if (at := run.due()) is not None]
        target = min(known, default=None) if text == NEXT else target_of(text, self.moment.now)
        if target is None:
            raise NotWaiting("no timer is running")
        for _run in pass_time(runs, self.moment, target):
            self._settle()

    def waiting(self) -> tuple[Waiting, ...]:
        """Everything that any pool waits for."""
        return tuple(one for run in self.runs.values() for one in run.waiting())

    def told(self) -> str:
        """What is waited for, in one line."""
        return "waiting: " + (", ".join(map(one_line, self.waiting())) or "nothing, it has ended")

    def statuses(self) -> tuple[int, ...]:
        """The dossier's statuses in order, at every agency, repeats left out."""
        found: list[int] = []
        for element in self.entered:
            status = element.properties.get(NATIONAL_STATUS)
            if status and found[-1:] != [int(status)]:
                found.append(int(status))
        return tuple(found)


def _is_start(element: spiff.Element, program: Program) -> bool:
    return element.kind == "startEvent" and element.id in program.top


def _told_of(run: Run, step: Step) -> None:
    if step.act == "signal":
        run.signal(step.target)
    else:
        run.deliver(step.target, step.values, key=step.key, to=step.to)


def _tried(do: Callable[[], None]) -> bool:
    try:
        do()
    except NotWaiting:
        return False
    return True


def local(moment: datetime | None) -> str:
    """An instant as the counter's clock shows it."""
    return "never" if moment is None else clock.local(moment).isoformat()

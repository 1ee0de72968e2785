"""A year at a commune's counter through the real engine; with an outage, its days are done on paper and entered later.

Everything comes from the seed and the number of the dossier, so that two plays differ in nothing but the outage.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from random import Random
from typing import Any

from openpyxl import load_workbook

import forms
from engine import clock, dossier, people, process
from engine.process.tables import process_instance
from forms import tables
from tests.engine.process.cases import rows
from tests.engine.province import ALLOWANCE, CERTIFIED_COPIES, COMMUNE
from webui.demo import office, papers
from webui.demo.filling import Filler
from webui.demo.words import Words, default_words

PROCEDURES = (CERTIFIED_COPIES, CERTIFIED_COPIES, ALLOWANCE)
YEAR_BEGINS, YEAR_ENDS = date(2024, 1, 2), date(2024, 12, 31)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Paper:
    """The outage: from its beginning to its end; then, at the evening's desk, everything is entered."""

    started_at: datetime
    ended_at: datetime
    entered_from: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """A dossier that will come. serial: of its slip, when it comes during an outage."""

    number: int
    at: datetime
    procedure: str


@dataclass(slots=True)
class Year:
    """One play. clerk: receives and works; superior: declares outages and releases entries; both have accounts."""

    clerk: people.Officer
    superior: people.Officer
    seed: int
    plans: tuple[Planned, ...]
    paper: Paper | None = None
    words: Words = field(default_factory=default_words)
    codes: dict[int, str] = field(default_factory=dict)
    on_paper: int = 0
    _seen: set[str] = field(default_factory=set)
    _visits: dict[tuple[int, str], int] = field(default_factory=dict)
    _queue: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _entering: datetime | None = None

    def run(self) -> None:
        """Play the year."""
        for plan in self.plans:
            if self.paper is None or not self._is_down(plan.at):
                self._at(plan.at, lambda plan=plan: self._receive(plan))  # type: ignore[misc]
        if self.paper is not None:
            self._at(self.paper.started_at, self._enter_receptions)
            self._at(self.paper.ended_at + SECOND, self._settle)
        while self._queue:
            at, _, act = heapq.heappop(self._queue)
            if clock.local(at).date() > YEAR_ENDS:
                return
            if self._is_down(at):
                act()  # on paper: entered when the system works again
            else:
                with clock.at(max(at, self._entering or at)):
                    act()

    def _is_down(self, at: datetime) -> bool:
        return self.paper is not None and self.paper.started_at <= at <= self.paper.ended_at

    def _at(self, at: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (at, next(self._order), act))

    def _entry_time(self) -> datetime:
        assert self.paper is not None
        self._entering = (self._entering or self.paper.entered_from) + SECOND
        return self._entering

    # receptions

    def _random(self, *of: object) -> Random:
        return Random("-".join(map(str, (self.seed, *of))))  # noqa: S311 - a play

    def _typed(self, plan: Planned) -> tuple[dossier.Receivable, dict[str, str]]:
        """What is written on the paper, by key of a row."""
        random = self._random(plan.number)
        person = self.words.person(random)
        found = dossier.procedure_at(COMMUNE, plan.procedure)
        local = clock.local(plan.at)
        cells = {
            "received_date": f"{local:%d/%m/%Y}",
            "received_time": f"{local:%H:%M}",
            "full_name": person.full_name,
            "id_number": person.id_number,
            "birth_date": f"{date.fromisoformat(person.birth_date):%d/%m/%Y}",
            "address": person.address,
        }
        for position, paper in enumerate(found.sheet.cases[0].components):
            if paper.required or random.random() < 0.3:
                cells[f"paper.0.{position}"] = "x"
        context = {"kenh": str(next(iter(found.sheet.limits))), "thu_tuc": plan.procedure}
        assert found.form is not None
        answers = self._filled(random, found.form, context, person, None)
        for question in dossier.questions(found):
            texts = [question.options.get(text, text) for text in answers.get(question.name, [])]
            cells[f"field.{question.name}"] = forms.SEPARATOR.join(texts)
        return found, cells

    def _receive(self, plan: Planned) -> None:
        found, cells = self._typed(plan)
        reception, problems = dossier.read_row(found, cells, {})
        assert reception is not None, problems
        now = dossier.Reception(
            **{name: getattr(reception, name) for name in dossier.Reception.__dataclass_fields__}
            | {"received_at": None}
        )
        self.codes[plan.number] = dossier.receive(now, self.clerk)
        self._look(plan.number)

    def _enter_receptions(self) -> None:
        """Declare the outage, enter a spreadsheet per procedure, release everything."""
        assert self.paper is not None
        down = [plan for plan in self.plans if self._is_down(plan.at)]
        with clock.at(self.paper.started_at - timedelta(hours=1)):
            block = dossier.print_block(len(down), self.clerk)
        with clock.at(self._entry_time()):
            process.declare_outage(
                self.paper.started_at,
                "Mất điện",
                "Toàn bộ bộ phận một cửa",
                self.superior,
                ended_at=self.paper.ended_at,
            )
            entered: dict[str, int] = {}
            for procedure in dict.fromkeys(PROCEDURES):
                of_this = [
                    (plan, block.first + n) for n, plan in enumerate(down) if plan.procedure == procedure
                ]
                entered |= self._enter_sheet(procedure, of_this)
        with clock.at(self._entry_time()):
            released = dossier.release(list(entered), self.superior)
        assert not released.refused, released.refused
        assert len(released.codes) == len(down)
        for entry in dossier.entries(self.superior, "released"):
            assert entry.dossier_code is not None
            self.codes[entered[entry.id]] = entry.dossier_code
        for plan in down:
            self._look(plan.number)

    def _enter_sheet(self, procedure: str, plans: list[tuple[Planned, int]]) -> dict[str, int]:
        """The template of a procedure, filled in and read back. Half of the papers carry a number of their own."""
        found = dossier.procedure_at(COMMUNE, procedure)
        written = [
            {**self._typed(plan)[1], **({"paper_serial": str(serial)} if plan.number % 2 else {})}
            for plan, serial in plans
        ]
        read = tables.read_template(filled_template(found, written))
        assert len(read) == len(plans)
        entered = {}
        for (plan, _), row in zip(plans, read, strict=True):
            outcome = dossier.enter_row(found, row.cells, self.clerk, f"bang.xlsx {row.number}", {})
            assert outcome.entry is not None, outcome.problems
            entered[outcome.entry.id] = plan.number
        self.on_paper += len(plans)
        return entered

    def _settle(self) -> None:
        with clock.at(self._entry_time()):
            (outage,) = process.open_for_entries(COMMUNE)
            process.settle_outage(outage.id, self.superior)
            self._tick()

    # work

    def _look(self, number: int) -> None:
        """Plan what is to be done next on a dossier, and when the sweep must look at it."""
        code = self.codes[number]
        for item in sorted(process.items_of(code), key=lambda item: item.element_id):
            if item.task_id not in self._seen:
                self._seen.add(item.task_id)
                self._plan_task(number, item)
        for instance in rows(process_instance):
            if instance.dossier_code == code and instance.next_due is not None:
                self._at(instance.next_due, self._tick)

    def _plan_task(self, number: int, item: process.WorkItem) -> None:
        visit = self._visits[number, item.element_id] = self._visits.get((number, item.element_id), 0) + 1
        random = self._random(number, item.element_id, visit)
        done_at = office.after(item.created_at, timedelta(minutes=random.randint(20, 900)))
        self._at(done_at, lambda: self._work(number, item.task_id, done_at, random))

    def _work(self, number: int, task_id: str, at: datetime, random: Random) -> None:
        if not self._is_down(at):
            self._complete(number, task_id, at, None, random)
            return
        with clock.at(self._entry_time()):
            self._complete(number, task_id, at, at, random)
        self.on_paper += 1

    def _complete(
        self, number: int, task_id: str, at: datetime, done_at: datetime | None, random: Random
    ) -> None:
        try:
            task = process.task_form(task_id, self.clerk)
        except process.TaskGone:
            return
        answers: Mapping[str, list[str]] = {}
        if task.form is not None:
            given = task.variables["nguoi_nop"]
            person = dossier.Applicant(given["ho_ten"], given["so_dinh_danh"] or "", given["ngay_sinh"] or "")
            files = dict(task.known_files)
            with clock.acting_at(at):
                answers = self._filled(random, task.form, task.variables, person, self.codes[number], files)
        process.submit_user_task(task_id, self.clerk, answers, done_at=done_at)
        self._look(number)

    def _filled(
        self,
        random: Random,
        form: forms.Form,
        context: Mapping[str, Any],
        person: dossier.Applicant,
        code: str | None,
        files: dict[str, forms.FileInfo] | None = None,
    ) -> dict[str, list[str]]:
        def attach(_accept: str) -> forms.FileInfo:
            return process.keep_file("quet.pdf", [papers.sample_pdf(1)], self.clerk, code)

        known: dict[str, forms.FileInfo] = {} if files is None else files
        return Filler(self.words, random, person, context, clock.today(), attach, known).fill(form)

    def _tick(self) -> None:
        while process.tick(rest=lambda _seconds: None):
            for number in tuple(self.codes):
                self._look(number)


def plans_of(seed: int, paper: Paper, *, busy: int, quiet: int) -> tuple[Planned, ...]:
    """The dossiers of a year. busy: a day, some days around the outage. quiet: working days between two else."""
    random = Random(seed)  # noqa: S311 - a play
    near = timedelta(days=6)
    plans: list[Planned] = []
    for number, day in enumerate(office.working_days(YEAR_BEGINS, YEAR_ENDS)):
        opened, closed = next(office.sessions_from(datetime.combine(day, datetime.min.time(), clock.LOCAL)))
        is_near = paper.started_at - near <= opened <= paper.ended_at + near
        for _ in range(busy if is_near else int(number % quiet == 0)):
            # a paper tells the minute
            minutes = random.randint(1, int((closed - opened).total_seconds()) // 60 - 1)
            at = opened + timedelta(minutes=minutes)
            plans.append(Planned(len(plans), at, random.choice(PROCEDURES)))
    return tuple(plans)


def filled_template(found: dossier.Receivable, written: list[dict[str, str]]) -> bytes:
    """The procedure's template with rows typed into it."""
    keys = dict.fromkeys(key for cells in written for key in cells)
    columns = [tables.IntakeColumn(key, key) for key in keys]
    book = load_workbook(BytesIO(tables.to_template(found.sheet.name, "", columns)))
    for number, cells in enumerate(written, 5):
        for column, key in enumerate(keys, 1):
            book.worksheets[0].cell(number, column, cells.get(key))
    out = BytesIO()
    book.save(out)
    return out.getvalue()

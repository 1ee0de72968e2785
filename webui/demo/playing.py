"""A few weeks of work in the province, played through the real engine: an event queue over simulated office hours."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import forms
from engine import clock, dossier, law, people, process, store
from webui.demo import office, papers
from webui.demo.building import Site
from webui.demo.filling import USUAL, Filler
from webui.demo.loopback import PostRoom
from webui.demo.words import Words, default_words

TICK = timedelta(hours=1)
CLAIMED = 0.4
"""Share of the tasks left open that somebody has taken."""
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Temper:
    """How a dossier fares. share: weight among all. least, most: part of each step's time that the step takes."""

    share: int
    least: float
    most: float
    stalls: bool = False


EARLY, STEADY, LATE = Temper(50, 0.1, 0.45), Temper(25, 0.5, 0.95), Temper(11, 1.1, 1.9)
STALLED = Temper(14, 0.4, 1.0, stalls=True)
TEMPERS = (EARLY, STEADY, LATE, STALLED)

LONGEST = timedelta(hours=20)
"""Working time that an unhurried step takes at most, whatever it may."""
NEVER = timedelta(hours=400)
STALL_DAYS = 18
"""Dossiers stall only near the end: one forgotten for months would be no everyday sight."""


@dataclass(slots=True)
class Case:
    """A dossier in play."""

    code: str
    temper: Temper
    seen: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Play:
    """One run. Everything random comes from `random`, everything in time from the queue."""

    sites: Sequence[Site]
    random: Random
    start: datetime
    end: datetime
    words: Words = field(default_factory=default_words)
    cases: dict[str, Case] = field(default_factory=dict)
    unstaffed: set[tuple[str, str, str]] = field(default_factory=set)
    _queue: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _now: datetime = field(init=False)
    _post: PostRoom = field(init=False)

    def __post_init__(self) -> None:
        self._now = self.start
        self._post = PostRoom({site.plan.agency: site.node for site in self.sites})

    def run(self, progress: Callable[[datetime], None] = lambda _at: None) -> None:
        """Play from start to end. progress: told the simulated instant after every event."""
        for site in self._agencies():
            self._plan_receptions(site)
        self._plan_ticks()
        while self._queue:
            self._now, _, act = heapq.heappop(self._queue)
            with clock.at(self._now):
                act()
            progress(self._now)

    def examples(self) -> tuple[str, ...]:
        """Codes of dossiers worth looking up: the latest ones that took part in an exchange or are finished."""
        portal = next(site for site in self.sites if site.plan.role == "portal")
        found: list[tuple[int, int, str]] = []
        with store.using(portal.node.database), clock.at(self.end):
            for code in reversed(self.cases):
                status = dossier.public_status_of(code)
                if len(status.agencies) > 1 or status.status == 10:
                    found.append((-len(status.agencies), len(found), code))
        return tuple(code for _, _, code in sorted(found)[:EXAMPLES])

    def _agencies(self) -> Iterator[Site]:
        return (site for site in self.sites if site.plan.role == "agency")

    def _at(self, instant: datetime, act: Callable[[], None]) -> None:
        if instant <= self.end:
            heapq.heappush(self._queue, (instant, next(self._numbers), act))

    # receptions

    def _plan_receptions(self, site: Site) -> None:
        with store.using(site.node.database):
            offered = dossier.receivable(site.plan.agency)
        clerks = [officer for officer in site.officers if "reception" in officer.roles]
        if not offered or not clerks:
            return
        weights = [_weight(found.sheet, self.start) for found in offered]
        first, last = clock.local(self.start).date(), clock.local(self.end).date()
        for day in office.working_days(first, last):
            for _ in range(self._how_many(site.plan.pace)):
                found = self.random.choices(offered, weights)[0]
                clerk, moment = self.random.choice(clerks), self._moment(day)
                if moment >= self.start and found.sheet.is_receivable(day):
                    self._at(moment, lambda f=found, c=clerk: self._receive(site, f, c))  # type: ignore[misc]

    def _how_many(self, pace: float) -> int:
        return max(0, int(pace + self.random.random()) + self.random.choice((-1, 0, 0, 1)))

    def _moment(self, day: Any) -> datetime:
        session = self.random.choice(law.default_calendar().sessions(day))
        length = (session.end - session.start).total_seconds()
        return session.start + timedelta(seconds=int(self.random.uniform(0.02, 0.95) * length))

    def _receive(self, site: Site, found: dossier.Receivable, clerk: people.Officer) -> None:
        applicant = self.words.person(self.random)
        channel = self._channel(found.sheet)
        with store.using(site.node.database):
            context = {"kenh": channel, "thu_tuc": found.sheet.code}
            answers = self._fill(found.form, applicant, context, clerk, None, {}) if found.form else {}
            code = dossier.receive(
                dossier.Reception(
                    procedure_code=found.sheet.code,
                    channel=channel,
                    applicant=applicant,
                    components=tuple(self._components(found.sheet.cases[0], clerk)),
                    answers=answers,
                ),
                clerk,
            )
        self.cases[code] = Case(code, self._temper())
        self._settle(site, self.cases[code])

    def _channel(self, sheet: law.Sheet) -> str:
        channels = [str(channel) for channel in sheet.limits]
        return channels[0] if self.random.random() < USUAL else self.random.choice(channels)

    def _components(self, case: law.Case, clerk: people.Officer) -> Iterator[dossier.ComponentGiven]:
        for paper in case.components:
            given = paper.required or self.random.random() < 0.3
            scans = (self._attach("", clerk, None).id,) if given and self.random.random() < 0.5 else ()
            yield dossier.ComponentGiven(
                name=paper.name,
                originals=paper.originals if given else 0,
                copies=(paper.copies or (0 if paper.originals else 1)) if given else 0,
                file_ids=scans,
            )

    def _temper(self) -> Temper:
        temper = self.random.choices(TEMPERS, [temper.share for temper in TEMPERS])[0]
        if temper.stalls and self._now < self.end - timedelta(days=STALL_DAYS):
            return LATE
        return temper

    # work

    def _settle(self, site: Site, case: Case) -> None:
        """After something was done to a dossier: let messages through, see what is to be done next."""
        touched = self._post.drain(site.plan.agency)
        for other in self._agencies():
            if other.plan.agency in touched:
                self._plan_work(other, case)

    def _plan_work(self, site: Site, case: Case) -> None:
        with store.using(site.node.database):
            items = process.items_of(case.code)
        # ids are random: the order must not depend on them
        for item in sorted(items, key=lambda item: item.element_id):
            if item.task_id not in case.seen:
                case.seen.add(item.task_id)
                self._plan_task(site, case, item)

    def _plan_task(self, site: Site, case: Case, item: process.WorkItem) -> None:
        able = [officer for officer in site.officers if officer.may(item.role, item.unit_code)]
        if not able:
            self.unstaffed.add((site.plan.agency, item.unit_code, item.role))
            return
        officer = self.random.choice(able)
        done_at = office.after(self._now, self._time_for(case.temper, item))
        claimed_at = office.after(self._now, timedelta(minutes=self.random.randint(5, 200)))
        is_claimed = self.random.random() < CLAIMED
        if done_at <= self.end:
            self._at(done_at, lambda: self._work(site, case, item.task_id, officer))
        elif is_claimed:
            self._at(claimed_at, lambda: self._claim(site, item.task_id, officer))

    def _time_for(self, temper: Temper, item: process.WorkItem) -> timedelta:
        """Working time until a task is done."""
        if temper.stalls and self.random.random() < 0.5:
            return NEVER
        share = self.random.uniform(temper.least, temper.most)
        allowed = office.between(self._now, item.due_at) if item.due_at else timedelta()
        if not allowed:
            return timedelta(minutes=self.random.randint(20, 600))
        spent = allowed * share
        return spent if temper is LATE else min(spent, LONGEST * self.random.uniform(0.5, 1))

    def _claim(self, site: Site, task_id: str, officer: people.Officer) -> None:
        with store.using(site.node.database):
            try:
                process.claim(task_id, officer)
            except process.TaskGone:
                # a timer or a message was faster
                return

    def _work(self, site: Site, case: Case, task_id: str, officer: people.Officer) -> None:
        with store.using(site.node.database):
            try:
                task = process.task_form(task_id, officer)
            except process.TaskGone:
                return
            answers = self._answers(task, case, officer)
            try:
                process.submit_user_task(task_id, officer, answers)
            except dossier.DueChangeRefused:
                # a date that was moved meanwhile: who has to promise another one leaves it for later
                return
        self._settle(site, case)

    def _answers(self, task: process.TaskForm, case: Case, officer: people.Officer) -> dict[str, list[str]]:
        if task.form is None:
            return {}
        applicant = _applicant(task.variables)
        files = dict(task.known_files)
        return self._fill(task.form, applicant, task.variables, officer, case.code, files)

    def _fill(
        self,
        form: forms.Form,
        applicant: dossier.Applicant,
        context: Any,
        officer: people.Officer,
        code: str | None,
        files: dict[str, forms.FileInfo],
    ) -> dict[str, list[str]]:
        filler = Filler(
            self.words,
            self.random,
            applicant,
            context,
            clock.today(),
            lambda accept: self._attach(accept, officer, code),
            files,
        )
        return filler.fill(form)

    def _attach(self, accept: str, officer: people.Officer, code: str | None) -> forms.FileInfo:
        number = self.random.randint(1, 40)
        if not accept or "pdf" in accept.lower():
            return process.keep_file(f"ban-quet-{number:02d}.pdf", [papers.sample_pdf(number)], officer, code)
        return process.keep_file(f"anh-chup-{number:02d}.png", [papers.SAMPLE_PNG], officer, code)

    # time

    def _plan_ticks(self) -> None:
        for opened, closed in office.sessions_from(self.start):
            if opened > self.end:
                return
            while opened < closed:
                self._at(opened, self._tick)
                opened += TICK

    def _tick(self) -> None:
        """Fire the timers that are due."""
        for site in self._agencies():
            with store.using(site.node.database):
                fired = process.tick()
            if fired:
                for case in tuple(self.cases.values()):
                    self._settle(site, case)


def _weight(sheet: law.Sheet, at: datetime) -> float:
    """How common a procedure is beside others: the shorter its time limit, the commoner."""
    limit = next(iter(sheet.limits.values()))
    days = (law.due_at(at, limit, law.default_calendar()).due_at - at) / timedelta(days=1)
    return float(max(1.0, days) ** (-1 / 3))


def _applicant(variables: Any) -> dossier.Applicant:
    given = variables.get("nguoi_nop") or {}
    return dossier.Applicant(
        full_name=given.get("ho_ten") or "",
        id_number=given.get("so_dinh_danh") or "",
        birth_date=given.get("ngay_sinh") or "",
    )

"""A paper reception as texts by key, from a row of a spreadsheet or the fast screen: read, checked, entered.

Keys: those of FIXED, `paper.<case>.<position>` for the papers of the sheet, `field.<name>` for the start form.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import forms
from engine import clock, law, people
from engine.dossier.catching_up import CatchUpEntry, check_entry, enter, is_entered
from engine.dossier.errors import Problem, ReceptionRefused
from engine.dossier.reception import Applicant, ComponentGiven, Receivable, Reception

FIXED = (
    "received_date",
    "received_time",
    "paper_serial",
    "channel",
    "case",
    "full_name",
    "id_number",
    "birth_date",
    "sex",
    "address",
    "phone",
    "email",
)
NEEDED = frozenset(("received_date", "received_time", "full_name"))
_APPLICANT = FIXED[5:]
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})|(\d{4})-(\d{2})-(\d{2})")
_TIME = re.compile(r"(\d{1,2})[:hg.](\d{2})")
_MARKS = frozenset("x✓v")
_MOST = 99


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row. entry: waits now, or (known) waited or was released before. problems: by key."""

    entry: CatchUpEntry | None
    problems: tuple[Problem, ...]
    known: bool = False


def questions(found: Receivable) -> tuple[forms.Question, ...]:
    """What the procedure's start form asks."""
    if found.form is None:
        return ()
    return forms.outline(found.form, {"thu_tuc": found.sheet.code}, today=clock.today())


def enter_row(
    found: Receivable,
    cells: Mapping[str, str],
    officer: people.Officer,
    origin: str,
    channels: Mapping[str, str],
) -> RowOutcome:
    """Enter a row when nothing is wrong with it. channels: code by the words that stand for it.

    Raises CatchUpNotYours, BackdatingRefused.
    """
    reception, problems = read_row(found, cells, channels)
    if reception is None or problems:
        return RowOutcome(None, tuple(problems))
    known = is_entered(reception, officer)
    if not known:
        wrong = tuple(_of_cells(check_entry(reception, officer), reception.case_index))
        if wrong:
            return RowOutcome(None, wrong)
    try:
        return RowOutcome(enter(reception, officer, origin), (), known)
    except ReceptionRefused as refused:
        return RowOutcome(None, tuple(_of_cells(refused.problems, reception.case_index)))


def read_row(
    found: Receivable, cells: Mapping[str, str], channels: Mapping[str, str]
) -> tuple[Reception | None, list[Problem]]:
    """What the texts say, or what cannot be read of them."""
    problems: list[Problem] = []
    case = _case(found.sheet, cells.get("case", ""), problems)
    received = _received(cells, problems)
    serial = _serial(cells.get("paper_serial", ""), problems)
    birth = _birth_date(cells.get("birth_date", ""), problems)
    papers = tuple(_papers(found.sheet, case, cells, problems))
    channel = _channel(found.sheet, cells.get("channel", ""), channels)
    if received is None or problems:
        return None, problems
    person = {name: cells.get(name, "").strip() for name in _APPLICANT} | {"birth_date": birth}
    answers = {q.name: q.texts(cells.get(f"field.{q.name}", "")) for q in questions(found)}
    return (
        Reception(
            procedure_code=found.sheet.code,
            channel=channel,
            applicant=Applicant(**person),
            components=papers,
            answers={name: texts for name, texts in answers.items() if texts},
            case_index=case,
            received_at=received,
            paper_serial=serial,
        ),
        [],
    )


def _case(sheet: law.Sheet, typed: str, problems: list[Problem]) -> int:
    wanted = " ".join(typed.split()).casefold()
    if not wanted:
        return 0
    for number, case in enumerate(sheet.cases):
        if wanted in (" ".join(case.name.split()).casefold(), str(number + 1)):
            return number
    problems.append(Problem("case", "unknown_case"))
    return 0


def _received(cells: Mapping[str, str], problems: list[Problem]) -> datetime | None:
    day, moment = _day(cells.get("received_date", "")), _moment(cells.get("received_time", ""))
    if day is None:
        problems.append(Problem("received_date", "bad_date" if cells.get("received_date") else "required"))
    if moment is None:
        problems.append(Problem("received_time", "bad_time" if cells.get("received_time") else "required"))
    return None if day is None or moment is None else datetime.combine(day, moment, clock.LOCAL)


def _day(typed: str) -> date | None:
    found = _DAY.match(typed.strip())
    if found is None:
        return None
    numbers = [int(part) for part in found.groups() if part]
    try:
        return date(*numbers) if found[4] else date(*reversed(numbers))
    except ValueError:
        return None


def _moment(typed: str) -> time | None:
    found = _TIME.match(typed.strip().lower())
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def _serial(typed: str, problems: list[Problem]) -> int | None:
    """The number of a slip: alone, or at the end of its code."""
    digits = typed.strip().rpartition("-")[2]
    if not typed.strip():
        return None
    if not re.fullmatch(r"\d{1,7}", digits):
        problems.append(Problem("paper_serial", "serial_not_free"))
        return None
    return int(digits)


def _birth_date(typed: str, problems: list[Problem]) -> str:
    if not typed.strip():
        return ""
    day = _day(typed)
    if day is None:
        problems.append(Problem("birth_date", "bad_date"))
    return day.isoformat() if day else ""


def _channel(sheet: law.Sheet, typed: str, channels: Mapping[str, str]) -> str:
    wanted = " ".join(typed.split())
    usual = next(iter(sheet.limits))
    return channels.get(wanted.casefold(), wanted) if wanted else str(usual)


def _papers(
    sheet: law.Sheet, case: int, cells: Mapping[str, str], problems: list[Problem]
) -> Iterator[ComponentGiven]:
    for position, paper in enumerate(sheet.cases[case].components):
        key = f"paper.{case}.{position}"
        typed = cells.get(key, "").strip().casefold()
        if not typed or typed == "0":
            yield ComponentGiven(paper.name)
        elif typed in _MARKS:
            copies = paper.copies or (0 if paper.originals else 1)
            yield ComponentGiven(paper.name, originals=paper.originals, copies=copies)
        elif typed.isdecimal() and int(typed) <= _MOST:
            count = int(typed)
            yield (
                ComponentGiven(paper.name, originals=count)
                if paper.originals
                else ComponentGiven(paper.name, copies=count)
            )
        else:
            problems.append(Problem(key, "bad_count"))


_KEYS = {"received_at": "received_date"}


def _of_cells(problems: Sequence[Problem], case: int) -> Iterator[Problem]:
    """The engine's problems, each at the key of what was typed."""
    for problem in problems:
        field = problem.field
        if problem.message is not None:
            yield Problem(f"field.{field}", problem.code, problem.message)
        elif field.startswith("component."):
            yield Problem(f"paper.{case}.{field.removeprefix('component.')}", problem.code)
        else:
            yield Problem(_KEYS.get(field, field.removeprefix("applicant.")), problem.code)

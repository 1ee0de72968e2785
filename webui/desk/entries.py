"""The reception page's own fields: from the browser's texts to a Reception, and back onto the page with errors."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from engine import dossier, law
from webui import problems, strings
from webui.desk.submissions import Submission
from webui.fields import Error

APPLICANT = ("full_name", "id_number", "birth_date", "sex", "address", "phone", "email")
KINDS = tuple(strings.COPY_KINDS)
_OWN = re.compile(r"applicant\.|component\.|_|csrf_token$|request_key$|channel$|case$|card$|shown_case$")
_PAPER = re.compile(r"component\.(\d{1,2})(?:\.(\w+))?")
_FILE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the table of papers, as typed. counts: text by kind of copy."""

    counts: Mapping[str, str] = field(default_factory=dict)
    file_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands on the reception page. papers: by the paper's position on the sheet."""

    request_key: str
    applicant: Mapping[str, str] = field(default_factory=dict)
    channel: str = "direct"
    case_index: int = 0
    card: str = ""
    papers: Mapping[int, Paper] = field(default_factory=dict)
    answers: Mapping[str, list[str]] = field(default_factory=dict)
    errors: tuple[Error, ...] = ()

    @property
    def file_ids(self) -> list[str]:
        return [file_id for paper in self.papers.values() for file_id in paper.file_ids]

    @property
    def answer_ids(self) -> list[str]:
        """What may be ids of files among the answers of the procedure's form."""
        return [text for texts in self.answers.values() for text in texts if _FILE_ID.fullmatch(text)]

    def as_reception(self, procedure_code: str, sheet_papers: Sequence[law.Component]) -> dossier.Reception:
        """The engine's command. Only for an entry without errors."""
        given = []
        for position, paper in enumerate(sheet_papers):
            typed = self.papers.get(position, Paper())
            counts = {kind: int(typed.counts.get(kind) or 0) for kind in KINDS}
            given.append(dossier.ComponentGiven(name=paper.name, file_ids=typed.file_ids, **counts))
        birth_date = _day(self.applicant.get("birth_date", ""))
        person = {**self.applicant, "birth_date": birth_date.isoformat() if birth_date else ""}
        return dossier.Reception(
            procedure_code=procedure_code,
            channel=self.channel,
            applicant=dossier.Applicant(**person),
            components=tuple(given),
            answers=self.answers,
            case_index=self.case_index,
            request_key=self.request_key,
        )


def same_papers(sheet: law.Sheet, case_index: int) -> tuple[law.Component, ...]:
    """The papers of a case; of the first when there is no such case."""
    return sheet.cases[case_index if case_index < len(sheet.cases) else 0].components


def read_entry(submission: Submission) -> Entry:
    """The page as it came in; what cannot be read is kept as typed and named in `errors`."""
    applicant = {name: submission.text(f"applicant.{name}")[:300] for name in APPLICANT}
    case, shown = submission.text("case"), submission.text("shown_case")
    papers = _papers(submission)
    if case != shown:
        # another case has other papers: the numbers typed belong to lines that are not there any more
        papers = {}
    return Entry(
        request_key=submission.text("request_key")[:64],
        applicant=applicant,
        channel=submission.text("channel"),
        case_index=int(case) if re.fullmatch(r"\d{1,2}", case) else 0,
        card=submission.text("card"),
        papers=papers,
        answers={name: texts for name, texts in submission.fields.items() if not _OWN.match(name)}
        | {"_action": [submission.action]},
        errors=tuple(_errors(applicant, papers)),
    )


def _papers(submission: Submission) -> dict[int, Paper]:
    found: dict[int, Paper] = {}
    for name, texts in submission.fields.items():
        match = _PAPER.fullmatch(name)
        if match is None:
            continue
        position, kind = int(match[1]), match[2]
        paper = found.get(position, Paper())
        if kind in KINDS:
            paper = replace(paper, counts={**paper.counts, kind: texts[0].strip()[:9]})
        elif kind is None:
            paper = replace(paper, file_ids=tuple(text for text in texts if _FILE_ID.fullmatch(text)))
        found[position] = paper
    return found


def _errors(applicant: Mapping[str, str], papers: Mapping[int, Paper]) -> list[Error]:
    errors = []
    if applicant["birth_date"] and _day(applicant["birth_date"]) is None:
        errors.append(_error("applicant.birth_date", "bad_date"))
    for position, paper in papers.items():
        for kind, text in paper.counts.items():
            if text and not re.fullmatch(r"\d{1,2}", text):
                errors.append(Error(f"f-component-{position}-{kind}", strings.FIELDS["bad_count"]))
    return errors


def _day(text: str) -> date | None:
    """A date as people write it: 23/11/1990, 23-11-1990, 23.11.1990, 23111990."""
    parts = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", text) or re.fullmatch(
        r"(\d{2})(\d{2})(\d{4})", text
    )
    if parts is None:
        return None
    try:
        return date(int(parts[3]), int(parts[2]), int(parts[1]))
    except ValueError:
        return None


def _error(name: str, code: str, label: str = "") -> Error:
    text = strings.FIELDS.get(code, strings.FIELDS["bad_value"])
    label = label or strings.LABELS.get(name, name)
    return Error("f-" + name.replace(".", "-"), text.format(label=label))


def errors_of(refused: dossier.ReceptionRefused, sheet_papers: Sequence[law.Component]) -> list[Error]:
    """The engine's problems as lines of the summary, each leading to its field."""
    errors = []
    for problem in refused.problems:
        match = _PAPER.fullmatch(problem.field)
        if problem.message is not None:
            errors.append(Error("f-" + problem.field.replace(".", "-"), problem.message))
        elif match is not None and int(match[1]) < len(sheet_papers):
            errors.append(_error(problem.field, problem.code, sheet_papers[int(match[1])].name))
        else:
            errors.append(_error(problem.field, problem.code))
    return errors


def card_entry(entry: Entry) -> Entry:
    """The entry with the applicant filled in from the scanned card; phone and mail stay as typed."""
    try:
        card = dossier.read_identity_card(entry.card)
    except dossier.BadIdentityCard as error:
        return replace(entry, errors=(Error("f-card", problems.words(error).text),))
    read = {
        "full_name": card.full_name,
        "id_number": card.id_number,
        "birth_date": f"{card.birth_date:%d/%m/%Y}" if card.birth_date else "",
        "sex": card.sex or "",
        "address": card.address,
    }
    return replace(entry, applicant={**entry.applicant, **read}, card="", errors=())


def filled(entry: Entry, sheet_papers: Sequence[law.Component]) -> Entry:
    """The entry with the sheet's numbers in every line where nothing was typed yet."""
    papers = dict(entry.papers)
    for position, paper in enumerate(sheet_papers):
        typed = papers.get(position, Paper())
        if paper.required and not any(text.strip("0 ") for text in typed.counts.values()):
            counts = {"originals": str(paper.originals or ""), "copies": str(paper.copies or "")}
            papers[position] = replace(typed, counts=counts)
    return replace(entry, papers=papers)


def detached(entry: Entry, action: str) -> Entry:
    """The entry without one file of a paper. action: `drop:<position>:<file id>`."""
    _, position, file_id = [*action.split(":", 2), "", ""][:3]
    paper = entry.papers.get(int(position)) if position.isdecimal() and len(position) < 3 else None
    if paper is None:
        return entry
    kept = tuple(one for one in paper.file_ids if one != file_id)
    return replace(entry, papers={**entry.papers, int(position): replace(paper, file_ids=kept)})

"""At the counter: a complete dossier gets its code, its due date, its process, in one transaction."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

import forms
from engine import clock, history, law, people, process, store
from engine.dossier.errors import Problem, ReceptionRefused, UnknownProcedure
from engine.dossier.numbering import next_code, paper_code
from engine.dossier.paper_blocks import use_number
from engine.dossier.tables import dossier, dossier_component

RECEIVED = 2
# how diagrams and forms call the fields of the applicant (`nguoi_nop.ho_ten`)
APPLICANT_WORDS = {
    "full_name": "ho_ten",
    "id_number": "so_dinh_danh",
    "birth_date": "ngay_sinh",
    "sex": "gioi_tinh",
    "address": "dia_chi",
    "phone": "dien_thoai",
    "email": "email",
}
MAX_COUNT = 99


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who submits. id_number: citizen identity number, may be empty where the procedure allows."""

    full_name: str
    id_number: str = ""
    birth_date: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ComponentGiven:
    """How many of each kind of copy of a component were handed in, and its scans."""

    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0
    file_ids: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        return bool(self.originals or self.certified or self.copies or self.file_ids)


@dataclass(frozen=True, slots=True)
class Reception:
    """What the officer entered. components: in the order of the sheet's case. answers: fields of the start form.

    request_key: one per page shown; a second submission of the same page answers the first one's code.
    received_at: when it was received on paper, None for now. paper_serial: printed on that paper.
    """

    procedure_code: str
    channel: str
    applicant: Applicant
    components: tuple[ComponentGiven, ...]
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    case_index: int = 0
    request_key: str | None = None
    received_at: datetime | None = None
    paper_serial: int | None = None


@dataclass(frozen=True, slots=True)
class Receivable:
    """A procedure that an agency receives at its counter."""

    sheet: law.Sheet
    definition: process.ProcessDefinition
    form: forms.Form | None


def receivable(agency_code: str) -> tuple[Receivable, ...]:
    """The procedures deployed here that this agency's counter receives, by name."""
    found = []
    for deployed in process.latest_deployments():
        for definition in process.definitions_of(deployed.id):
            # a process without a procedure's code has no sheet: nobody can receive it, and it closes no counter
            is_received = definition.starts_at_counter and definition.procedure_code
            if is_received and people.runs_at(definition.runs_at, agency_code):
                found.append(_receivable(definition))
    return tuple(sorted(found, key=lambda r: process.searchable(r.sheet.name)))


def _receivable(definition: process.ProcessDefinition) -> Receivable:
    elements = process.compiled(definition).elements.values()
    start = next((e for e in elements if e.kind == "startEvent" and e.form_ref), None)
    form = process.form_of(definition.deployment_id, start.form_ref) if start and start.form_ref else None
    return Receivable(process.sheet_of(definition.deployment_id), definition, form)


def procedure_at(agency_code: str, procedure_code: str) -> Receivable:
    """One procedure of an agency's counter. Raises UnknownProcedure."""
    for candidate in receivable(agency_code):
        if candidate.sheet.code == procedure_code:
            return candidate
    raise UnknownProcedure(procedure_code, procedure=procedure_code)


def procedure_names() -> dict[str, str]:
    """Names of the procedures deployed here by their codes, in the order of their codes."""
    names = {}
    for deployed in process.latest_deployments():
        if any(definition.procedure_code for definition in process.definitions_of(deployed.id)):
            sheet = process.sheet_of(deployed.id)
            names[sheet.code] = sheet.name
    return dict(sorted(names.items()))


def receive(reception: Reception, officer: people.Officer) -> str:
    """Accept a dossier and start its process. Answers its code.

    Raises UnknownProcedure, ReceptionRefused with every problem, BackdatingRefused; then nothing is kept.
    """
    with process.entering(reception.received_at, officer) as outage, store.transaction():
        earlier = _received_before(reception.request_key)
        if earlier is not None:
            return earlier
        found = procedure_at(officer.agency_code, reception.procedure_code)
        known = process.unbound_files(officer, _file_ids(reception))
        answers, problems = _answers(found, reception, known)
        problems = [*_problems(found.sheet, reception, known), *problems]
        if problems:
            raise ReceptionRefused(problems)
        return _accept(found, reception, answers, officer, outage)


def check(reception: Reception, officer: people.Officer) -> tuple[Problem, ...]:
    """What is to be mended before a dossier can be received, as of when it was received on paper.

    Raises UnknownProcedure, BackdatingRefused.
    """
    with process.entering(reception.received_at, officer), store.reading():
        found = procedure_at(officer.agency_code, reception.procedure_code)
        known = process.unbound_files(officer, _file_ids(reception))
        _, problems = _answers(found, reception, known)
        return (*_problems(found.sheet, reception, known), *problems)


def _received_before(request_key: str | None) -> str | None:
    if request_key is None:
        return None
    query = select(dossier.c.code).where(dossier.c.request_key == request_key)
    return store.connection().execute(query).scalar()


def _file_ids(reception: Reception) -> list[str]:
    ids = [file_id for component in reception.components for file_id in component.file_ids]
    ids += [value for values in reception.answers.values() for value in values if len(value) == 32]
    return ids


def _answers(
    found: Receivable, reception: Reception, known: Mapping[str, forms.FileInfo]
) -> tuple[dict[str, Any], list[Problem]]:
    if found.form is None:
        return {}, []
    context = {"kenh": reception.channel, "thu_tuc": reception.procedure_code}
    cleaned = forms.clean(found.form, reception.answers, context, today=clock.today(), known_files=known)
    return dict(cleaned.values), [Problem(e.path, "form", e.message) for e in cleaned.errors]


def _problems(sheet: law.Sheet, reception: Reception, known: Mapping[str, forms.FileInfo]) -> list[Problem]:
    applicant = reception.applicant
    found = []
    if len(applicant.full_name.split()) < 1:
        found.append(Problem("applicant.full_name", "required"))
    if applicant.id_number and not re.fullmatch(r"\d{9}|\d{12}", applicant.id_number):
        found.append(Problem("applicant.id_number", "bad_id_number"))
    if applicant.phone and not re.fullmatch(r"(\+84|0)\d{8,10}", re.sub(r"[\s.]", "", applicant.phone)):
        found.append(Problem("applicant.phone", "bad_phone"))
    if applicant.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", applicant.email):
        found.append(Problem("applicant.email", "bad_email"))
    if applicant.birth_date and not _is_past_day(applicant.birth_date):
        found.append(Problem("applicant.birth_date", "bad_date"))
    if reception.channel not in sheet.limits:
        found.append(Problem("channel", "channel_closed"))
    return found + _component_problems(sheet, reception, known)


def _is_past_day(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).date() <= clock.today()
    except ValueError:
        return False


def _component_problems(
    sheet: law.Sheet, reception: Reception, known: Mapping[str, forms.FileInfo]
) -> list[Problem]:
    found = []
    if not 0 <= reception.case_index < len(sheet.cases):
        return [Problem("case", "unknown_case")]
    expected = sheet.cases[reception.case_index].components
    for position, component in enumerate(expected):
        given = reception.components[position] if position < len(reception.components) else None
        place = f"component.{position}"
        if component.required and (given is None or not given.given):
            found.append(Problem(place, "component_missing"))
        elif given is not None and not all(
            0 <= count <= MAX_COUNT for count in (given.originals, given.certified, given.copies)
        ):
            found.append(Problem(place, "bad_count"))
        elif given is not None and any(file_id not in known for file_id in given.file_ids):
            found.append(Problem(place, "file_missing"))
    return found


def _accept(
    found: Receivable,
    reception: Reception,
    answers: dict[str, Any],
    officer: people.Officer,
    outage: process.Outage | None,
) -> str:
    received_at = clock.now()
    sheet = found.sheet
    decide = process.decider_of(found.definition.deployment_id)
    own = process.case_limit(sheet, reception.channel, decide, found.form, answers)
    calendar = law.calendar_of(officer.agency_code)
    deadline = law.due_at(received_at, own.limit, calendar, because=own.because)
    day = clock.local(received_at).date()
    if reception.paper_serial is None:
        code = next_code(officer.agency_code, day)
    else:
        code = paper_code(officer.agency_code, day, reception.paper_serial)
        use_number(reception.paper_serial, officer.agency_code, code)
    case = process.Case(
        dossier_code=code,
        procedure_code=sheet.code,
        procedure_name=sheet.name,
        subject=" ".join(reception.applicant.full_name.split()),
        agency_code=officer.agency_code,
        lead_agency=officer.agency_code,
        due_at=deadline.due_at,
        variables=_variables(reception, sheet, answers, code, officer, received_at, deadline.due_at),
    )
    row = {
        "code": code,
        "agency_code": officer.agency_code,
        "lead_agency": officer.agency_code,
        "procedure_code": sheet.code,
        "procedure_name": sheet.name,
        "secret": bool(case.variables["kin"]),
        "deployment_id": found.definition.deployment_id,
        "channel": reception.channel,
        "applicant": _applicant_row(reception.applicant),
        "subject": case.subject,
        "search_text": process.searchable(code, case.subject, sheet.name, reception.applicant.id_number),
        "fee": None,
        "status": RECEIVED,
        "step": None,
        "received_at": received_at,
        "entered_at": clock.entered(),
        "outage_id": outage.id if outage else None,
        "due_at": deadline.due_at,
        "due_steps": [step.as_json() for step in deadline.steps],
        "original_due_at": deadline.due_at,
        "waiting_since": None,
        "waiting_for": None,
        "payment": "none",
        "delivery": "none",
        "notice": None,
        "received_by": officer.name,
        "request_key": reception.request_key,
        "finished_at": None,
        "returned_at": None,
    }
    store.connection().execute(dossier.insert(), row)
    _keep_components(sheet, reception, code, officer.agency_code)
    process.bind_files(_file_ids(reception), code)
    _remember(code, officer, row, sheet)
    process.begin(found.definition, case, officer)
    return code


def _variables(
    reception: Reception,
    sheet: law.Sheet,
    answers: Mapping[str, Any],
    code: str,
    officer: people.Officer,
    received_at: datetime,
    due_at: datetime,
) -> dict[str, Any]:
    applicant = reception.applicant
    return {
        **answers,
        "ma_ho_so": code,
        "thu_tuc": sheet.code,
        "kenh": reception.channel,
        "co_quan": officer.agency_code,
        "kin": not sheet.public_name,
        "nguoi_nop": {
            APPLICANT_WORDS[name]: value or None for name, value in _applicant_row(applicant).items()
        },
        "ngay_nhan": received_at.isoformat(),
        "ngay_hen_tra": due_at.isoformat(),
        **process.rule_variables(received_at),
    }


def _applicant_row(applicant: Applicant) -> dict[str, str]:
    return {**asdict(applicant), "full_name": " ".join(applicant.full_name.split())}


def _keep_components(sheet: law.Sheet, reception: Reception, code: str, agency_code: str) -> None:
    names = [component.name for component in sheet.cases[reception.case_index].components]
    rows = [
        {
            "dossier_code": code,
            "agency_code": agency_code,
            "position": position,
            "name": names[position] if position < len(names) else given.name,
            "originals": given.originals,
            "certified": given.certified,
            "copies": given.copies,
            "file_ids": list(given.file_ids),
            "supplement_no": 0,
            "replaces": None,
        }
        for position, given in enumerate(reception.components)
        if given.given
    ]
    if rows:
        store.connection().execute(dossier_component.insert(), rows)


def _remember(code: str, officer: people.Officer, row: Mapping[str, Any], sheet: law.Sheet) -> None:
    history.record(
        history.act_of(
            officer,
            "received",
            code,
            done_at=row["received_at"],
            data={
                "procedure": sheet.code,
                "field": sheet.field,
                "channel": row["channel"],
                "due_at": row["due_at"].isoformat() if row["due_at"] else None,
            },
        )
    )

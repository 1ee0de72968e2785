"""What the slips say, slip by slip. Instants aware; money whole đồng; texts may be empty where a paper can do without.

Every slip also takes `blocks` (see blocks.py). `receipt` has a file of its own.
"""

from datetime import datetime
from typing import NotRequired, TypedDict

from forms.slips.receipt import Applicant, Book, Form, Lookup, Procedure, Verification


class Slip(TypedDict):
    """On every slip. code: the dossier's, or of the list itself."""

    code: str
    form: Form
    number: NotRequired[str]
    agency: tuple[str, str]
    place: str
    issued_at: datetime
    verification: Verification
    blocks: NotRequired[dict[str, str]]


class DossierSlip(Slip):
    """On every slip of one dossier. officer: who issues it."""

    lookup: Lookup
    applicant: Applicant
    request: str
    procedure: Procedure
    received_at: datetime
    officer: str


class AskedPaper(TypedDict):
    """A paper asked for. note: what about it."""

    name: str
    note: str
    originals: int
    certified: int
    copies: int


class SupplementData(DossierSlip):
    """requested_by: the specialist agency, when it is not the desk's own."""

    papers: list[AskedPaper]
    reason: str
    requested_by: str
    until: datetime | None
    phone: str


class RefusalData(DossierSlip):
    """basis: provisions the refusal rests on."""

    desk: str
    reason: str
    basis: str
    contact: str
    phone: str


class ApologyData(DossierSlip):
    """extends: the form asks for an extension instead of naming a new day. late_agency: in a chain, who made it late."""

    field: str
    promised_at: datetime | None
    reason: str
    late_agency: str
    extends: bool
    new_due_at: datetime
    signer: str
    contact: str
    phone: str


class StopData(DossierSlip):
    """signer: head of the agency, may be empty."""

    due_at: datetime | None
    stopped_at: datetime
    reason: str
    basis: str
    signer: str
    contact: str
    phone: str


class HandOver(TypedDict):
    """A line of the control slip. giver, taker: units, "" for the applicant. until: the giver's time. result: early, on_time, late; open while nothing was due."""

    giver: str
    taker: str
    at: datetime
    until: datetime | None
    result: str
    note: str


class ControlData(DossierSlip):
    """resolving, coordinating: names of agencies."""

    due_at: datetime | None
    resolving: str
    coordinating: list[str]
    book: Book
    rows: list[HandOver]


class FeeForm(TypedDict):
    """Model and symbol of a receipt as the tax office gave them out; empty: filled in by hand."""

    model: str
    symbol: str


class FeeItem(TypedDict):
    """kind: P (phí) or LP (lệ phí)."""

    kind: str
    name: str
    amount: int


class FeeData(DossierSlip):
    """total_words: of `amount_in_words`. payment: cash, transfer, online."""

    fee_form: FeeForm
    payer: str
    items: list[FeeItem]
    total: int
    total_words: str
    payment: str


class Giver(TypedDict):
    """Who hands over."""

    name: str
    unit: str
    phone: str


class Receiver(TypedDict):
    """Who takes. role: nguoi_nop, uy_quyen, buu_chinh, truc_tuyen, as forms say it."""

    name: str
    role: str
    phone: str


class Result(TypedDict):
    """kind: name of the result on the procedure's sheet. number, abstract: of the document."""

    kind: str
    number: str
    abstract: str


class ReturnedData(DossierSlip):
    """The receipt for a result."""

    giver: Giver
    receiver: Receiver
    result: Result
    handed_at: datetime


class HandedResult(TypedDict):
    """A line of the hand-over list. fee, post: marks."""

    code: str
    request: str
    result: str
    owner: str
    address: str
    fee: bool
    post: bool


class HandoverData(Slip):
    """Results given in one go. giver, taker: units."""

    giver: str
    taker: str
    officer: str
    rows: list[HandedResult]


class RegisterLine(TypedDict):
    """A line of the register."""

    code: str
    request: str
    sets: int
    owner: str
    address: str
    phone: str
    received_at: datetime
    due_at: datetime | None
    returned_at: datetime | None
    giver: str
    taker: str
    note: str


class RegisterData(Slip):
    """period: in words."""

    period: str
    rows: list[RegisterLine]

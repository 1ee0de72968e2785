"""What the receipt slip says."""

from datetime import datetime
from typing import NotRequired, TypedDict


class Form(TypedDict):
    """title: over the paper. mark: which form of which rules it is, at its foot, "" where the law fixes none."""

    title: str
    mark: str


class Verification(TypedDict):
    """url: that this very slip was issued (goes into the QR). address, id: what a person types."""

    url: str
    address: str
    id: str


class Applicant(TypedDict):
    """Texts may be empty except the name."""

    name: str
    address: str
    phone: str
    email: str
    id_number: str


class Owner(TypedDict):
    """The dossier's owner, when somebody else handed it in."""

    name: str
    address: str


class Procedure(TypedDict):
    """Code and full name."""

    code: str
    name: str


class Paper(TypedDict):
    """A paper handed in, with how many of each kind: originals, certified copies, photocopies."""

    name: str
    originals: int
    certified: int
    copies: int


class Phase(TypedDict):
    """Times of a second phase, for procedures that wait for a tax payment."""

    received_at: datetime
    due_at: datetime


class Book(TypedDict):
    """Volume and number in the register; texts, may be empty."""

    volume: str
    number: str


class Lookup(TypedDict):
    """url: of this dossier, by its code only (goes into the QR); address: what a person types; phone may be empty."""

    url: str
    address: str
    phone: str


class ReceiptData(TypedDict):
    """Data of the template `receipt`. Instants aware; money whole đồng, None while it is not known.

    agency: upper and own name. channel: direct, post or online. return_by: desk, post or online.
    unconfirmed: years whose days off nobody has confirmed yet, so that the due date may still move.
    limit: in words. secret: the second key of the look-up, may be empty.
    """

    code: str
    form: Form
    secret: str
    agency: tuple[str, str]
    desk: str
    place: str
    issued_at: datetime
    channel: str
    applicant: Applicant
    owner: Owner | None
    request: str
    procedure: Procedure
    components: list[Paper]
    sets: int
    limit: str
    received_at: datetime
    due_at: datetime
    unconfirmed: NotRequired[list[int]]
    second_phase: Phase | None
    return_by: str
    return_place: str
    fee: int | None
    fee_note: str
    book: Book
    lookup: Lookup
    verification: NotRequired[Verification]
    blocks: NotRequired[dict[str, str]]
    officer: str

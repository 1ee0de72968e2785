"""The text of a citizen identity card's QR code, as a scanner types it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from engine.dossier.errors import BadIdentityCard

# the two words that the card itself uses
SEXES = ("Nam", "Nữ")


@dataclass(frozen=True, slots=True)
class Identity:
    """What the card says. id_number: 12 digits; old_number: of the former card, or None."""

    id_number: str
    old_number: str | None
    full_name: str
    birth_date: date | None
    sex: str | None
    address: str
    issued_on: date | None


def read_identity_card(text: str) -> Identity:
    """Read `number|old number|name|ddMMyyyy|sex|address|ddMMyyyy`; newer cards' further fields are ignored.

    Raises BadIdentityCard: too few fields, or a first field that is not 12 digits.
    """
    fields = [unicodedata.normalize("NFC", part).strip() for part in text.strip().split("|")]
    if len(fields) < 7 or not re.fullmatch(r"\d{12}", fields[0]):
        raise BadIdentityCard(fields=len(fields))
    if not fields[2]:
        raise BadIdentityCard("no name")
    return Identity(
        id_number=fields[0],
        old_number=fields[1] or None,
        full_name=" ".join(fields[2].split()),
        birth_date=_day(fields[3]),
        sex=fields[4] if fields[4] in SEXES else None,
        address=fields[5],
        issued_on=_day(fields[6]),
    )


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def mask_name(name: str) -> str:
    """A name fit for a public page: first and last word whole, initials between; shorter names keep only initials."""
    words = name.split()
    if len(words) < 3:
        return " ".join(word[:1] + "***" for word in words)
    return " ".join([words[0], *(word[:1] + "***" for word in words[1:-1]), words[-1]])

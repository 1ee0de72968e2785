"""Which receipt for fees is in use: paper or electronic, its model and symbol. Dated data, chosen by the day of payment."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from engine.law.errors import BadReceiptForms, NoReceiptForm
from engine.law.reading import Table
from engine.law.sources import Source, read_source


class Medium(StrEnum):
    """What a receipt is: a sheet of a book, or a record of which a print only shows a picture."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """model: the form's mark. symbol: of a year's book, `{year}` standing for its last two digits. digits: of a number."""

    medium: Medium
    model: str
    symbol: str
    digits: int
    source: Source

    def symbol_of(self, day: date) -> str:
        """The symbol of the book that a day's receipts are numbered in."""
        return self.symbol.replace("{year}", f"{day:%y}")

    def number(self, number: int) -> str:
        """A number as it stands on the receipt."""
        return f"{number:0{self.digits}d}"


def load_receipt_forms(toml: bytes) -> tuple[ReceiptForm, ...]:
    """The forms of a TOML file by their days. Raises BadReceiptForms naming the place: gaps and overlaps too."""
    file = Table.parse(toml, BadReceiptForms)
    forms = sorted((_form(table) for table in file.tables("forms")), key=_since)
    file.close()
    for earlier, later in zip(forms, forms[1:], strict=False):
        end = earlier.source.valid_to
        if end is None or (_since(later) - end).days != 1:
            raise file.fault("forms", "not_consecutive", later.model)
    if forms[-1].source.valid_to is not None:
        raise file.fault("forms", "ends", forms[-1].model)
    return tuple(forms)


def _form(table: Table) -> ReceiptForm:
    form = ReceiptForm(
        medium=table.choice("medium", Medium),
        model=table.text("model"),
        symbol=table.text("symbol"),
        digits=table.integer("digits", least=1),
        source=read_source(table),
    )
    if form.source.valid_from is None:
        raise table.fault("valid_from", "missing")
    table.close()
    return form


def _since(form: ReceiptForm) -> date:
    return form.source.valid_from or date.min


@cache
def _shipped() -> tuple[ReceiptForm, ...]:
    return load_receipt_forms(files("engine.law").joinpath("data", "receipt_forms.toml").read_bytes())


def receipt_form(day: date) -> ReceiptForm:
    """The form of what is paid on a day. Raises NoReceiptForm before the first of them."""
    held = [form for form in _shipped() if _since(form) <= day]
    if not held:
        raise NoReceiptForm(str(day), day=day.isoformat())
    return held[-1]

"""Which form a paper slip has: dated data, chosen by the day on which the dossier was accepted."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from engine.law.errors import BadSlipForms, NoSlipForm
from engine.law.reading import Table
from engine.law.sources import Source, read_source


class SlipKind(StrEnum):
    """Every slip there is, whatever its form is called on a day."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"
    REGISTER = "register"
    FEE = "fee"
    HANDOVER = "handover"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class SlipForm:
    """set_name, number: of the form in its set, "" where the law fixes none. title: as it stands on the paper.

    mark: behind the running number of what is issued (`15/HDHS`), "" for papers without a number of their own.
    extends: an apology that asks for an extension, instead of naming a new day.
    """

    kind: SlipKind
    set_name: str
    number: str
    title: str
    mark: str
    extends: bool
    source: Source


def load_slip_forms(toml: bytes) -> tuple[SlipForm, ...]:
    """The forms in a TOML file, in its order. Raises BadSlipForms naming the place: gaps and overlaps too."""
    file = Table.parse(toml, BadSlipForms)
    forms = tuple(form for table in file.tables("sets") for form in _set(table))
    file.close()
    for kind in SlipKind:
        _follow_each_other(file, [form for form in forms if form.kind is kind], kind)
    return forms


def _set(table: Table) -> list[SlipForm]:
    source = read_source(table)
    if source.valid_from is None:
        raise table.fault("valid_from", "missing")
    name = table.text("name", "")
    forms = [_form(entry, name, source) for entry in table.tables("forms")]
    table.close()
    return forms


def _form(table: Table, set_name: str, source: Source) -> SlipForm:
    form = SlipForm(
        kind=table.choice("kind", SlipKind),
        set_name=set_name,
        number=table.text("number", ""),
        title=table.text("title"),
        mark=table.text("mark", ""),
        extends=table.flag("extends", default=False),
        source=source,
    )
    table.close()
    return form


def _follow_each_other(file: Table, forms: list[SlipForm], kind: SlipKind) -> None:
    """On every day since the first set there is one form of each kind."""
    if not forms:
        raise file.fault("sets", "missing", kind)
    forms = sorted(forms, key=lambda form: form.source.valid_from or date.min)
    for earlier, later in zip(forms, forms[1:], strict=False):
        end, start = earlier.source.valid_to, later.source.valid_from
        if end is None or start is None or (start - end).days != 1:
            raise file.fault("sets", "not_consecutive", kind)
    if forms[-1].source.valid_to is not None:
        raise file.fault("sets", "ends", kind)


@cache
def default_slip_forms() -> tuple[SlipForm, ...]:
    """The forms that ship with the system."""
    return load_slip_forms(files("engine.law").joinpath("data", "slip_forms.toml").read_bytes())


def slip_form(kind: SlipKind, day: date) -> SlipForm:
    """The form of a slip for a dossier accepted on a day. Raises NoSlipForm before the first set."""
    for form in default_slip_forms():
        since, until = form.source.valid_from, form.source.valid_to
        if form.kind is kind and since is not None and since <= day and (until is None or day <= until):
            return form
    raise NoSlipForm(str(day), kind=kind.value, day=day.isoformat())

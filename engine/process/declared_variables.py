"""The variables that a procedure declares: those of every case, and what its forms ask for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import forms
from engine import clock, spiff, store
from engine.process import deployments
from engine.process.case_variables import APPLICANT_FIELDS, CASE_VARIABLES, FEE_VARIABLES, FIELD_TYPES
from engine.process.errors import WrongType
from engine.process.form_files import read_form
from forms.formats import parse_number

KINDS = ("string", "number", "boolean")
FIXED = frozenset({"ma_ho_so", "thu_tuc", "co_quan", "loopCounter"}) | FEE_VARIABLES
"""What says which case it is, what the engine counts, what the till says: never changed by hand."""
LONGEST = 2000
_TRUTHS = {"true": True, "false": False}
_NAMES = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_TEXTS = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Declared:
    """A variable, or by its dotted path a field of one. kind: one of KINDS, "" when any will do.

    label: as the form asks for it. options: label by value, where a form lets people choose.
    """

    path: str
    kind: str
    label: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str, kind: str = "") -> Any:
        """A typed text as the JSON value that it means; None for an empty one. Raises WrongType.

        kind: of KINDS, for a variable that any will do for.
        """
        text, kind = text.strip(), self.kind or kind
        if not text:
            return None
        if kind not in KINDS or len(text) > LONGEST:
            raise WrongType(self.path, name=self.label or self.path, kind=kind or "any")
        if self.options and text not in self.options:
            raise WrongType(self.path, name=self.label or self.path, kind="option")
        try:
            return _READ[kind](text)
        except (KeyError, ValueError) as error:
            raise WrongType(self.path, name=self.label or self.path, kind=kind) from error


def _number(text: str) -> int | float:
    number: Decimal = parse_number(text)
    return int(number) if number == number.to_integral_value() else float(number)


_READ: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "number": _number,
    "boolean": lambda text: _TRUTHS[text],
}


def declared(deployment_id: int) -> Mapping[str, Declared]:
    """What a version declares, by path; what its forms disagree about may be anything."""
    return store.remembered((declared, deployment_id), lambda: _declared(deployment_id))


def _declared(deployment_id: int) -> Mapping[str, Declared]:
    found = {
        name: Declared(name, known.kind if known.kind in KINDS else "")
        for name, known in CASE_VARIABLES.items()
    }
    found |= {f"nguoi_nop.{name}": Declared(f"nguoi_nop.{name}", "string") for name in APPLICANT_FIELDS}
    for name, content in deployments.all_files(deployment_id).items():
        if name.endswith(".bpmn"):
            found |= {one: Declared(one, "") for one in spiff.variables_set(content) if one not in found}
    for name, content in deployments.all_files(deployment_id).items():
        if name.endswith(".form"):
            for asked in forms.outline(read_form(content), {}, today=clock.today()):
                _add(found, asked)
    return found


def _add(found: dict[str, Declared], asked: forms.Question) -> None:
    if not _NAMES.fullmatch(asked.name):
        return  # in a row of a list
    options = {} if asked.takes_several else asked.options
    new = Declared(asked.name, FIELD_TYPES.get(asked.kind, ""), asked.label, options)
    known = found.get(asked.name)
    if known is None or not known.label:
        found[asked.name] = new
    elif (known.kind, known.options) != (new.kind, new.options):
        kind = known.kind if known.kind == new.kind else ""
        found[asked.name] = Declared(asked.name, kind, known.label)


def names_in(texts: tuple[str, ...]) -> frozenset[str]:
    """The dotted names that FEEL texts speak of, functions and words of the language among them."""
    return frozenset(name for text in texts for name in _NAMES.findall(_TEXTS.sub("", text)))


def is_path(text: str) -> bool:
    """Whether a text can be the path of a variable."""
    return len(text) <= LONGEST and _NAMES.fullmatch(text) is not None


def value_at(variables: Mapping[str, Any], path: str) -> Any:
    """The value at a path; None when there is none."""
    value: Any = variables
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def put_at(variables: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a path, with contexts on the way where nothing is. Raises WrongType where something else is."""
    *above, last = path.split(".")
    place = variables
    for name in above:
        inner = place.get(name)
        if inner is None:
            inner = place[name] = {}
        if not isinstance(inner, dict):
            raise WrongType(path, name=path, kind="context")
        place = inner
    if isinstance(place.get(last), dict | list):
        raise WrongType(path, name=path, kind="context")
    place[last] = value

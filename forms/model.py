"""What a form is made of: components, the kinds of field they are, and the values that pass through them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, ClassVar, cast

from markupsafe import Markup
from marshmallow import Schema, ValidationError

from forms import messages
from forms.expressions import Formula, Template
from forms.formats import format_any

ACTION = "_action"
"""Name of the submit buttons. Values: submit, refresh, add:<list>, remove:<list>.<row>, detach:<field>:<file id>."""

NEW_ROW = "+"
"""Stands for the last row in the path a page opens at: `chu_so_huu.+`."""

UPLOAD = "_file:"
"""A file input is named `_file:<field>`; the page stores the file and adds its id to the texts of `<field>`."""

Place = tuple[str | int, ...]
"""Where a value sits: keys, and row numbers from 0. Written `chu_so_huu.0.ten` in names and errors."""

Values = dict[str, object]
"""JSON values by variable name."""

Rule = Callable[[Any], object]
"""A marshmallow validator: takes a converted value, raises ValidationError with a sentence for the person."""


class FormDefinitionError(Exception):
    """A form definition cannot be used.

    code: stable, a key of messages.DEFINITION. component_id: the component at fault, "" for the form itself.
    message: the reason, in Vietnamese, for the designer.
    """

    def __init__(self, code: str, component_id: str = "", detail: str = "") -> None:
        self.code = code
        self.component_id = component_id
        self.message = messages.definition_message(code, detail)
        super().__init__(f"{code} at {component_id or 'form'}: {self.message}")


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file uploaded beforehand. size in bytes; content_type as the server detected it."""

    id: str
    name: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to correct. path: `nguoi_nop.ho_ten`, "" for the form as a whole; message: Vietnamese."""

    path: str
    message: str
    component_id: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """What expressions and rules may look at. memory: what one call has worked out already, shared by all rows."""

    variables: Mapping[str, object]
    today: date
    files: Mapping[str, FileInfo] = field(default_factory=dict)
    memory: dict[tuple[str, int], Any] = field(default_factory=dict)


class Shape(Enum):
    """What a kind of field does with data."""

    LEAF = "holds one value that people enter"
    COMPUTED = "holds one value the server works out"
    GROUP = "holds other components"
    ROWS = "repeats other components"
    STATIC = "shows something, holds nothing"


class FieldType:
    """A kind of field. One subclass per file in forms/fields; an instance keeps no state.

    name: the `type` in the form file. required_message: said when nothing was entered, takes {label}.
    """

    name: ClassVar[str]
    shape: ClassVar[Shape] = Shape.LEAF
    required_message: ClassVar[str] = messages.REQUIRED

    def prepare(self, component: Component) -> Mapping[str, Any]:
        """What this kind wants compiled once, kept as component.prepared.

        Raises FormDefinitionError for a definition it cannot honour.
        """
        return {}

    def convert(self, component: Component, texts: Sequence[str]) -> object:
        """Submitted texts, already free of control characters, to a JSON value; None when nothing was entered.

        Raises unreadable(...) for texts that are none.
        """
        raise NotImplementedError

    def is_empty(self, value: object) -> bool:
        """True for what counts as not filled in."""
        return value is None or value == "" or value == []

    def rules(self, component: Component, scope: Scope) -> Iterable[Rule]:
        """What a converted, non-empty value must satisfy, most telling first."""
        return ()

    def html(self, view: View) -> Markup:
        """The field as a form control."""
        raise NotImplementedError

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        """The value for a reader; "" when there is nothing to say."""
        return format_any(value, messages.YES, messages.NO)


@dataclass(frozen=True, slots=True)
class Component:
    """One component of a form, checked.

    path: keys from the nearest list row, or from the form, down to the value; () when it holds none. Groups add
    their own path to that of their children. settings: the JSON attributes, one level of nesting flattened to
    dotted names; dynamic: those of them that are FEEL. prepared: what the kind compiled for itself at load.
    """

    id: str
    type: FieldType
    path: tuple[str, ...]
    settings: Mapping[str, object]
    dynamic: Mapping[str, Formula | Template]
    components: tuple[Component, ...] = ()
    prepared: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The path as marshmallow and field names write it."""
        return ".".join(self.path)

    @property
    def shape(self) -> Shape:
        """What it does with data."""
        return self.type.shape

    def get(self, setting: str, scope: Scope) -> object:
        """A setting's value here and now, None when absent."""
        formula = self.dynamic.get(setting)
        return formula.value(scope.variables, scope.today) if formula else self.settings.get(setting)

    def words(self, setting: str, scope: Scope) -> str:
        """A setting as text, "" when absent."""
        value = self.get(setting, scope)
        return "" if value is None else format_any(value, messages.YES, messages.NO)

    def label(self, scope: Scope) -> str:
        """What people call the field."""
        for setting in ("label", "dateLabel", "timeLabel"):
            text = self.words(setting, scope)
            if text:
                return text
        return self.key

    def is_hidden(self, scope: Scope) -> bool:
        """Whether its condition hides it."""
        return "conditional.hide" in self.dynamic and self.get("conditional.hide", scope) is True

    def is_readonly(self, scope: Scope) -> bool:
        """Whether people may only look at it."""
        return self.get("readonly", scope) is True or self.get("disabled", scope) is True

    @property
    def is_always_readonly(self) -> bool:
        """Whether no data could make it writable."""
        return self.settings.get("readonly") is True or self.settings.get("disabled") is True

    @property
    def is_required(self) -> bool:
        """Whether it must be filled in."""
        return self.settings.get("validate.required") is True

    @property
    def is_open(self) -> bool:
        """Whether people may add and remove rows of this list."""
        return self.settings.get("allowAddRemove") is True

    def limit(self, setting: str, default: int) -> int:
        """A whole number of the definition, as `minRows` in its properties; the default when absent or no number."""
        try:
            return int(str(self.settings.get(setting, default)))
        except ValueError:
            return default


@dataclass(frozen=True, slots=True)
class View:
    """One component about to become HTML.

    name: of its control, with the prefix of the page. error: "" when there is none. children: rendered content of
    a group; rows: rendered rows of a list.
    has_focus: the page opens here; focused_row: at that row of the list.
    """

    component: Component
    name: str
    value: object
    error: str
    scope: Scope
    is_readonly: bool = False
    has_focus: bool = False
    focused_row: int | None = None
    children: tuple[Markup, ...] = ()
    rows: tuple[Markup, ...] = ()

    @property
    def id(self) -> str:
        """The HTML id of the control, or of its first one."""
        return control_id(self.name)

    @property
    def label(self) -> str:
        """What people call the field."""
        return self.component.label(self.scope)


@dataclass(frozen=True, slots=True)
class Form:
    """A form definition, checked and compiled.

    keys: names of the variables it writes. reads: those that it looks at: shown, chosen from, or in its formulas.
    schema: marshmallow schema from submitted texts to JSON values; one field per value, nested for list rows.
    is_dynamic: some part depends on other answers.
    """

    id: str
    components: tuple[Component, ...]
    keys: frozenset[str]
    reads: frozenset[str]
    schema: Schema
    is_dynamic: bool
    has_submit_button: bool


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The outcome of a submission.

    values: JSON values by variable: to write to the process when there are no errors; otherwise only to show again
    or keep as a draft, as texts that could not be read stand in it as typed.
    """

    values: Values
    errors: tuple[FieldError, ...]


def dig(data: object, path: Sequence[str]) -> object:
    """The value along a path of keys, None when there is none."""
    for key in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(key)
    return data


def unreadable(sentence: str, text: str) -> ValidationError:
    """What convert raises. sentence: may hold {label}, filled in when it is told. text: shown again as it was
    typed; marshmallow carries it as valid data.
    """
    return ValidationError(sentence, valid_data=cast("Any", text))


def control_id(name: str) -> str:
    """HTML id of the control of that name."""
    return "f-" + name.replace(".", "-")


def name_of(place: Place, prefix: str = "") -> str:
    """`chu_so_huu.0.ten`."""
    return prefix + ".".join(map(str, place))

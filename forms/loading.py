"""From the text of a `.form` file to a checked Form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from forms.expressions import BadExpression, Formula, Template, compile_formula, compile_template
from forms.formats import to_decimal
from forms.model import Component, FieldType, Form, FormDefinitionError, Shape
from forms.registry import field_types
from forms.schemas import build_schema

MAX_BYTES = 1_000_000
MAX_COMPONENTS = 500
MAX_DEPTH = 6

_REFUSED = frozenset({"html", "iframe", "image", "documentPreview", "script"})
_NAME = re.compile(r"[^\W\d_]\w{0,59}")
_ID = re.compile(r"[\w.\-]{1,100}")

_NESTED = ("validate", "conditional", "appearance", "properties", "layout")
_CHECKS = frozenset(
    f"validate.{name}"
    for name in (
        "required", "min", "max", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"
    )
)  # fmt: skip
_WORDS = frozenset(
    (
        "label",
        "description",
        "dateLabel",
        "timeLabel",
        "text",
        "appearance.prefixAdorner",
        "appearance.suffixAdorner",
    )
)
_FLAGS = frozenset(("readonly", "disabled"))
_LIMITS = frozenset(("validate.min", "validate.max", "validate.minLength", "validate.maxLength"))
_FORMULAS = frozenset(("conditional.hide", "expression", "valuesExpression", "columnsExpression"))
_SOURCES = frozenset(("dataSource", "valuesKey"))
_SWITCHES = frozenset(
    ("validate.required", "multiple", "allowAddRemove", "disallowPassedDates", "serializeToString")
)


def load_form(source: bytes | str) -> Form:
    """Parse, check and compile a form file (form-js schema). Do it once per definition and keep the result.

    Raises FormDefinitionError naming the component.
    """
    definition = _parse(source)
    form_id = definition.get("id")
    if not isinstance(form_id, str) or not _ID.fullmatch(form_id):
        raise FormDefinitionError("not_a_form", detail="id")
    if definition.get("type", "default") != "default":
        raise FormDefinitionError("not_a_form", detail="type")
    components = _Loader().components("", definition.get("components"), (), _Container(), 0)
    everything = list(_descend(components))
    answers = frozenset(part.path[0] for part in everything if part.path) | {"this", "parent"}
    return Form(
        id=form_id,
        components=components,
        keys=frozenset(part.path[0] for part in _leaves(components) if not part.is_always_readonly),
        reads=frozenset(name for part in everything for name in _looked_at(part)),
        schema=build_schema(components),
        is_dynamic=any(_reacts(part, answers) for part in everything),
        has_submit_button=any(
            part.type.name == "button" and part.settings.get("action", "submit") == "submit"
            for part in everything
        ),
    )


def _looked_at(part: Component) -> Iterator[str]:
    yield from part.path[:1]
    for formula in part.dynamic.values():
        yield from formula.names


def _parse(source: bytes | str) -> dict[str, object]:
    if len(source) > MAX_BYTES:
        raise FormDefinitionError("too_large", detail=f"{len(source)} > {MAX_BYTES} byte")
    try:
        definition = json.loads(source, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise FormDefinitionError("not_json", detail=str(error)[:200]) from error
    if not isinstance(definition, dict):
        raise FormDefinitionError("not_a_form", detail="{}")
    return definition


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


@dataclass(slots=True)
class _Container:
    """Value paths taken within one list row, or within the form."""

    taken: set[tuple[str, ...]] = field(default_factory=set)

    def take(self, path: tuple[str, ...], component_id: str) -> None:
        """Claim a path. Raises FormDefinitionError when it meets another value's path."""
        for other in self.taken:
            shared = min(len(other), len(path))
            if other[:shared] == path[:shared]:
                raise FormDefinitionError("duplicate_key", component_id, ".".join(path))
        self.taken.add(path)


class _Loader:
    """Builds components, counting and watching ids over the whole form."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    def components(
        self, owner: str, raw: object, group: tuple[str, ...], container: _Container, depth: int
    ) -> tuple[Component, ...]:
        """The components of one owner; group: path of the groups around them."""
        if not isinstance(raw, list):
            raise FormDefinitionError("bad_setting", owner, "components")
        if depth > MAX_DEPTH:
            raise FormDefinitionError("too_deep", owner, str(MAX_DEPTH))
        return tuple(self._component(owner, item, group, container, depth) for item in raw)

    def _component(
        self, owner: str, raw: object, group: tuple[str, ...], container: _Container, depth: int
    ) -> Component:
        if not isinstance(raw, dict):
            raise FormDefinitionError("bad_setting", owner, "components")
        component_id = self._claim_id(raw)
        kind = _kind(raw, component_id)
        settings = _flatten(raw, component_id)
        path = _path(settings, kind.shape, component_id)
        inner: tuple[Component, ...] = ()
        if kind.shape is Shape.GROUP:
            inner = self.components(component_id, raw.get("components"), group + path, container, depth + 1)
            path = ()
        elif kind.shape is not Shape.STATIC:
            path = group + path
            container.take(path, component_id)
        if kind.shape is Shape.ROWS:
            inner = self.components(component_id, raw.get("components"), (), _Container(), depth + 1)
            _check_rows(component_id, settings, inner)
        component = Component(component_id, kind, path, settings, _compile(settings, component_id), inner)
        return replace(component, prepared=kind.prepare(component))

    def _claim_id(self, raw: dict[str, object]) -> str:
        component_id = raw.get("id", raw.get("key", f"component_{len(self.ids) + 1}"))
        if not isinstance(component_id, str) or not _ID.fullmatch(component_id):
            raise FormDefinitionError("bad_setting", str(component_id)[:100], "id")
        if component_id in self.ids:
            raise FormDefinitionError("duplicate_id", component_id, component_id)
        self.ids.add(component_id)
        if len(self.ids) > MAX_COMPONENTS:
            raise FormDefinitionError("too_large", component_id, f"> {MAX_COMPONENTS} components")
        return component_id


def _kind(raw: dict[str, object], component_id: str) -> FieldType:
    name = str(raw.get("type"))[:40]
    if name in _REFUSED:
        raise FormDefinitionError("refused_type", component_id, name)
    kind = field_types().get(name)
    if kind is None:
        raise FormDefinitionError("unknown_type", component_id, name)
    return kind


def _flatten(raw: dict[str, object], component_id: str) -> dict[str, object]:
    """Attributes with one level of nesting as dotted names, each of a sane type."""
    settings: dict[str, object] = {}
    for name, value in raw.items():
        if name not in _NESTED:
            settings[name] = value
        elif isinstance(value, dict):
            settings.update({f"{name}.{inner}": item for inner, item in value.items()})
        elif value is not None:
            raise FormDefinitionError("bad_setting", component_id, name)
    for name, value in settings.items():
        _check_setting(name, value, component_id)
    return settings


def _check_setting(name: str, value: object, component_id: str) -> None:
    section = name.partition(".")[0]
    if (section == "validate" and name not in _CHECKS) or (
        section == "conditional" and name not in _FORMULAS
    ):
        raise FormDefinitionError("unknown_setting", component_id, name)
    if value is None:
        return
    is_formula = isinstance(value, str) and value.startswith("=")
    if name in _FORMULAS and not is_formula:
        raise FormDefinitionError("not_an_expression", component_id, name)
    wrong = (
        (name in _WORDS and not isinstance(value, str))
        or (name in _SWITCHES and not isinstance(value, bool))
        or (name in _FLAGS and not (isinstance(value, bool) or is_formula))
        or (name in _LIMITS and not (is_formula or to_decimal(value) is not None))
    )
    if wrong:
        raise FormDefinitionError("bad_setting", component_id, name)


def _path(settings: dict[str, object], shape: Shape, component_id: str) -> tuple[str, ...]:
    """The component's own keys; a group and a list write them as `path`, a field as `key`."""
    if shape is Shape.STATIC:
        return ()
    text = settings.get("path" if shape in (Shape.GROUP, Shape.ROWS) else "key")
    if shape is Shape.GROUP and not text:
        return ()
    if not text:
        raise FormDefinitionError("missing_key", component_id)
    parts = tuple(str(text)[:300].split("."))
    if (
        not isinstance(text, str)
        or len(parts) > MAX_DEPTH
        or not all(_NAME.fullmatch(part) for part in parts)
    ):
        raise FormDefinitionError("bad_key", component_id, str(text)[:80])
    return parts


def _compile(settings: dict[str, object], component_id: str) -> dict[str, Formula | Template]:
    """The settings that are FEEL."""
    dynamic: dict[str, Formula | Template] = {}
    for name, value in settings.items():
        if not isinstance(value, str):
            continue
        try:
            if name in _SOURCES or (
                value.startswith("=")
                and (name in _WORDS or name in _FLAGS or name in _LIMITS or name in _FORMULAS)
            ):
                dynamic[name] = compile_formula(value)
            elif name in _WORDS and "{{" in value:
                dynamic[name] = compile_template(value)
        except BadExpression as error:
            code = "bad_expression" if value.startswith("=") or name in _SOURCES else "bad_template"
            raise FormDefinitionError(code, component_id, f"{name}: {error}") from error
    return dynamic


def _check_rows(component_id: str, settings: dict[str, object], inner: tuple[Component, ...]) -> None:
    """Rows that move cannot keep their read-only values apart: those are matched with stored rows by number."""
    if not settings.get("allowAddRemove"):
        return
    for part in _descend(inner):
        if any(part.settings.get(flag) for flag in _FLAGS):
            raise FormDefinitionError("readonly_in_open_rows", part.id or component_id)


def _descend(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        yield from _descend(component.components)


def _leaves(components: tuple[Component, ...]) -> Iterator[Component]:
    """Components that write a variable of the form itself."""
    for component in components:
        if component.shape is Shape.GROUP:
            yield from _leaves(component.components)
        elif component.path:
            yield component


def _reacts(component: Component, names: frozenset[str]) -> bool:
    """Whether it looks different once other answers are known. Limits show only when they are broken."""
    return component.shape is not Shape.COMPUTED and any(
        setting not in _LIMITS and formula.names & names for setting, formula in component.dynamic.items()
    )

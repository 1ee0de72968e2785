"""A line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from marshmallow import ValidationError, validate

from forms import messages
from forms.html import tag
from forms.layout import adorned, adorner_ids, control_attributes, field, input_mode
from forms.model import Component, FieldType, FormDefinitionError, Rule, Scope, View
from forms.patterns import MAX_SUBJECT, UnsafePattern, compile_pattern
from forms.texts import length_rules

MAX_LENGTH = 2_000
_PHONE = r"(\+84|0)[0-9]{9,10}"
_PHONE_MARKS = re.compile(r"[\s.()\-]+")
_SPACES = re.compile(r"\s+")


class TextField(FieldType):
    """Leading, trailing and repeated white space is dropped; a telephone number is kept as bare digits."""

    name = "textfield"

    def prepare(self, component: Component) -> Mapping[str, Any]:
        kind = component.settings.get("validate.validationType")
        if kind not in (None, "", "custom", "email", "phone"):
            raise FormDefinitionError("bad_setting", component.id, "validate.validationType")
        pattern = component.settings.get("validate.pattern")
        if pattern in (None, ""):
            return {}
        if not isinstance(pattern, str):
            raise FormDefinitionError("bad_setting", component.id, "validate.pattern")
        try:
            return {"pattern": compile_pattern(pattern)}
        except UnsafePattern as error:
            raise FormDefinitionError("unsafe_pattern", component.id, str(error)) from error

    def convert(self, component: Component, texts: Sequence[str]) -> object:
        text = _SPACES.sub(" ", texts[-1]).strip() if texts else ""
        if component.settings.get("validate.validationType") == "phone":
            text = _PHONE_MARKS.sub("", text)
        return text or None

    def rules(self, component: Component, scope: Scope) -> Iterator[Rule]:
        pattern = component.prepared.get("pattern")
        yield from length_rules(component, scope, MAX_SUBJECT if pattern else MAX_LENGTH)
        kind = component.settings.get("validate.validationType")
        if kind == "email":
            yield validate.Email(error=messages.BAD_EMAIL)
        elif kind == "phone":
            yield validate.Regexp(_PHONE + r"\Z", error=messages.BAD_PHONE)
        if pattern:
            yield _matches(component, scope, pattern)

    def html(self, view: View) -> Markup:
        kind = view.component.settings.get("validate.validationType")
        attributes = control_attributes(view, "mc-input", "", *adorner_ids(view))
        attributes["type"] = {"email": "email", "phone": "tel"}.get(str(kind), "text")
        attributes["inputmode"] = input_mode(view)
        attributes["spellcheck"] = "false" if kind == "email" else None
        attributes["value"] = "" if view.value is None else str(view.value)
        return field(view, adorned(view, tag("input", attributes)))


def _matches(component: Component, scope: Scope, pattern: re.Pattern[str]) -> Rule:
    """The pattern found anywhere, as form-js has it; the designer anchors it."""

    def rule(value: str) -> None:
        if not pattern.search(value):
            own = component.settings.get("validate.patternErrorMessage")
            told = (
                own
                if isinstance(own, str) and own
                else messages.BAD_PATTERN.format(label=component.label(scope))
            )
            raise ValidationError(told)

    return rule


FIELD = TextField()

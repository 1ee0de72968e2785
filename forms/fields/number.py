"""A number, read and shown the Vietnamese way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from marshmallow import ValidationError, validate

from forms import messages
from forms.formats import NumberTooLarge, format_number, parse_number, to_decimal
from forms.html import tag
from forms.layout import adorned, adorner_ids, control_attributes, field
from forms.model import Component, FieldType, FormDefinitionError, Rule, Scope, View, unreadable

_LARGEST = Decimal(10) ** 15
_MAX_DECIMALS = 9
_STORED = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


class Number(FieldType):
    """Stored as int when whole, else as float, which keeps 15 digits exactly; as text with serializeToString."""

    name = "number"

    def prepare(self, component: Component) -> Mapping[str, Any]:
        digits, step = (
            component.settings.get("decimalDigits"),
            to_decimal(component.settings.get("increment")),
        )
        if digits is not None and (type(digits) is not int or not 0 <= digits <= _MAX_DECIMALS):
            raise FormDefinitionError("bad_setting", component.id, "decimalDigits")
        if component.settings.get("increment") and (step is None or step <= 0):
            raise FormDefinitionError("bad_setting", component.id, "increment")
        return {"digits": digits, "step": step}

    def convert(self, component: Component, texts: Sequence[str]) -> object:
        text = texts[-1].strip() if texts else ""
        if not text:
            return None
        try:
            number = parse_number(text)
        except NumberTooLarge as error:
            raise unreadable(messages.NUMBER_TOO_LARGE, text) from error
        except ValueError as error:
            raise unreadable(messages.NOT_A_NUMBER, text) from error
        _refuse_misfit(number, component.prepared["digits"], text)
        if component.settings.get("serializeToString"):
            return f"{number:f}"
        return int(number) if number == number.to_integral_value() else float(number)

    def rules(self, component: Component, scope: Scope) -> Iterator[Rule]:
        label = component.label(scope)
        least, most = (to_decimal(component.get(f"validate.{end}", scope)) for end in ("min", "max"))
        if least is not None:
            error = messages.AT_LEAST.format(label=label, limit=format_number(least))
            yield _on_decimal(validate.Range(min=least, error=error))
        if most is not None:
            error = messages.AT_MOST.format(label=label, limit=format_number(most))
            yield _on_decimal(validate.Range(max=most, error=error))
        step = component.prepared["step"]
        if step:
            yield _is_step(step, messages.NOT_A_STEP.format(label=label, step=format_number(step)))

    def html(self, view: View) -> Markup:
        attributes = control_attributes(view, "mc-input mc-input--number", "", *adorner_ids(view))
        attributes["type"] = "text"
        attributes["inputmode"] = "numeric" if view.component.prepared["digits"] == 0 else "decimal"
        attributes["value"] = _shown(view.value)
        return field(view, adorned(view, tag("input", attributes)))

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        if value is None or value == "":
            return ""
        words = (component.words(f"appearance.{side}Adorner", scope) for side in ("prefix", "suffix"))
        before, after = words
        return " ".join(part for part in (before, format_number(value), after) if part)


def _refuse_misfit(number: Decimal, digits: int | None, text: str) -> None:
    """Raise for a number beyond what is stored exactly, or with more decimals than the form allows."""
    if abs(number) > _LARGEST:
        raise unreadable(messages.NUMBER_TOO_LARGE, text)
    if digits is not None and number != round(number, digits):
        sentence = (
            messages.TOO_MANY_DECIMALS.replace("{digits}", str(digits)) if digits else messages.NOT_AN_INTEGER
        )
        raise unreadable(sentence, text)


def _shown(value: object) -> str:
    """A number as it can be typed again; a text nobody could read, as it was typed."""
    if value is None:
        return ""
    # A point would be taken for the thousands of 1.500 when it comes back; a stored decimal text has one too.
    stored = not isinstance(value, str) or _STORED.fullmatch(value)
    return format_number(value, grouped=False) if stored else str(value)


def _on_decimal(check: validate.Range) -> Rule:
    """Limits are compared as decimals, so 0.1 is 0.1."""

    def rule(value: object) -> None:
        check(to_decimal(value))

    return rule


def _is_step(step: Decimal, sentence: str) -> Rule:
    def rule(value: object) -> None:
        number = to_decimal(value)
        if number is None or number % step:
            raise ValidationError(sentence)

    return rule


FIELD = Number()

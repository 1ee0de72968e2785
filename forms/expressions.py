"""FEEL inside a form: settings that start with `=` and texts with `{{ }}`, compiled once, evaluated safely."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from decisions.feel import Expression, FeelError, compile_expression, to_json
from forms import messages
from forms.formats import LOCAL_ZONE, format_any

_HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class BadExpression(ValueError):
    """The FEEL text or template does not compile; the message names the reason."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A setting written `=expression`."""

    expression: Expression

    @property
    def names(self) -> frozenset[str]:
        """Variables it looks at."""
        return self.expression.names

    def value(self, variables: Mapping[str, object], today: date) -> object:
        """The JSON value, None when FEEL gives null or cannot evaluate. Midnight in Vietnam stands for `now()`."""
        now = datetime.combine(today, time(), tzinfo=LOCAL_ZONE)
        try:
            return to_json(self.expression.evaluate(variables, now=now))
        except FeelError:
            return None


@dataclass(frozen=True, slots=True)
class Template:
    """A text with `{{ expression }}` holes: literal, formula, literal, … and always a literal last."""

    literals: tuple[str, ...]
    formulas: tuple[Formula, ...]

    @property
    def names(self) -> frozenset[str]:
        """Variables it looks at."""
        return frozenset().union(*(formula.names for formula in self.formulas))

    def value(self, variables: Mapping[str, object], today: date) -> str:
        """The text with its holes filled, numbers and dates the Vietnamese way."""
        parts = [self.literals[0]]
        for formula, literal in zip(self.formulas, self.literals[1:], strict=True):
            parts += (format_any(formula.value(variables, today), messages.YES, messages.NO), literal)
        return "".join(parts)


def compile_formula(text: str) -> Formula:
    """`=expression` → Formula. Raises BadExpression."""
    try:
        return Formula(compile_expression(text.removeprefix("=")))
    except FeelError as error:
        raise BadExpression(str(error)) from error


def compile_template(text: str) -> Template:
    """`Code {{ma}}` → Template. Raises BadExpression, also for block forms such as `{{#if}}`."""
    pieces = _HOLE.split(text)
    holes = [piece.strip() for piece in pieces[1::2]]
    if (
        not all(holes)
        or any(hole[0] in "#/" for hole in holes)
        or any("{{" in piece for piece in pieces[::2])
    ):
        raise BadExpression(text[:80])
    return Template(tuple(pieces[::2]), tuple(compile_formula(hole) for hole in holes))

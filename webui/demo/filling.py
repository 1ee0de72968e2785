"""Fills in any form plausibly: by the kind of each field, its key and its rules. A new procedure needs no code."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import forms
from engine.dossier import Applicant
from webui.demo.words import Rule, Words

USUAL = 0.85
"""How often the first choice of a list is taken: designers put the usual one first."""
RARE = 0.04
"""How often a box for an exception is ticked."""
PROMISES = ("ngay_hen_tra", "gia_han_den_ngay", "ngay_hen_moi")
"""Variables with a date that the applicant was told."""
ROUNDS = 12
_CHOICES = ("radio", "select")
_LISTS = ("checklist", "taglist")

Attach = Callable[[str], forms.FileInfo]
"""Uploads a small file of one of the accepted kinds, named as in `accept` of HTML; "" takes any."""


class Unfillable(Exception):
    """A form that the filler cannot fill: words.toml lacks something."""

    def __init__(self, form_id: str, errors: Sequence[forms.FieldError]) -> None:
        super().__init__(f"{form_id}: " + "; ".join(f"{error.path}: {error.message}" for error in errors))


@dataclass(frozen=True, slots=True)
class Question:
    """A field at its place. name: as submitted, `chu_so_huu.0.ten`."""

    name: str
    component: forms.Component


@dataclass(slots=True)
class Filler:
    """Answers in the name of one applicant. context: the process's variables; attach: how files are uploaded."""

    words: Words
    random: Random
    applicant: Applicant
    context: Mapping[str, object]
    today: date
    attach: Attach
    files: dict[str, forms.FileInfo] = field(default_factory=dict)

    def fill(self, form: forms.Form) -> dict[str, list[str]]:
        """Submitted texts that the form accepts. Raises Unfillable when no try satisfies it.

        Hidden fields may be among the answers, which the form drops; files are attached only where the form asks.
        """
        questions = {question.name: question for question in _questions(form.components, self.context)}
        answers = {
            name: self._answer(question, 0)
            for name, question in questions.items()
            if question.component.type.name != "filepicker"
        }
        errors: tuple[forms.FieldError, ...] = ()
        for attempt in range(1, ROUNDS + 1):
            cleaned = forms.clean(form, answers, self.context, today=self.today, known_files=self.files)
            errors = cleaned.errors
            if not errors:
                return answers
            for error in errors:
                if error.path in questions:
                    answers[error.path] = self._answer(questions[error.path], attempt)
        raise Unfillable(form.id, errors)

    def _answer(self, question: Question, attempt: int) -> list[str]:
        """attempt: 0 for the first proposal; later ones follow an error and must be something else."""
        component = question.component
        kind = component.type.name
        rule = self.words.rule(component.path[-1])
        if kind == "filepicker":
            info = self.attach(str(component.settings.get("accept") or ""))
            self.files[info.id] = info
            return [info.id]
        if kind == "checkbox":
            often = RARE if rule.rare else USUAL
            return ["true"] if component.is_required or self.random.random() < often else []
        if kind in _CHOICES:
            return [self._choice(component, rule)]
        if kind in _LISTS:
            return self._choices(component, rule)
        if kind == "number":
            return [self._number(question, rule, attempt)]
        if kind == "datetime":
            return [self._date(question, rule, attempt)]
        return [self._text(question, rule, attempt)]

    def _choice(self, component: forms.Component, rule: Rule) -> str:
        tokens = list(_tokens(component, self.context, self.today))
        if not tokens:
            return ""
        usual = [sample for sample in rule.samples if sample in tokens]
        if usual:
            return self.random.choice(usual)
        if rule.even:
            return self.random.choice(tokens)
        if len(tokens) == 1 or self.random.random() < USUAL:
            return tokens[0]
        return self.random.choice(tokens[1:])

    def _choices(self, component: forms.Component, rule: Rule) -> list[str]:
        # a list that must not be empty asks for reasons, one that may be is something to tick off
        if component.is_required:
            return [self._choice(component, rule)]
        return [t for t in _tokens(component, self.context, self.today) if self.random.random() < USUAL]

    def _number(self, question: Question, rule: Rule, attempt: int) -> str:
        component = question.component
        known = self._known(question, rule, attempt)
        if isinstance(known, int | float):
            return _digits(known)
        least, most = rule.least, rule.most
        if least is None or most is None or attempt:
            least = float(component.limit("validate.min", 1))
            most = min(float(component.limit("validate.max", int(least) + 9)), least + 3 * (attempt + 1))
        step = float(str(component.settings.get("increment") or rule.step or 1))
        return _digits(least + self.random.randint(0, int((most - least) / step)) * step)

    def _known(self, question: Question, rule: Rule, attempt: int) -> object:
        """What the process holds already, as the form shows it: officers leave it as it stands, unless refused."""
        path = (rule.same_as,) if rule.same_as else question.component.path
        is_in_row = question.name != question.component.key
        return None if attempt or is_in_row else _dig(self.context, path)

    def _date(self, question: Question, rule: Rule, attempt: int) -> str:
        component = question.component
        known = None if rule.date == "later" else self._known(question, rule, attempt)
        if isinstance(known, str) and component.settings.get("subtype", "date") == "date":
            return f"{date.fromisoformat(known):%d/%m/%Y}"
        day = self._day(rule.date)
        if attempt and day < self.today:
            day = self.today + timedelta(days=attempt)
        subtype = component.settings.get("subtype", "date")
        clock = f"{self.random.randint(7, 10):02d}:{self.random.choice((0, 15, 30, 45)):02d}"
        return {"date": f"{day:%d/%m/%Y}", "time": clock}.get(str(subtype), f"{day:%d/%m/%Y} {clock}")

    def _day(self, kind: str) -> date:
        if kind == "applicant_birth" and self.applicant.birth_date:
            return date.fromisoformat(self.applicant.birth_date)
        if kind in ("applicant_birth", "birth"):
            return date.fromisoformat(self.words.person(self.random).birth_date)
        if kind == "recent":
            return self.today - timedelta(days=self.random.randint(2, 50))
        if kind == "soon":
            return self.today + timedelta(days=5)
        if kind == "later":
            promised = [str(self.context.get(name) or "")[:10] for name in PROMISES]
            return max([self.today, *(date.fromisoformat(day) for day in promised if day)]) + timedelta(
                days=5
            )
        if kind == "next_month":
            return (self.today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return self.today

    def _text(self, question: Question, rule: Rule, attempt: int) -> str:
        component = question.component
        known = self._known(question, rule, attempt)
        if isinstance(known, str):
            return known
        if not rule.samples and not attempt and not component.is_required:
            return ""
        pattern = component.settings.get("validate.pattern")
        samples = (
            rule.samples or self.words.defaults["any_long" if component.type.name == "textarea" else "any"]
        )
        if attempt:
            # whatever the key promised was refused: an empty text where one is needed, or the wrong shape
            samples = (*filter(None, samples), *self.words.defaults["patterned"])
        made = [self.words.write(sample, self.random, self.applicant, self.today) for sample in samples]
        fitting = [text for text in made if text and (not pattern or re.search(str(pattern), text, re.ASCII))]
        chosen = self.random.choice(fitting or made) if not (attempt or pattern) else (fitting or made)[0]
        return chosen[: component.limit("validate.maxLength", 2000)]


def _questions(
    components: Sequence[forms.Component], context: object, prefix: str = ""
) -> Iterator[Question]:
    """The fields to fill in, groups opened, list rows numbered."""
    for component in components:
        shape = component.shape.name
        if component.is_always_readonly:
            continue
        if shape == "GROUP":
            yield from _questions(component.components, context, prefix)
        elif shape == "ROWS":
            for number in range(_row_count(component, context)):
                yield from _questions(component.components, {}, f"{prefix}{component.key}.{number}.")
        elif shape == "LEAF":
            yield Question(prefix + component.key, component)


def _row_count(component: forms.Component, context: object) -> int:
    stored: Any = _dig(context, component.path)
    if not component.is_open and isinstance(stored, list):
        return len(stored)
    return max(1, component.limit("properties.minRows", 0))


def _tokens(component: forms.Component, context: Mapping[str, object], today: date) -> Iterator[str]:
    """The choices as a browser sends them: written in the form, or taken from the process's variables."""
    source, key = component.settings.get("values"), component.settings.get("valuesKey")
    if isinstance(key, str):
        source = _dig(context, key.split("."))
    elif "valuesExpression" in component.dynamic:
        source = component.dynamic["valuesExpression"].value(context, today)
    for item in source if isinstance(source, list) else ():
        value = item.get("value") if isinstance(item, Mapping) else item
        yield str(value).lower() if isinstance(value, bool) else str(value)


def _digits(value: float) -> str:
    """A number as people here type it."""
    return str(int(value)) if value == int(value) else f"{value:g}".replace(".", ",")


def _dig(data: object, path: Sequence[str]) -> object:
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data

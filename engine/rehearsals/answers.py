"""A form filled in as somebody at a desk would: what a script types, the rest plausibly."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import forms
from engine.process import Finding
from engine.rehearsals.errors import RehearsalRefused

SAMPLES = tomllib.loads((Path(__file__).parent / "data/samples.toml").read_text(encoding="utf-8"))
FILE = forms.FileInfo("0" * 32, "van_ban.pdf", 1000, "application/pdf")
DATES_BACK = timedelta(days=3)


def answered(
    form: forms.Form, name: str, given: Mapping[str, str], context: Mapping[str, Any], *, today: date
) -> Mapping[str, Any]:
    """What the form makes of the answers. given: texts by field; what is left out is filled in plausibly, except
    numbers that the form opens with: they stay as they are. Raises RehearsalRefused.
    """
    typed = {key: [text] for key, text in given.items()}
    submitted = dict(_filled(form.components, today)) | _opened(form, context, today) | typed
    unknown = sorted(set(given) - set(dict(_filled(form.components, today))))
    if unknown:
        raise _refused("field_missing", name, unknown[0], f"the form has no field {', '.join(unknown)}")
    cleaned = forms.clean(form, submitted, context, today=today, known_files={FILE.id: FILE})
    if cleaned.errors:
        raise RehearsalRefused(
            [
                Finding("answer_refused", f"{name}.form", error.path or None, error.message)
                for error in cleaned.errors
            ]
        )
    return as_json(cleaned.values)


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a process keeps them."""
    found: dict[str, Any] = json.loads(json.dumps(values, default=_number))
    return found


def _number(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    raise TypeError(value)


def _refused(code: str, name: str, field: str | None, message: str) -> RehearsalRefused:
    return RehearsalRefused([Finding(code, f"{name}.form", field, message)])


def _opened(form: forms.Form, context: Mapping[str, Any], today: date) -> dict[str, list[str]]:
    """The numbers that a form opens with."""
    values = forms.initial_values(form, context, today=today)
    numbers = {key: value for key, value in values.items() if type(value) in (int, float, Decimal)}
    editable = {name for name, _ in _filled(form.components, today)}
    return {key: [str(value).replace(".", ",")] for key, value in numbers.items() if key in editable}


def _filled(
    components: tuple[forms.Component, ...], today: date, prefix: str = ""
) -> Iterator[tuple[str, list[str]]]:
    for component in components:
        kind, name = component.type.name, prefix + ".".join(component.path)
        if kind == "group":
            yield from _filled(component.components, today, prefix)
        elif kind == "dynamiclist":
            yield from _filled(component.components, today, f"{name}.0.")
        elif component.path and kind != "expression" and not component.is_always_readonly:
            yield name, [_sample(component, today)]


def _sample(component: forms.Component, today: date) -> str:
    kind, key = component.type.name, component.path[-1]
    if kind in ("radio", "select", "checklist"):
        values = component.settings.get("values")
        return str(values[0]["value"]) if isinstance(values, list) and values else ""
    if kind == "number":
        return str(SAMPLES["number"])
    if "validate.pattern" in component.settings:
        lettered = "A-Z" in str(component.settings["validate.pattern"])
        patterned = SAMPLES["lettered" if lettered else "patterned"]
        for beginning, text in patterned.items():
            if key.startswith(beginning):
                return str(text)
    day = f"{today - DATES_BACK:%d/%m/%Y}"
    return {"datetime": day, "checkbox": "true", "filepicker": FILE.id}.get(kind, str(SAMPLES["text"]))

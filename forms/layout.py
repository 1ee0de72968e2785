"""How every field looks: label, hint, error, then the control (GOV.UK order), and the CSS classes for it.

Classes, all with the prefix mc-:
  page      mc-error-summary, mc-error-summary__title, mc-error-summary__list, mc-default-action, mc-refresh
  field     mc-field, mc-field--error, mc-field--readonly, mc-label, mc-optional, mc-hint, mc-error, mc-value,
            mc-visually-hidden
  control   mc-input, mc-input--number, mc-input--date, mc-input--time, mc-input--error, mc-textarea, mc-select,
            mc-adorned, mc-adorner, mc-file-input, mc-date-time, mc-date-time__part
  choices   mc-fieldset, mc-legend, mc-options, mc-options--long, mc-option, mc-option__input, mc-option__label
  groups    mc-group, mc-legend--group, mc-rows, mc-row, mc-row__title, mc-rows__empty
  files     mc-files, mc-file, mc-file__name, mc-file__size
  buttons   mc-button, mc-button--secondary, mc-button--small
  reading   mc-text, mc-separator, mc-spacer, mc-table-scroll, mc-table, mc-table__caption, mc-table__more
  summary   mc-summary, mc-summary__row, mc-summary__key, mc-summary__value, mc-summary__group, mc-summary__title
"""

from __future__ import annotations

import re

from markupsafe import Markup

from forms import messages
from forms.html import EMPTY, Attributes, join, tag
from forms.model import ACTION, View

_AUTOCOMPLETE = re.compile(r"[a-z][a-z0-9 \-]{0,60}")
_INPUT_MODES = frozenset(("text", "numeric", "decimal", "tel", "email", "url", "search", "none"))


def field(view: View, control: Markup, *, hint: str = "") -> Markup:
    """A field with one control: label, hint, error, control."""
    label = tag("label", {"class": "mc-label", "for": view.id}, *label_words(view))
    return tag("div", {"class": _field_class(view)}, label, hint_line(view, hint), error_line(view), control)


def fieldset(view: View, *content: Markup, hint: str = "") -> Markup:
    """A field with several controls under one legend."""
    legend = tag("legend", {"class": "mc-legend"}, *label_words(view))
    attributes = {"class": "mc-fieldset", "aria-describedby": described_by(view, hint)}
    body = tag("fieldset", attributes, legend, hint_line(view, hint), error_line(view), *content)
    return tag("div", {"class": _field_class(view)}, body)


def readonly_field(view: View) -> Markup:
    """A field to look at: its label and its value as text."""
    text = view.component.type.text(view.component, view.value, view.scope) or messages.NOTHING
    label = tag("div", {"class": "mc-label"}, view.label)
    value = tag("div", {"class": "mc-value", "id": view.id}, text)
    return tag("div", {"class": "mc-field mc-field--readonly"}, label, value)


def label_words(view: View) -> tuple[str, ...]:
    """The label, marked when the field may stay empty."""
    if view.component.is_required:
        return (view.label,)
    return (view.label, " ", tag("span", {"class": "mc-optional"}, messages.OPTIONAL))


def hint_line(view: View, hint: str = "") -> Markup:
    """The description, followed by the hint of the kind of field."""
    text = _hint(view, hint)
    return tag("div", {"class": "mc-hint", "id": f"{view.id}-hint"}, text) if text else EMPTY


def error_line(view: View) -> Markup:
    """The error, said to be one to those who cannot see the colour."""
    if not view.error:
        return EMPTY
    prefix = tag("span", {"class": "mc-visually-hidden"}, messages.ERROR_PREFIX)
    return tag("p", {"class": "mc-error", "id": f"{view.id}-error"}, prefix, " ", view.error)


def described_by(view: View, hint: str = "", *more: str) -> str | None:
    """ids of what explains the control, None when nothing does."""
    ids = [f"{view.id}-hint"] if _hint(view, hint) else []
    if view.error:
        ids.append(f"{view.id}-error")
    return " ".join((*ids, *more)) or None


def control_attributes(
    view: View, css: str, hint: str = "", *more: str
) -> dict[str, str | int | bool | None]:
    """Attributes every single control has. more: ids of further explanations."""
    return {
        "class": f"{css} mc-input--error" if view.error else css,
        "id": view.id,
        "name": view.name,
        "aria-describedby": described_by(view, hint, *more),
        "aria-invalid": "true" if view.error else None,
        "autocomplete": autocomplete(view),
        "autofocus": view.has_focus,
    }


def autocomplete(view: View) -> str | None:
    """The autofill token of the component's properties."""
    token = str(view.component.settings.get("properties.autocomplete") or "")
    return token if _AUTOCOMPLETE.fullmatch(token) else None


def input_mode(view: View) -> str | None:
    """The keyboard of the component's properties."""
    mode = view.component.settings.get("properties.inputmode")
    return mode if isinstance(mode, str) and mode in _INPUT_MODES else None


def adorned(view: View, control: Markup) -> Markup:
    """The control with the words before and after it, such as a unit."""
    before, after = adorners(view)
    if not before and not after:
        return control
    return tag(
        "div",
        {"class": "mc-adorned"},
        _adorner(view, "prefix", before),
        control,
        _adorner(view, "suffix", after),
    )


def adorners(view: View) -> tuple[str, str]:
    """Words before and after the control."""
    words = view.component.words
    return words("appearance.prefixAdorner", view.scope), words("appearance.suffixAdorner", view.scope)


def adorner_ids(view: View) -> tuple[str, ...]:
    """ids of the words around the control, for aria-describedby."""
    sides = zip(("prefix", "suffix"), adorners(view), strict=True)
    return tuple(f"{view.id}-{side}" for side, words in sides if words)


def button(
    words: str, value: str, *, css: str = "", about: str = "", extra: Attributes | None = None
) -> Markup:
    """A submit button of the form itself. about: said after the words to those who cannot see where it stands."""
    attributes = {"type": "submit", "class": f"mc-button {css}".strip(), "name": ACTION, "value": value}
    hidden = tag("span", {"class": "mc-visually-hidden"}, " ", about) if about else EMPTY
    return tag("button", {**attributes, "formnovalidate": True, **(extra or {})}, words, hidden)


def _adorner(view: View, side: str, words: str) -> Markup:
    return tag("span", {"class": "mc-adorner", "id": f"{view.id}-{side}"}, words) if words else EMPTY


def _hint(view: View, hint: str) -> str:
    return str(join_words(view.component.words("description", view.scope), hint))


def join_words(*words: str) -> str:
    """Sentences one after another, each closed."""
    said = [text for text in words if text]
    return " ".join(
        text if text[-1] in ".!?…:" or position == len(said) else f"{text}."
        for position, text in enumerate(said, 1)
    )


def _field_class(view: View) -> str:
    return "mc-field mc-field--error" if view.error else "mc-field"


__all__ = [
    "adorned", "adorner_ids", "autocomplete", "button", "control_attributes", "described_by", "error_line", "field",
    "fieldset", "hint_line", "input_mode", "join", "join_words", "label_words", "readonly_field",
]  # fmt: skip

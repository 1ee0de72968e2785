"""Files to attach. The page uploads them beforehand; the form holds their ids, so no mistake elsewhere loses one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from marshmallow import ValidationError

from forms import messages
from forms.formats import format_size
from forms.html import EMPTY, join, tag
from forms.layout import button, control_attributes, described_by, error_line, hint_line, label_words
from forms.model import UPLOAD, Component, FieldType, FileInfo, FormDefinitionError, Rule, Scope, View

_MAX_ID = 100
_ACCEPT = re.compile(r"\.[a-z0-9]{1,12}|[a-z]+/(\*|[a-z0-9.+\-]{1,80})")


class FilePicker(FieldType):
    """Stored as a list of file ids, also when only one is allowed."""

    name = "filepicker"
    required_message = messages.REQUIRED_FILE

    def prepare(self, component: Component) -> Mapping[str, Any]:
        accept = component.settings.get("accept") or ""
        if not isinstance(accept, str):
            raise FormDefinitionError("bad_setting", component.id, "accept")
        parts = tuple(part.strip().lower() for part in accept.split(",") if part.strip())
        if not all(_ACCEPT.fullmatch(part) for part in parts):
            raise FormDefinitionError("bad_setting", component.id, "accept")
        return {"accept": parts}

    def convert(self, component: Component, texts: Sequence[str]) -> object:
        return [
            text for text in dict.fromkeys(text.strip() for text in texts) if text and len(text) <= _MAX_ID
        ]

    def rules(self, component: Component, scope: Scope) -> Iterator[Rule]:
        yield _are_known(component, scope)
        yield _are_accepted(component, scope)
        if component.settings.get("multiple") is not True:
            yield _is_single(component, scope)

    def html(self, view: View) -> Markup:
        hint = _accept_hint(view.component)
        attributes = control_attributes(view, "mc-file-input", hint)
        attributes |= {
            "type": "file",
            "name": f"{UPLOAD}{view.name}",
            "multiple": view.component.settings.get("multiple") is True,
            "accept": ",".join(view.component.prepared["accept"]) or None,
            "aria-describedby": described_by(view, hint),
        }
        upload = button(
            messages.UPLOAD, "refresh", css="mc-button--secondary mc-button--small", about=view.label
        )
        label = tag("label", {"class": "mc-label", "for": view.id}, *label_words(view))
        content = (
            label,
            hint_line(view, hint),
            error_line(view),
            _attached(view),
            tag("input", attributes),
            upload,
        )
        return tag("div", {"class": "mc-field mc-field--error" if view.error else "mc-field"}, *content)

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        names = [_describe(file_id, scope) for file_id in _ids(value)]
        return Markup("<br>").join(names)


def _ids(value: object) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [file_id for file_id in found if isinstance(file_id, str) and file_id]


def _describe(file_id: str, scope: Scope) -> str:
    info = scope.files.get(file_id)
    return f"{info.name} ({format_size(info.size)})" if info else messages.LOST_FILE


def _attached(view: View) -> Markup:
    """The files there are, each with its id in a hidden input and a button to take it off."""
    ids = _ids(view.value)
    if not ids:
        return EMPTY
    items = [_item(view, file_id) for file_id in ids]
    title = tag("div", {"class": "mc-hint", "id": f"{view.id}-files"}, messages.ATTACHED_FILES)
    return join(title, tag("ul", {"class": "mc-files", "aria-labelledby": f"{view.id}-files"}, *items))


def _item(view: View, file_id: str) -> Markup:
    info = view.scope.files.get(file_id)
    name = info.name if info else messages.LOST_FILE
    size = tag("span", {"class": "mc-file__size"}, format_size(info.size)) if info else EMPTY
    remove = button(
        messages.REMOVE_FILE_SHORT,
        f"detach:{view.name}:{file_id}",
        css="mc-button--secondary mc-button--small",
        about=name,
    )
    kept = tag("input", {"type": "hidden", "name": view.name, "value": file_id})
    return tag(
        "li",
        {"class": "mc-file"},
        kept,
        tag("span", {"class": "mc-file__name"}, name),
        " ",
        size,
        " ",
        remove,
    )


def _accept_hint(component: Component) -> str:
    accept = ", ".join(component.prepared["accept"])
    return messages.ACCEPTED_TYPES.format(accept=accept) if accept else ""


def _are_known(component: Component, scope: Scope) -> Rule:
    def rule(ids: list[str]) -> None:
        if not all(file_id in scope.files for file_id in ids):
            raise ValidationError(messages.FILE_UNKNOWN.format(label=component.label(scope)))

    return rule


def _are_accepted(component: Component, scope: Scope) -> Rule:
    accept: tuple[str, ...] = component.prepared["accept"]

    def rule(ids: list[str]) -> None:
        for file_id in ids:
            info = scope.files[file_id]
            if accept and not _fits(info, accept):
                raise ValidationError(messages.FILE_TYPE.format(file=info.name, accept=", ".join(accept)))

    return rule


def _fits(info: FileInfo, accept: Sequence[str]) -> bool:
    """As browsers read `accept`: an extension, a content type, or a family such as image/*."""
    name, content_type = info.name.lower(), info.content_type.lower()
    return any(
        name.endswith(part)
        if part.startswith(".")
        else content_type.startswith(part[:-1])
        if part.endswith("/*")
        else content_type == part
        for part in accept
    )


def _is_single(component: Component, scope: Scope) -> Rule:
    def rule(ids: list[str]) -> None:
        if len(ids) > 1:
            raise ValidationError(messages.ONE_FILE_ONLY.format(label=component.label(scope)))

    return rule


FIELD = FilePicker()

"""A date, a time, or both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup
from marshmallow import ValidationError

from forms import messages
from forms.formats import (
    LOCAL_ZONE,
    format_date,
    format_time,
    parse_date,
    parse_date_time,
    parse_time,
)
from forms.html import tag
from forms.layout import control_attributes, field, fieldset
from forms.model import Component, FieldType, FormDefinitionError, Rule, Scope, View, unreadable

_SUBTYPES = ("date", "time", "datetime")
_SERIALIZED = (None, "", "no_timezone", "utc_offset", "utc_normalized")
_SENTENCES = {"date": messages.BAD_DATE, "time": messages.BAD_TIME, "datetime": messages.BAD_DATE_TIME}
_HINTS = {"date": messages.DATE_HINT, "time": messages.TIME_HINT, "datetime": messages.DATE_TIME_HINT}


class DateTime(FieldType):
    """Stored as ISO text: 2026-11-23, 14:30:00 or 2026-11-23T14:30:00.

    What people write is Vietnamese time; timeSerializingFormat says whether the text carries +07:00 (utc_offset)
    or is turned to UTC (utc_normalized). The extension property `latest = "today"` refuses days to come.
    """

    name = "datetime"

    def prepare(self, component: Component) -> Mapping[str, Any]:
        subtype = component.settings.get("subtype", "date")
        if subtype not in _SUBTYPES:
            raise FormDefinitionError("bad_setting", component.id, "subtype")
        if component.settings.get("timeSerializingFormat") not in _SERIALIZED:
            raise FormDefinitionError("bad_setting", component.id, "timeSerializingFormat")
        if component.settings.get("properties.latest", "today") != "today":
            raise FormDefinitionError("bad_setting", component.id, "properties.latest")
        return {"subtype": subtype}

    def convert(self, component: Component, texts: Sequence[str]) -> object:
        text = " ".join(text.strip() for text in texts[:2]).strip()
        if not text:
            return None
        subtype = component.prepared["subtype"]
        try:
            return _READERS[subtype](text, component)
        except ValueError as error:
            raise unreadable(_SENTENCES[subtype], text) from error

    def rules(self, component: Component, scope: Scope) -> Iterator[Rule]:
        if component.settings.get("disallowPassedDates") and component.prepared["subtype"] != "time":
            yield _not_before(scope.today, component.label(scope))
        if component.settings.get("properties.latest") == "today" and component.prepared["subtype"] != "time":
            yield _not_after(scope.today, component.label(scope))

    def html(self, view: View) -> Markup:
        subtype = view.component.prepared["subtype"]
        if subtype == "datetime":
            return _two_parts(view)
        hint = _HINTS[subtype]
        attributes = control_attributes(view, f"mc-input mc-input--{subtype}", hint)
        return field(view, _input(attributes, _shown(view.value)), hint=hint)

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        return _shown(value)


def _read_date(text: str, component: Component) -> str:
    return parse_date(text).isoformat()


def _read_time(text: str, component: Component) -> str:
    clock = parse_time(text)
    style = component.settings.get("timeSerializingFormat")
    if style == "utc_normalized":
        moment = datetime(2000, 1, 2, clock.hour, clock.minute, clock.second, tzinfo=LOCAL_ZONE)
        return f"{moment.astimezone(UTC):%H:%M:%S}Z"
    return clock.replace(tzinfo=LOCAL_ZONE).isoformat() if style == "utc_offset" else clock.isoformat()


def _read_date_time(text: str, component: Component) -> str:
    moment = parse_date_time(text)
    style = component.settings.get("timeSerializingFormat")
    if style == "utc_normalized":
        return f"{moment.replace(tzinfo=LOCAL_ZONE).astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
    return moment.replace(tzinfo=LOCAL_ZONE).isoformat() if style == "utc_offset" else moment.isoformat()


_READERS = {"date": _read_date, "time": _read_time, "datetime": _read_date_time}


def _not_before(today: date, label: str) -> Rule:
    def rule(value: str) -> None:
        day = parse_date_time(value).date() if "T" in value else parse_date(value)
        if day < today:
            raise ValidationError(messages.DATE_IN_THE_PAST.format(label=label, limit=format_date(today)))

    return rule


def _not_after(today: date, label: str) -> Rule:
    def rule(value: str) -> None:
        day = parse_date_time(value).date() if "T" in value else parse_date(value)
        if day > today:
            raise ValidationError(messages.DATE_IN_THE_FUTURE.format(label=label, limit=format_date(today)))

    return rule


def _parts(value: object) -> tuple[str, str]:
    """A stored value as date and time to type again; what nobody could read stays as typed."""
    text = "" if value is None else str(value)
    try:
        moment = parse_date_time(text)
    except ValueError:
        day, _, clock = text.partition(" ")
        return day, clock
    return format_date(moment.date()), format_time(moment.time())


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    for read in (_shown_date, _shown_time, _shown_moment):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def _shown_date(text: str) -> str:
    return format_date(parse_date(text))


def _shown_time(text: str) -> str:
    return format_time(parse_time(text))


def _shown_moment(text: str) -> str:
    moment = parse_date_time(text)
    return f"{format_time(moment.time())} {format_date(moment.date())}"


def _input(attributes: dict[str, str | int | bool | None], value: str) -> Markup:
    # Plain text inputs: native pickers follow the browser's language and are hard to use for birth dates.
    return tag("input", {**attributes, "type": "text", "value": value})


def _two_parts(view: View) -> Markup:
    day, clock = _parts(view.value)
    labels = {"date": messages.DATE_LABEL, "time": messages.TIME_LABEL}
    parts = []
    for part, text in (("date", day), ("time", clock)):
        attributes = control_attributes(view, f"mc-input mc-input--{part}")
        attributes["aria-describedby"] = None
        attributes["id"] = view.id if part == "date" else f"{view.id}-time"
        label = tag("label", {"class": "mc-label", "for": str(attributes["id"])}, labels[part])
        parts.append(tag("div", {"class": "mc-date-time__part"}, label, _input(attributes, text)))
    return fieldset(view, tag("div", {"class": "mc-date-time"}, *parts), hint=messages.DATE_TIME_HINT)


FIELD = DateTime()

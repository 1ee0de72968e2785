"""A submission in, values and errors out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from marshmallow import ValidationError

from forms import messages
from forms.checking import check
from forms.model import Cleaned, FieldError, FileInfo, Form, Scope, Values
from forms.settling import settle
from forms.submission import Reading, Submission, lay_out, read_submission

_NO_FILES: Mapping[str, FileInfo] = {}


def clean(
    form: Form,
    submitted: Mapping[str, Sequence[str]],
    context: Mapping[str, object],
    *,
    today: date,
    known_files: Mapping[str, FileInfo] = _NO_FILES,
    field_prefix: str = "",
) -> Cleaned:
    """Check a submitted form.

    submitted: texts by field name, `nguoi_nop.ho_ten`, `chu_so_huu.0.ten`; file fields carry ids. context: the
    process's variables (JSON). today: the date in Vietnam. known_files: files this person may attach, by id.
    Hidden fields are dropped, read-only ones come from context, expressions are worked out here. Never raises on
    what was submitted; rows, names and sizes are bounded.
    """
    scope = Scope(context, today, known_files)
    submission = read_submission(submitted, field_prefix)
    reading = lay_out(form.components, submission, keep_blank=False)
    typed, problems = convert(form, reading)
    settled = settle(form, typed, scope)
    errors = tuple(check(settled.nodes, problems, reading.overfull))
    if submission.is_cut:
        errors = (FieldError("", messages.TOO_MUCH_DATA), *errors)
    return Cleaned(settled.values, errors)


def entered_values(form: Form, submission: Submission, scope: Scope) -> Values:
    """What was entered so far, unchecked, blank rows kept."""
    typed, _ = convert(form, lay_out(form.components, submission, keep_blank=True))
    return settle(form, typed, scope).values


def convert(form: Form, reading: Reading) -> tuple[Values, object]:
    """JSON values, and marshmallow's messages about texts that are none; those stay in the values as typed."""
    try:
        typed: Values = form.schema.load(reading.raw)
    except ValidationError as error:
        found = error.valid_data
        return found if isinstance(found, dict) else {}, error.messages
    return typed, {}

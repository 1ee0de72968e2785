"""What a page with a form sent: its fields, and its files kept at once so that no error elsewhere loses one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import FileStorage

import forms
from engine import people, process
from engine.errors import InvalidInput
from webui import problems

FILE_PREFIX = "_file:"
"""Names of file inputs; the ids of their files go into the field of the rest of the name."""
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Submission:
    """fields: texts by name, ids of freshly kept files among them. errors: files that were not taken, by field."""

    fields: Mapping[str, list[str]]
    errors: tuple[forms.FieldError, ...]

    @property
    def action(self) -> str:
        """Which button was pressed."""
        return self.fields.get(forms.ACTION, ["submit"])[-1]

    def text(self, name: str) -> str:
        """The first text of a field, trimmed, "" when absent."""
        return self.fields.get(name, [""])[0].strip()


def read_submission(officer: people.Officer, dossier_code: str | None = None) -> Submission:
    """The fields of this request; its files are kept for the dossier, or for the reception until it has a code.

    Raises DiskFull: nothing the officer could mend.
    """
    fields = {name: request.form.getlist(name) for name in request.form}
    request_key = request.form.get("request_key", "")[:64]
    errors = []
    for name, upload in request.files.items(multi=True):
        if not name.startswith(FILE_PREFIX) or not upload.filename:
            continue
        field = name.removeprefix(FILE_PREFIX)
        try:
            kept = process.keep_file(upload.filename, _chunks(upload), officer, dossier_code, request_key)
        except InvalidInput as error:
            errors.append(forms.FieldError(field, f"{upload.filename}: {problems.words(error).text}"))
        else:
            if kept.id not in fields.setdefault(field, []):
                fields[field].append(kept.id)
    return Submission(fields, tuple(errors))


def _chunks(upload: FileStorage) -> Iterator[bytes]:
    while chunk := upload.stream.read(_CHUNK):
        yield chunk

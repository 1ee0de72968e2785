"""Form definitions to marshmallow schemas to HTML. No database, no web framework.

`load_form` checks a `.form` file (form-js schema) once; `initial_values` opens it; `render` and `render_summary`
make HTML that needs no JavaScript; `clean` turns a submission into JSON values or errors; `edit_rows` answers the
buttons inside the form. Everything is a pure function of its arguments.
"""

from forms.cleaning import clean
from forms.editing import edit_rows, focus_after
from forms.loading import load_form
from forms.lookup import takes_upload
from forms.model import (
    ACTION,
    UPLOAD,
    Cleaned,
    Component,
    FieldError,
    FileInfo,
    Form,
    FormDefinitionError,
    Values,
)
from forms.outlining import SEPARATOR, Question, outline
from forms.rendering import render, render_summary
from forms.starting import initial_values

__all__ = [
    "ACTION",
    "UPLOAD",
    "Cleaned",
    "Component",
    "FieldError",
    "FileInfo",
    "Form",
    "FormDefinitionError",
    "Question",
    "SEPARATOR",
    "Values",
    "clean",
    "edit_rows",
    "focus_after",
    "initial_values",
    "load_form",
    "outline",
    "render",
    "render_summary",
    "takes_upload",
]

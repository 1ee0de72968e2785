"""Form files, compiled once per content."""

from functools import lru_cache

import forms


@lru_cache(256)
def read_form(content: bytes) -> forms.Form:
    """The form of a file. Raises forms.FormDefinitionError naming the component."""
    return forms.load_form(content)

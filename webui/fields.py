"""Errors of fields as a page shows them: once in the summary, once beside the field."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Error:
    """One thing to mend. target: HTML id of the control, "" for the page as a whole."""

    target: str
    message: str

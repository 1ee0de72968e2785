"""When something was done on paper that is entered only now: the field below a form, after a declared outage."""

from datetime import datetime

from engine import process
from engine.errors import InvalidInput, MotcuaError
from webui import problems
from webui.desk.submissions import Submission
from webui.fields import Error, moment

DONE_AT = "_done_at"
"""Name of the field for what was done on paper; forms leave names with an underscore alone."""


class BadMoment(InvalidInput):
    """When it was done cannot be read."""

    code = "bad_moment"


REFUSED = (process.BackdatingRefused, process.BeforeItsTime, BadMoment)


def paper_moment(submission: Submission) -> datetime | None:
    """When it was done on paper, as the browser's own field sends it; None for now. Raises BadMoment."""
    text = submission.text(DONE_AT)
    found = moment(text)
    if text and found is None:
        raise BadMoment(text[:40])
    return found


def words_of(error: MotcuaError) -> Error:
    """Why a moment was refused, beside its field."""
    return Error("f-done_at", problems.words(error).text)

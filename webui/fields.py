"""What browsers' own fields send, read once for every page; errors of fields as a page shows them."""

from dataclasses import dataclass
from datetime import date, datetime

from engine import clock

# a day before and after each of these can be reckoned with
_YEARS = range(1900, 9999)


@dataclass(frozen=True, slots=True)
class Error:
    """One thing to mend. target: HTML id of the control, "" for the page as a whole."""

    target: str
    message: str


def moment(text: str) -> datetime | None:
    """`2024-08-06T07:00` on the clock of the counter, as a field for date and time sends it; None for anything else."""
    try:
        found = datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def day(text: str) -> date | None:
    """`2024-08-06`, as a field for a date sends it; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None

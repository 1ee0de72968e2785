"""What can go wrong with dossiers.

NotFound:     UnknownDossier
NotAllowed:   CalendarNotYours
InvalidInput: CalendarRefused · ReceptionRefused · BadIdentityCard · UnknownProcedure
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import InvalidInput, NotAllowed, NotFound


class UnknownDossier(NotFound):
    """No dossier with this code here."""

    code = "unknown_dossier"


class UnknownProcedure(NotFound):
    """This agency does not receive dossiers of this procedure."""

    code = "unknown_procedure"


class CalendarNotYours(NotAllowed):
    """Working time of others may be laid down by their administrators only."""

    code = "calendar_not_yours"


class CalendarRefused(InvalidInput):
    """What is to be laid down about working time lacks something."""

    code = "calendar_refused"


class BadIdentityCard(InvalidInput):
    """The text is not that of a citizen identity card."""

    code = "bad_identity_card"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend at reception. field: input's path; code: looked up by the page; message: a form's own text."""

    field: str
    code: str
    message: str | None = None


class ReceptionRefused(InvalidInput):
    """The dossier cannot be received as given. problems: one per field."""

    code = "reception_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(f"{p.field}:{p.code}" for p in problems), count=len(problems))
        self.problems = tuple(problems)

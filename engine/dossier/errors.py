"""What can go wrong with dossiers.

NotFound:     UnknownDossier · UnknownEntry · UnknownSlip · UnknownSlipTemplate
NotAllowed:   CalendarNotYours · CatchUpNotYours · TemplatesNotYours
InvalidInput: CalendarRefused · ReceptionRefused · BadIdentityCard · UnknownProcedure · BlockRefused · SerialRefused ·
              EntryRefused · SlipTemplateRefused · FeeAmountBad
Conflict:     FeesDue · SlipNotPrintable · StatusNotAllowed · SupplementRefused · NotWaiting · DueChangeRefused
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import Conflict, InvalidInput, NotAllowed, NotFound


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


class UnknownEntry(NotFound):
    """No such entry of this agency waits to be released."""

    code = "unknown_entry"


class CatchUpNotYours(NotAllowed):
    """Entries after an outage are made at the counter and released by its superiors."""

    code = "catch_up_not_yours"


class BlockRefused(InvalidInput):
    """No such block of numbers, or none can be made. problem: stable code."""

    code = "block_refused"

    def __init__(self, problem: str, **facts: object) -> None:
        self.problem = problem
        super().__init__(problem, problem=problem, **facts)


class SerialRefused(InvalidInput):
    """The number printed in advance cannot be used. problem: stable code. facts: serial."""

    code = "serial_refused"

    def __init__(self, problem: str, *, serial: int) -> None:
        self.problem = problem
        super().__init__(f"{serial} {problem}", problem=problem, serial=serial)


class EntryRefused(InvalidInput):
    """What is done with an entry lacks something. problem: stable code."""

    code = "entry_refused"

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem, problem=problem)


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


class StatusNotAllowed(Conflict):
    """The law knows no way from the dossier's status to the one that the diagram wants."""

    code = "status_not_allowed"


class SupplementRefused(Conflict):
    """The agency has already asked for a supplement and no leader allowed another, or none is being waited for."""

    code = "supplement_refused"


class FeesDue(Conflict):
    """The result is not handed over while what it waits for is owed. facts: code, names, amount."""

    code = "fees_due"


class FeeAmountBad(InvalidInput):
    """What a form or a decision says is to be paid is no amount of money. facts: name."""

    code = "fee_amount_bad"


class NotWaiting(Conflict):
    """The agency's time is not standing still."""

    code = "not_waiting"


class DueChangeRefused(Conflict):
    """A new date must be later than the one that holds, and may be given with an apology only as often as allowed."""

    code = "due_change_refused"


class SlipNotPrintable(Conflict):
    """There is nothing to say on this paper of this dossier, or it is another agency's to print."""

    code = "slip_not_printable"


class UnknownSlip(NotFound):
    """No such paper was issued here."""

    code = "unknown_slip"


class UnknownSlipTemplate(NotFound):
    """There is no such version of the template."""

    code = "unknown_slip_template"


class TemplatesNotYours(NotAllowed):
    """Only administrators change papers, and only those of the whole system change their files."""

    code = "templates_not_yours"


class SlipTemplateRefused(InvalidInput):
    """The paper cannot be printed this way. complaint: typst's own, with its line."""

    code = "slip_template_refused"

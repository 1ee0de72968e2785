"""How the total of a dossier is shared out among the agencies of its chain."""

from engine import law, people, process
from engine.dossier.views import Dossier


def shares_of(found: Dossier) -> tuple[law.Share, ...]:
    """Until when each step of the sheet should be done, reckoned from the receipt, without waits since.

    Each share by the calendar of the agency of its level. Empty for a partner's copy, which has no sheet here.
    """
    if found.deployment_id is None or not found.is_lead:
        return ()
    lead = found.row.lead_agency
    return law.shares_of(
        found.row.received_at,
        process.sheet_of(found.deployment_id),
        found.row.channel,
        lambda level: law.calendar_of(agency_of_level(level, lead)),
        law.decided_limit(tuple(map(law.step_from, found.due_steps))),
    )


def agency_of_level(level: law.Level, lead: str) -> str:
    """The lead's ancestor of a level; for agencies beside it, which the sheet does not name, the lead itself."""
    try:
        return people.resolve_agency(level.value, lead)
    except people.UnknownUnit:
        return lead

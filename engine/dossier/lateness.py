"""Which agency of a chain has made a dossier late: it owes the applicant the apology."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from engine import clock, history, law, people
from engine.dossier.shares import agency_of_level, shares_of
from engine.dossier.views import Dossier

_SENT, _CAME_BACK = "message_sent", "message_received"


@dataclass(frozen=True, slots=True)
class LateAgency:
    """due_at: when it should have passed the dossier on or had the result. done_at: when it did, None until then."""

    code: str
    name: str
    due_at: datetime
    done_at: datetime | None


def late_agency(found: Dossier) -> LateAgency | None:
    """The first agency of the chain that was not done in time; None while all are. Reckoned at the lead agency.

    A stage of the chain is one agency's run of steps in the sheet; it is done when the dossier is handed on, as the
    lead's history tells: sent to a partner, come back from one, finished.
    """
    stages = _stages(found)
    if not stages:
        return None
    handed_on = [*_hand_overs(found.row.code), found.row.finished_at]
    done = [handed_on[n] if n < len(handed_on) - 1 else found.row.finished_at for n in range(len(stages))]
    late = law.late_share([share for _code, share in stages], done, clock.now())
    if late is None:
        return None
    place = next(n for n, (_code, share) in enumerate(stages) if share is late)
    code = stages[place][0]
    return LateAgency(code, people.name_of(code), late.due_at, done[place])


def _stages(found: Dossier) -> Sequence[tuple[str, law.Share]]:
    """Agency and last share of each run of steps at one agency, in order."""
    lead = found.row.lead_agency
    runs = groupby(shares_of(found), key=lambda share: agency_of_level(share.step.level, lead))
    return [(code, list(shares)[-1]) for code, shares in runs]


def _hand_overs(code: str) -> Iterator[datetime]:
    """When the dossier left the lead, came back, left again."""
    out = False
    for event in history.events_of(code):
        if event.kind == (_CAME_BACK if out else _SENT):
            out = not out
            yield event.done_at

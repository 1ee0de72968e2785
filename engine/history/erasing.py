"""Personal data leave the history; the chain, which knows their salted digest only, stays whole."""

from sqlalchemy import select

from engine import people, store
from engine.history.events import act_of, record
from engine.history.places import place_events_of
from engine.history.tables import history_event
from engine.history.verifier import ERASED

_E = history_event.c


def erase(agency_code: str, dossier_code: str, officer: people.Officer, reason: str) -> int:
    """Erase names and personal facts from an agency's events of a dossier. Answers from how many.

    The erasure is an event itself: what is missing without one counts as tampering. reason: kept for ever, names
    nobody. The acts and who did them (by account) remain.
    """
    with store.transaction() as link:
        place_events_of(agency_code)
        mine = (
            _E.agency_code == agency_code,
            _E.dossier_code == dossier_code,
            _E.personal_salt.is_not(None),
        )
        erased = list(link.execute(select(_E.seq).where(*mine).order_by(_E.seq)).scalars())
        if not erased:
            return 0
        link.execute(
            history_event.update().where(*mine).values(actor_name="", personal=None, personal_salt=None)
        )
        record(
            act_of(
                officer,
                ERASED,
                dossier_code,
                agency_code=agency_code,
                data={"erased": erased, "reason": reason},
            )
        )
    return len(erased)

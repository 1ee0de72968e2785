"""Messages from other agencies that take no effect here, as those who look after a unit deal with them."""

from datetime import timedelta

from engine import clock, history, mail, people, store
from engine.process.errors import MessageSettled, NotYourIncident, ReasonMissing, UnknownMessage
from engine.process.incidents import SHORTEST_REASON, may_deal

PATIENCE = timedelta(hours=1)
"""An early message is usually early by moments; after this long somebody should know."""


def stuck_messages(officer: people.Officer, *, state: str = "open") -> tuple[mail.Stuck, ...]:
    """The messages that take no effect by themselves, the longest waiting first; or those set aside, the latest first.

    Given up on after several tries, or waited for by nobody for long. state: open, or anything else for those set
    aside. Raises NotYourIncident.
    """
    agencies = [code for code in store.current().profile.agencies if may_deal(officer, code)]
    if not agencies:
        raise NotYourIncident
    if state == "open":
        return mail.stuck(agencies, clock.now() - PATIENCE)
    return mail.put_aside(agencies)


def stuck_message(no: int, officer: people.Officer) -> mail.Stuck:
    """One of them. Raises UnknownMessage, NotYourIncident."""
    found = mail.stuck_one(no)
    if found is None:
        raise UnknownMessage(str(no))
    if not may_deal(officer, found.recipient):
        raise NotYourIncident(str(no))
    return found


def retry_message(no: int, officer: people.Officer) -> None:
    """Let a message try again, with all its tries; the next sweep does it. Raises as `stuck_message`, MessageSettled."""
    found = stuck_message(no, officer)
    with store.transaction():
        if not mail.retry_stuck(found.no):
            raise MessageSettled(str(no))
        _tell(found, officer, "message_retried", {})
        store.after_commit(mail.ring)


def set_message_aside(no: int, officer: people.Officer, reason: str) -> None:
    """Let the dossier's next messages come without this one's effect; history keeps who decided so and why.

    Raises as `stuck_message`; MessageSettled, ReasonMissing.
    """
    found, reason = stuck_message(no, officer), reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing(str(no))
    with store.transaction():
        if not mail.set_aside(found.no, officer.account_id, officer.name, reason):
            raise MessageSettled(str(no))
        _tell(found, officer, "message_set_aside", {"reason": reason})
        store.after_commit(mail.ring)


def _tell(found: mail.Stuck, officer: people.Officer, kind: str, more: dict[str, object]) -> None:
    history.record(
        history.act_of(
            officer,
            kind,
            found.dossier,
            agency_code=found.recipient,
            data={"message_id": found.message_id, "from": found.sender, "type": found.mtype, **more},
        )
    )

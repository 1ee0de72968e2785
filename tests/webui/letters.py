"""Messages from other agencies that take no effect: they cannot be read, or nobody waits for them."""

import uuid
from datetime import timedelta

from engine import clock, exchange, mail, store

SENDER, RECIPIENT = "H21.10", "H21.52.21"


def arrived(dossier: str, sequence: int = 1) -> int:
    """A message about a dossier whose envelope got damaged on our disk, as it stands before it is applied."""
    facts = {
        "sender": SENDER,
        "recipient": RECIPIENT,
        "message_id": str(uuid.uuid4()),
        "env_sha256": "0" * 64,
        "dossier": dossier,
        "seq": sequence,
        "mtype": "PROCESS_MESSAGE",
        "envelope": b"<damaged",
        "cert_fp": "0" * 64,
    }
    with store.transaction():
        row = mail.stage(facts)
        assert mail.receive(row.no, b"receipt")
    return row.no


def parked(dossier: str) -> int:
    """Such a message after its last try, with another one of the dossier behind it; answers its number."""
    begun = clock.now() - timedelta(hours=6)
    with clock.at(begun):
        no = arrived(dossier)
        arrived(dossier, 2)
    for hour in range(1, 6):
        with clock.at(begun + timedelta(hours=hour)):
            exchange.apply_received()
    return no

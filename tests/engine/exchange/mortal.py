"""A pair of nodes whose process is killed again and again, until all its messages have arrived.

Run as a program: `python -m tests.engine.exchange.mortal PLAN`, PLAN being the JSON of a `Plan`. The program itself
stays alive; it forks one child after the other to do the work and kills each without warning. The last one is left
to finish. Exit status 0: it finished.
"""

import json
import os
import random
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from connectors.lt1 import Registry, load_agency_key
from engine import clock, exchange, mail, store
from engine.mail.tables import lt_evidence
from engine.settings import Profile, from_environment
from tests.connectors.support import HERE, NOW, THERE, agency, pinned
from tests.engine.exchange.nodes import TestNode, Wire, received_states, sent_states

DOSSIERS = 5


@dataclass(frozen=True)
class Plan:
    """homes, urls: of the sending and of the receiving node. messages: how many to send in all."""

    homes: tuple[str, str]
    urls: tuple[str, str]
    messages: int
    deaths: int
    seed: int

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def main(plan: Plan) -> int:
    chance = random.Random(plan.seed)
    for life in range(plan.deaths):
        child = os.fork()
        if child == 0:
            live(plan, life)
        threading.Event().wait(chance.uniform(0.02, 0.35))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    child = os.fork()
    if child == 0:
        live(plan, plan.deaths)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def live(plan: Plan, life: int) -> None:
    """Work until killed, or until nothing is left. Every life begins after all leases of the one before."""
    here, there = _open(plan)
    wire = Wire(there)
    chance = random.Random(plan.seed + life)
    for turn in count():
        with clock.at(NOW + timedelta(minutes=5 * life, seconds=10 * turn)):
            if step(here, plan.messages, chance) == plan.messages and _all_done(here, there, plan.messages):
                os._exit(0)
            wire.faults.extend(chance.choices(["", "drop_response", "duplicate"], [8, 1, 1]))
            here.deliver(wire)
            there.apply()


def step(here: TestNode, messages: int, chance: random.Random) -> int:
    """One act on a dossier and its message, in one transaction. Answers how many there are by now."""
    with here.open(), store.transaction() as link:
        query = select(func.count()).where(lt_evidence.c.kind == "step")
        number: int = link.execute(query).scalar_one()
        if number < messages:
            files = [os.urandom(2000)] if chance.random() < 0.3 else []
            mail.keep_evidence("step", peer=None, message_id=None, sha256=None, doc=str(number).encode())
            here.put_out(number, dossier=f"D{chance.randrange(DOSSIERS)}", files=files)
    return number


def _all_done(here: TestNode, there: TestNode, messages: int) -> bool:
    return sent_states(here) == ["DELIVERED"] * messages and received_states(there) == ["APPLIED"] * messages


def _open(plan: Plan) -> tuple[TestNode, TestNode]:
    keys = [load_agency_key(code, Path(plan.homes[0]) / f"{code}.pem") for code in (HERE, THERE)]
    registry = Registry([agency(key.code, pinned(key)) for key in keys])
    here, there = (
        TestNode(key.code, _database(home, url, key.code), exchange.Identity({key.code: key}, registry))
        for key, home, url in zip(keys, plan.homes, plan.urls, strict=True)
    )
    return here, there


def _database(home: str, url: str, code: str) -> store.Database:
    profile = Profile("agency", code, (code,), None, "", "")
    return store.open_database(from_environment(Path(home), {"DATABASE_URL": url}), profile)


if __name__ == "__main__":
    facts = json.loads(sys.argv[1])
    sys.exit(main(Plan(**{**facts, "homes": tuple(facts["homes"]), "urls": tuple(facts["urls"])})))

"""A worker that is killed again and again in the middle of its jobs.

Run as a program: `python -m tests.engine.exchange.mortal_worker HOME URL SYSTEM LIFE [DEATHS]`. It says `ready`, and forks
the workers. Every life begins after all leases of the one before; the last works until nothing is left.
"""

import os
import random
import signal
import sys
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from connectors.lt1 import Registry
from connectors.services import Service
from engine import clock, exchange, store
from engine.process.tables import service_job
from tests.conftest import COMMUNE
from tests.connectors.support import NOW
from tests.databases import open_node_database


def main(home: str, url: str, system: str, life: str, deaths: str = "0") -> int:
    """life: the first one's number. deaths: how many pairs of workers are killed before one pair is left to finish."""
    print("ready", flush=True)  # noqa: T201 - spoken to the test
    chance = random.Random(4)
    for number in range(int(deaths)):
        pair = [_born(home, url, system, int(life) + number) for _ in range(2)]
        time.sleep(chance.uniform(0.05, 0.4))
        for child in pair:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    pair = [_born(home, url, system, int(life) + int(deaths)) for _ in range(2 if int(deaths) else 1)]
    return sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in pair)


def _born(home: str, url: str, system: str, life: int) -> int:
    child = os.fork()
    if child == 0:
        # should the test be killed, its workers do not outlive it for long
        signal.alarm(60)
        _live(home, url, system, life)
        os._exit(0)
    return child


def _live(home: str, url: str, system: str, life: int) -> None:
    open_node_database(Path(home), url, COMMUNE)
    identity = exchange.Identity({}, Registry([]), {"people": Service("people", system)})
    for turn in count():
        with clock.at(NOW + timedelta(minutes=5 * life, seconds=10 * turn)):
            exchange.work_off(identity)
        with store.reading() as link:
            if not link.execute(select(func.count()).select_from(service_job)).scalar_one():
                return


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Another process of the node that moves dossiers to another version, and can be killed in the middle of it.

Run as a program: `python -m tests.engine.process.mortal_mover HOME URL INSTANT MOMENT`. MOMENT: `within` the transaction
of the fifth dossier, or `between` the fourth and the fifth: there it says `here` and waits to be killed; `never`: it works
until nothing is left.
"""

import sys
from datetime import datetime
from itertools import count
from pathlib import Path

from engine import clock, process
from tests.conftest import COMMUNE
from tests.databases import open_node_database

DONE = 4


def main(home: str, url: str, instant: str, moment: str) -> None:
    open_node_database(Path(home), url, COMMUNE)
    steps = count()

    def within_the_fifth(_what: object) -> None:
        if next(steps) == DONE:
            wait_for_death()

    if moment == "within":
        process.observe(within_the_fifth)
    with clock.at(datetime.fromisoformat(instant)):
        while process.migrate_waiting(1):
            if moment == "between" and next(steps) == DONE - 1:
                wait_for_death()


def wait_for_death() -> None:
    print("here", flush=True)  # noqa: T201 - spoken to the test
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Another process of the node that dies while it spreads signals.

Run as a program: `python -m tests.engine.process.mortal_sweeper HOME URL INSTANT MOMENT`. MOMENT: `within` the third
receiver's transaction, before it commits, or `after` it.
"""

import os
import signal
import sys
from datetime import datetime
from itertools import count
from pathlib import Path

from engine import clock, process
from tests.conftest import COMMUNE
from tests.databases import open_node_database

THIRD = 2


def main(home: str, url: str, instant: str, moment: str) -> None:
    open_node_database(Path(home), url, COMMUNE)
    heard = count()

    def die(_what: object) -> None:
        if next(heard) == THIRD:
            os.kill(os.getpid(), signal.SIGKILL)

    if moment == "within":
        process.observe(die)
    with clock.at(datetime.fromisoformat(instant)):
        process.spread_signals(rest=die if moment == "after" else lambda _seconds: None)


if __name__ == "__main__":
    main(*sys.argv[1:])

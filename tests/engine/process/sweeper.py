"""Another process of the node that does nothing but fire due timers.

Run as a program: `python -m tests.engine.process.sweeper HOME URL INSTANT`. It says `ready` and stops when its input ends.
"""

import sys
import threading
from datetime import datetime
from pathlib import Path

from engine import clock, process
from tests.conftest import COMMUNE
from tests.databases import open_node_database


def main(home: str, url: str, instant: str) -> None:
    open_node_database(Path(home), url, COMMUNE)
    stop = threading.Event()

    def wait_for_end() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=wait_for_end, daemon=True).start()
    print("ready", flush=True)  # noqa: T201 - spoken to the test
    with clock.at(datetime.fromisoformat(instant)):
        while not stop.is_set():
            process.tick()


if __name__ == "__main__":
    main(*sys.argv[1:])

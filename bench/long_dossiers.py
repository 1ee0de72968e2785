"""What grows: the 10th, 100th and 1,000th completion of one dossier, a task of 200 items, a live dossier's memory.

Time is the median of the completions around each, taken in several dossiers; bytes are what PostgreSQL writes to its
log (without whole pages, which depend on checkpoints); statements are what reaches it between two commits.
"""

from dataclasses import dataclass

from tests.diagrams import builder as b

AT = (10, 100, 1000)
AROUND = 5
DOSSIERS = 3
ITEMS = 200
LIVE = 60


@dataclass(frozen=True)
class Cost:
    """One completion: milliseconds, bytes written, statements."""

    ms: float
    written: float
    statements: float


def many_xml() -> bytes:
    """A user task for each of 200 items at once."""
    loop = b.tag("multiInstanceLoopCharacteristics", b.text("loopCardinality", str(ITEMS)))
    return b.definitions(
        b.process(
            b.start(),
            b.end(),
            b.tag("userTask", loop, id="each", name="each"),
            b.chain("s", "each", "e"),
            process_id="many",
        )
    )

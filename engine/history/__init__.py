"""Append-only events of every dossier, with two clocks: when it was done, when it was entered.

Events of an agency form a chain of hashes (docs/history.md). `verifier.py` checks it from outside.
"""

from pathlib import Path

from engine.history.erasing import erase
from engine.history.events import (
    Event,
    act_of,
    dossiers_received,
    events_after,
    events_of,
    has_events_after,
    latest_of_kind,
    placed_events_of,
    record,
)
from engine.history.heads import head_line, head_of, heads_file, keep_witness, take_untold, witnessed
from engine.history.places import place_events
from engine.history.verifier import Head

VERIFIER = Path(__file__).parent / "verifier.py"
"""The program that checks a history. It imports nothing of ours and can be copied anywhere."""

__all__ = [
    "VERIFIER",
    "Event",
    "Head",
    "act_of",
    "erase",
    "events_after",
    "events_of",
    "dossiers_received",
    "has_events_after",
    "latest_of_kind",
    "head_line",
    "head_of",
    "heads_file",
    "keep_witness",
    "place_events",
    "placed_events_of",
    "record",
    "take_untold",
    "witnessed",
]

"""Append-only events of every dossier, with two clocks: when it was done, when it was entered."""

from engine.history.events import Event, events_of, record

__all__ = ["Event", "events_of", "record"]

"""Live instances kept in memory, checked by revision when saved, dropped at the first doubt."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from engine import spiff, store


@dataclass(frozen=True, slots=True)
class Instance:
    """A process instance's unchanging facts."""

    id: str
    definition_id: int
    deployment_id: int
    process_id: str
    dossier_code: str
    procedure_code: str
    procedure_name: str
    subject: str
    agency_code: str
    lead_agency: str
    due_at: datetime | None
    started_at: datetime


@dataclass(slots=True)
class Running:
    """A live instance and the rows that the database holds for it."""

    instance: Instance
    live: spiff.Live
    rev: int
    open_tasks: dict[str, spiff.OpenTask] = field(default_factory=dict)
    subscriptions: frozenset[tuple[str, str, str, str]] = frozenset()


class LiveCache:
    """Least recently used live instances, by (database, instance). Size: instances."""

    def __init__(self, size: int = 500, stripes: int = 256) -> None:
        self._size = size
        self._entries: OrderedDict[tuple[int, str], Running] = OrderedDict()
        self._guard = threading.Lock()
        self._stripes = tuple(threading.RLock() for _ in range(stripes))

    @contextmanager
    def locked(self, instance_id: str) -> Iterator[None]:
        """One thread at a time drives an instance. Taken inside the transaction, never around it."""
        with self._stripes[hash(instance_id) % len(self._stripes)]:
            yield

    def get(self, instance_id: str) -> Running | None:
        key = _key(instance_id)
        with self._guard:
            running = self._entries.get(key)
            if running is not None:
                self._entries.move_to_end(key)
            return running

    def put(self, instance_id: str, running: Running) -> None:
        with self._guard:
            self._entries[_key(instance_id)] = running
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)

    def evict(self, instance_id: str) -> None:
        with self._guard:
            self._entries.pop(_key(instance_id), None)

    def resize(self, size: int) -> None:
        self._size = size

    def clear(self) -> None:
        """Forget everything: tests, and after a fork."""
        with self._guard:
            self._entries.clear()


def _key(instance_id: str) -> tuple[int, str]:
    return id(store.current()), instance_id


live_instances = LiveCache()

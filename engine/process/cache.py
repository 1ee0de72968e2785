"""Live instances kept in memory, checked by revision when saved, dropped at the first doubt."""

import threading
from collections import OrderedDict
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


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An open user task. due_at: when the step is due; claimed_by: account that has taken it."""

    task_id: str
    instance_id: str
    dossier_code: str
    element_id: str
    name: str
    unit_code: str
    role: str
    form_ref: str | None
    procedure_code: str
    procedure_name: str
    subject: str
    created_at: datetime
    due_at: datetime | None
    claimed_by: str | None = None
    claimed_name: str | None = None
    claimed_at: datetime | None = None


@dataclass(slots=True)
class Running:
    """A live instance and the rows that the database holds for it."""

    instance: Instance
    live: spiff.Live
    rev: int
    items: dict[str, WorkItem] = field(default_factory=dict)
    """The open user tasks by id. Who has claimed one is known to its row only."""
    subscriptions: frozenset[tuple[str, str, str, str, str]] = frozenset()
    """Task, kind, name, key, element of what is waited for."""
    jobs: frozenset[str] = frozenset()
    """Ids of the calls that have a job."""
    incidents: dict[str, str] = field(default_factory=dict)
    """Open incidents of its tokens, by the id of the task (of the instance as a whole: empty)."""


class LiveCache:
    """Least recently used live instances by id. Size: how many."""

    def __init__(self, size: int = 500, stripes: int = 256) -> None:
        self._size = size
        self._entries: OrderedDict[str, Running] = OrderedDict()
        self._holders: dict[str, str] = {}
        self._guard = threading.Lock()
        self._stripes = tuple(threading.RLock() for _ in range(stripes))

    def hold(self, instance_id: str, patience: float = 10.0) -> bool:
        """Drive an instance alone among this process's threads until the running transaction ends.

        False when another thread does not let go: transactions over several instances may wait for each other.
        """
        stripe = self._stripes[hash(instance_id) % len(self._stripes)]
        if not stripe.acquire(timeout=patience):
            return False
        store.after_commit(stripe.release)
        store.after_rollback(stripe.release)
        return True

    def get(self, instance_id: str) -> Running | None:
        with self._guard:
            running = self._entries.get(instance_id)
            if running is not None:
                self._entries.move_to_end(instance_id)
            return running

    def put(self, instance_id: str, running: Running) -> None:
        with self._guard:
            self._entries[instance_id] = running
            self._holders.update(dict.fromkeys(running.items, instance_id))
            while len(self._entries) > self._size:
                self._forget(self._entries.popitem(last=False)[1])

    def moved(self, running: Running, opened: tuple[str, ...], closed: tuple[str, ...]) -> None:
        """Its open tasks have changed."""
        with self._guard:
            for task_id in closed:
                self._holders.pop(task_id, None)
            self._holders.update(dict.fromkeys(opened, running.instance.id))

    def item(self, task_id: str) -> WorkItem | None:
        """An open task of a cached instance, as last seen by this process: saving checks the revision."""
        instance_id = self._holders.get(task_id)
        running = self.get(instance_id) if instance_id else None
        return running.items.get(task_id) if running else None

    def evict(self, instance_id: str) -> None:
        with self._guard:
            running = self._entries.pop(instance_id, None)
            if running is not None:
                self._forget(running)

    def _forget(self, running: Running) -> None:
        for task_id in running.items:
            self._holders.pop(task_id, None)

    def resize(self, size: int) -> None:
        self._size = size

    def clear(self) -> None:
        """Forget everything: tests, and after a fork."""
        with self._guard:
            self._entries.clear()
            self._holders.clear()


live_instances = LiveCache()

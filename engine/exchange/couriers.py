"""The threads that carry parcels, and how each recipient has answered lately.

A recipient that does not answer may cost its own messages time, nobody else's: its couriers are few, the drain
does not wait for them, and after several failures in a row it is left to rest.
"""

import contextvars
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

COURIERS = 4
PER_RECIPIENT = 2
FAILURES_BEFORE_REST = 5


@dataclass
class _Record:
    failures: int = 0
    rests_until: datetime | None = None


@dataclass
class Couriers:
    """One per process and identity. Threads start with the first parcel, so after any fork."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pool: ThreadPoolExecutor | None = None
    _under_way: set[Future[None]] = field(default_factory=set)
    _in_flight: Counter[str] = field(default_factory=Counter)
    _records: dict[str, _Record] = field(default_factory=dict)

    def unavailable(self, now: datetime) -> frozenset[str]:
        """Recipients not to be tried now: resting, or with as many couriers under way as they may have."""
        with self._lock:
            busy = {code for code, count in self._in_flight.items() if count >= self._allowed(code)}
            resting = {
                code
                for code, record in self._records.items()
                if record.rests_until and record.rests_until > now
            }
        return frozenset(busy | resting)

    def _allowed(self, recipient: str) -> int:
        """After a rest, one message goes ahead to see."""
        record = self._records.get(recipient)
        probing = record is not None and record.failures >= FAILURES_BEFORE_REST
        return 1 if probing else PER_RECIPIENT

    @property
    def are_all_out(self) -> bool:
        """Whether every courier is under way."""
        with self._lock:
            return len(self._under_way) >= COURIERS

    def send(self, recipient: str, carry: Callable[[], None]) -> None:
        """Let a courier run `carry`, in the caller's context (database, clock)."""
        context = contextvars.copy_context()
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(COURIERS, thread_name_prefix="courier")
            self._in_flight[recipient] += 1
            future = self._pool.submit(context.run, self._run, recipient, carry)
            self._under_way.add(future)
        future.add_done_callback(self._forget)

    def _run(self, recipient: str, carry: Callable[[], None]) -> None:
        try:
            carry()
        finally:
            with self._lock:
                self._in_flight[recipient] -= 1

    def _forget(self, future: "Future[None]") -> None:
        with self._lock:
            self._under_way.discard(future)

    def await_one(self, seconds: float) -> bool:
        """Wait until a courier is back. False when none is under way or none came back in time."""
        with self._lock:
            under_way = set(self._under_way)
        return bool(under_way) and bool(wait(under_way, seconds, FIRST_COMPLETED).done)

    def answered(self, recipient: str) -> None:
        """The recipient's node spoke, whatever it said."""
        with self._lock:
            self._records.pop(recipient, None)

    def did_not_answer(self, recipient: str, now: datetime, rest: timedelta) -> None:
        """No answer: after several in a row, leave the recipient alone for a while."""
        with self._lock:
            record = self._records.setdefault(recipient, _Record())
            record.failures += 1
            if record.failures >= FAILURES_BEFORE_REST:
                record.rests_until = now + rest

    def close(self) -> None:
        """Wait for the couriers under way and send no more."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

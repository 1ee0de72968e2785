"""The threads that carry parcels, and how each recipient has answered lately.

A recipient that does not answer may cost its own messages time, nobody else's: its couriers are few, the drain
does not wait for them, and after several failures in a row it is left to rest.
"""

import contextvars
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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

    _lock: threading.Condition = field(default_factory=threading.Condition)
    _pool: ThreadPoolExecutor | None = None
    _returns: int = 0
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
            return self._in_flight.total() >= COURIERS

    @property
    def returns(self) -> int:
        """How many couriers have come back so far."""
        with self._lock:
            return self._returns

    def send(self, recipient: str, carry: Callable[[], None]) -> None:
        """Let a courier run `carry`, in the caller's context (database, clock)."""
        context = contextvars.copy_context()
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(COURIERS, thread_name_prefix="courier")
            self._in_flight[recipient] += 1
            self._pool.submit(context.run, self._run, recipient, carry)

    def _run(self, recipient: str, carry: Callable[[], None]) -> None:
        try:
            carry()
        finally:
            with self._lock:
                self._in_flight[recipient] -= 1
                self._returns += 1
                self._lock.notify_all()

    def await_return(self, seen: int, seconds: float) -> bool:
        """Wait until there are more `returns` than `seen`. False when nobody is under way or time runs out.

        seen: read before looking for work, so that a courier back in between is not overlooked.
        """
        with self._lock:
            if not self._in_flight.total():
                return self._returns != seen
            return self._lock.wait_for(lambda: self._returns != seen, seconds)

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

"""When the drains run: at the bell, and anyway every few seconds. The bell saves time, never work."""

import math
import threading
import time
from collections.abc import Callable

import redis
import structlog
from rq import Queue
from rq.serializers import JSONSerializer

from engine import history, process
from engine.exchange.applying import apply_received
from engine.exchange.delivering import deliver_due
from engine.exchange.identity import Identity
from engine.exchange.sealing import seal_drafts
from engine.exchange.witnessing import tell_heads
from engine.exchange.working import work_off

log = structlog.get_logger()

_JOB = "engine.jobs.drain"
_JOB_SECONDS = 600
_REDIS_SECONDS = 0.2
_SULK_SECONDS = 5.0


def sweep(identity: Identity) -> int:
    """One round of everything that waits: timers, signals, messages in, signatures, messages out, service calls, migrations.

    Answers how much.
    """
    done = process.tick() + process.spread_signals() + apply_received() + seal_drafts(identity)
    return done + deliver_due(identity) + work_off(identity) + process.migrate_waiting()


def settle() -> None:
    """Give what was done its places in the history, and tell where the chains end. Nobody waits for it."""
    history.place_events()
    tell_heads()


class Bell:
    """Wakes the sweeper of this process and, with Redis, an RQ worker. Never raises, hardly ever waits."""

    def __init__(self, redis_url: str | None, queue: str) -> None:
        self._rung = threading.Event()
        self._queue_name = queue
        self._silent_until = 0.0
        self._redis = None
        if redis_url:
            self._redis = redis.from_url(
                redis_url, socket_timeout=_REDIS_SECONDS, socket_connect_timeout=_REDIS_SECONDS
            )

    def ring(self) -> None:
        """There is work. Rings in quick succession reach the worker as one."""
        self._rung.set()
        if self._redis is None or time.monotonic() < self._silent_until:
            return
        try:
            if self._redis.set(f"{self._queue_name}.bell", 1, nx=True, px=500):
                queue = Queue(self._queue_name, connection=self._redis, serializer=JSONSerializer)
                queue.enqueue(_JOB, result_ttl=0, failure_ttl=60, job_timeout=_JOB_SECONDS)
        except (redis.RedisError, OSError) as error:
            # The commit that rang must not wait again for a Redis that is away.
            self._silent_until = time.monotonic() + _SULK_SECONDS
            log.warning("bell_not_heard", error=type(error).__name__)

    def wait(self, seconds: float) -> bool:
        """Wait for a ring in this process. False when time ran out."""
        rung = self._rung.wait(seconds)
        self._rung.clear()
        return rung


class Sweeper:
    """A thread that sweeps at the bell, and at the latest every `seconds`. Start it after any fork.

    settle: what nobody waits for, done between two sweeps but not more often than every `rest` seconds: much at a time
    costs the people at work less than little and often. It answers whether there is more of it than it has done.
    """

    def __init__(
        self,
        sweep: Callable[[], int],
        bell: Bell,
        seconds: float,
        *,
        settle: Callable[[], bool] | None = None,
        rest: float = 1.0,
    ) -> None:
        self._sweep = sweep
        self._settle = settle
        self._rest = rest
        self._settled_at = -math.inf
        self._bell = bell
        self._seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin; at once with what waits already."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round under way."""
        self._stopping.set()
        self._bell.ring()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                done = self._sweep()
                done += self._settle_at_times()
            except Exception:  # noqa: BLE001 - the next round may fare better, the log names the reason
                log.exception("sweep_failed")
                done = 0
            if not done:
                self._bell.wait(self._seconds)

    def _settle_at_times(self) -> bool:
        if self._settle is None or time.monotonic() - self._settled_at < self._rest:
            return False
        more = self._settle()
        # what has piled up is worked off without a rest, in pieces: somebody may want us to stop
        self._settled_at = -math.inf if more else time.monotonic()
        return more

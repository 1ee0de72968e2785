"""The bell saves time, never work: with Redis, without it, and while it is away."""

import json
import threading
import zlib

import pytest
import redis

from engine.exchange import Bell, Sweeper
from tests.servers import free_port

PATIENCE = 5.0


def test_a_ring_wakes_who_waits_in_this_process() -> None:
    bell = Bell(None, "q")
    assert not bell.wait(0)

    bell.ring()
    assert bell.wait(0)
    assert not bell.wait(0)


def test_rings_in_quick_succession_reach_the_worker_as_one_job_without_data(redis_url: str) -> None:
    bell = Bell(redis_url, "motcua.H21")
    for _ in range(5):
        bell.ring()

    with redis.from_url(redis_url) as client:
        (job_id,) = client.lrange("rq:queue:motcua.H21", 0, -1)
        data = json.loads(zlib.decompress(client.hget(f"rq:job:{job_id.decode()}", "data") or b""))
    assert data == ["engine.jobs.drain", None, [], {}]


def test_a_redis_that_is_away_costs_neither_an_error_nor_the_ring() -> None:
    bell = Bell(f"redis://127.0.0.1:{free_port()}/0", "q")

    bell.ring()
    assert bell.wait(0)


@pytest.fixture
def swept() -> threading.Semaphore:
    return threading.Semaphore(0)


def test_the_sweeper_sweeps_at_once_and_at_every_ring(swept: threading.Semaphore) -> None:
    bell = Bell(None, "q")

    def sweep() -> int:
        swept.release()
        return 0

    sweeper = Sweeper(sweep, bell, seconds=600)
    sweeper.start()
    try:
        assert swept.acquire(timeout=PATIENCE)
        bell.ring()
        assert swept.acquire(timeout=PATIENCE)
    finally:
        sweeper.stop()


def test_the_sweeper_sweeps_without_a_ring_when_its_time_has_come(swept: threading.Semaphore) -> None:
    def sweep() -> int:
        swept.release()
        return 0

    sweeper = Sweeper(sweep, Bell(None, "q"), seconds=0.01)
    sweeper.start()
    try:
        for _ in range(3):
            assert swept.acquire(timeout=PATIENCE)
    finally:
        sweeper.stop()


def test_the_sweeper_goes_on_while_there_is_work(swept: threading.Semaphore) -> None:
    work = iter([3, 2, 1])

    def sweep() -> int:
        swept.release()
        return next(work, 0)

    sweeper = Sweeper(sweep, Bell(None, "q"), seconds=600)
    sweeper.start()
    try:
        for _ in range(4):
            assert swept.acquire(timeout=PATIENCE)
    finally:
        sweeper.stop()


def test_what_nobody_waits_for_is_settled_at_once_and_then_with_a_rest_between(
    swept: threading.Semaphore,
) -> None:
    settled: list[bool] = []
    piled_up = iter([True, True, False])

    def settle() -> bool:
        settled.append(next(piled_up))
        return settled[-1]

    def sweep() -> int:
        swept.release()
        return 1

    sweeper = Sweeper(sweep, Bell(None, "q"), seconds=600, settle=settle, rest=3600)
    sweeper.start()
    try:
        for _ in range(20):
            assert swept.acquire(timeout=PATIENCE)
    finally:
        sweeper.stop()

    assert settled == [True, True, False]


def test_a_round_that_fails_does_not_end_the_sweeper(swept: threading.Semaphore) -> None:
    def sweep() -> int:
        swept.release()
        raise ValueError

    sweeper = Sweeper(sweep, Bell(None, "q"), seconds=0.01)
    sweeper.start()
    try:
        for _ in range(2):
            assert swept.acquire(timeout=PATIENCE)
    finally:
        sweeper.stop()

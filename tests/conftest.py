"""What every test may ask for: an empty database of each kind, a Redis."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest
import redis

from engine import store
from engine.settings import Profile
from tests import databases, servers

COMMUNE = Profile(
    role="agency", name="Chư Prông", agencies=("H21.52.21",), portal="H21.00.99", base_url="", lookup_url=""
)

OpenDatabase = Callable[..., store.Database]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests and everything they import are no garbage, now or ever: it is looked for after them only."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _required(server: AbstractContextManager[str]) -> Iterator[str]:
    # on a developer's machine a server may be missing; where the tests guard the house it may not
    try:
        url = server.__enter__()
    except servers.ServerMissing as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
    with ExitStack() as stack:
        stack.push(server)
        yield url


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """URL of the maintenance database of a running PostgreSQL."""
    with _required(servers.postgresql()) as url:
        yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """URL of a running Redis, with whatever is in it; tests ask for `redis_url`."""
    with _required(servers.redis_server()) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """URL of a running, empty Redis."""
    with redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest.fixture(scope="session")
def sqlite_copies(tmp_path_factory: pytest.TempPathFactory) -> databases.NewUrl:
    return databases.sqlite_copies(tmp_path_factory.mktemp("sqlite"), COMMUNE)


@pytest.fixture(scope="session")
def postgresql_copies(postgresql_url: str, tmp_path_factory: pytest.TempPathFactory) -> databases.NewUrl:
    return databases.postgresql_copies(postgresql_url, tmp_path_factory.mktemp("postgresql"), COMMUNE)


@pytest.fixture(params=["sqlite", "postgresql"])
def open_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenDatabase]:
    """Makes empty migrated databases: `open_database(profile)`; the one made last is the process's default."""
    new_url: databases.NewUrl = request.getfixturevalue(f"{request.param}_copies")
    numbers = count(1)
    with ExitStack() as stack:

        def opened(profile: Profile = COMMUNE) -> store.Database:
            home = tmp_path / f"node{next(numbers)}"
            home.mkdir()
            database = databases.open_node_database(home, stack.enter_context(new_url(home)), profile)
            stack.callback(database.close)
            return database

        yield opened


@pytest.fixture
def database(open_database: OpenDatabase) -> store.Database:
    """An empty migrated database, the process's default; the test runs on SQLite and on PostgreSQL."""
    return open_database()

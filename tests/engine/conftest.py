"""A province for the tests of the engine's rooms."""

import pytest

import engine.node  # noqa: F401 - wires the rooms together, as a real node does
from engine import store
from tests.engine import province as provinces


@pytest.fixture
def province(database: store.Database) -> provinces.Province:
    """Real procedures on an empty database; the test runs on SQLite and on PostgreSQL."""
    return provinces.build(database)

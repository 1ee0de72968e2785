"""A province for the tests of the engine's rooms."""

import pytest

from engine import dossier, process, store
from tests.engine import province as provinces

# as engine/node.py wires the rooms
process.observe(dossier.follow)


@pytest.fixture
def province(database: store.Database) -> provinces.Province:
    """Real procedures on an empty database; the test runs on SQLite and on PostgreSQL."""
    return provinces.build(database)

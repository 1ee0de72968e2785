"""The small province every connector test plays in."""

from datetime import timedelta

import pytest

from connectors.lt1 import Registry, new_agency_key
from tests.connectors.support import HERE, NOW, THERE, Province, agency, pinned


@pytest.fixture(scope="session")
def province() -> Province:
    start = NOW - timedelta(days=1)
    here = new_agency_key(HERE, start, 700)
    there = new_agency_key(THERE, start, 700, "RSA")
    registry = Registry([agency(HERE, pinned(here)), agency(THERE, pinned(there))])
    return Province(NOW, here, there, new_agency_key(HERE, start, 700), registry)

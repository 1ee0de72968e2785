"""The small province every connector test plays in."""

import pytest

from tests.connectors.support import Province, new_province


@pytest.fixture(scope="session")
def province() -> Province:
    return new_province()

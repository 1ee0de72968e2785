"""Two agencies, each with its own node."""

from collections.abc import Callable, Iterator

import pytest

from connectors.lt1 import AgencyKey
from engine import clock, store
from engine.exchange import Identity
from engine.settings import Profile
from tests.connectors.support import HERE, NOW, THERE, Province, new_province
from tests.engine.exchange.nodes import TestNode, Wire


@pytest.fixture(scope="session")
def members() -> Province:
    return new_province()


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def new_node(
    open_database: Callable[..., store.Database], members: Province
) -> Iterator[Callable[[AgencyKey], TestNode]]:
    made: list[TestNode] = []

    def node(key: AgencyKey) -> TestNode:
        profile = Profile("agency", key.code, (key.code,), None, "", "")
        identity = Identity({key.code: key}, members.registry)
        made.append(TestNode(key.code, open_database(profile), identity))
        return made[-1]

    yield node
    for one in made:
        one.identity.couriers.close()


@pytest.fixture
def here(new_node: Callable[[AgencyKey], TestNode], members: Province) -> TestNode:
    node = new_node(members.here)
    assert node.code == HERE
    return node


@pytest.fixture
def there(new_node: Callable[[AgencyKey], TestNode], members: Province) -> TestNode:
    node = new_node(members.there)
    assert node.code == THERE
    return node


@pytest.fixture
def wire(there: TestNode) -> Wire:
    return Wire(there)

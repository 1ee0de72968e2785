"""A real node with real procedures behind the application, people in front of it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from engine import clock, store
from engine.node import Node, init_node, open_node
from engine.settings import Profile, from_environment
from tests import databases
from tests.engine import province
from tests.webui import crowd
from tests.webui.browsers import Browser
from webui import assets, create_app

COMMUNE = Profile(
    role="agency",
    name="UBND thị trấn Chư Prông",
    agencies=(province.COMMUNE,),
    portal="H21.00.99",
    base_url="http://localhost",
    lookup_url="https://tracuu.example.vn",
)
PORTAL = Profile(
    role="portal",
    name="Tra cứu hồ sơ tỉnh Gia Lai",
    agencies=("H21.00.99",),
    portal=None,
    base_url="http://localhost",
    lookup_url="",
)

SignedIn = Callable[..., Browser]


@pytest.fixture(scope="session")
def built_assets() -> None:
    """Styles and scripts as users get them."""
    assets.ensure_assets()


def _new_home(home: Path, profile: Profile, copies: databases.NewUrl) -> None:
    init_node(home, profile, clock.now() - timedelta(days=1))
    (home / "registry.toml").write_text("")
    copies(home).__enter__()


@pytest.fixture(scope="session")
def commune_home(tmp_path_factory: pytest.TempPathFactory, sqlite_copies: databases.NewUrl) -> Path:
    """A commune's node with units, procedures and accounts, copied for each test."""
    home = tmp_path_factory.mktemp("commune") / "home"
    _new_home(home, COMMUNE, sqlite_copies)
    node = open_node(from_environment(home, {}))
    databases.add_unmigrated_tables(node.database)
    province.build(node.database)
    crowd.open_accounts()
    node.close()
    return home


@contextmanager
def opened(template: Path, home: Path) -> Iterator[Node]:
    """A node in a copy of a folder."""
    node = open_node(from_environment(shutil.copytree(template, home), {}))
    with store.using(node.database):
        yield node
    node.close()


@pytest.fixture
def agency(commune_home: Path, tmp_path: Path) -> Iterator[Node]:
    """The commune's node, as new."""
    with opened(commune_home, tmp_path / "commune") as node:
        yield node


@pytest.fixture
def portal(tmp_path: Path, sqlite_copies: databases.NewUrl) -> Iterator[Node]:
    """The look-up's node."""
    _new_home(tmp_path / "new", PORTAL, sqlite_copies)
    with opened(tmp_path / "new", tmp_path / "portal") as node:
        yield node


@pytest.fixture
def app(agency: Node) -> Flask:
    """The commune's application."""
    return application(agency)


@pytest.fixture
def portal_app(portal: Node) -> Flask:
    """The look-up's application."""
    return application(portal)


def application(node: Node) -> Flask:
    """A node's application, which does not hide its faults."""
    made = create_app(node)
    made.testing = True
    return made


@pytest.fixture
def signed_in(app: Flask) -> SignedIn:
    """Opens browsers of officers at their desks: `signed_in("lan")`."""

    def opened(username: str = "lan") -> Browser:
        browser = Browser(app)
        browser.sign_in(username, crowd.PASSWORD)
        return browser

    return opened

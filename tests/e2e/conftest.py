"""A running province of each kind, and a browser to look at it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.e2e.provinces import RunningProvince, run_province
from webui import assets
from webui.demo.databases import Databases


@pytest.fixture(scope="session")
def built_assets() -> None:
    """Styles and scripts as users get them."""
    assets.ensure_assets()


@pytest.fixture(scope="session", params=["sqlite", "postgresql and redis"])
def province(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, built_assets: None
) -> Iterator[RunningProvince]:
    """Four nodes without a dossier, on SQLite alone and on PostgreSQL with Redis and workers."""
    databases = Databases()
    if request.param != "sqlite":
        server = request.getfixturevalue("postgresql_url").rpartition("/")[0]
        databases = Databases(f"{server}/e2e_{{key}}", request.getfixturevalue("redis_server"))
    with run_province(tmp_path_factory.mktemp("province") / "demo", databases) as running:
        yield running


@pytest.fixture(scope="session")
def received(province: RunningProvince) -> set[str]:
    """Codes of the dossiers that the tests have received in this province so far, all of them ended."""
    return set()


def missing(what: str) -> None:
    """Skip where a program may be missing; fail where the tests guard the house."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)

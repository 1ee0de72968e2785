"""A province that has been played through for two weeks, on each kind of database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import make_url

from engine import clock
from engine.node import Node
from webui.demo import building, running
from webui.demo.databases import SQLITE, Databases
from webui.demo.province import Plan, load_plan

NOW = datetime(2026, 11, 23, 3, 20, tzinfo=UTC)  # Monday 10:20 at the counter
OPTIONS = {"port_base": 8400, "weeks": 2, "seed": 11}


@dataclass(frozen=True)
class Province:
    """A built province. opened: its nodes by key, in this process, at the instant when it was built."""

    home: Path
    plan: Plan
    databases: Databases

    @contextmanager
    def opened(self) -> Iterator[dict[str, Node]]:
        with clock.at(NOW), building.opened(building.homes(self.home), self.plan, self.databases) as nodes:
            yield nodes


def template(server_url: str, prefix: str) -> str:
    """The URL template for databases of one test on a server."""
    url = make_url(server_url).set(database=f"{prefix}_key").render_as_string(hide_password=False)
    return url.removesuffix("key") + "{key}"


@pytest.fixture(scope="session")
def played_on(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Province]:
    """The played province on `sqlite` or on `postgresql`; both from the same seed."""

    @cache
    def made(kind: str) -> Province:
        databases = SQLITE
        if kind == "postgresql":
            databases = Databases(template(request.getfixturevalue("postgresql_url"), "played"))
        province = Province(tmp_path_factory.mktemp(f"province-{kind}"), _quiet(load_plan()), databases)
        with clock.at(NOW):
            running.prepare(province.home, province.plan, running.Options(databases=databases, **OPTIONS))
        return province

    return made


def _quiet(plan: Plan) -> Plan:
    """Fewer receptions than usual: enough of everything, and not a minute longer."""
    return replace(plan, nodes=tuple(replace(node, pace=node.pace * 0.85) for node in plan.nodes))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest, played_on: Callable[[str], Province]) -> Province:
    """The played province; the test runs on SQLite and on PostgreSQL."""
    return played_on(request.param)

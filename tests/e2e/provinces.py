"""A province of real processes for one test run: a portal, a commune, a district, a department, each with its own database."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from engine import store
from engine.node import Node, open_node
from webui.demo import building, running
from webui.demo.building import State
from webui.demo.databases import Databases
from webui.demo.province import HOST, Plan, load_plan
from webui.demo.supervising import Program, Supervisor

COMMUNE, DISTRICT = "commune", "district"
LEASE_SECONDS = 4.0
RETRY_SECONDS = 1.0
"""A killed sender holds its message for the lease; a peer that is away is tried again after so much, then longer.
The defaults suit a network of agencies, and a test that kills somebody every second would mostly wait."""


@dataclass(frozen=True)
class RunningProvince:
    """The nodes' processes, by the names of their programs: the node's key, and with Redis also `<key>-worker`."""

    home: Path
    plan: Plan
    port_base: int
    databases: Databases
    supervisor: Supervisor
    names: tuple[str, ...]

    @property
    def password(self) -> str:
        return self.plan.password

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(node.key for node in self.plan.nodes)

    def url(self, key: str) -> str:
        return self.plan.base_url(key, self.port_base)

    @property
    def portal_url(self) -> str:
        return self.url(self.plan.portal.key)

    @contextmanager
    def opened(self) -> Iterator[dict[str, Node]]:
        """Every node's database and keys opened in this process too, to look at what is there."""
        nodes = {}
        for key in self.keys:
            settings = self.databases.settings(building.homes(self.home) / key, key)
            nodes[key] = open_node(settings, engine=store.create_engine_for(settings.database_url))
        try:
            yield nodes
        finally:
            for node in nodes.values():
                node.close()


@contextmanager
def run_province(home: Path, databases: Databases) -> Iterator[RunningProvince]:
    """Build a province without played work, run it, stop it."""
    plan = load_plan()
    base = free_ports(len(plan.nodes))
    building.build(home, plan, State(base, 1, 0, databases.template is not None), databases=databases)
    programs = [_impatient(program) for program in running.programs(home, plan, base, databases)]
    with Supervisor(programs, home / "logs") as supervisor:
        supervisor.start()
        supervisor.wait_ready()
        names = tuple(program.name for program in programs)
        yield RunningProvince(home, plan, base, databases, supervisor, names)


def _impatient(program: Program) -> Program:
    settings = replace(program.settings, lease_seconds=LEASE_SECONDS, retry_seconds=RETRY_SECONDS)
    return replace(program, settings=settings)


def free_ports(count: int) -> int:
    """The first of so many TCP ports in a row that nobody uses now.

    Below the range that the system gives out; anywhere in it, since somebody else may be looking at the same time.
    """
    while True:
        base = random.randrange(16_000, 32_000)
        if all(map(_is_free, range(base, base + count))):
            return base


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True

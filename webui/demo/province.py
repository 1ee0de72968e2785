"""The plan of the demonstration province: its nodes, who works there, how much comes in. Read from province.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from engine.settings import Profile

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class OfficerPlan:
    """Somebody with an account. unit: function of the room in the agency, "" for the agency itself; roles: held there.

    officer_id: the number of the officer's card.
    """

    username: str
    name: str
    title: str
    unit: str
    roles: tuple[str, ...]
    officer_id: str


@dataclass(frozen=True, slots=True)
class NodePlan:
    """One node of the province. key: its folder and its name on the console. pace: receptions per working day."""

    key: str
    role: str
    agency: str
    officers: tuple[OfficerPlan, ...]
    pace: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The province. password: everybody's. Nodes in the order of their ports, the portal first."""

    password: str
    nodes: tuple[NodePlan, ...]

    @property
    def portal(self) -> NodePlan:
        return next(node for node in self.nodes if node.role == "portal")

    def port(self, key: str, port_base: int) -> int:
        """The port of a node, counted from the province's first one."""
        return port_base + [node.key for node in self.nodes].index(key)

    def base_url(self, key: str, port_base: int) -> str:
        return f"http://{HOST}:{self.port(key, port_base)}"

    def profile(self, node: NodePlan, name: str, port_base: int) -> Profile:
        """What node.toml says of a node. name: the agency's."""
        is_portal = node.role == "portal"
        return Profile(
            role=node.role,
            name=name,
            agencies=(node.agency,),
            portal=None if is_portal else self.portal.agency,
            base_url=self.base_url(node.key, port_base),
            lookup_url=self.base_url(self.portal.key, port_base),
        )


def load_plan(toml: bytes | None = None) -> Plan:
    """The plan in a file like province.toml, by default that one. It is part of the program: raises as Python does."""
    if toml is None:
        toml = resources.files("webui.demo").joinpath("province.toml").read_bytes()
    data = tomllib.loads(toml.decode())
    pace: Mapping[str, float] = data.get("pace", {})
    return Plan(data["password"], tuple(_node(row, pace) for row in data["node"]))


def _node(row: Mapping[str, Any], pace: Mapping[str, float]) -> NodePlan:
    agency = row["agency"]
    officers = tuple(
        OfficerPlan(
            username=officer["username"],
            name=officer["name"],
            title=officer["title"],
            unit=officer["unit"],
            roles=tuple(officer["roles"]),
            officer_id=f"{agency}-{number:02d}",
        )
        for number, officer in enumerate(row["officers"], start=1)
    )
    return NodePlan(row["key"], row["role"], agency, officers, float(pace.get(row["key"], 0)))

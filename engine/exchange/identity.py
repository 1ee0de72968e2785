"""Who this node is to the others: its agencies' keys, and whom it trusts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connectors.lt1.keys import AgencyKey, load_agency_key
from connectors.lt1.registry import Registry, load_registry
from connectors.services import Services, load_services
from connectors.transports.node import NodeTransport
from engine.exchange.couriers import Couriers


@dataclass(frozen=True, slots=True)
class Identity:
    """Signing keys by agency code, and the registry of pinned certificates and endpoints.

    services: other systems that diagrams may call. transport, couriers: this process's own way to the others, and how
    they have answered it lately; workers: the same for the services.
    """

    keys: Mapping[str, AgencyKey] = field(repr=False)
    registry: Registry
    services: Services = field(default_factory=dict)
    transport: NodeTransport = field(init=False, repr=False, compare=False)
    couriers: Couriers = field(init=False, repr=False, compare=False, default_factory=Couriers)
    workers: Couriers = field(init=False, repr=False, compare=False, default_factory=Couriers)

    def __post_init__(self) -> None:
        object.__setattr__(self, "transport", NodeTransport(self.registry))


def load_identity(home: Path, agencies: tuple[str, ...]) -> Identity:
    """Read `keys/<code>.pem` of every agency run here, `registry.toml` and, when there is one, `services.toml`.

    Raises connectors' KeyInvalid, RegistryInvalid and ServicesInvalid naming the file or entry.
    """
    keys = {code: load_agency_key(code, key_path(home, code)) for code in agencies}
    return Identity(keys, load_registry(home / "registry.toml"), load_services(home / "services.toml"))


def key_path(home: Path, code: str) -> Path:
    """Where an agency's key lies."""
    return home / "keys" / f"{code}.pem"

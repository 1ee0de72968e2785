"""Who this node is to the others: its agencies' keys, and whom it trusts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connectors.lt1.keys import AgencyKey, load_agency_key
from connectors.lt1.registry import Registry, load_registry


@dataclass(frozen=True, slots=True)
class Identity:
    """Signing keys by agency code, and the registry of pinned certificates and endpoints."""

    keys: Mapping[str, AgencyKey] = field(repr=False)
    registry: Registry


def load_identity(home: Path, agencies: tuple[str, ...]) -> Identity:
    """Read `keys/<code>.pem` of every agency run here and `registry.toml`.

    Raises connectors' KeyInvalid and RegistryInvalid naming the file.
    """
    keys = {code: load_agency_key(code, key_path(home, code)) for code in agencies}
    return Identity(keys, load_registry(home / "registry.toml"))


def key_path(home: Path, code: str) -> Path:
    """Where an agency's key lies."""
    return home / "keys" / f"{code}.pem"

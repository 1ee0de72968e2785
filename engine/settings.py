"""The only reader of the environment."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import InvalidInput


class BadSetting(InvalidInput):
    """A setting cannot be used."""

    code = "bad_setting"


@dataclass(frozen=True, slots=True)
class Settings:
    """How one node is run. Everything has a working default: SQLite, no Redis, one process."""

    home: Path
    """Folder of this node: node.toml, keys, registry.toml, files, and the SQLite database."""
    database_url: str
    redis_url: str | None
    sweep_seconds: float
    """The longest that anything waits when no doorbell rings."""
    live_instances: int
    """How many running process instances a process keeps in memory."""
    lease_seconds: float = 60.0
    """How long a message is left to the process that is sending it: the longest that one killed meanwhile delays it."""
    retry_seconds: float = 5.0
    """The wait after a first delivery that failed; later ones wait longer in proportion."""
    skip_assets: bool = False
    """Serve without building styles and browser editors first."""

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a node is, from `home/node.toml`."""

    role: str
    """agency or portal."""
    name: str
    agencies: tuple[str, ...]
    """Codes of the agencies whose work is done here (of the portal itself on a portal node)."""
    portal: str | None
    """Code of the portal that shows this node's dossiers to the public."""
    base_url: str
    lookup_url: str
    """Address of the public look-up, printed on receipts."""


def read_profile(home: Path) -> Profile:
    """The profile in `home/node.toml`. Raises BadSetting naming the key."""
    place = home / "node.toml"
    try:
        data = tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadSetting(f"{place} does not exist; run `motcua init` first", name="node.toml") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{place}: {error}", name="node.toml") from error
    if data.get("role") not in ("agency", "portal"):
        raise BadSetting(f"{place}: role must be agency or portal", name="role")
    if not data.get("agencies"):
        raise BadSetting(f"{place}: agencies must name at least one code", name="agencies")
    return Profile(
        role=data["role"],
        name=str(data.get("name", data["agencies"][0])),
        agencies=tuple(map(str, data["agencies"])),
        portal=data.get("portal"),
        base_url=str(data.get("base_url", "")).rstrip("/"),
        lookup_url=str(data.get("lookup_url", "")).rstrip("/"),
    )


def from_environment(home: Path | None = None, env: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the node in `home` (default: MOTCUA_HOME, else ./node).

    DATABASE_URL: SQLAlchemy URL of SQLite or PostgreSQL (psycopg). REDIS_URL: when set, RQ rings the drains.
    MOTCUA_SWEEP_SECONDS, MOTCUA_LIVE_INSTANCES, MOTCUA_LEASE_SECONDS, MOTCUA_RETRY_SECONDS: as in Settings.
    Raises BadSetting naming the variable.
    """
    folder = Path(home or env.get("MOTCUA_HOME", "node")).resolve()
    database_url = env.get("DATABASE_URL") or f"sqlite:///{folder / 'node.db'}"
    if database_url.startswith(("postgres://", "postgresql://")):
        database_url = "postgresql+psycopg://" + database_url.split("://", 1)[1]
    if not database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("DATABASE_URL must be sqlite or postgresql", name="DATABASE_URL")
    return Settings(
        home=folder,
        database_url=database_url,
        redis_url=env.get("REDIS_URL") or None,
        sweep_seconds=_number(env, "MOTCUA_SWEEP_SECONDS", 2.0),
        live_instances=int(_number(env, "MOTCUA_LIVE_INSTANCES", 500)),
        lease_seconds=_number(env, "MOTCUA_LEASE_SECONDS", 60.0),
        retry_seconds=_number(env, "MOTCUA_RETRY_SECONDS", 5.0),
        skip_assets=bool(env.get("MOTCUA_SKIP_ASSETS")),
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment for another program that is to run the same node: this process's own, with the settings in it."""
    env = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    env |= {"MOTCUA_HOME": str(settings.home), "DATABASE_URL": settings.database_url}
    env |= {
        "MOTCUA_SWEEP_SECONDS": str(settings.sweep_seconds),
        "MOTCUA_LIVE_INSTANCES": str(settings.live_instances),
        "MOTCUA_LEASE_SECONDS": str(settings.lease_seconds),
        "MOTCUA_RETRY_SECONDS": str(settings.retry_seconds),
    }
    return env | ({"REDIS_URL": settings.redis_url} if settings.redis_url else {})


def make_ours(settings: Settings) -> None:
    """Put the settings into this process's environment, for parts that read it themselves: RQ's jobs."""
    os.environ.update(environment_of(settings))


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError as error:
        raise BadSetting(f"{name}={text!r} is not a number", name=name) from error
    if value <= 0:
        raise BadSetting(f"{name} must be positive", name=name)
    return value

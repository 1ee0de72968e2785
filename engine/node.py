"""A node: its settings, who it is, its database, its keys, with the rooms wired together."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from connectors.lt1.keys import AgencyKey, new_agency_key, save_agency_key
from engine import dossier, exchange, mail, process, reports, store
from engine.settings import Profile, Settings, read_profile

KEY_DAYS = 730

# a dossier follows its process: the room above observes the room below
process.observe(dossier.follow)


@dataclass(frozen=True, slots=True)
class Node:
    """One installation, open for work."""

    settings: Settings
    profile: Profile
    database: store.Database
    identity: exchange.Identity
    bell: exchange.Bell

    def sweep(self) -> int:
        """One round of everything that waits: timers, messages out and in, what reports count. Answers how much was done."""
        with store.using(self.database):
            exchange.settle()
            done = exchange.sweep(self.identity) + process.remind() + reports.project()
            reports.reconcile_nightly()
            return done

    def _prompt(self) -> int:
        with store.using(self.database):
            return exchange.sweep(self.identity)

    def _settle(self) -> bool:
        with store.using(self.database):
            exchange.settle()
            process.remind()
            if reports.project() >= reports.BATCH:
                return True
            reports.reconcile_nightly()
            return False

    def sweeper(self) -> exchange.Sweeper:
        """A thread of this process that sweeps when the bell rings, and at the latest every few seconds."""
        return exchange.Sweeper(self._prompt, self.bell, self.settings.sweep_seconds, settle=self._settle)

    def close(self) -> None:
        self.database.close()


def init_node(home: Path, profile: Profile, now: datetime) -> tuple[AgencyKey, ...]:
    """Make a node's folder: profile, web secret, one signing key per agency. Answers the keys.

    Raises FileExistsError when the folder holds a node already: keys cannot be made again.
    """
    (home / "keys").mkdir(parents=True, mode=0o700)
    (home / "files").mkdir()
    (home / "node.toml").write_text(_profile_toml(profile), encoding="utf-8")
    descriptor = os.open(home / "secret.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    keys = tuple(new_agency_key(code, now, KEY_DAYS) for code in profile.agencies)
    for key in keys:
        save_agency_key(key, exchange.key_path(home, key.code))
    return keys


def _profile_toml(profile: Profile) -> str:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [
        f"role = {quoted(profile.role)}",
        f"name = {quoted(profile.name)}",
        f"agencies = [{', '.join(map(quoted, profile.agencies))}]",
        f"base_url = {quoted(profile.base_url)}",
        f"lookup_url = {quoted(profile.lookup_url)}",
    ]
    if profile.portal:
        lines.append(f"portal = {quoted(profile.portal)}")
    return "\n".join(lines) + "\n"


def web_secret(home: Path) -> str:
    """The key that signs web cookies. Raises FileNotFoundError before `init_node`."""
    return (home / "secret.key").read_text(encoding="ascii").strip()


def open_node(settings: Settings, *, engine: Engine | None = None) -> Node:
    """Open a node's folder and database and make it this process's own.

    engine: the SQLAlchemy engine to use when somebody else owns it (a web process); it must have been made by
    `store.create_engine_for`. Raises BadSetting, and connectors' errors for keys and registry.
    """
    profile = read_profile(settings.home)
    if engine is None:
        database = store.open_database(settings, profile)
    else:
        database = store.use(engine, settings, profile)
    process.live_instances.resize(settings.live_instances)
    identity = exchange.load_identity(settings.home, profile.agencies)
    bell = exchange.Bell(settings.redis_url, queue_name(profile))
    mail.on_ring(bell.ring)
    return Node(settings, profile, database, identity, bell)


def queue_name(profile: Profile) -> str:
    """The RQ queue of a node: several nodes may share one Redis."""
    return "motcua." + profile.agencies[0]

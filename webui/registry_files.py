"""Writing registry.toml: whom a node trusts, collected from the homes of the nodes themselves."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from connectors.lt1 import load_agency_key
from connectors.lt1.registry import Agency, PinnedCertificate
from engine.exchange.identity import key_path
from engine.settings import read_profile


def members_of(home: Path) -> tuple[Agency, ...]:
    """The agencies that run in a node's home, with the certificates of their keys, relied on while these are valid.

    Raises BadSetting for node.toml, connectors' KeyInvalid for a key.
    """
    profile = read_profile(home)
    members = []
    for code in profile.agencies:
        certificate = load_agency_key(code, key_path(home, code)).certificate
        pinned = PinnedCertificate(
            certificate, certificate.not_valid_before_utc, certificate.not_valid_after_utc
        )
        members.append(Agency(code, profile.name, profile.base_url, (pinned,)))
    return tuple(members)


def registry_toml(agencies: Iterable[Agency], *, allow_plain_http: bool = False) -> str:
    """The text of registry.toml. allow_plain_http: on a closed demonstration network only."""
    lines = ["# Whom this node exchanges dossiers with. Made by `motcua registry collect`."]
    if allow_plain_http:
        lines.append("allow_plain_http = true")
    for agency in agencies:
        lines += ["", "[[agency]]", f"code = {_quoted(agency.code)}", f"name = {_quoted(agency.name)}"]
        lines.append(f"endpoint = {_quoted(agency.endpoint)}")
        for pinned in agency.certificates:
            lines += _certificate(pinned)
    return "\n".join(lines) + "\n"


def write_registry(path: Path, members: Iterable[Agency], *, allow_plain_http: bool) -> None:
    """Write registry.toml; a node that reads it meanwhile finds the old file or the new one."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(registry_toml(members, allow_plain_http=allow_plain_http), encoding="utf-8")
    fresh.replace(path)


def _certificate(pinned: PinnedCertificate) -> list[str]:
    pem = pinned.certificate.public_bytes(Encoding.PEM).decode("ascii").strip()
    lines = [
        "",
        "[[agency.certificate]]",
        f"from = {_instant(pinned.valid_from)}",
        f"to = {_instant(pinned.valid_to)}",
    ]
    if pinned.revoked_at is not None:
        lines.append(f"revoked_at = {_instant(pinned.revoked_at)}")
    return [*lines, f"pem = '''{pem}\n'''"]


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

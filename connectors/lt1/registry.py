"""The agencies of the exchange: where they are and which certificates are theirs.

The file:

    allow_plain_http = false            # true only on a closed demonstration network

    [[agency]]
    code = "H21.15"
    name = "…"
    endpoint = "https://exchange.example.gov.vn"

    [[agency.certificate]]
    from = 2026-01-01T00:00:00Z         # when the exchange may rely on it; within the certificate's own dates
    to = 2028-01-01T00:00:00Z
    revoked_at = 2027-03-01T00:00:00Z   # optional, final
    pem = '''-----BEGIN CERTIFICATE----- …'''
"""

import ipaddress
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from connectors.errors import RegistryInvalid
from connectors.lt1.keys import fingerprint, is_strong

CODE_PATTERN = re.compile(r"(?=.{2,35}\Z)[0-9A-Z]{2,6}(\.[0-9A-Z]{1,6})*")


@dataclass(frozen=True)
class PinnedCertificate:
    """A certificate the registry says is an agency's, and the window in which the exchange relies on it."""

    certificate: x509.Certificate
    valid_from: datetime
    valid_to: datetime
    revoked_at: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER in hex."""
        return fingerprint(self.certificate)

    def objection_at(self, at: datetime) -> str | None:
        """Why it may not be relied on at an instant, as a code; None when it may."""
        if self.revoked_at is not None and at >= self.revoked_at:
            return "CERTIFICATE_REVOKED"
        if at < max(self.valid_from, self.certificate.not_valid_before_utc):
            return "CERTIFICATE_NOT_YET_VALID"
        if at > min(self.valid_to, self.certificate.not_valid_after_utc):
            return "CERTIFICATE_EXPIRED"
        return None


@dataclass(frozen=True)
class Agency:
    """A member of the exchange. endpoint: base URL without a trailing slash."""

    code: str
    name: str
    endpoint: str
    certificates: tuple[PinnedCertificate, ...]


class Registry:
    """Who belongs to the exchange. Immutable: a new registry file is a new Registry."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        """Raises RegistryInvalid: AGENCY_TWICE, CERTIFICATE_TWICE (one certificate names one agency)."""
        self._agencies: dict[str, Agency] = {}
        self._pinned: dict[tuple[str, str], PinnedCertificate] = {}
        fingerprints: set[str] = set()
        for agency in agencies:
            if agency.code in self._agencies:
                raise RegistryInvalid("AGENCY_TWICE", agency.code)
            self._agencies[agency.code] = agency
            for pinned in agency.certificates:
                if pinned.fingerprint in fingerprints:
                    raise RegistryInvalid("CERTIFICATE_TWICE", agency.code)
                fingerprints.add(pinned.fingerprint)
                self._pinned[agency.code, pinned.fingerprint] = pinned

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """All members, in the order of the file."""
        return tuple(self._agencies.values())

    def agency(self, code: str) -> Agency | None:
        """A member by its code."""
        return self._agencies.get(code)

    def pinned(self, code: str, cert_fingerprint: str) -> PinnedCertificate | None:
        """The certificate with that fingerprint if it is that agency's."""
        return self._pinned.get((code, cert_fingerprint))


def load_registry(path: Path) -> Registry:
    """Read the registry file.

    Raises RegistryInvalid naming the place: UNREADABLE, MISSING_FIELD, UNKNOWN_FIELD, BAD_CODE, BAD_ENDPOINT,
    BAD_INSTANT, BAD_CERTIFICATE, KEY_FORBIDDEN, AGENCY_TWICE, CERTIFICATE_TWICE.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegistryInvalid("UNREADABLE", str(path)) from error
    _check_fields(table, str(path), required=set(), optional={"agency", "allow_plain_http"})
    plain_http = table.get("allow_plain_http") is True
    rows = _tables(table.get("agency", []), "agency")
    return Registry(_read_agency(row, f"agency[{i}]", plain_http) for i, row in enumerate(rows))


def _read_agency(row: Mapping[str, Any], place: str, plain_http: bool) -> Agency:
    _check_fields(row, place, required={"code", "name", "endpoint", "certificate"}, optional=set())
    code, endpoint = row["code"], row["endpoint"]
    if not isinstance(code, str) or not CODE_PATTERN.fullmatch(code):
        raise RegistryInvalid("BAD_CODE", f"{place}.code")
    place = f"{place} {code}"
    if not isinstance(endpoint, str) or not _is_endpoint(endpoint, plain_http):
        raise RegistryInvalid("BAD_ENDPOINT", f"{place}.endpoint")
    rows = _tables(row["certificate"], f"{place}.certificate")
    certificates = tuple(_read_certificate(r, f"{place}.certificate[{i}]") for i, r in enumerate(rows))
    return Agency(code, str(row["name"]), endpoint.rstrip("/"), certificates)


def _read_certificate(row: Mapping[str, Any], place: str) -> PinnedCertificate:
    _check_fields(row, place, required={"from", "to", "pem"}, optional={"revoked_at"})
    try:
        certificate = x509.load_pem_x509_certificate(str(row["pem"]).encode())
    except ValueError as error:
        raise RegistryInvalid("BAD_CERTIFICATE", f"{place}.pem") from error
    if not is_strong(certificate):
        raise RegistryInvalid("KEY_FORBIDDEN", f"{place}.pem")
    return PinnedCertificate(
        certificate,
        valid_from=_instant(row["from"], f"{place}.from"),
        valid_to=_instant(row["to"], f"{place}.to"),
        revoked_at=_instant(row["revoked_at"], f"{place}.revoked_at") if "revoked_at" in row else None,
    )


def _check_fields(row: Mapping[str, Any], place: str, *, required: set[str], optional: set[str]) -> None:
    """A misspelt `revoked_at` must not leave a certificate in force: unknown names are errors."""
    for field in sorted(required - row.keys()):
        raise RegistryInvalid("MISSING_FIELD", f"{place}.{field}")
    for field in sorted(row.keys() - required - optional):
        raise RegistryInvalid("UNKNOWN_FIELD", f"{place}.{field}")


def _tables(value: object, place: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise RegistryInvalid("BAD_TABLE", place)
    return value


def _instant(value: object, place: str) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise RegistryInvalid("BAD_INSTANT", place)
    return value.astimezone(UTC)


def _is_endpoint(url: str, plain_http: bool) -> bool:
    """Dossiers are personal data: unencrypted only on the machine itself or where the file allows it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and (plain_http or _is_loopback(host)))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""A small province: two agencies that know each other, and a stranger with a key."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from connectors.lt1 import (
    Agency,
    AgencyKey,
    Message,
    OpenedEnvelope,
    PinnedCertificate,
    Registry,
    new_agency_key,
    open_envelope,
    seal,
)

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
HERE, THERE = "H21.15", "000.00.16.H21"


def pinned(key: AgencyKey, **changes: datetime) -> PinnedCertificate:
    certificate = key.certificate
    pin = PinnedCertificate(certificate, certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    return replace(pin, **changes)  # type: ignore[arg-type]


def agency(code: str, *pins: PinnedCertificate, endpoint: str = "http://127.0.0.1:9") -> Agency:
    return Agency(code, f"Agency {code}", endpoint, pins)


@dataclass(frozen=True)
class Province:
    now: datetime
    here: AgencyKey
    there: AgencyKey
    stranger: AgencyKey
    registry: Registry

    def message(self, **changes: object) -> Message:
        message = Message(
            message_id=str(uuid.uuid4()),
            message_type="DOSSIER_TRANSFER",
            sender=HERE,
            recipient=THERE,
            dossier_code="H21.15-261123-0001",
            sequence=1,
            payload='{"chuHoSo":"Nguyễn Văn A"}',
            created_at=self.now,
            expires_at=self.now + timedelta(days=30),
        )
        return replace(message, **changes)  # type: ignore[arg-type]

    def sealed(self, **changes: object) -> bytes:
        return seal(self.message(**changes), self.here, self.now)

    def open(self, raw: bytes) -> OpenedEnvelope:
        return open_envelope(raw, self.registry, self.now)

    def served_at(self, endpoint: str) -> Registry:
        """The same registry with the other agency's node at that address."""
        return Registry(
            [agency(HERE, pinned(self.here)), agency(THERE, pinned(self.there), endpoint=endpoint)]
        )


def new_province() -> Province:
    """Two agencies with fresh keys, EC and RSA, and a stranger who calls himself the first."""
    start = NOW - timedelta(days=1)
    here = new_agency_key(HERE, start, 700)
    there = new_agency_key(THERE, start, 700, "RSA")
    registry = Registry([agency(HERE, pinned(here)), agency(THERE, pinned(there))])
    return Province(NOW, here, there, new_agency_key(HERE, start, 700), registry)

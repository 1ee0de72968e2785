"""An agency's signing key and certificate."""

import os
import stat
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from connectors.errors import KeyInvalid

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Algorithm = Literal["EC", "RSA"]

MIN_RSA_BITS = 2048
NEW_RSA_BITS = 3072


@dataclass(frozen=True)
class AgencyKey:
    """What an agency signs with. code: the agency's own, as the registry spells it."""

    code: str
    private_key: PrivateKey = field(repr=False)
    certificate: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """The name of the certificate on the wire and in the registry."""
        return fingerprint(self.certificate)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate's DER, 64 lower-case hex digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def new_agency_key(code: str, now: datetime, days: int, algorithm: Algorithm = "EC") -> AgencyKey:
    """A fresh key with a self-signed certificate, valid from `now` for `days` days.

    Trust comes from the registry that pins the certificate, not from who issued it.
    """
    key: PrivateKey
    if algorithm == "EC":
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=NEW_RSA_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, code)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(_SIGNING_ONLY, critical=True)
    )
    return AgencyKey(code, key, builder.sign(key, hashes.SHA256()))


_SIGNING_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def save_agency_key(key: AgencyKey, path: Path) -> None:
    """Write key and certificate as one PEM file, readable by its owner only.

    Raises FileExistsError rather than replace a key: a lost key cannot be made again.
    """
    pem = key.private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + key.certificate.public_bytes(serialization.Encoding.PEM)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def load_agency_key(code: str, path: Path) -> AgencyKey:
    """Read what `save_agency_key` wrote, or a certificate of another issuer in the same form.

    Raises KeyInvalid: KEY_UNREADABLE, KEY_OPEN_TO_OTHERS, KEY_FORBIDDEN (kind or size), KEY_NOT_OF_CERTIFICATE.
    """
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyInvalid("KEY_OPEN_TO_OTHERS", str(path))
        pem = path.read_bytes()
        private_key = serialization.load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
    except (OSError, ValueError, TypeError) as error:
        raise KeyInvalid("KEY_UNREADABLE", str(path)) from error
    if not isinstance(private_key, PrivateKey) or not is_strong(certificate):
        raise KeyInvalid("KEY_FORBIDDEN", str(path))
    if private_key.public_key() != certificate.public_key():
        raise KeyInvalid("KEY_NOT_OF_CERTIFICATE", str(path))
    return AgencyKey(code, private_key, certificate)


def is_strong(certificate: x509.Certificate) -> bool:
    """Whether its key is of a kind and size the protocol allows: ECDSA P-256, RSA from 2048 bits."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, ec.SECP256R1)
    return isinstance(key, rsa.RSAPublicKey) and key.key_size >= MIN_RSA_BITS

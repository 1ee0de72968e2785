"""Agency keys: made, kept on disk, read back."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from connectors.errors import KeyInvalid
from connectors.lt1 import AgencyKey, fingerprint, load_agency_key, new_agency_key, save_agency_key
from connectors.lt1.keys import Algorithm, PrivateKey

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _weak(private_key: PrivateKey) -> AgencyKey:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "weak")])
    certificate = (
        x509.CertificateBuilder(name, name, private_key.public_key(), 1, NOW, NOW + timedelta(days=1))
    ).sign(private_key, hashes.SHA256())
    return AgencyKey("H21.15", private_key, certificate)


@pytest.mark.parametrize("algorithm", ["EC", "RSA"])
def test_a_saved_key_reads_back_the_same(tmp_path: Path, algorithm: Algorithm) -> None:
    key = new_agency_key("H21.15", NOW, 365, algorithm)

    save_agency_key(key, tmp_path / "key.pem")
    again = load_agency_key("H21.15", tmp_path / "key.pem")

    assert again.certificate == key.certificate
    assert again.private_key.private_numbers() == key.private_key.private_numbers()


def test_a_key_file_is_its_owners_only(tmp_path: Path) -> None:
    save_agency_key(new_agency_key("H21.15", NOW, 365), tmp_path / "key.pem")

    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    save_agency_key(new_agency_key("H21.15", NOW, 365), tmp_path / "key.pem")

    with pytest.raises(FileExistsError):
        save_agency_key(new_agency_key("H21.15", NOW, 365), tmp_path / "key.pem")


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    save_agency_key(new_agency_key("H21.15", NOW, 365), path)
    path.chmod(0o640)

    with pytest.raises(KeyInvalid, match="KEY_OPEN_TO_OTHERS"):
        load_agency_key("H21.15", path)


def test_a_key_that_is_not_the_certificates_is_refused(tmp_path: Path) -> None:
    one, two = new_agency_key("H21.15", NOW, 365), new_agency_key("H21.15", NOW, 365)
    save_agency_key(AgencyKey("H21.15", one.private_key, two.certificate), tmp_path / "key.pem")

    with pytest.raises(KeyInvalid, match="KEY_NOT_OF_CERTIFICATE"):
        load_agency_key("H21.15", tmp_path / "key.pem")


@pytest.mark.parametrize(
    "private_key", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 1024)]
)
def test_a_key_the_protocol_does_not_allow_is_refused(tmp_path: Path, private_key: PrivateKey) -> None:
    save_agency_key(_weak(private_key), tmp_path / "key.pem")

    with pytest.raises(KeyInvalid, match="KEY_FORBIDDEN"):
        load_agency_key("H21.15", tmp_path / "key.pem")


@pytest.mark.parametrize("content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.touch(mode=0o600)
    path.write_bytes(content)

    with pytest.raises(KeyInvalid, match="KEY_UNREADABLE"):
        load_agency_key("H21.15", path)


def test_the_fingerprint_is_the_digest_of_the_certificates_der() -> None:
    key = new_agency_key("H21.15", NOW, 365)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.certificate.public_bytes(serialization.Encoding.DER))

    assert fingerprint(key.certificate) == key.fingerprint == digest.finalize().hex()


def test_a_printed_key_does_not_show_its_secret() -> None:
    key = new_agency_key("H21.15", NOW, 365)

    assert "PrivateKey" not in repr(key)

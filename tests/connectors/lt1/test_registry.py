"""The registry file: what is read from it, and how each mistake in it is named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from connectors.errors import RegistryInvalid
from connectors.lt1 import AgencyKey, Registry, load_registry, new_agency_key

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> AgencyKey:
    return new_agency_key("H21.15", NOW - timedelta(days=1), 365)


def _pem(key: AgencyKey) -> str:
    return key.certificate.public_bytes(Encoding.PEM).decode()


def _agency(key: AgencyKey, extra: str = "") -> str:
    return f"""
[[agency]]
code = "H21.15"
name = "Sở Xây dựng"
endpoint = "https://sxd.example.gov.vn/"

[[agency.certificate]]
from = 2026-11-22T00:00:00Z
to = 2027-11-22T00:00:00+07:00
{extra}
pem = '''{_pem(key)}'''
"""


def _load(tmp_path: Path, text: str) -> Registry:
    path = tmp_path / "registry.toml"
    path.write_text(text, encoding="utf-8")
    return load_registry(path)


def test_a_registry_file_reads_into_agencies_and_their_certificates(tmp_path: Path, key: AgencyKey) -> None:
    registry = _load(tmp_path, _agency(key))

    (agency,) = registry.agencies
    assert (agency.code, agency.name, agency.endpoint) == (
        "H21.15",
        "Sở Xây dựng",
        "https://sxd.example.gov.vn",
    )
    assert registry.agency("H21.15") is agency
    pinned = registry.pinned("H21.15", key.fingerprint)
    assert pinned is not None
    assert pinned.valid_to == datetime(2027, 11, 21, 17, tzinfo=UTC)


def test_a_certificate_is_found_only_under_its_own_agency(tmp_path: Path, key: AgencyKey) -> None:
    registry = _load(tmp_path, _agency(key))

    assert registry.pinned("H21.16", key.fingerprint) is None
    assert registry.agency("H21.16") is None


def test_a_revoked_certificate_is_refused_from_that_instant_on(tmp_path: Path, key: AgencyKey) -> None:
    registry = _load(tmp_path, _agency(key, "revoked_at = 2026-12-01T00:00:00Z"))
    pinned = registry.pinned("H21.15", key.fingerprint)

    assert pinned is not None
    assert pinned.objection_at(datetime(2026, 11, 30, tzinfo=UTC)) is None
    assert pinned.objection_at(datetime(2026, 12, 1, tzinfo=UTC)) == "CERTIFICATE_REVOKED"


def test_the_registrys_window_narrows_the_certificates_own_dates(tmp_path: Path, key: AgencyKey) -> None:
    text = _agency(key).replace("2026-11-22T00:00:00Z", "2026-11-25T00:00:00Z")
    pinned = _load(tmp_path, text.replace("2027-11-22", "2026-11-27")).pinned("H21.15", key.fingerprint)

    assert pinned is not None
    assert pinned.objection_at(datetime(2026, 11, 24, tzinfo=UTC)) == "CERTIFICATE_NOT_YET_VALID"
    assert pinned.objection_at(datetime(2026, 11, 26, tzinfo=UTC)) is None
    assert pinned.objection_at(datetime(2026, 11, 28, tzinfo=UTC)) == "CERTIFICATE_EXPIRED"


@pytest.mark.parametrize(
    ("found", "put", "code", "place"),
    [
        ("[[agency]]", "[[agency", "UNREADABLE", "registry.toml"),
        ('name = "Sở Xây dựng"', "", "MISSING_FIELD", "agency[0].name"),
        ("from = ", "valid_from = ", "MISSING_FIELD", "agency[0] H21.15.certificate[0].from"),
        ("to = ", "revoked = 2026-01-01T00:00:00Z\nto = ", "UNKNOWN_FIELD", "certificate[0].revoked"),
        ('code = "H21.15"', 'code = "h21"', "BAD_CODE", "agency[0].code"),
        ('code = "H21.15"', f'code = "{"H21." * 9}H21"', "BAD_CODE", "agency[0].code"),
        ("https://", "http://", "BAD_ENDPOINT", "H21.15.endpoint"),
        ("https://", "ftp://", "BAD_ENDPOINT", "H21.15.endpoint"),
        ("https://", "https://user:pass@", "BAD_ENDPOINT", "H21.15.endpoint"),
        ("example.gov.vn", "example.gov.vn:99999", "BAD_ENDPOINT", "H21.15.endpoint"),
        ("2026-11-22T00:00:00Z", "2026-11-22T00:00:00", "BAD_INSTANT", "certificate[0].from"),
        ("2026-11-22T00:00:00Z", '"2026"', "BAD_INSTANT", "certificate[0].from"),
        ("BEGIN CERTIFICATE", "BEGIN NOTHING", "BAD_CERTIFICATE", "certificate[0].pem"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(
    tmp_path: Path, key: AgencyKey, found: str, put: str, code: str, place: str
) -> None:
    text = _agency(key)
    assert found in text

    with pytest.raises(RegistryInvalid) as refused:
        _load(tmp_path, text.replace(found, put))

    assert refused.value.code == code
    assert refused.value.detail.endswith(place)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryInvalid, match=r"UNREADABLE: .*nowhere\.toml"):
        load_registry(tmp_path / "nowhere.toml")


def test_an_agency_may_stand_in_the_file_once(tmp_path: Path, key: AgencyKey) -> None:
    with pytest.raises(RegistryInvalid, match=r"AGENCY_TWICE: H21\.15"):
        _load(tmp_path, _agency(key) * 2)


def test_two_agencies_may_not_share_a_certificate(tmp_path: Path, key: AgencyKey) -> None:
    with pytest.raises(RegistryInvalid, match=r"CERTIFICATE_TWICE: H21\.16"):
        _load(tmp_path, _agency(key) + _agency(key).replace('"H21.15"', '"H21.16"'))


@pytest.mark.parametrize(
    ("preface", "endpoint"),
    [
        ("", "http://127.0.0.1:8001"),
        ("", "http://localhost"),
        ("allow_plain_http = true", "http://node-a:8000"),
    ],
)
def test_plain_http_stays_on_the_machine_unless_the_file_allows_it(
    tmp_path: Path, key: AgencyKey, preface: str, endpoint: str
) -> None:
    text = preface + _agency(key).replace("https://sxd.example.gov.vn/", endpoint)

    assert _load(tmp_path, text).agencies[0].endpoint == endpoint

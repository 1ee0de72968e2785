"""xmlsec1, which shares no code with ours, agrees with our signatures: an archive must outlive our library."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from connectors.lt1 import AgencyKey, seal, seal_receipt, stored
from tests.connectors.support import HERE, THERE, Province

XMLSEC1 = shutil.which("xmlsec1")

pytestmark = pytest.mark.skipif(
    XMLSEC1 is None and not os.environ.get("CI"), reason="xmlsec1 is not installed"
)

IDS = (
    "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
    "http://www.w3.org/2000/09/xmldsig#:KeyInfo",
)


def _second_opinion(raw: bytes, key: AgencyKey, folder: Path) -> subprocess.CompletedProcess[str]:
    document, certificate = folder / "document.xml", folder / "certificate.pem"
    document.write_bytes(raw)
    certificate.write_bytes(key.certificate.public_bytes(Encoding.PEM))
    ids = [option for name in IDS for option in ("--id-attr:Id", name)]
    command = [str(XMLSEC1), "--verify", "--pubkey-cert-pem", str(certificate), *ids, str(document)]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


def test_the_second_verifier_accepts_an_ec_envelope(province: Province, tmp_path: Path) -> None:
    verdict = _second_opinion(province.sealed(), province.here, tmp_path)

    assert verdict.returncode == 0, verdict.stderr
    assert "(ok/all): 3/3" in verdict.stderr + verdict.stdout


def test_the_second_verifier_accepts_an_rsa_envelope(province: Province, tmp_path: Path) -> None:
    raw = seal(province.message(sender=THERE, recipient=HERE), province.there, province.now)

    verdict = _second_opinion(raw, province.there, tmp_path)

    assert verdict.returncode == 0, verdict.stderr
    assert "(ok/all): 3/3" in verdict.stderr + verdict.stdout


def test_the_second_verifier_accepts_a_receipt(province: Province, tmp_path: Path) -> None:
    receipt = stored(province.open(province.sealed()), THERE, province.now, 1)

    verdict = _second_opinion(seal_receipt(receipt, province.there, province.now), province.there, tmp_path)

    assert verdict.returncode == 0, verdict.stderr


def test_the_second_verifier_refuses_a_changed_envelope(province: Province, tmp_path: Path) -> None:
    raw = province.sealed().replace(b"<lt:Sequence>1<", b"<lt:Sequence>2<")

    assert _second_opinion(raw, province.here, tmp_path).returncode != 0

"""XAdES-B-B signatures around our documents: made once, verified against pinned certificates.

One form only is made and accepted, the one a reader can check by eye: a single enveloped signature as the last
child of the root, over the whole document, over the signing properties and over the certificate. signxml would
accept more; whatever departs from the form is refused before any cryptography runs.

Canonicalisation is C14N 1.1, never the exclusive one: with that, signxml digests the signing properties in a
way that neither its own verifier nor xmlsec1 can follow.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.util import SigningSettings
from signxml.xades.xades import (
    XAdESDataObjectFormat,
    XAdESSignatureConfiguration,
    XAdESSigner,
    XAdESVerifier,
)

from connectors.errors import DocumentRefused
from connectors.lt1.keys import AgencyKey
from connectors.lt1.registry import Registry
from connectors.lt1.xml import hardened_parser

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"

_ENVELOPED = SignatureConstructionMethod.enveloped
_C14N = CanonicalizationMethod.CANONICAL_XML_1_1
_METHODS = frozenset({SignatureMethod.ECDSA_SHA256, SignatureMethod.RSA_SHA256})
_WHOLE_DOCUMENT = [_ENVELOPED.value, _C14N.value]


@dataclass(frozen=True)
class Signed:
    """What a signature covers. element: parsed anew from the signed bytes; read this and nothing else."""

    element: etree._Element
    cert_fingerprint: str


class _Signer(XAdESSigner):
    """signxml's signer with the caller's clock."""

    def __init__(self, now: datetime, **settings: Any) -> None:
        super().__init__(**settings)
        self._now = now

    def add_signing_time(
        self,
        signed_signature_properties: etree._Element,
        sig_root: etree._Element,
        signing_settings: SigningSettings,
    ) -> None:
        node = etree.SubElement(signed_signature_properties, f"{_XADES}SigningTime")
        node.text = self._now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sign(root: etree._Element, key: AgencyKey, now: datetime) -> bytes:
    """The document with its signature, as the bytes that go on the wire and into the archive.

    Sign once: ECDSA is randomised, so signing again makes another message under the same id.
    """
    is_ec = isinstance(key.private_key, ec.EllipticCurvePrivateKey)
    signer = _Signer(
        now,
        method=_ENVELOPED,
        signature_algorithm=SignatureMethod.ECDSA_SHA256 if is_ec else SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=_C14N,
        data_object_format=XAdESDataObjectFormat(Description="LT/1", MimeType="application/xml"),
    )
    signed = signer.sign(root, key=key.private_key, cert=[key.certificate], always_add_key_value=False)
    return etree.tostring(signed, encoding="utf-8", xml_declaration=False)


def verify(raw: bytes, root: etree._Element, signer: str, registry: Registry, at: datetime) -> Signed:
    """Check that `signer` signed the whole document with a certificate it may use at an instant.

    raw, root: the same document, bytes and tree. signer: the agency the document names; the caller compares it
    again with the element returned. Raises DocumentRefused: NO_SIGNATURE, SIGNATURE_FORM, ALGORITHM_FORBIDDEN,
    UNKNOWN_SIGNER, CERTIFICATE_REVOKED, CERTIFICATE_NOT_YET_VALID, CERTIFICATE_EXPIRED, BAD_SIGNATURE.
    """
    signature = _only_signature(root)
    _check_form(signature)
    cert_fingerprint = _embedded_fingerprint(signature)
    pinned = registry.pinned(signer, cert_fingerprint)
    if pinned is None:
        raise DocumentRefused("UNKNOWN_SIGNER")
    if objection := pinned.objection_at(at):
        raise DocumentRefused(objection)
    config = XAdESSignatureConfiguration(
        location="./",
        expect_references=3,
        signature_methods=_METHODS,
        digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
        verification_time=at,
    )
    try:
        results = XAdESVerifier().verify(
            raw,
            x509_cert=pinned.certificate,
            expect_config=config,
            validate_schema=False,  # the form is checked above, more narrowly than the schema would
            parser=hardened_parser(),
        )
    except _BROKEN as error:
        raise DocumentRefused("BAD_SIGNATURE", type(error).__name__) from error
    return Signed(_covered_document(results, root), cert_fingerprint)


# signxml decodes and looks up what it finds without guarding each step: a broken signature surfaces as any of these.
_BROKEN = (
    SignXMLException,
    InvalidSignature,
    UnsupportedAlgorithm,
    etree.LxmlError,
    ValueError,
    TypeError,
    LookupError,
)


def _covered_document(results: list[Any], root: etree._Element) -> etree._Element:
    """The signed copy of the root among the three things the signature covers."""
    covered = [r.signed_xml for r in results if r.signed_xml is not None and r.signed_xml.tag == root.tag]
    if len(covered) != 1 or len(covered[0]) != len(root) - 1:
        raise DocumentRefused("SIGNATURE_FORM", "not the whole document")
    element: etree._Element = covered[0]
    return element


def _only_signature(root: etree._Element) -> etree._Element:
    found = list(root.iter(f"{_DS}Signature"))
    if not found:
        raise DocumentRefused("NO_SIGNATURE")
    if len(found) > 1 or found[0].getparent() is not root or found[0].getnext() is not None:
        raise DocumentRefused("SIGNATURE_FORM", "not one signature at the end of the root")
    return found[0]


def _check_form(signature: etree._Element) -> None:
    """Refuse every signature that is not built exactly as `sign` builds them."""
    signed_info, _, key_info, wrapper = _children(
        signature, "SignedInfo", "SignatureValue", "KeyInfo", "Object"
    )
    (x509_data,) = _children(key_info, "X509Data")
    _children(x509_data, "X509Certificate")
    if [node.tag for node in wrapper.iterdescendants()][:2] != [
        f"{_XADES}QualifyingProperties",
        f"{_XADES}SignedProperties",
    ] or any(len(node) != 1 for node in (wrapper, wrapper[0])):
        raise DocumentRefused("SIGNATURE_FORM", "Object")
    c14n, method, whole, *others = _children(
        signed_info, "CanonicalizationMethod", "SignatureMethod", "Reference", "Reference", "Reference"
    )
    _check_algorithm(c14n, {_C14N.value})
    _check_algorithm(method, {allowed.value for allowed in _METHODS})
    _check_reference(whole, uri="", transforms=_WHOLE_DOCUMENT)
    by_uri = {reference.get("URI"): reference for reference in others}
    for target in (key_info, wrapper[0][0]):
        uri = f"#{target.get('Id', '')}"
        if uri not in by_uri:
            raise DocumentRefused("SIGNATURE_FORM", "Reference")
        _check_reference(by_uri[uri], uri=uri, transforms=[])


def _children(parent: etree._Element, *names: str) -> list[etree._Element]:
    children = list(parent)
    if [child.tag for child in children] != [f"{_DS}{name}" for name in names]:
        raise DocumentRefused("SIGNATURE_FORM", str(etree.QName(parent).localname))
    return children


def _check_reference(reference: etree._Element, *, uri: str, transforms: list[str]) -> None:
    if reference.get("URI") != uri:
        raise DocumentRefused("SIGNATURE_FORM", "Reference")
    if transforms:
        chain, digest, _ = _children(reference, "Transforms", "DigestMethod", "DigestValue")
        steps = _children(chain, *["Transform"] * len(chain))
        if [step.get("Algorithm") for step in steps] != transforms or any(len(step) for step in steps):
            raise DocumentRefused("ALGORITHM_FORBIDDEN", "Transform")
    else:
        digest, _ = _children(reference, "DigestMethod", "DigestValue")
    _check_algorithm(digest, {DigestAlgorithm.SHA256.value})


def _check_algorithm(node: etree._Element, allowed: set[str]) -> None:
    if node.get("Algorithm") not in allowed or len(node):
        raise DocumentRefused("ALGORITHM_FORBIDDEN", str(etree.QName(node).localname))


def _embedded_fingerprint(signature: etree._Element) -> str:
    """The certificate the signature carries is a hint which pinned one to use, never trusted itself."""
    text = signature.findtext(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate") or ""
    try:
        der = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise DocumentRefused("SIGNATURE_FORM", "X509Certificate") from error
    return hashlib.sha256(der).hexdigest()

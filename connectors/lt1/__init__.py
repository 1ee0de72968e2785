"""LT/1, the exchange between agency nodes: signed envelopes and signed receipts. No database, no network.

The rule of the wire: POST the same signed bytes until you hold a receipt that verifies.
"""

from connectors.lt1.envelope import (
    MAX_BLOB,
    TEST,
    VERSION,
    BlobReference,
    Message,
    OpenedEnvelope,
    check_admissible,
    open_envelope,
    read_message,
    seal,
)
from connectors.lt1.judging import judge
from connectors.lt1.keys import AgencyKey, fingerprint, load_agency_key, new_agency_key, save_agency_key
from connectors.lt1.receipt import Receipt, open_receipt, rejected, seal_receipt, stored
from connectors.lt1.registry import Agency, PinnedCertificate, Registry, load_registry
from connectors.lt1.xml import MAX_DOCUMENT

__all__ = [
    "MAX_BLOB",
    "MAX_DOCUMENT",
    "TEST",
    "VERSION",
    "Agency",
    "AgencyKey",
    "BlobReference",
    "Message",
    "OpenedEnvelope",
    "PinnedCertificate",
    "Receipt",
    "Registry",
    "check_admissible",
    "fingerprint",
    "judge",
    "load_agency_key",
    "load_registry",
    "new_agency_key",
    "open_envelope",
    "open_receipt",
    "read_message",
    "rejected",
    "save_agency_key",
    "seal",
    "seal_receipt",
    "stored",
]

"""Every slip with everything on it, and with as little as it can do with."""

from collections.abc import Mapping
from typing import Any

from forms.slips.examples import EXAMPLES, LOOK_UP

SAMPLES = EXAMPLES

_EMPTY_PERSON = {"name": "Siu", "address": "", "phone": "", "email": "", "id_number": ""}
_BARE_LOOK_UP = {"lookup": {"url": LOOK_UP, "address": "motcua.gialai.gov.vn", "phone": ""}}
LEAST: Mapping[str, dict[str, Any]] = {
    "receipt": {"owner": None, "second_phase": None, "fee": None, "limit": "", "secret": "", "components": []},
    "supplement": {"papers": [], "requested_by": "", "until": None, "phone": "", "number": ""},
    "refusal": {"basis": "", "phone": "", "number": ""},
    "apology": {"field": "", "promised_at": None, "late_agency": "", "extends": False, "signer": "", "phone": "", "number": ""},
    "stop": {"due_at": None, "basis": "", "signer": "", "phone": "", "number": ""},
    "control": {"due_at": None, "coordinating": [], "rows": [], "book": {"volume": "", "number": ""}},
    "fee": {"items": [], "total": 0, "total_words": "Không", "payment": "", "fee_form": {"model": "", "symbol": ""}},
    "returned": {
        "receiver": {"name": "", "role": "", "phone": ""},
        "result": {"kind": "", "number": "", "abstract": ""},
    },
    "handover": {"rows": []},
    "register": {"rows": []},
}  # fmt: skip


def least(slip: str) -> dict[str, Any]:
    """A slip with nothing on it that it can do without."""
    data = SAMPLES[slip] | LEAST[slip] | {"agency": ("", "Ủy ban nhân dân tỉnh Gia Lai")}
    if "applicant" in data:
        data |= {"applicant": _EMPTY_PERSON} | _BARE_LOOK_UP
    return data

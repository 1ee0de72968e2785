"""Variables that every case has without a form: of the reception, and of the rules in force at acceptance."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from decisions.feel.types import ANY, SIMPLE_TYPES, Type
from engine import clock, law

# set when a dossier is received, or by the exchange; see docs/architecture.md
CASE_VARIABLES: Mapping[str, Type] = {
    "ma_ho_so": SIMPLE_TYPES["string"],
    "thu_tuc": SIMPLE_TYPES["string"],
    "kenh": SIMPLE_TYPES["string"],
    "co_quan": SIMPLE_TYPES["string"],
    "kin": SIMPLE_TYPES["boolean"],
    "ngay_nhan": SIMPLE_TYPES["string"],
    "ngay_hen_tra": SIMPLE_TYPES["string"],
    "nguoi_nop": ANY,
    "nguoi_thao_tac": SIMPLE_TYPES["string"],
    "chua_nhan_so_ngay": SIMPLE_TYPES["number"],
    "so_lan_bo_sung": SIMPLE_TYPES["number"],
    "bo_sung_so_ngay": SIMPLE_TYPES["number"],
    "loopCounter": SIMPLE_TYPES["number"],
}


def rule_variables(received_at: datetime) -> dict[str, Any]:
    """What diagrams need of the rules in force at acceptance: every agency's own instance begins with it."""
    day = clock.local(received_at).date()
    return {
        "so_lan_bo_sung": 0,
        "bo_sung_so_ngay": law.supplement_rules(day).expires.amount,
        "chua_nhan_so_ngay": law.result_rules(day).remind_after.amount,
        "nguoi_thao_tac": "",
    }

"""Variables that every case has without a form: of the reception, and of the rules in force at acceptance."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from decisions.feel.types import ANY, SIMPLE_TYPES, Type
from engine import clock, fees, law, store
from engine.process.tables import process_instance

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
    "phi_con_thu": SIMPLE_TYPES["number"],
    "phi_da_thu": SIMPLE_TYPES["number"],
}
FEE_VARIABLES = frozenset({"phi_con_thu", "phi_da_thu"})
"""What the form of a task knows of the account beside the case: kept with the money, never with the process."""

FIELD_TYPES: Mapping[str, str] = {
    "textfield": "string",
    "textarea": "string",
    "radio": "string",
    "select": "string",
    "datetime": "string",
    "number": "number",
    "checkbox": "boolean",
}
"""Of the kinds of form fields that ask for one value, the type of the variable they write."""

APPLICANT_FIELDS = ("ho_ten", "so_dinh_danh", "ngay_sinh", "gioi_tinh", "dia_chi", "dien_thoai", "email")
"""Texts of `nguoi_nop` that reception fills in."""


def rule_variables(received_at: datetime) -> dict[str, Any]:
    """What diagrams need of the rules in force at acceptance: every agency's own instance begins with it."""
    day = clock.local(received_at).date()
    return {
        "so_lan_bo_sung": 0,
        "bo_sung_so_ngay": law.supplement_rules(day).expires.amount,
        "chua_nhan_so_ngay": law.result_rules(day).remind_after.amount,
        "nguoi_thao_tac": "",
    }


def fee_variables(dossier_code: str, agency_code: str) -> dict[str, int]:
    """`FEE_VARIABLES`: what is still owed and what is paid, in đồng, as the till has it at this moment."""
    sums = fees.sums_of(fees.Owner(dossier_code, agency_code))
    return {"phi_con_thu": sums.due, "phi_da_thu": sums.paid}


def variables_of(dossier_code: str, agency_code: str) -> dict[str, Any]:
    """The case variables of a dossier at an agency; where several of its processes know one, the latest's."""
    query = (
        select(process_instance.c.variables)
        .where(process_instance.c.dossier_code == dossier_code, process_instance.c.agency_code == agency_code)
        .order_by(process_instance.c.started_at, process_instance.c.id)
    )
    found: dict[str, Any] = {}
    with store.reading() as link:
        for variables in link.execute(query).scalars():
            found |= variables
    return found

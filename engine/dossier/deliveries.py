"""How a result or a returned dossier reaches the applicant: an axis of its own beside the status."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from engine import process, spiff, store
from engine.dossier.dates import record
from engine.dossier.tables import dossier

# what a form's `nguoi_nhan` (who takes it) comes to
BY_RECEIVER = {"buu_chinh": "posted", "truc_tuyen": "sent_online"}

READY = "ready"

# with the applicant, one way or another
HANDED_OVER = frozenset(("handed_over", *BY_RECEIVER.values()))

_D = dossier.c
_HERE = (_D.code == bindparam("code"), _D.agency_code == bindparam("agency"))
_NOW = store.Read(select(_D.delivery).where(*_HERE))
_MOVE = store.Write(
    dossier.update()
    .where(_D.code == bindparam("of_code"), _D.agency_code == bindparam("of_agency"))
    .values(delivery=bindparam("new_delivery")),
    after_its_kind=True,
)


def hand_over(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """The desk has given it away: at the desk, by post or online, as the form says."""
    receiver = str(outcome.variables.get("nguoi_nhan") or "nguoi_nop")
    named = {"uy_quyen": "ten_nguoi_nhan", "buu_chinh": "so_van_don"}.get(receiver)
    personal = {"to": outcome.variables.get(named)} if named else None
    set_delivery(outcome, BY_RECEIVER.get(receiver, "handed_over"), {"receiver": receiver}, personal)


def uncollected(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """Nobody has come for it in time; the applicant was told again."""
    set_delivery(outcome, "uncollected", {"told": outcome.variables.get("chua_nhan_cach_bao")})


def set_delivery(
    outcome: process.StepOutcome, new: str, why: object, personal: Mapping[str, object] | None = None
) -> None:
    """Move the axis. States: none, ready (at the desk), uncollected, handed_over, posted, sent_online."""
    here = {"code": outcome.instance.dossier_code, "agency": outcome.instance.agency_code}
    found = store.row(_NOW, **here)
    if found is None or found.delivery == new:
        return
    old = found.delivery
    store.write(_MOVE, {"of_code": here["code"], "of_agency": here["agency"], "new_delivery": new})
    record_delivery(outcome, old, new, why, personal)


def record_delivery(
    outcome: process.StepOutcome,
    old: str,
    new: str,
    why: object,
    personal: Mapping[str, object] | None = None,
) -> None:
    """Enter a move of the axis in the history."""
    record(outcome, "delivery_changed", {"axis": "delivery", "old": old, "new": new, "why": why}, personal)

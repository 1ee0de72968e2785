"""A dossier's fees: charged as its diagram goes on, taken, waived and given back by people; one axis beside the status.

The money itself is kept by `engine.fees`. Here: when charges come into being, who may act on which dossier, what a result
waits for, what the dossier's row and the portal say.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from engine import clock, fees, law, people, process, spiff, store
from engine.dossier.errors import FeeAmountBad, FeesDue, UnknownDossier
from engine.dossier.publishing import publish_fees
from engine.dossier.tables import dossier

PROPERTY = "mc:thuPhi"
STATUS, EFFECT = "mc:trangThai", "mc:tacDong"
RESULT_READY, RETURNED = "9", "10"
COLLECT = frozenset(("cashier", "reception", "returns"))
"""Roles that take money beside a task; in a task it is whoever the diagram gives it to."""

# what a form's `hinh_thuc_thu` comes to; anything else (paid already, say) takes nothing
_METHODS = {"tien_mat": "cash", "chuyen_khoan": "transfer", "truc_tuyen": "online"}
_LATE = ("started", "incident_retried", "incident_skipped")
_D = dossier.c
# moves of one account come one after the other: whoever makes one holds the dossier's row
_LOCKED = store.Read(
    select(_D.deployment_id, _D.received_at, _D.channel, _D.subject)
    .where(_D.code == bindparam("code"), _D.agency_code == bindparam("agency"))
    .with_for_update()
)
_STAND = store.Write(
    dossier.update()
    .where(_D.code == bindparam("of_code"), _D.agency_code == bindparam("of_agency"))
    .values(payment=bindparam("new_payment")),
    after_its_kind=True,
)


@dataclass(frozen=True, slots=True)
class DossierFees:
    """What the pages need: the account, and what this officer may do to it."""

    account: fees.Account
    may_collect: bool
    may_decide: bool


def fees_of(code: str, officer: people.Officer) -> DossierFees:
    """A dossier's fees at the officer's agency; whoever may not see the dossier finds an empty account."""
    account = fees.account_of(fees.Owner(code, officer.agency_code))
    return DossierFees(account, bool(officer.roles & COLLECT), bool(officer.roles & fees.DECIDE))


def follow_fees(outcome: process.StepOutcome) -> bool:
    """Charge what falls due with this step: at acceptance, and where the diagram says so. Whether anything was."""
    times = [
        law.FeeTime(step.element.properties[PROPERTY])
        for step in outcome.steps
        if step.what == "entered" and PROPERTY in step.element.properties
    ]
    # what the first step could not compute is known once its incident is dealt with
    if outcome.kind in _LATE:
        times.append(law.FeeTime.ACCEPTANCE)
    return bool(times) and _charge(outcome, times)


def _charge(outcome: process.StepOutcome, times: Iterable[law.FeeTime]) -> bool:
    instance = outcome.instance
    owner = fees.Owner(instance.dossier_code, instance.agency_code)
    row = store.row(_LOCKED, code=owner.dossier_code, agency=owner.agency_code)
    if row is None or row.deployment_id is None:
        return False  # a partner's copy: fees are the lead agency's
    day = clock.local(row.received_at).date()
    due = frozenset(times)
    wanted = [
        (line, amount)
        for line in process.sheet_of(row.deployment_id).fee.lines
        if line.due in due and line.holds(day, row.channel)
        if (amount := _amount(line, outcome.variables)) is not None
    ]
    sums = fees.charge(owner, wanted, outcome.officer, outcome.at) if wanted else None
    if sums is not None:
        _keep_axis(owner, sums)
    return sums is not None


def _amount(line: law.FeeLine, variables: Mapping[str, Any]) -> int | None:
    """đồng; None while nobody has said how much. Raises FeeAmountBad."""
    if line.amount is not None:
        return line.amount
    found: Any = variables
    for word in line.variable.split("."):
        found = found.get(word) if isinstance(found, Mapping) else None
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or found < 0 or found != int(found):
        raise FeeAmountBad(f"{line.id}: {found!r}", name=line.name)
    return int(found)


def collect_at_step(outcome: process.StepOutcome, element: spiff.Element) -> None:
    """The step's form says how it was paid: take what is owed by then, what this very form says included."""
    if outcome.officer.account_id == people.SYSTEM.account_id:
        return
    # what the form says is owed is owed even when it is not paid here
    _charge(outcome, [law.FeeTime(element.properties.get(PROPERTY, law.FeeTime.ACCEPTANCE))])
    method = _METHODS.get(str(outcome.variables.get("hinh_thuc_thu") or ""))
    if method is None:
        return
    owner = fees.Owner(outcome.instance.dossier_code, outcome.instance.agency_code)
    with suppress(fees.NothingDue):
        payer = outcome.instance.subject
        _receipt, sums = fees.collect(owner, payer, method, outcome.officer, outcome.at)
        _keep_axis(owner, sums)


def hold_results(outcome: process.StepOutcome) -> None:
    """A result is not handed over while something is owed that it waits for. Raises FeesDue naming it."""
    if not any(_is_handed_over(outcome, step) for step in outcome.steps):
        return
    owner = fees.Owner(outcome.instance.dossier_code, outcome.instance.agency_code)
    owed = [charge for charge in fees.charges_due(owner) if charge.holds_result]
    if owed:
        names = ", ".join(charge.name for charge in owed)
        amount = sum(charge.amount for charge in owed)
        raise FeesDue(names, code=owner.dossier_code, names=names, amount=f"{amount:,}".replace(",", "."))


def _is_handed_over(outcome: process.StepOutcome, step: spiff.Step) -> bool:
    """Left at status 9: what is given back with a refusal is left at status 8 and waits for nothing."""
    properties = step.element.properties
    if step.what != "left" or properties.get(STATUS) != RESULT_READY:
        return False
    returned = any(
        s.what == "entered" and s.element.properties.get(STATUS) == RETURNED for s in outcome.steps
    )
    return returned or "delivery.hand_over" in properties.get(EFFECT, "")


def collect(
    code: str,
    method: str,
    officer: people.Officer,
    *,
    shown: int | None = None,
    payer: str = "",
    request_key: str | None = None,
) -> fees.Receipt:
    """Take all that a dossier owes, beside its tasks. payer: "" for the applicant.

    Raises UnknownDossier, FeesNotYours, UnknownMethod, NothingDue, AmountChanged; a second press of one page
    (`request_key`) answers the first one's receipt.
    """
    if not officer.roles & COLLECT:
        raise fees.FeesNotYours(officer.account_id)
    owner = fees.Owner(code, officer.agency_code)
    with store.transaction(), _locked(owner) as applicant:
        payer = " ".join(payer.split()) or applicant
        receipt, _sums = fees.collect(
            owner, payer, method, officer, clock.now(), shown=shown, request_key=request_key
        )
        publish_fees(owner.dossier_code, owner.agency_code)
        return receipt


def waive(code: str, charge_id: str, reason: str, basis: str, officer: people.Officer) -> None:
    """A charge need not be paid. Raises UnknownDossier and as `fees.waive`."""
    owner = fees.Owner(code, officer.agency_code)
    with store.transaction(), _locked(owner):
        fees.waive(owner, charge_id, reason, basis, officer)
        publish_fees(owner.dossier_code, owner.agency_code)


def refund(code: str, charge_id: str, method: str, reason: str, basis: str, officer: people.Officer) -> None:
    """A paid charge is given back. Raises UnknownDossier and as `fees.refund`: FeeNotRefundable above all."""
    owner = fees.Owner(code, officer.agency_code)
    with store.transaction(), _locked(owner):
        fees.refund(owner, charge_id, method, reason, basis, officer)
        publish_fees(owner.dossier_code, owner.agency_code)


def cancel_receipt(receipt_id: str, reason: str, officer: people.Officer) -> fees.Receipt:
    """A receipt does not count. Raises as `fees.cancel_receipt`."""
    owner = fees.Owner(fees.receipt_of(receipt_id, officer.agency_code).dossier_code, officer.agency_code)
    with store.transaction(), _locked(owner):
        receipt = fees.cancel_receipt(receipt_id, reason, officer)
        publish_fees(owner.dossier_code, owner.agency_code)
        return receipt


@contextmanager
def _locked(owner: fees.Owner) -> Iterator[str]:
    """Moves of one account come one after the other; afterwards the dossier says where it stands. Gives the applicant's name."""
    row = store.row(_LOCKED, code=owner.dossier_code, agency=owner.agency_code)
    if row is None:
        raise UnknownDossier(code=owner.dossier_code)
    yield row.subject
    _keep_axis(owner, fees.sums_of(owner))


def _keep_axis(owner: fees.Owner, sums: fees.Sums) -> None:
    """The row's `payment` is what the account comes to; nothing else writes it."""
    place = {"of_code": owner.dossier_code, "of_agency": owner.agency_code}
    store.write(_STAND, {**place, "new_payment": sums.axis})


@dataclass(frozen=True, slots=True)
class OwingDossier:
    """A dossier at the cashier's: who, what, how much, since when."""

    code: str
    subject: str
    procedure_name: str
    status: int
    amount: int
    since: datetime


def owing(officer: people.Officer, query: str = "", limit: int = 200) -> tuple[OwingDossier, ...]:
    """Dossiers that owe the officer's agency something, the longest owing first. query: words as in `search`."""
    found = {one.dossier_code: one for one in fees.owing(officer.agency_code, limit)}
    where = [_D.agency_code == officer.agency_code, _D.code.in_(found)]
    where += [_D.search_text.contains(word, autoescape=True) for word in process.searchable(query).split()]
    columns = (_D.code, _D.subject, _D.procedure_name, _D.status)
    with store.reading() as link:
        rows = link.execute(select(*columns).where(*where)).all()
    owed = [OwingDossier(*row, amount=found[row.code].amount, since=found[row.code].since) for row in rows]
    return tuple(sorted(owed, key=lambda one: (one.since, one.code)))

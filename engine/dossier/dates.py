"""When a dossier is due: the instant given at acceptance, the one that holds now, and every change between them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from engine import clock, history, law, process, spiff, store
from engine.dossier.errors import DueChangeRefused, NotWaiting
from engine.dossier.notices import set_notice
from engine.dossier.tables import dossier, due_change

_D = dossier.c


@dataclass(frozen=True, slots=True)
class DueChange:
    """One change of a dossier's due instant. kind: pause, restart, financial, apology, extension.

    steps: how the new one was reckoned, from the receipt on, as in `law.Deadline`. since, until: the wait.
    """

    kind: str
    old_due: datetime | None
    new_due: datetime | None
    reason: str
    legal_basis: str
    approver_id: str
    approver_name: str
    document_no: str
    decided_at: datetime
    since: datetime | None = None
    until: datetime | None = None
    steps: tuple[Mapping[str, Any], ...] = ()


_FIELDS = tuple(DueChange.__dataclass_fields__)
_LEDGER = store.Read(
    select(*(due_change.c[name] for name in _FIELDS))
    .where(due_change.c.dossier_code == bindparam("code"), due_change.c.agency_code == bindparam("agency"))
    .order_by(due_change.c.id)
)


def due_changes(code: str, agency_code: str) -> tuple[DueChange, ...]:
    """The ledger of a dossier at an agency, oldest first."""
    rows = [row._asdict() for row in store.rows(_LEDGER, code=code, agency=agency_code)]
    return tuple(DueChange(**{**row, "steps": tuple(row["steps"])}) for row in rows)


def start_waiting(code: str, agency_code: str, reason: str, at: datetime) -> None:
    """The agency's time stands still from here. Already standing still: the earlier beginning holds."""
    store.connection().execute(
        dossier.update()
        .where(_D.code == code, _D.agency_code == agency_code, _D.waiting_since.is_(None))
        .values(waiting_since=at, waiting_for=reason)
    )


def stop_waiting(outcome: process.StepOutcome, rule: law.SupplementRule, reason: str) -> None:
    """The agency's time runs again: by the rule, after as long as it stood still or from its beginning.

    Raises NotWaiting.
    """
    instance = outcome.instance
    row = _row(instance.dossier_code, instance.agency_code)
    if row["waiting_since"] is None:
        raise NotWaiting(code=instance.dossier_code)
    store.connection().execute(
        dossier.update()
        .where(_D.code == instance.dossier_code, _D.agency_code == instance.agency_code)
        .values(waiting_since=None, waiting_for=None)
    )
    limit = _limit(row)
    if row["due_at"] is None or limit is None:
        return
    for_supplement = row["waiting_for"] == "supplement"
    rules = law.supplement_rules(clock.local(row["received_at"]).date())
    change = DueChange(
        kind=rule.value if for_supplement else "financial",
        old_due=row["due_at"],
        new_due=row["due_at"],
        reason=reason,
        legal_basis=rules.source.basis if for_supplement else "",
        approver_id=outcome.officer.account_id,
        approver_name=outcome.officer.name,
        document_no="",
        decided_at=outcome.at,
        since=row["waiting_since"],
        until=outcome.at,
    )
    pause, calendar = law.Pause(row["waiting_since"], outcome.at), law.calendar_of(instance.agency_code)
    deadline = law.after_wait(explained(row), pause, limit, calendar, rule)
    change_due(outcome, replace(change, new_due=deadline.due_at, steps=_kept(deadline)))


def _row(code: str, agency_code: str) -> Mapping[str, Any]:
    query = select(dossier).where(_D.code == code, _D.agency_code == agency_code)
    return store.connection().execute(query).one()._asdict()


def _limit(row: Mapping[str, Any]) -> law.TimeLimit | None:
    if row["deployment_id"] is None:
        return None  # a partner's copy: its time is the lead agency's
    decided = law.decided_limit(explained(row).steps)
    return decided or process.sheet_of(row["deployment_id"]).limits.get(row["channel"])


def explained(row: Mapping[str, Any]) -> law.Deadline:
    """The due instant that holds, with its explanation as kept; no steps where it has none."""
    return law.Deadline(row["due_at"], tuple(map(law.step_from, row["due_steps"])))


def _kept(deadline: law.Deadline) -> tuple[Mapping[str, Any], ...]:
    return tuple(step.as_json() for step in deadline.steps)


def change_due(outcome: process.StepOutcome, change: DueChange) -> None:
    """Enter a change in the ledger and let it hold: on the dossier, its processes, its open tasks."""
    instance = outcome.instance
    link = store.connection()
    row = asdict(change) | {"steps": list(change.steps)}
    link.execute(
        due_change.insert(),
        {**row, "dossier_code": instance.dossier_code, "agency_code": instance.agency_code},
    )
    link.execute(
        dossier.update()
        .where(_D.code == instance.dossier_code, _D.agency_code == instance.agency_code)
        .values(due_at=change.new_due, due_steps=row["steps"])
    )
    process.set_due(instance.dossier_code, instance.agency_code, change.new_due)
    record(
        outcome,
        "due_changed",
        {"axis": "due", "kind": change.kind, **_dates(change)},
        {"why": change.reason, "document": change.document_no},
    )


def _dates(change: DueChange) -> dict[str, str | None]:
    return {
        "old": change.old_due.isoformat() if change.old_due else None,
        "new": change.new_due.isoformat() if change.new_due else None,
    }


def record(
    outcome: process.StepOutcome,
    kind: str,
    data: Mapping[str, object],
    personal: Mapping[str, object] | None = None,
) -> None:
    """A change of the dossier's own life in its history, beside the step that led to it.

    data: facts kept for ever. personal: what may speak of persons, free texts above all.
    """
    instance, officer = outcome.instance, outcome.officer
    history.record(
        history.act_of(
            officer,
            kind,
            instance.dossier_code,
            agency_code=instance.agency_code,
            done_at=outcome.at,
            data=data,
            personal=personal,
        )
    )


def apologise(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """The applicant was told of the delay and of a new date. Raises DueChangeRefused: too often, or no later date."""
    instance, given = outcome.instance, outcome.variables
    rules = law.result_rules(_received_day(instance))
    earlier = due_changes(instance.dossier_code, instance.agency_code)
    if sum(change.kind == "apology" for change in earlier) >= rules.most_apologies:
        raise DueChangeRefused("too often", code=instance.dossier_code)
    reason = str(given.get("xin_loi_ly_do") or "")
    new_due = _set_by_hand(
        outcome, law.SetBy.APOLOGY, given.get("ngay_hen_moi"), reason, _APOLOGY, rules.source.basis
    )
    set_notice(outcome, {"kind": "apology", "text": reason, "until": new_due.isoformat()})


def extend(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """A leader has given more time, on a legal basis. Raises DueChangeRefused without a later date."""
    given = outcome.variables
    reason, basis = str(given.get("gia_han_ly_do") or ""), str(given.get("gia_han_can_cu") or "")
    _set_by_hand(outcome, law.SetBy.EXTENSION, given.get("gia_han_den_ngay"), reason, _EXTENSION, basis)


# variables of the document's number and of who signed it
_APOLOGY = ("xin_loi_so_van_ban", "xin_loi_nguoi_ky")
_EXTENSION = ("gia_han_so_van_ban", "gia_han_nguoi_ky")


def _set_by_hand(
    outcome: process.StepOutcome, why: law.SetBy, day: object, reason: str, names: tuple[str, str], basis: str
) -> datetime:
    instance, given = outcome.instance, outcome.variables
    row = _row(instance.dossier_code, instance.agency_code)
    deadline = _moved_to(day, why, row, outcome.at)
    if deadline is None or (row["due_at"] is not None and deadline.due_at <= row["due_at"]):
        raise DueChangeRefused("not a later date", code=instance.dossier_code)
    number, signer = (str(given.get(name) or "") for name in names)
    change = DueChange(
        kind=_KINDS[why],
        old_due=row["due_at"],
        new_due=deadline.due_at,
        reason=reason,
        legal_basis=basis,
        approver_id=outcome.officer.account_id,
        approver_name=signer or outcome.officer.name,
        document_no=number,
        decided_at=outcome.at,
        steps=_kept(deadline),
    )
    change_due(outcome, change)
    return deadline.due_at


_KINDS = {law.SetBy.APOLOGY: "apology", law.SetBy.EXTENSION: "extension"}


def _moved_to(text: object, why: law.SetBy, row: Mapping[str, Any], at: datetime) -> law.Deadline | None:
    """The close of office hours on a day given by a form; on a day off, of the next working day."""
    try:
        day = date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
    old = explained(row) if row["due_at"] is not None else law.Deadline(at, ())
    return law.on_day(old, day, why, law.calendar_of(row["agency_code"]))


def _received_day(instance: process.Instance) -> date:
    return clock.local(_row(instance.dossier_code, instance.agency_code)["received_at"]).date()


def wait_for_payment(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """The applicant was told what to pay to others (tax); until then the agency's time stands still."""
    start_waiting(outcome.instance.dossier_code, outcome.instance.agency_code, "payment", outcome.at)
    amount = outcome.variables.get("nghia_vu_so_tien")
    record(outcome, "obligation_told", {"axis": "obligation", "old": None, "new": "told", "amount": amount})


def settle_payment(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """It was paid, or may be paid later: the agency's time runs again. Raises NotWaiting."""
    how = str(outcome.variables.get("nghia_vu_ket_qua") or "")
    record(outcome, "obligation_settled", {"axis": "obligation", "old": "told", "new": how})
    stop_waiting(outcome, law.SupplementRule.PAUSE, str(outcome.variables.get("nghia_vu_so_thong_bao") or ""))

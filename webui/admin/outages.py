"""Outages of the agency: declared when the system is down or was, ended, settled once everything is entered."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import clock, process
from webui import fields, strings
from webui.admin.blueprint import blueprint
from webui.audiences import audience
from webui.fields import Error
from webui.sessions import current_officer

_FIELDS = {"reason_missing": "f-reason", "ends_wrong": "f-ended"}


@blueprint.get("/quan-tri/gian-doan")
@audience("officer")
def outages() -> ResponseReturnValue:
    """Outages so far, and where a new one is declared."""
    return _page()


@blueprint.post("/quan-tri/gian-doan")
@audience("officer")
def declare_outage() -> ResponseReturnValue:
    """Declare one that goes on, or (`ended`) one that is over."""
    started, ended = _moment("started"), _moment("ended")
    reason, impact = request.form.get("reason", "")[:500], request.form.get("impact", "")[:500]
    wrong = {
        "started": strings.FIELDS["bad_moment"] if started is None else "",
        "ended": strings.FIELDS["bad_moment"] if request.form.get("ended") and ended is None else "",
        "reason": "" if reason.strip() else strings.OUTAGE_PROBLEMS["reason_missing"],
    }
    errors = tuple(Error(f"f-{field}", words) for field, words in wrong.items() if words)
    if started is None or errors:
        return _page(errors)
    return _done(
        lambda: process.declare_outage(started, reason, impact, current_officer(), ended_at=ended),
        "outage_declared",
    )


@blueprint.post("/quan-tri/gian-doan/<outage_id>/ket-thuc")
@audience("officer")
def end_outage(outage_id: str) -> ResponseReturnValue:
    """The system works again."""
    ended = _moment("ended")
    if ended is None:
        return _page((Error(f"f-ended-{outage_id}", strings.FIELDS["bad_moment"]),))
    return _done(lambda: process.end_outage(outage_id, ended, current_officer()), "outage_ended")


@blueprint.post("/quan-tri/gian-doan/<outage_id>/nhap-xong")
@audience("officer")
def settle_outage(outage_id: str) -> ResponseReturnValue:
    """Everything done on paper is entered."""
    return _done(lambda: process.settle_outage(outage_id, current_officer()), "outage_settled")


def _moment(name: str) -> datetime | None:
    return fields.moment(request.form.get(name, ""))


def _done(act: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        act()
    except process.OutageRefused as refused:
        field = _FIELDS.get(refused.problem, "f-started")
        return _page((Error(field, strings.OUTAGE_PROBLEMS[refused.problem]),))
    flash(strings.SAID[said], "ok")
    return redirect(url_for("admin.outages"), 303)


def _page(errors: tuple[Error, ...] = ()) -> ResponseReturnValue:
    officer = current_officer()
    now = clock.now()
    page = render_template(
        "admin/outages.html",
        outages=process.outages_at(officer.agency_code),
        now=now,
        may_declare=process.may_declare(officer),
        typed=request.form,
        errors=errors,
        error_by_target={error.target: error.message for error in reversed(errors)},
    )
    return make_response(page, 422 if errors else 200)

"""Incidents: what cannot go on by itself, by cause and one by one; tried again, or skipped with a reason."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import mail, process
from webui import strings
from webui.admin.blueprint import blueprint
from webui.audiences import audience
from webui.fields import Error
from webui.sessions import current_officer


@blueprint.get("/quan-tri/su-co")
@audience("officer")
def incidents() -> ResponseReturnValue:
    """Open incidents and their causes, or (`xem=closed`) what became of the others; `loai` chooses a kind.

    Beside them: messages from other agencies that take no effect, or were set aside; who does not know the newest
    state of how many dossiers.
    """
    officer = current_officer()
    state = "closed" if request.args.get("xem") == "closed" else "open"
    kind = request.args.get("loai", "")
    kind = kind if kind in strings.INCIDENTS else ""
    page = process.incidents(officer, state=state, kind=kind, page=request.args.get("trang", 1, type=int))
    causes = process.causes(officer) if state == "open" else ()
    shared = tuple(cause for cause in causes if cause.count > 1 and kind in ("", cause.kind))
    behind = mail.behind(officer.agency_code) if state == "open" else ()
    messages = process.stuck_messages(officer, state=state) if not kind else ()
    return render_template(
        "admin/incidents.html",
        page=page,
        state=state,
        kind=kind,
        causes=shared,
        behind=behind,
        messages=messages,
    )


@blueprint.get("/quan-tri/su-co/<incident_id>")
@audience("officer")
def incident(incident_id: str) -> ResponseReturnValue:
    """One incident: what, where, since when, why, and what can be done."""
    detail = process.incident_of(incident_id, current_officer())
    return render_template("admin/incident.html", detail=detail, one=detail.incident, errors=(), reason="")


@blueprint.post("/quan-tri/su-co/<incident_id>/thu-lai")
@audience("officer")
def retry(incident_id: str) -> ResponseReturnValue:
    """Try it again; with `tat-ca` everything that has the same cause."""
    officer = current_officer()
    if "tat-ca" in request.form:
        settled, left = process.retry_same_cause(incident_id, officer)
        flash(strings.SAID["incidents_retried"].format(settled=settled, left=left), "warn" if left else "ok")
        return redirect(url_for("admin.incidents"), 303)
    settled = process.retry(incident_id, officer)
    flash(strings.SAID["incident_retried" if settled else "incident_remains"], "ok" if settled else "warn")
    return redirect(url_for("admin.incident", incident_id=incident_id), 303)


@blueprint.post("/quan-tri/su-co/<incident_id>/bo-qua")
@audience("officer")
def skip(incident_id: str) -> ResponseReturnValue:
    """Let the dossier go on without the step; why is asked for and kept."""
    officer = current_officer()
    reason, flow = request.form.get("ly_do", "")[:1000], request.form.get("huong") or None
    try:
        process.skip(incident_id, officer, reason, flow)
    except process.ReasonMissing:
        detail = process.incident_of(incident_id, officer)
        errors = (Error("f-ly_do", strings.FIELDS["skip_reason"]),)
        page = render_template(
            "admin/incident.html", detail=detail, one=detail.incident, errors=errors, reason=reason
        )
        return make_response(page, 422)
    flash(strings.SAID["incident_skipped"], "ok")
    return redirect(url_for("admin.incident", incident_id=incident_id), 303)

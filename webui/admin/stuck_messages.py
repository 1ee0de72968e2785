"""Messages from other agencies that take no effect: looked at, tried again, set aside with a reason."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import process
from webui import strings
from webui.admin.blueprint import blueprint
from webui.audiences import audience
from webui.fields import Error
from webui.sessions import current_officer


@blueprint.get("/quan-tri/su-co/thu-den/<int:no>")
@audience("officer")
def message(no: int) -> ResponseReturnValue:
    """One message: from whom, about which dossier, why it has no effect, what waits behind it."""
    found = process.stuck_message(no, current_officer())
    return render_template("admin/message.html", one=found, errors=(), reason="")


@blueprint.post("/quan-tri/su-co/thu-den/<int:no>/thu-lai")
@audience("officer")
def retry_message(no: int) -> ResponseReturnValue:
    """Let it try again; the next sweep does."""
    process.retry_message(no, current_officer())
    flash(strings.SAID["message_retried"], "ok")
    return redirect(url_for("admin.incidents"), 303)


@blueprint.post("/quan-tri/su-co/thu-den/<int:no>/gac-lai")
@audience("officer")
def set_message_aside(no: int) -> ResponseReturnValue:
    """Do without its effect; why is asked for and kept."""
    officer, reason = current_officer(), request.form.get("ly_do", "")[:1000]
    try:
        process.set_message_aside(no, officer, reason)
    except process.ReasonMissing:
        errors = (Error("f-ly_do", strings.FIELDS["aside_reason"]),)
        found = process.stuck_message(no, officer)
        return make_response(
            render_template("admin/message.html", one=found, errors=errors, reason=reason), 422
        )
    flash(strings.SAID["message_set_aside"], "ok")
    return redirect(url_for("admin.message", no=no), 303)

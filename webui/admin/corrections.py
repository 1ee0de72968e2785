"""Values of a case corrected by hand, where one of them keeps it from going on."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import process
from webui import strings
from webui.admin.blueprint import blueprint
from webui.audiences import audience
from webui.fields import Error
from webui.sessions import current_officer


@blueprint.get("/quan-tri/su-co/<incident_id>/du-lieu")
@audience("officer")
def variables(incident_id: str) -> ResponseReturnValue:
    """The values of an incident's case; with `muc` also the form that corrects that one."""
    return _page(incident_id, request.args.get("muc", ""))


@blueprint.post("/quan-tri/su-co/<incident_id>/du-lieu")
@audience("officer")
def correct(incident_id: str) -> ResponseReturnValue:
    """Give one value (`muc`) another text, read by its type, for a reason; then the case is tried again."""
    given = {name: request.form.get(name, "") for name in ("muc", "kieu", "gia_tri", "ly_do")}
    try:
        settled = process.correct(
            incident_id,
            current_officer(),
            given["muc"],
            strings.TRUTHS.get(given["gia_tri"].strip().casefold(), given["gia_tri"])
            if given["kieu"] == "boolean"
            else given["gia_tri"],
            given["ly_do"][:1000],
            given["kieu"],
        )
    except process.WrongType as error:
        return _page(incident_id, given["muc"], _wrong_type(error), given)
    except process.ReasonMissing:
        return _page(incident_id, given["muc"], Error("f-ly_do", strings.FIELDS["correction_reason"]), given)
    flash(
        strings.SAID["variable_corrected" if settled else "incident_remains_corrected"],
        "ok" if settled else "warn",
    )
    return redirect(url_for("admin.incident", incident_id=incident_id), 303)


def _wrong_type(error: process.WrongType) -> Error:
    kind = str(error.facts["kind"])
    target = "f-kieu" if kind == "any" else "f-gia_tri"
    return Error(target, strings.WRONG_TYPES[kind].format(name=error.facts["name"]))


def _page(
    incident_id: str, path: str, error: Error | None = None, given: dict[str, str] | None = None
) -> ResponseReturnValue:
    officer = current_officer()
    listed = process.correctable_variables(incident_id, officer)
    page = render_template(
        "admin/variables.html",
        one=process.incident_of(incident_id, officer).incident,
        used=[variable for variable in listed if variable.is_used],
        others=[variable for variable in listed if not variable.is_used],
        chosen=next((variable for variable in listed if variable.declared.path == path), None),
        errors=(error,) if error else (),
        given=given or {},
    )
    return make_response(page, 422 if error else 200)

"""At the counter: pick a procedure, one page for everything, then the code in big letters."""

import secrets
from collections.abc import Sequence

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import forms
from engine import clock, dossier, law, process
from webui import strings
from webui.audiences import audience
from webui.desk.blueprint import blueprint
from webui.desk.entries import Entry, card_entry, detached, errors_of, filled, read_entry, same_papers
from webui.desk.submissions import read_submission
from webui.fields import Error
from webui.sessions import current_officer


@blueprint.get("/tiep-nhan")
@audience("officer")
def procedures() -> ResponseReturnValue:
    """The procedures that this counter receives; `q` narrows them down."""
    query = request.args.get("q", "").strip()[:100]
    words = process.searchable(query).split()
    found = [
        entry.sheet
        for entry in dossier.receivable(current_officer().agency_code)
        if all(
            word in process.searchable(entry.sheet.name, entry.sheet.code, entry.sheet.field)
            for word in words
        )
    ]
    return render_template("desk/procedures.html", sheets=found, query=query)


@blueprint.get("/tiep-nhan/<procedure_code>")
@audience("officer")
def reception(procedure_code: str) -> ResponseReturnValue:
    """The reception page, empty. Every page shown has a key of its own, so that it is received once only."""
    found = dossier.procedure_at(current_officer().agency_code, procedure_code)
    values = {} if found.form is None else forms.initial_values(found.form, {}, today=clock.today())
    return _page(found, Entry(request_key=secrets.token_urlsafe(24)), values)


@blueprint.post("/tiep-nhan/<procedure_code>")
@audience("officer")
def receive(procedure_code: str) -> ResponseReturnValue:
    """A button of the reception page: receive, read a card, or change the page itself."""
    officer = current_officer()
    found = dossier.procedure_at(officer.agency_code, procedure_code)
    submission = read_submission(officer)
    entry = read_entry(submission)
    refused = tuple(Error(f"f-{error.path.replace('.', '-')}", error.message) for error in submission.errors)
    action = submission.action
    if action == "submit" and not refused and not entry.errors:
        return _receive(found, entry)
    if action == "card" or (action == "default" and entry.card):
        entry = card_entry(entry)
    elif action == "fill":
        entry = filled(entry, same_papers(found.sheet, entry.case_index))
    elif action.startswith("drop:"):
        entry = detached(entry, action)
    errors = (*refused, *entry.errors) if action in ("submit", "card", "default") else refused
    return _page(found, entry, _answers(found, entry), errors)


def _receive(found: dossier.Receivable, entry: Entry) -> ResponseReturnValue:
    papers = same_papers(found.sheet, entry.case_index)
    try:
        code = dossier.receive(entry.as_reception(found.sheet.code, papers), current_officer())
    except dossier.ReceptionRefused as refused:
        form_errors = [forms.FieldError(p.field, p.message) for p in refused.problems if p.message]
        return _page(
            found, entry, _answers(found, entry), errors_of(refused, papers), form_errors, status=422
        )
    return redirect(url_for("desk.received", code=code), 303)


def _answers(found: dossier.Receivable, entry: Entry) -> forms.Values:
    """What stands in the procedure's own form, unchecked."""
    if found.form is None:
        return {}
    known = process.unbound_files(current_officer(), entry.answer_ids)
    context = {"kenh": entry.channel, "thu_tuc": found.sheet.code}
    return forms.edit_rows(found.form, entry.answers, context, today=clock.today(), known_files=known)


def _page(
    found: dossier.Receivable,
    entry: Entry,
    values: forms.Values,
    errors: Sequence[Error] = (),
    form_errors: Sequence[forms.FieldError] = (),
    status: int = 200,
) -> Response:
    known = process.unbound_files(current_officer(), [*entry.answer_ids, *entry.file_ids])
    fields = ""
    if found.form is not None:
        context = {"kenh": entry.channel, "thu_tuc": found.sheet.code}
        fields = forms.render(
            found.form, values, form_errors, context=context, today=clock.today(), known_files=known
        )
    page = render_template(
        "desk/reception.html",
        sheet=found.sheet,
        papers=same_papers(found.sheet, entry.case_index),
        entry=entry,
        fields=fields,
        files=known,
        errors=errors,
        error_by_target={error.target: error.message for error in reversed(errors)},
        limits={str(channel): law.limit_text(limit) for channel, limit in found.sheet.limits.items()},
        copy_kinds=strings.COPY_KINDS,
    )
    return make_response(page, status if not errors or status != 200 else 422)


@blueprint.get("/ho-so/<code>/da-tiep-nhan")
@audience("officer")
def received(code: str) -> ResponseReturnValue:
    """The dossier's code in big letters, its receipt, and the way to the next one."""
    return render_template("desk/received.html", dossier=dossier.dossier_of(code, current_officer()))

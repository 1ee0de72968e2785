"""Acts: what may be done to a dossier beside its tasks, offered while its diagram waits for it."""

from collections.abc import Mapping, Sequence

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

import forms
from engine import clock, dossier, process
from webui import strings
from webui.audiences import audience
from webui.desk.blueprint import blueprint
from webui.desk.moments import DONE_AT, REFUSED, paper_moment, words_of
from webui.desk.submissions import Submission, read_submission
from webui.fields import Error
from webui.sessions import current_officer


@blueprint.get("/thao-tac/<task_id>")
@audience("officer")
def act(task_id: str) -> ResponseReturnValue:
    """The form of an act, beside the dossier."""
    opened = process.act_form(task_id, current_officer())
    return _page(opened, opened.values)


@blueprint.post("/thao-tac/<task_id>")
@audience("officer")
def do_act(task_id: str) -> ResponseReturnValue:
    """A button of the act's form: do it, or change the form itself."""
    officer = current_officer()
    opened = process.act_form(task_id, officer)
    submission = read_submission(officer, opened.act.dossier_code)
    if submission.action != "submit" or submission.errors:
        return _page(opened, _entered(opened, submission), submission.errors)
    try:
        done = process.submit_act(task_id, officer, submission.fields, done_at=paper_moment(submission))
    except REFUSED as error:
        moment, wrong = submission.text(DONE_AT), words_of(error)
        return _page(opened, _entered(opened, submission), status=422, moment=moment, wrong=wrong)
    except process.AnswersRefused as refused:
        errors = [error for error in refused.errors if isinstance(error, forms.FieldError)]
        moment = submission.text(DONE_AT)
        return _page(opened, _entered(opened, submission), errors, status=422, moment=moment)
    flash(strings.SAID["act_done"].format(act=done.label, code=done.dossier_code), "ok")
    return redirect(url_for("desk.dossier_page", code=done.dossier_code), 303)


def _entered(opened: process.ActForm, submission: Submission) -> Mapping[str, object]:
    return forms.edit_rows(
        opened.form, submission.fields, opened.variables, today=clock.today(), known_files=opened.known_files
    )


def _page(
    opened: process.ActForm,
    values: Mapping[str, object],
    errors: Sequence[forms.FieldError] = (),
    status: int = 200,
    *,
    moment: str = "",
    wrong: Error | None = None,
) -> Response:
    officer = current_officer()
    fields = forms.render(
        opened.form,
        values,
        errors,
        context=opened.variables,
        today=clock.today(),
        known_files=opened.known_files,
    )
    page = render_template(
        "desk/act.html",
        act=opened.act,
        fields=fields,
        has_errors=bool(errors or wrong),
        outages=process.open_for_entries(officer.agency_code),
        moment=moment,
        wrong=wrong,
        dossier=dossier.dossier_of(opened.act.dossier_code, officer),
        events=dossier.history_of(opened.act.dossier_code, officer),
    )
    return make_response(page, status)

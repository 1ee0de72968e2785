"""One task: its form beside the dossier, drafts, completion, then the next one."""

from collections.abc import Mapping, Sequence

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

import forms
from engine import clock, dossier, process
from webui import formats, strings
from webui.audiences import audience
from webui.desk.answers import earlier_answers
from webui.desk.blueprint import blueprint
from webui.desk.moments import DONE_AT, REFUSED, paper_moment, words_of
from webui.desk.submissions import Submission, read_submission
from webui.fields import Error
from webui.sessions import current_officer


@blueprint.get("/viec/<task_id>")
@audience("officer")
def task(task_id: str) -> ResponseReturnValue:
    """A task with its form, the dossier and what happened to it so far."""
    opened = process.task_form(task_id, current_officer())
    values = opened.values
    if opened.form is not None and opened.draft_saved_at is None:
        values = forms.initial_values(opened.form, opened.variables, today=clock.today())
    return _page(opened, values)


@blueprint.post("/viec/<task_id>")
@audience("officer")
def act_on_task(task_id: str) -> ResponseReturnValue:
    """A button of the task's form: complete, keep a draft, or change the form itself."""
    officer = current_officer()
    item = process.work_item(task_id, officer)
    submission = read_submission(officer, item.dossier_code)
    if submission.action == "submit" and not submission.errors:
        return _complete(task_id, submission)
    opened = process.task_form(task_id, officer)
    values = _entered(opened, submission)
    if submission.action == "draft":
        saved_at = process.save_draft(task_id, officer, values)
        flash(strings.SAID["draft_saved"].format(at=formats.when(saved_at)), "ok")
        return redirect(url_for("desk.task", task_id=task_id), 303)
    return _page(opened, values, submission.errors)


def _complete(task_id: str, submission: Submission) -> ResponseReturnValue:
    officer = current_officer()
    try:
        completed = process.submit_user_task(
            task_id, officer, submission.fields, done_at=paper_moment(submission)
        )
    except REFUSED as error:
        opened = process.task_form(task_id, officer)
        wrong = words_of(error)
        return _page(
            opened, _entered(opened, submission), status=422, moment=submission.text(DONE_AT), wrong=wrong
        )
    except process.AnswersRefused as refused:
        opened = process.task_form(task_id, officer)
        errors = [error for error in refused.errors if isinstance(error, forms.FieldError)]
        moment = submission.text(DONE_AT)
        return _page(opened, _entered(opened, submission), errors, status=422, moment=moment)
    said = strings.SAID["ended" if completed.finished else "task_completed"]
    flash(said.format(task=completed.task_name, code=completed.dossier_code), "ok")
    following = process.next_task(officer, completed)
    if following is not None and following.dossier_code == completed.dossier_code:
        return redirect(url_for("desk.task", task_id=following.task_id), 303)
    return redirect(url_for("desk.inbox", sau=following.task_id if following else None), 303)


def _entered(opened: process.TaskForm, submission: Submission) -> Mapping[str, object]:
    """What stands in the form after the button, unchecked."""
    if opened.form is None:
        return {}
    return forms.edit_rows(
        opened.form,
        submission.fields,
        opened.variables,
        today=clock.today(),
        known_files=opened.known_files,
    )


def _page(
    opened: process.TaskForm,
    values: Mapping[str, object],
    errors: Sequence[forms.FieldError] = (),
    status: int = 200,
    *,
    moment: str = "",
    wrong: Error | None = None,
) -> Response:
    officer = current_officer()
    code = opened.item.dossier_code
    taken_by_other = opened.item.claimed_by not in (None, officer.account_id)
    fields = ""
    if opened.form is not None:
        fields = forms.render(
            opened.form,
            values,
            errors,
            context=opened.variables,
            today=clock.today(),
            known_files=opened.known_files,
            readonly=taken_by_other,
        )
    found = dossier.cover_of(code, officer)
    page = render_template(
        "desk/task.html",
        item=opened.item,
        fields=fields,
        has_own_button=opened.form is not None and opened.form.has_submit_button,
        has_errors=bool(errors or wrong),
        outages=process.open_for_entries(officer.agency_code),
        moment=moment,
        wrong=wrong,
        is_mine=opened.item.claimed_by == officer.account_id,
        taken_by_other=taken_by_other,
        draft_saved_at=opened.draft_saved_at,
        dossier=found,
        fees=dossier.fees_of(code, officer),
        earlier=earlier_answers(found, opened),
        events=dossier.history_of(code, officer),
    )
    return make_response(page, status)

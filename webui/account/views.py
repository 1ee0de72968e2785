"""Sign in, sign out, profile, password."""

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from engine import people
from webui import problems, sessions, strings
from webui.account.resuming import KEEP, kept_fields, local_address
from webui.audiences import audience
from webui.extensions import limiter
from webui.fields import Error

blueprint = Blueprint("account", __name__, template_folder="templates")


@blueprint.get("/dang-nhap")
@audience("anyone")
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    target = local_address(request.args.get("tiep"))
    if sessions.signed_in_officer() is not None:
        return redirect(target or url_for("desk.inbox"))
    return render_template("account/sign_in.html", next_url=target, kept=[], problem=None)


@blueprint.post("/dang-nhap")
@audience("anyone")
@limiter.limit("30/minute")
def enter() -> ResponseReturnValue:
    """Sign in, then go on where one was."""
    target = local_address(request.form.get("next"))
    kept = kept_fields()
    try:
        signed_in = people.sign_in(request.form.get("username", "").strip(), request.form.get("password", ""))
    except (people.BadCredentials, people.AccountLocked, people.AccountNotValid) as error:
        problem = problems.words(error)
        carried = [(KEEP + name, text) for name, text in kept]
        page = render_template("account/sign_in.html", next_url=target, kept=carried, problem=problem)
        return page, problem.status
    session.clear()
    if kept and target:
        response = make_response(render_template("account/resume.html", next_url=target, kept=kept))
    else:
        response = make_response(redirect(target or url_for("desk.inbox"), 303))
    sessions.start(response, signed_in.token)
    return response


@blueprint.post("/dang-xuat")
@audience("anyone")
def sign_out() -> Response:
    """Sign out; no harm when the session was over already."""
    response = make_response(redirect(url_for("account.sign_in"), 303))
    sessions.end(response)
    session.clear()
    flash(strings.SAID["signed_out"], "ok")
    return response


@blueprint.get("/tai-khoan")
@audience("officer")
def profile() -> ResponseReturnValue:
    """Who I am here and what I may do where."""
    return _profile_page({}, 200)


@blueprint.post("/tai-khoan/mat-khau")
@audience("officer")
@limiter.limit("10/minute")
def change_password() -> ResponseReturnValue:
    """A new password, proved by the old one."""
    officer = sessions.current_officer()
    old, new = request.form.get("old_password", ""), request.form.get("new_password", "")
    if new != request.form.get("repeat_password", ""):
        return _profile_page({"repeat_password": strings.FIELDS["passwords_differ"]}, 422)
    try:
        people.change_password(officer, old, new)
    except (people.BadCredentials, people.AccountLocked) as error:
        return _profile_page({"old_password": problems.words(error).text}, 422)
    except people.PasswordRefused as error:
        return _profile_page({"new_password": _why_refused(error)}, 422)
    # every session of the account has ended, also this one and whatever a thief had open
    response = make_response(redirect(url_for("account.profile"), 303))
    sessions.start(response, people.sign_in(officer.username, new).token)
    flash(strings.SAID["password_changed"], "ok")
    return response


def _why_refused(error: people.PasswordRefused) -> str:
    reason = f"password_{error.facts.get('reason')}"
    return strings.FIELDS.get(reason, strings.PROBLEMS[error.code].text).format_map(error.facts)


def _profile_page(errors: dict[str, str], status: int) -> tuple[str, int]:
    officer = sessions.current_officer()
    grants = sorted(officer.grants, key=lambda grant: (grant.unit_code, grant.role))
    by_unit: dict[str, list[str]] = {}
    for grant in grants:
        by_unit.setdefault(people.name_of(grant.unit_code), []).append(grant.role)
    summary = [Error(f"f-{name}", text) for name, text in errors.items()]
    page = render_template(
        "account/profile.html",
        unit=people.unit(officer.unit_code),
        agency=people.unit(officer.agency_code),
        grants=by_unit,
        errors=errors,
        summary=summary,
    )
    return page, status

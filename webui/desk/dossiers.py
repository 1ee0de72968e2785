"""Dossiers: search, one with everything in it."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import dossier, process
from webui.audiences import audience
from webui.desk.blueprint import blueprint
from webui.desk.slips import papers_of
from webui.desk.submissions import read_submission
from webui.fields import Error
from webui.sessions import current_officer


@blueprint.get("/ho-so")
@audience("officer")
def dossiers() -> ResponseReturnValue:
    """Dossiers of the agency, newest first; a whole code typed or scanned opens its dossier at once.

    `dong-bo=chua`: only those whose newest state the portal or a partner does not know.
    """
    query = request.args.get("q", "").strip()[:100]
    lagging = request.args.get("dong-bo") == "chua"
    page = dossier.search(current_officer(), query, request.args.get("trang", 1, type=int), lagging=lagging)
    code = dossier.normalise_code(query)
    if code and page.total == 1 and page.items[0].code == code and "HX-Request" not in request.headers:
        return redirect(url_for("desk.dossier_page", code=code))
    return render_template("desk/dossiers.html", page=page, query=query, lagging=lagging)


@blueprint.get("/ho-so/<code>")
@audience("officer")
def dossier_page(code: str) -> ResponseReturnValue:
    """A dossier: summary, papers, where it is, when it is due and why, everything done to it."""
    return _page(code)


def _page(code: str, errors: tuple[Error, ...] = ()) -> Response:
    officer = current_officer()
    found = dossier.dossier_of(code, officer)
    page = render_template(
        "desk/dossier.html",
        dossier=found,
        shares=dossier.shares_of(found),
        events=dossier.history_of(code, officer),
        incidents=process.incidents_of(code),
        acts=process.acts_of(code, officer),
        late=dossier.late_agency(found),
        fees=dossier.fees_of(code, officer),
        papers=papers_of(found),
        printed=dossier.slips_of(code, officer),
        errors=errors,
    )
    return make_response(page, 422 if errors else 200)


@blueprint.post("/ho-so/<code>/tep")
@audience("officer")
def add_files(code: str) -> ResponseReturnValue:
    """Put further files to a dossier."""
    officer = current_officer()
    dossier.dossier_of(code, officer)
    refused = read_submission(officer, code).errors
    if refused:
        return _page(code, tuple(Error("f-tep", error.message) for error in refused))
    return redirect(url_for("desk.dossier_page", code=code, _anchor="tep"), 303)

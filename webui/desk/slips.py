"""Papers of dossiers: printed with a press, shown as they were printed; results handed over many at a time."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import clock, dossier, law
from webui.audiences import audience
from webui.desk.blueprint import blueprint
from webui.sessions import current_officer


def papers_of(found: dossier.Dossier) -> list[tuple[law.SlipKind, str]]:
    """What may be printed for a dossier now, with the title that its form has."""
    day = clock.local(found.row.received_at).date()
    kinds = dossier.printable_slips(found.row.code, current_officer())
    return [(kind, law.slip_form(kind, day).title) for kind in kinds]


@blueprint.post("/ho-so/<code>/giay-to/<kind>")
@audience("officer")
def print_paper(code: str, kind: str) -> ResponseReturnValue:
    """Print a paper anew: a number, a row, an event; then show it."""
    if kind not in list(law.SlipKind):
        raise dossier.UnknownSlip(kind)
    issued = dossier.print_slip(law.SlipKind(kind), code, current_officer())
    return redirect(url_for("desk.paper", slip_id=issued.id), 303)


@blueprint.get("/giay-to/<slip_id>.pdf")
@audience("officer")
def paper(slip_id: str) -> ResponseReturnValue:
    """A paper as it was printed."""
    issued = dossier.slip_of(slip_id, current_officer())
    return pdf_answer(dossier.slip_pdf(issued), f"{issued.kind}-{issued.dossier_code or issued.number}")


@blueprint.get("/ho-so/<code>/bien-nhan.pdf")
@audience("officer")
def receipt(code: str) -> ResponseReturnValue:
    """The receipt as it was first printed."""
    return pdf_answer(dossier.receipt_pdf(code, current_officer()), f"bien-nhan-{code}")


@blueprint.get("/ban-giao")
@audience("officer")
def results() -> ResponseReturnValue:
    """Results that lie here, to hand over with one list."""
    return render_template(
        "desk/handover.html", rows=dossier.results_at(current_officer()), nothing_chosen=False
    )


@blueprint.post("/ban-giao")
@audience("officer")
def print_handover() -> ResponseReturnValue:
    """Print the list of the chosen results."""
    officer, chosen = current_officer(), request.form.getlist("ma")
    if not chosen:
        page = render_template("desk/handover.html", rows=dossier.results_at(officer), nothing_chosen=True)
        return make_response(page, 422)
    issued = dossier.print_handover(chosen, officer)
    return redirect(url_for("desk.paper", slip_id=issued.id), 303)


def pdf_answer(content: bytes, name: str) -> Response:
    """A PDF that the browser opens."""
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name.replace("/", "-")}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""The page behind the second QR code of every paper. It says nothing about persons, and never who the applicant is."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import dossier
from webui.audiences import audience
from webui.extensions import limiter

blueprint = Blueprint("papers", __name__, template_folder="templates")
LONGEST = 60


@blueprint.get("/phieu")
@audience("public")
def ask() -> ResponseReturnValue:
    """Type the number that stands beside the QR code."""
    typed = request.args.get("ma", "").strip()[:LONGEST]
    if typed:
        return redirect(url_for("papers.check", slip_id=typed))
    return render_template("papers/ask.html")


@blueprint.get("/phieu/<slip_id>")
@audience("public")
@limiter.limit("30/minute;300/hour")
def check(slip_id: str) -> ResponseReturnValue:
    """What was issued under this id."""
    try:
        issued = dossier.issued_slip(slip_id[:LONGEST])
    except dossier.UnknownSlip:
        return make_response(render_template("papers/ask.html", unknown=slip_id[:LONGEST]), 404)
    return render_template("papers/issued.html", issued=issued)

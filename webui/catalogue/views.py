"""The published procedures of this node. Nobody signs in here."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engine import clock, dossier
from webui.audiences import audience
from webui.extensions import limiter

blueprint = Blueprint("catalogue", __name__, template_folder="templates")


@blueprint.get("/thu-tuc")
@audience("public")
@limiter.limit("60/minute")
def procedures() -> ResponseReturnValue:
    """All of them by name."""
    return render_template("catalogue/procedures.html", sheets=dossier.published_sheets())


@blueprint.get("/thu-tuc/<code>")
@audience("public")
@limiter.limit("60/minute")
def procedure(code: str) -> ResponseReturnValue:
    """One sheet, with the fee lines that hold today."""
    sheet = dossier.published_sheet(code)
    lines = [line for line in sheet.fee.lines if line.is_in_force(clock.today())]
    return render_template("catalogue/procedure.html", sheet=sheet, lines=lines)

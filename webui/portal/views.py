"""Pages for citizens. Nobody signs in here; what is shown is what anyone may know who has the code."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engine import dossier
from webui.audiences import audience
from webui.extensions import limiter

blueprint = Blueprint("portal", __name__, template_folder="templates")

LONGEST = 60
"""Characters of a code that are looked at; receipts have at most 35."""


def _is_empty() -> bool:
    return not request.args.get("ma", "").strip()


@blueprint.get("/")
@audience("public")
@limiter.limit("30/minute;300/hour", exempt_when=_is_empty)
def look_up() -> ResponseReturnValue:
    """Where a dossier is. `ma`: its code, typed as it comes: spaces, small letters, missing dashes."""
    typed = request.args.get("ma", "").strip()[:LONGEST]
    if not typed:
        return render_template("portal/look_up.html", typed="")
    try:
        found = dossier.public_status_of(typed)
    except dossier.UnknownDossier:
        guess = dossier.normalise_code(typed)
        return make_response(render_template("portal/not_found.html", typed=typed, guess=guess), 404)
    return render_template("portal/result.html", found=found, typed=typed)


@blueprint.get("/gioi-thieu")
@audience("public")
def about() -> ResponseReturnValue:
    """What this site is and where its data come from."""
    return render_template("portal/about.html")


@blueprint.get("/tro-nang")
@audience("public")
def accessibility() -> ResponseReturnValue:
    """How accessible these pages are, and whom to tell when they are not."""
    return render_template("portal/accessibility.html")

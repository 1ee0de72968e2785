"""Paper and screen: scan the shelf of a room, see what lies there wrongly and what is missing."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine import dossier, people
from webui.audiences import audience
from webui.desk.blueprint import blueprint
from webui.sessions import current_officer


@blueprint.get("/doi-chieu")
@audience("officer")
def shelf() -> ResponseReturnValue:
    """Where the codes are scanned into; and the dossiers whose paper and status disagree."""
    return _page("", current_officer().unit_code, None)


@blueprint.post("/doi-chieu")
@audience("officer")
def reconcile_shelf() -> ResponseReturnValue:
    """Compare: one code a line, as the reader types them."""
    officer = current_officer()
    rooms = {unit.code for unit in _rooms()}
    unit = request.form.get("unit", "")
    unit = unit if unit in rooms else officer.agency_code
    codes = request.form.get("codes", "")[:100_000]
    return _page(codes, unit, dossier.reconcile(codes.splitlines(), unit, officer))


def _rooms() -> tuple[people.Unit, ...]:
    agency = current_officer().agency_code
    return (people.unit(agency), *people.units(parent=agency))


def _page(codes: str, unit: str, found: dossier.Reconciled | None) -> ResponseReturnValue:
    return render_template(
        "desk/shelf.html",
        codes=codes,
        unit=unit,
        rooms=_rooms(),
        found=found,
        disagreeing=dossier.disagreeing(current_officer().agency_code),
    )

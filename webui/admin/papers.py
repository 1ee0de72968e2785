"""How the agency's papers look: words of their blocks, for system administrators the whole typst file; with a preview."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import clock, dossier, law, people
from engine.errors import NotAllowed
from forms import slips
from webui import fields, strings
from webui.admin.blueprint import blueprint
from webui.audiences import audience
from webui.fields import Error
from webui.sessions import current_officer


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the form. source: "" for the file that ships."""

    blocks: Mapping[str, str]
    source: str
    valid_from: str
    note: str


@blueprint.get("/quan-tri/giay-to")
@audience("officer")
def papers() -> ResponseReturnValue:
    """Every paper, and which version of it holds here."""
    officer = _administrator()
    today = clock.today()
    rows = [
        (
            kind,
            law.slip_form(kind, today),
            dossier.template_in_force(officer.agency_code, kind.value, today),
        )
        for kind in law.SlipKind
    ]
    return render_template("admin/papers.html", rows=rows)


@blueprint.get("/quan-tri/giay-to/<kind>")
@audience("officer")
def paper(kind: str) -> ResponseReturnValue:
    """One paper: its words, its versions, what it looks like."""
    officer, slip = _administrator(), _kind(kind)
    held = dossier.template_in_force(officer.agency_code, slip.value, clock.today())
    entered = Entered(
        slips.block_texts(slip.value, held.blocks), held.source or "", clock.today().isoformat(), ""
    )
    return _page(officer, slip, entered)


@blueprint.post("/quan-tri/giay-to/<kind>")
@audience("officer")
def change_paper(kind: str) -> ResponseReturnValue:
    """Look at what was entered, or keep it."""
    officer, slip = _administrator(), _kind(kind)
    entered = _entered(slip)
    since = fields.day(entered.valid_from)
    if request.form.get("viec") != "save":
        return _page(officer, slip, entered)
    if since is None:
        wrong = Error("f-valid_from", strings.FIELDS["bad_date"].format(label=strings.LABELS["date"]))
        return _page(officer, slip, entered, (wrong,))
    source = entered.source if dossier.may_change_files(officer) else None
    try:
        dossier.change_template(slip, entered.blocks, source, since, entered.note, officer)
    except dossier.SlipTemplateRefused as refused:
        return _page(officer, slip, entered, (_words(refused),))
    flash(strings.SAID["paper_saved"], "ok")
    return redirect(url_for("admin.paper", kind=kind), 303)


@blueprint.post("/quan-tri/giay-to/<kind>/tro-lai")
@audience("officer")
def take_back_paper(kind: str) -> ResponseReturnValue:
    """Let an earlier version hold again."""
    officer, slip = _administrator(), _kind(kind)
    dossier.take_back_template(slip, request.form.get("version", 0, type=int), officer)
    flash(strings.SAID["paper_taken_back"], "ok")
    return redirect(url_for("admin.paper", kind=kind), 303)


def _administrator() -> people.Officer:
    officer = current_officer()
    if not dossier.may_change_words(officer):
        raise NotAllowed("papers are for administrators")
    return officer


def _kind(text: str) -> law.SlipKind:
    if text not in list(law.SlipKind):
        raise dossier.UnknownSlipTemplate(text[:40])
    return law.SlipKind(text)


def _entered(slip: law.SlipKind) -> Entered:
    keys = [block.key for block in slips.blocks_of(slip.value)]
    return Entered(
        blocks={key: request.form.get(f"block.{key}", "")[: slips.LONGEST] for key in keys},
        source=request.form.get("source", "").replace("\r\n", "\n"),
        valid_from=request.form.get("valid_from", ""),
        note=request.form.get("note", "").strip()[:200],
    )


def _words(refused: dossier.SlipTemplateRefused) -> Error:
    reason = strings.TEMPLATE_FAULTS.get(
        str(refused.facts.get("reason")), strings.TEMPLATE_FAULTS["bad_template"]
    )
    return Error("f-source", reason.format(complaint=refused.facts.get("complaint", "")))


def _page(
    officer: people.Officer, slip: law.SlipKind, entered: Entered, errors: tuple[Error, ...] = ()
) -> ResponseReturnValue:
    """The form with what stands in it and a picture of the paper that comes of it."""
    whole = dossier.may_change_files(officer)
    held = dossier.template_in_force(officer.agency_code, slip.value, clock.today())
    source = (entered.source if whole else held.source) or None
    picture = ""
    if not errors:
        try:
            png = dossier.preview(slip, entered.blocks, source, officer, "png")
            picture = b64encode(png).decode()
        except dossier.SlipTemplateRefused as refused:
            errors = (_words(refused),)
    page = render_template(
        "admin/paper.html",
        kind=slip,
        form=law.slip_form(slip, clock.today()),
        entered=entered,
        blocks=slips.blocks_of(slip.value),
        shipped=slips.template_source(slip.value) if whole else "",
        whole=whole,
        held=held,
        versions=dossier.template_versions(officer.agency_code, slip.value),
        picture=picture,
        errors=errors,
    )
    return make_response(page, 422 if errors else 200)

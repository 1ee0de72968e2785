"""The register of dossiers (sổ theo dõi hồ sơ) of any period."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from engine import dossier, law, process, reports
from webui import strings
from webui.audiences import audience
from webui.leader import documents
from webui.leader.blueprint import blueprint
from webui.leader.questions import CUSTOM, agencies_for, read
from webui.sessions import current_officer

_PAGE = 50


@blueprint.get("/so-theo-doi")
@audience("officer")
def register() -> ResponseReturnValue:
    """Dossiers received in a period, page by page."""
    officer = current_officer()
    asked = read(request.args, officer)
    entries = reports.register(asked.question, officer, asked.procedure or None)
    page = max(1, request.args.get("trang", 1, type=int))
    shown = entries[(page - 1) * _PAGE : page * _PAGE]
    answer = render_template(
        "leader/register.html",
        asked=asked,
        page=process.Page(shown, len(entries), page, _PAGE),
        period_words=documents.period_words(asked),
        kinds=[*(kind.id for kind in law.period_kinds()), CUSTOM],
        agencies=agencies_for(officer),
        procedures=dossier.procedure_names(),
    )
    return make_response(answer, 422 if asked.errors else 200)


@blueprint.get("/so-theo-doi/<kind>")
@audience("officer")
def register_document(kind: str) -> ResponseReturnValue:
    """The register as a file."""
    officer = current_officer()
    asked = read(request.args, officer)
    entries = reports.register(asked.question, officer, asked.procedure or None)
    if kind == "pdf" and asked.question.agencies == (officer.agency_code,):
        period = asked.question.period
        issued = dossier.print_register(entries, period.first, documents.period_words(asked), officer)
        return documents.pdf(dossier.slip_pdf(issued), f"so-theo-doi-{period.first}-{period.last}")
    document = documents.register(asked, entries, strings.REPORTS["register_title"])
    return documents.answer(
        document, kind, f"so-theo-doi-{asked.question.period.first}-{asked.question.last}"
    )

"""The statutory table: on screen with every figure a link, as spreadsheet, on paper."""

from flask import abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engine import dossier, law, people, process, reports
from webui import strings
from webui.audiences import audience
from webui.leader import documents
from webui.leader.blueprint import blueprint
from webui.leader.questions import CUSTOM, Asked, agencies_for, read
from webui.sessions import current_officer

_PAGE = 50


def _names(asked: Asked, report: reports.Report) -> dict[str, str]:
    """What each row is called."""
    if asked.question.group_by is reports.GroupBy.AGENCY:
        return {code: people.name_of(code) for code in report.rows}
    if asked.question.group_by is reports.GroupBy.PROCEDURE:
        known = dossier.procedure_names()
        return {code: f"{code} – {known[code]}" if code in known else code for code in report.rows}
    return {field: field for field in report.rows}


@blueprint.get("/bao-cao")
@audience("officer")
def statutory() -> ResponseReturnValue:
    """The form and the table. A figure opens its list."""
    officer = current_officer()
    asked = read(request.args, officer)
    report = reports.report(asked.question, officer)
    page = render_template(
        "leader/statutory.html",
        asked=asked,
        report=report,
        names=_names(asked, report),
        period_words=documents.period_words(asked),
        kinds=[*(kind.id for kind in law.period_kinds()), CUSTOM],
        agencies=agencies_for(officer),
        groups=list(reports.GroupBy),
    )
    return make_response(page, 422 if asked.errors else 200)


@blueprint.get("/bao-cao/<kind>")
@audience("officer")
def statutory_document(kind: str) -> ResponseReturnValue:
    """The table as a file."""
    officer = current_officer()
    asked = read(request.args, officer)
    report = reports.report(asked.question, officer)
    document = documents.statutory(asked, report, _names(asked, report))
    return documents.answer(document, kind, f"bao-cao-{asked.question.period.first}-{asked.question.last}")


@blueprint.get("/bao-cao/ho-so")
@audience("officer")
def behind_figure() -> ResponseReturnValue:
    """The dossiers behind one figure of the table."""
    officer = current_officer()
    asked = read(request.args, officer)
    figure, group = request.args.get("so", ""), request.args.get("dong") or None
    if figure not in reports.FIGURES:
        abort(404)
    entries = reports.behind(asked.question, figure, group, officer)
    title = strings.REPORT_LISTS[figure]
    kind = request.args.get("tep")
    if kind is not None:
        return documents.answer(documents.register(asked, entries, title), kind, f"ho-so-{figure}")
    page = max(1, request.args.get("trang", 1, type=int))
    shown = entries[(page - 1) * _PAGE : page * _PAGE]
    return render_template(
        "leader/list.html",
        asked=asked,
        title=title,
        group=group,
        figure=figure,
        page=process.Page(shown, len(entries), page, _PAGE),
        period_words=documents.period_words(asked),
    )

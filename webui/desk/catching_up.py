"""After an outage: enter what was received on paper, one by one or from a spreadsheet; superiors let it in."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import dossier, process
from forms import SEPARATOR, tables
from webui import problems, strings
from webui.audiences import audience
from webui.desk import paper_columns
from webui.desk.blueprint import blueprint
from webui.fields import Error
from webui.sessions import current_officer

_KEPT = ("received_date", "received_time", "channel", "case")
"""What the next paper most likely shares with the last one."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of the spreadsheet that was not entered. lines: cell and what is wrong there."""

    number: int
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of a spreadsheet."""

    name: str
    entered: int
    known: int
    bad: tuple[BadRow, ...]


@blueprint.get("/nhap-bu")
@audience("officer")
def catch_up() -> ResponseReturnValue:
    """The fast form of a procedure (`thu-tuc`), and what waits to be let in."""
    found = _chosen()
    kept = {key: request.args[key][:100] for key in (*_KEPT, "paper_serial") if key in request.args}
    return _page(found, kept)


@blueprint.post("/nhap-bu")
@audience("officer")
def enter_paper() -> ResponseReturnValue:
    """Enter one paper; the next one opens with the same day, time and channel, and the next number."""
    officer = current_officer()
    found = dossier.procedure_at(officer.agency_code, request.form.get("procedure", ""))
    cells = {key: SEPARATOR.join(request.form.getlist(key))[:2000] for key in request.form}
    outcome = dossier.enter_row(found, cells, officer, "screen", paper_columns.CHANNELS)
    if outcome.problems:
        return _page(found, cells, tuple(_error(found, one) for one in outcome.problems))
    said = "entry_known" if outcome.known else "entered"
    assert outcome.entry is not None
    flash(strings.SAID[said].format(subject=outcome.entry.subject), "warn" if outcome.known else "ok")
    kept = {key: cells[key] for key in _KEPT if cells.get(key)}
    if outcome.entry.paper_serial is not None:
        kept["paper_serial"] = str(outcome.entry.paper_serial + 1)
    return redirect(url_for("desk.catch_up", **{"thu-tuc": found.sheet.code}, **kept), 303)  # type: ignore[arg-type]


@blueprint.get("/nhap-bu/<procedure_code>/mau.xlsx")
@audience("officer")
def catch_up_template(procedure_code: str) -> ResponseReturnValue:
    """The spreadsheet of a procedure, to fill in."""
    found = dossier.procedure_at(current_officer().agency_code, procedure_code)
    response = make_response(paper_columns.template(found))
    response.mimetype = _XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="nhap-bu-{procedure_code}.xlsx"'
    return response


@blueprint.post("/nhap-bu/<procedure_code>/bang")
@audience("officer")
def upload_papers(procedure_code: str) -> ResponseReturnValue:
    """Read a filled-in spreadsheet: good rows wait to be let in, bad ones are told by their cells."""
    officer = current_officer()
    found = dossier.procedure_at(officer.agency_code, procedure_code)
    sent = request.files.get("bang")
    if sent is None or not sent.filename:
        return _page(found, {}, (Error("f-bang", strings.FIELDS["no_sheet"]),))
    try:
        rows = tables.read_template(sent.stream.read(tables.MOST_BYTES + 1))
    except tables.IntakeError as error:
        return _page(found, {}, (Error("f-bang", strings.FIELDS[f"sheet_{error.code}"]),))
    outcomes = [
        (
            row,
            dossier.enter_row(
                found, row.cells, officer, f"{sent.filename[:100]} {row.number}", paper_columns.CHANNELS
            ),
        )
        for row in rows
    ]
    bad = tuple(
        BadRow(
            row.number,
            tuple((row.place(one.field), paper_columns.said(found, one)) for one in outcome.problems),
        )
        for row, outcome in outcomes
        if outcome.problems
    )
    known = sum(outcome.known for _, outcome in outcomes)
    done = Upload(sent.filename[:100], len(rows) - len(bad) - known, known, bad)
    return _page(found, {}, upload=done)


@blueprint.post("/nhap-bu/duyet")
@audience("officer")
def release_papers() -> ResponseReturnValue:
    """Let in one entry, or all of them."""
    officer = current_officer()
    waiting = dossier.entries(officer)
    one = request.form.get("entry")
    wanted = [entry.id for entry in waiting if one in (None, entry.id)]
    released = dossier.release(wanted, officer)
    flash(strings.SAID["entries_released"].format(count=len(released.codes)), "ok")
    for entry, found in released.refused:
        receivable = dossier.procedure_at(officer.agency_code, entry.procedure_code)
        why = "; ".join(paper_columns.said(receivable, problem) for problem in found)
        flash(strings.SAID["entry_stays"].format(subject=entry.subject, why=why), "warn")
    return redirect(url_for("desk.catch_up"), 303)


@blueprint.post("/nhap-bu/tu-choi")
@audience("officer")
def refuse_paper() -> ResponseReturnValue:
    """Refuse an entry; why is asked for and kept."""
    try:
        dossier.refuse_entry(
            request.form.get("entry", ""), request.form.get("reason", "")[:500], current_officer()
        )
    except dossier.EntryRefused as error:
        return _page(None, {}, (Error("t-cho-duyet", problems.words(error).text),))
    flash(strings.SAID["entry_refused"], "ok")
    return redirect(url_for("desk.catch_up"), 303)


@blueprint.get("/so-phieu-giay")
@audience("officer")
def paper_blocks() -> ResponseReturnValue:
    """Numbers printed in advance: blocks with what became of each number."""
    return _blocks_page()


@blueprint.post("/so-phieu-giay")
@audience("officer")
def make_paper_block() -> ResponseReturnValue:
    """Take the next numbers for paper."""
    try:
        block = dossier.print_block(request.form.get("size", 0, type=int), current_officer())
    except dossier.BlockRefused as error:
        words = strings.BLOCK_PROBLEMS[error.detail].format_map(error.facts)
        return _blocks_page((Error("f-size", words),))
    flash(strings.SAID["block_made"].format(first=block.first, last=block.last), "ok")
    return redirect(url_for("desk.paper_blocks"), 303)


@blueprint.post("/so-phieu-giay/huy")
@audience("officer")
def spoil_paper() -> ResponseReturnValue:
    """Say that a slip was spoilt or lost."""
    serial = request.form.get("serial", 0, type=int)
    reason = request.form.get("reason", "")[:300]
    try:
        dossier.spoil_number(serial, reason, current_officer())
    except dossier.SerialRefused as error:
        said = (
            strings.FIELDS["spoilt_reason"]
            if error.problem == "reason_missing"
            else problems.words(error).text
        )
        return _blocks_page((Error("f-reason" if error.problem == "reason_missing" else "f-serial", said),))
    flash(strings.SAID["number_spoilt"].format(serial=serial), "ok")
    return redirect(url_for("desk.paper_blocks"), 303)


@blueprint.get("/so-phieu-giay/<block_id>.pdf")
@audience("officer")
def paper_block_pdf(block_id: str) -> ResponseReturnValue:
    """The blank receipts of a block, to print."""
    officer = current_officer()
    block = dossier.paper_block_of(block_id, officer)
    response = make_response(dossier.paper_block_pdf(block, officer))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="phieu-giay-{block.first}-{block.last}.pdf"'
    return response


def _blocks_page(errors: tuple[Error, ...] = ()) -> Response:
    page = render_template(
        "desk/paper_blocks.html", blocks=dossier.paper_blocks(current_officer()), errors=errors
    )
    return make_response(page, 422 if errors else 200)


def _chosen() -> dossier.Receivable | None:
    code = request.args.get("thu-tuc", "")
    return dossier.procedure_at(current_officer().agency_code, code) if code else None


def _error(found: dossier.Receivable, problem: dossier.Problem) -> Error:
    return Error("f-" + problem.field.replace(".", "-"), paper_columns.said(found, problem))


def _page(
    found: dossier.Receivable | None,
    values: Mapping[str, str],
    errors: tuple[Error, ...] = (),
    upload: Upload | None = None,
) -> Response:
    officer = current_officer()
    page = render_template(
        "desk/catch_up.html",
        sheets=[one.sheet for one in dossier.receivable(officer.agency_code)],
        sheet=found.sheet if found else None,
        columns=paper_columns.columns(found) if found else (),
        questions={f"field.{one.name}": one for one in dossier.questions(found)} if found else {},
        values=values,
        outages=process.open_for_entries(officer.agency_code),
        waiting=dossier.entries(officer),
        released=dossier.entries(officer, "released")[-20:],
        refused=dossier.entries(officer, "refused")[-20:],
        may_enter=dossier.may_enter(officer),
        may_release=dossier.may_release(officer),
        separator=SEPARATOR,
        upload=upload,
        errors=errors,
        error_by_target={error.target: error.message for error in reversed(errors)},
    )
    return make_response(page, 422 if errors else 200)

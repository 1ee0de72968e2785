"""Reports and registers as documents: the same table on paper and in a spreadsheet."""

from collections.abc import Sequence

from flask import Response, abort, make_response

from engine import clock, dossier, people, reports
from engine.dossier import RegisterEntry
from forms.tables import Cell, HeadCell, TableDocument, to_pdf, to_xlsx
from webui import strings
from webui.leader.questions import Asked

KINDS = ("pdf", "xlsx")
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# columns of the statutory table behind number and group, as attributes of `Figures`
STATUTORY_COLUMNS = (
    "received",
    "online",
    "counter",
    "carried",
    "resolved",
    "early",
    "on_time",
    "late",
    "in_progress",
    "running",
    "overdue",
)
_STATUTORY_WIDTHS = (3, 16, 5, 5, 7, 5, 5, 5, 5, 5, 5, 5, 5)
_REGISTER_WIDTHS = (3, 14, 16, 12, 14, 8, 9, 9, 9, 9, 9)


def statutory(asked: Asked, report: reports.Report, names: dict[str, str]) -> TableDocument:
    """The table of form II.06."""
    words = strings.REPORTS
    rows: list[tuple[Cell, ...]] = [
        (number, names[group], *_figures(row)) for number, (group, row) in enumerate(report.rows.items(), 1)
    ]
    return TableDocument(
        agency=_agency(asked),
        title=words["title"],
        notes=(period_words(asked), words["as_of"].format(day=asked.as_of)),
        head=_statutory_head(words["group_" + asked.group_by]),
        widths=_STATUTORY_WIDTHS,
        rows=tuple(rows),
        totals=((None, words["total"], *_figures(report.total)),),
        signers=(words["made_by"], words["head_of_unit"]),
        place=place_of(asked),
        issued_at=clock.now(),
    )


def _figures(figures: reports.Figures) -> tuple[int, ...]:
    return tuple(getattr(figures, name) for name in STATUTORY_COLUMNS)


def _statutory_head(group: str) -> tuple[HeadCell, ...]:
    words = strings.REPORT_COLUMNS
    return (
        HeadCell(strings.REPORTS["number"], 0, 0, rowspan=3),
        HeadCell(group, 1, 0, rowspan=3),
        HeadCell(words["received_all"], 2, 0, colspan=4),
        HeadCell(words["sum"], 2, 1, rowspan=2),
        HeadCell(words["in_period"], 3, 1, colspan=2),
        HeadCell(words["online"], 3, 2),
        HeadCell(words["counter"], 4, 2),
        HeadCell(words["carried"], 5, 1, rowspan=2),
        HeadCell(words["resolved_all"], 6, 0, colspan=4),
        HeadCell(words["sum"], 6, 1, rowspan=2),
        HeadCell(words["early"], 7, 1, rowspan=2),
        HeadCell(words["on_time"], 8, 1, rowspan=2),
        HeadCell(words["late"], 9, 1, rowspan=2),
        HeadCell(words["in_progress_all"], 10, 0, colspan=3),
        HeadCell(words["sum"], 10, 1, rowspan=2),
        HeadCell(words["running"], 11, 1, rowspan=2),
        HeadCell(words["overdue"], 12, 1, rowspan=2),
    )


def register(
    asked: Asked, entries: Sequence[RegisterEntry], title: str, notes: Sequence[str] = ()
) -> TableDocument:
    """The register, or the list behind a figure, in the columns of the register."""
    columns = strings.REGISTER_COLUMNS
    return TableDocument(
        agency=_agency(asked),
        title=title,
        notes=(period_words(asked), *notes),
        head=tuple(HeadCell(text, place, 0) for place, text in enumerate(columns)),
        widths=_REGISTER_WIDTHS,
        rows=tuple((number, *_line(entry)) for number, entry in enumerate(entries, 1)),
        totals=(),
        signers=(strings.REPORTS["made_by"], strings.REPORTS["head_of_unit"]),
        place=place_of(asked),
        issued_at=clock.now(),
    )


def _line(entry: RegisterEntry) -> tuple[Cell, ...]:
    person = entry.applicant
    return (
        entry.code,
        entry.procedure_name,
        person.get("full_name") or entry.subject,
        person.get("address", ""),
        person.get("phone", ""),
        entry.received_at,
        entry.due_at,
        entry.finished_at,
        entry.returned_at,
        entry.received_by,
    )


def period_words(asked: Asked) -> str:
    """`Kỳ báo cáo: từ ngày … đến ngày …`"""
    return strings.REPORTS["period"].format(first=asked.first, last=asked.last)


def _agency(asked: Asked) -> tuple[str, str]:
    agencies = asked.question.agencies
    unit = people.unit(agencies[0])
    above = people.name_of(unit.parent_code) if unit.parent_code else ""
    return (above, unit.name) if len(agencies) == 1 else ("", above or unit.name)


def place_of(asked: Asked) -> str:
    """Where the document is signed."""
    return dossier.place_of(people.name_of(asked.question.agencies[0]))


def answer(document: TableDocument, kind: str, name: str) -> Response:
    """The document as a file. kind: `pdf` or `xlsx`; there is no other page."""
    if kind not in KINDS:
        abort(404)
    if kind == "pdf":
        return pdf(to_pdf(document), name)
    response = make_response(to_xlsx(document))
    response.mimetype = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def pdf(content: bytes, name: str) -> Response:
    """A PDF that the browser opens."""
    response = make_response(content)
    response.mimetype = PDF
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response

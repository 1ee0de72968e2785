"""What was received on paper, column by column: labels, the template of a procedure, and what is wrong in which cell."""

from collections.abc import Iterator

from engine import dossier
from forms import tables
from webui import strings

CHANNELS = {label.casefold(): code for code, label in strings.CHANNELS.items()}


def columns(found: dossier.Receivable) -> tuple[tables.IntakeColumn, ...]:
    """Every fixed fact, every paper of every case, every field of the start form."""
    return tuple(_columns(found))


def _columns(found: dossier.Receivable) -> Iterator[tables.IntakeColumn]:
    sheet = found.sheet
    choices = {
        "channel": tuple(strings.CHANNELS[str(channel)] for channel in sheet.limits),
        "case": tuple(case.name for case in sheet.cases),
        "sex": strings.SEXES,
    }
    for key in dossier.FIXED:
        if key == "case" and len(sheet.cases) == 1:
            continue
        yield tables.IntakeColumn(
            key,
            strings.CATCH_UP_COLUMNS[key],
            strings.CATCH_UP_HINTS.get(key, ""),
            choices.get(key, ()),
            key in dossier.NEEDED,
        )
    for number, case in enumerate(sheet.cases):
        for position, paper in enumerate(case.components):
            needed = paper.required and len(sheet.cases) == 1
            hint = strings.CATCH_UP_HINTS["paper"]
            yield tables.IntakeColumn(f"paper.{number}.{position}", paper.name, hint, (), needed)
    for question in dossier.questions(found):
        hint = strings.CATCH_UP_HINTS.get("several" if question.takes_several else question.kind, "")
        options = () if question.takes_several else tuple(question.options.values())
        yield tables.IntakeColumn(
            f"field.{question.name}", question.label, hint, options, question.is_required
        )


def template(found: dossier.Receivable) -> bytes:
    """The spreadsheet to fill in."""
    title = strings.CATCH_UP["template_title"].format(procedure=found.sheet.name)
    return tables.to_template(title, strings.CATCH_UP["template_note"], columns(found))


def said(found: dossier.Receivable, problem: dossier.Problem) -> str:
    """What is wrong, in words."""
    if problem.message is not None:
        return problem.message
    label = next((one.label for one in columns(found) if one.key == problem.field), problem.field)
    return strings.FIELDS.get(problem.code, strings.FIELDS["bad_value"]).format(label=label)

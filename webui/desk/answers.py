"""What was asked for at the counter and answered in earlier steps, to read beside the task at hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

import forms
from engine import clock, dossier, process

_START = "startEvent"


@dataclass(frozen=True, slots=True)
class Answers:
    """One form as it was filled in. name, at: who completed it and when; None for the form of the counter."""

    title: str | None
    name: str | None
    at: datetime | None
    html: Markup


def earlier_answers(found: dossier.Cover, opened: process.TaskForm) -> list[Answers]:
    """The counter's form first, then the completed steps of this node, the latest last; those without a form left out."""
    asked = dict(_forms(found, opened.deployment_id))
    counter = [
        Answers(None, None, None, _summary(form, opened.variables, opened))
        for kind, _title, form in asked.values()
        if kind == _START
    ]
    done = []
    for row in process.answers_of(found.row.code):
        if row["element_id"] in asked:
            _kind, title, form = asked[row["element_id"]]
            html = _summary(form, row["answers"], opened)
            done.append(Answers(title, row["completed_name"], row["completed_at"], html))
    return counter + done


def _summary(form: forms.Form, values: Mapping[str, object], opened: process.TaskForm) -> Markup:
    own = {key: values[key] for key in form.keys if key in values}
    return forms.render_summary(
        form, own, opened.variables, today=clock.today(), known_files=opened.known_files
    )


def _forms(found: dossier.Cover, running_on: int) -> Iterator[tuple[str, tuple[str, str, forms.Form]]]:
    """Every form of the procedure: element's id → kind of element, its name, form."""
    # a dossier that was moved to another version has answered forms of both; where both have one, as it is now
    for deployment_id in dict.fromkeys([*_deployments(found), running_on]):
        for definition in process.definitions_of(deployment_id):
            for element in process.compiled(definition).elements.values():
                if element.form_ref:
                    form = process.form_of(deployment_id, element.form_ref)
                    yield element.id, (element.kind, element.name or element.id, form)


def _deployments(found: dossier.Cover) -> list[int]:
    if found.deployment_id is not None:
        return [found.deployment_id]
    # a partner's copy of the dossier runs on what is deployed here under the procedure's code
    return [
        deployed.id
        for deployed in process.latest_deployments()
        if any(d.procedure_code == found.row.procedure_code for d in process.definitions_of(deployed.id))
    ]

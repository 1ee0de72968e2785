"""How an agency's papers differ from those that ship: words of their blocks, or a whole typst file.

Rows are only added. The highest version that is valid already holds; taking one back is a new version that says what
an earlier one said. A version is printed once, with made-up data, before it is kept: what cannot be printed is refused.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from engine import clock, history, law, people, store
from engine.dossier.errors import SlipTemplateRefused, TemplatesNotYours, UnknownSlipTemplate
from engine.dossier.tables import slip_template
from forms import slips

LONGEST_SOURCE = 60_000
_T = slip_template.c


@dataclass(frozen=True, slots=True)
class SlipTemplate:
    """blocks: words that differ, by key. source: a whole typst file, None for the one that ships. version 0: as shipped."""

    version: int = 0
    blocks: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    valid_from: date = date.min
    note: str = ""
    author_name: str = ""
    created_at: datetime | None = None


_COLUMNS = tuple(_T[name] for name in SlipTemplate.__dataclass_fields__)


def template_in_force(agency_code: str, kind: str, day: date) -> SlipTemplate:
    """What an agency's paper is printed with on a day."""
    for template in template_versions(agency_code, kind):
        if template.valid_from <= day:
            return template
    return SlipTemplate()


def template_versions(agency_code: str, kind: str) -> tuple[SlipTemplate, ...]:
    """Every version, the newest first."""
    query = (
        select(*_COLUMNS).where(_T.agency_code == agency_code, _T.kind == kind).order_by(_T.version.desc())
    )
    with store.reading() as link:
        return tuple(SlipTemplate(**row._mapping) for row in link.execute(query))


def may_change_words(officer: people.Officer) -> bool:
    """Whether the officer may change words of his agency's papers."""
    return bool(officer.roles & {"unit_admin", "system_admin"})


def may_change_files(officer: people.Officer) -> bool:
    """Whether the officer may change whole typst files."""
    return "system_admin" in officer.roles


def change_template(
    kind: law.SlipKind,
    blocks: Mapping[str, str],
    source: str | None,
    valid_from: date,
    note: str,
    officer: people.Officer,
) -> SlipTemplate:
    """Let a paper of the officer's agency look otherwise from a day on.

    blocks: all of them or those that differ. source: only from a system administrator, None to keep the file in use.
    Raises TemplatesNotYours; SlipTemplateRefused with typst's own complaint, nothing is kept then.
    """
    _admit(officer)
    held = template_in_force(officer.agency_code, kind.value, valid_from)
    if source is not None and source != (held.source or "") and not may_change_files(officer):
        raise TemplatesNotYours(kind.value)
    kept = held.source if source is None else source.strip() or None
    if kept is not None and len(kept) > LONGEST_SOURCE:
        raise SlipTemplateRefused("too long", complaint="")
    changed = _differing(kind.value, blocks)
    preview(kind, changed, kept, officer)
    return _keep(kind, SlipTemplate(0, changed, kept, valid_from, note), officer)


def take_back_template(kind: law.SlipKind, version: int, officer: people.Officer) -> SlipTemplate:
    """Say again from today what an earlier version said (0: as shipped). Raises UnknownSlipTemplate, TemplatesNotYours."""
    _admit(officer)
    versions = {one.version: one for one in template_versions(officer.agency_code, kind.value)}
    earlier = SlipTemplate() if version == 0 else versions.get(version)
    if earlier is None:
        raise UnknownSlipTemplate(str(version))
    if earlier.source is not None and not may_change_files(officer):
        raise TemplatesNotYours(kind.value)
    again = SlipTemplate(0, earlier.blocks, earlier.source, clock.today(), f"= {version}")
    return _keep(kind, again, officer)


def preview(
    kind: law.SlipKind,
    blocks: Mapping[str, str],
    source: str | None,
    officer: people.Officer,
    output: slips.Output = "pdf",
) -> bytes:
    """The paper with made-up data. Raises SlipTemplateRefused with typst's own complaint."""
    form = law.slip_form(kind, clock.today())
    agency = people.unit(officer.agency_code)
    head = {
        "form": slips.form_words(form.title, form.number, form.set_name),
        "agency": (people.name_of(agency.parent_code) if agency.parent_code else "", agency.name),
        "issued_at": clock.now(),
        "blocks": _differing(kind.value, blocks),
    }
    try:
        return slips.print_slip(kind.value, {**slips.example_of(kind.value), **head}, source, output=output)
    except slips.SlipError as error:
        raise SlipTemplateRefused(error.code, reason=error.code, complaint=error.detail) from error


def _differing(kind: str, blocks: Mapping[str, str]) -> dict[str, str]:
    usual = slips.block_texts(kind)
    cleaned = {key: "\n".join(text.split("\r\n")).strip() for key, text in blocks.items()}
    return {key: text for key, text in cleaned.items() if text != usual.get(key)}


def _admit(officer: people.Officer) -> None:
    if not may_change_words(officer):
        raise TemplatesNotYours(officer.account_id)


def _keep(kind: law.SlipKind, template: SlipTemplate, officer: people.Officer) -> SlipTemplate:
    with store.transaction():
        link = store.connection()
        versions = template_versions(officer.agency_code, kind.value)
        version = versions[0].version + 1 if versions else 1
        row = asdict(template) | {
            "version": version,
            "agency_code": officer.agency_code,
            "kind": kind.value,
            "author_id": officer.account_id,
            "author_name": officer.name,
            "created_at": clock.now(),
        }
        link.execute(slip_template.insert(), row)
        history.record(
            history.act_of(
                officer,
                "slip_template_changed",
                "slip_templates",
                data={"slip": kind.value, "version": version, "since": template.valid_from.isoformat()},
            )
        )
    return template_versions(officer.agency_code, kind.value)[0]

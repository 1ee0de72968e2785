"""The published sheets, for anybody: what a procedure asks for, takes and costs."""

from collections.abc import Iterator

from engine import clock, law, process
from engine.dossier.errors import UnknownProcedure


def published_sheets() -> tuple[law.Sheet, ...]:
    """Sheets in force today of the procedures deployed here, by name; those whose very name is confidential left out."""
    return tuple(sorted(_published(), key=lambda sheet: process.searchable(sheet.name)))


def published_sheet(procedure_code: str) -> law.Sheet:
    """One of them. Raises UnknownProcedure."""
    for sheet in _published():
        if sheet.code == procedure_code:
            return sheet
    raise UnknownProcedure(procedure_code[:40], procedure=procedure_code)


def _published() -> Iterator[law.Sheet]:
    for deployed in process.latest_deployments():
        if any(definition.procedure_code for definition in process.definitions_of(deployed.id)):
            sheet = process.sheet_of(deployed.id)
            if sheet.public_name and sheet.is_receivable(clock.today()):
                yield sheet

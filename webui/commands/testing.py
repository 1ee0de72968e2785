"""Designer's tests: the scenarios beside each procedure, and which flows of the diagrams they take."""

import json
from pathlib import Path
from typing import Any

import click

from engine import rehearsals
from webui.procedures import packaged_folders, read_folder

SCENARIOS = "scenarios"


@click.command()
@click.argument("folders", type=click.Path(path_type=Path, exists=True, file_okay=False), nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line and folder.")
@click.option("--every-flow", is_flag=True, help="Fail also when a flow is neither taken nor excused.")
def test(folders: tuple[Path, ...], as_json: bool, every_flow: bool) -> None:
    """Play the scenarios of procedures and print which flows of their diagrams they take.

    FOLDERS hold a procedure each, with its scenarios in `scenarios/`; by default those that come with the program.
    Exit code: 0 every scenario went as it says, 1 one did not, or a folder has none.
    """
    failed = False
    for folder in folders or packaged_folders():
        found = rehearse(folder)
        missing = any(one.missing for one in found.coverage)
        failed |= not found.passed or not found.outcomes or (every_flow and missing)
        if as_json:
            click.echo(json.dumps(_told(folder, found), ensure_ascii=False))
        else:
            _print(folder, found)
    if failed:
        raise click.exceptions.Exit(1)


def rehearse(folder: Path) -> rehearsals.Rehearsed:
    """Play the scenarios of one folder. Raises NoProcedureFolder."""
    scenarios = {place.name: place.read_bytes() for place in sorted((folder / SCENARIOS).glob("*.toml"))}
    return rehearsals.rehearse(read_folder(folder), scenarios)


def _told(folder: Path, found: rehearsals.Rehearsed) -> dict[str, Any]:
    return {
        "folder": str(folder),
        "passed": found.passed and bool(found.outcomes),
        "scenarios": [
            {"file": one.file, "name": one.name, "passed": not one.faults, "faults": list(one.faults)}
            for one in found.outcomes
        ],
        "coverage": [
            {
                "diagram": one.diagram,
                "flows": len(one.flows),
                "covered": len(one.taken),
                "excused": dict(one.excused),
                "missing": [flow.id for flow in one.missing],
            }
            for one in found.coverage
        ],
    }


def _print(folder: Path, found: rehearsals.Rehearsed) -> None:
    for one in found.outcomes:
        click.echo(f"{'FAILED' if one.faults else 'passed'}  {folder / SCENARIOS / one.file}: {one.name}")
        for fault in one.faults:
            click.echo(f"        {fault}")
    if not found.outcomes:
        click.echo(f"FAILED  {folder}: no scenario in {SCENARIOS}/")
    for coverage in found.coverage:
        click.echo(f"flows   {folder / coverage.diagram}: {len(coverage.taken)}/{len(coverage.flows)}")
        for flow in coverage.missing:
            name = f" «{flow.name}»" if flow.name else ""
            click.echo(f"        not taken: {flow.id} ({flow.source} -> {flow.target}){name}")
        for flow_id, reason in coverage.excused.items():
            click.echo(f"        excused: {flow_id}: {reason}")


COMMANDS = (test,)

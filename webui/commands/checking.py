"""The publishing gate for files on disk: what would be refused, before anybody publishes it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from engine import process
from engine.process import Finding
from webui.procedures import read_folder
from webui.strings import finding_text

EXIT_CODES = {"ok": 0, "refused": 1, "undecided": 3}
"""The worst file's; 2 is click's for a wrong command line."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file and what speaks against it."""

    file: str
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> str:
        return process.verdict_of(self.findings)

    def as_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        findings = [
            {
                "code": found.code,
                "severity": found.severity,
                "element": found.element,
                "message": finding_text(found.code, found.file, found.message),
                "trace": list(found.trace),
            }
            for found in self.findings
        ]
        return {"file": self.file, "verdict": self.verdict, "findings": findings}


@click.command()
@click.argument("files", type=click.Path(path_type=Path, exists=True), nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line and file.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Say whether diagrams could be published, and if not why.

    FILES are BPMN files, looked at by themselves, or folders of procedures, with their forms and decisions. Exit
    code: 0 all is well, 1 something is refused, 3 nothing is refused but something could not be decided.
    """
    checked = [one for place in files for one in (_folder(place) if place.is_dir() else _file(place))]
    for one in checked:
        if as_json:
            click.echo(json.dumps(one.as_json(), ensure_ascii=False))
        else:
            _print(one)
    verdicts = {one.verdict for one in checked}
    worst = next(verdict for verdict in ("refused", "undecided", "ok") if verdict in verdicts)
    if worst != "ok":
        raise click.exceptions.Exit(EXIT_CODES[worst])


def _file(place: Path) -> Iterator[Checked]:
    yield Checked(str(place), process.check_diagram(place.read_bytes(), place.name))


def _folder(place: Path) -> Iterator[Checked]:
    """Its diagrams, then what else has something against it."""
    files = read_folder(place)
    findings = process.check_folder(files)
    names = [name for name in files if name.endswith(".bpmn")]
    for name in dict.fromkeys([*names, *(found.file for found in findings)]):
        yield Checked(str(place / name), tuple(found for found in findings if found.file == name))


def _print(one: Checked) -> None:
    click.echo(f"{one.file}: {one.verdict}")
    for found in one.findings:
        place = f"#{found.element}" if found.element else ""
        click.echo(f"  {found.code}{place}: {finding_text(found.code, found.file, found.message)}")
        if found.trace:
            click.echo(f"    {' > '.join(found.trace)}")


COMMANDS = (check,)

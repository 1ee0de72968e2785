"""A history to tamper with: events of two agencies, placed; the triggers out of the way, as for a database's owner."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from engine import history, store

AGENCY, OTHER = "H21.52.21", "H21.52"


def write(count: int, *, agency: str = AGENCY, begin: int = 0) -> None:
    """Events as work leaves them, each placed before the next: each is a head of its own."""
    for number in range(begin, begin + count):
        with store.transaction():
            history.record(
                history.Event(
                    agency_code=agency,
                    dossier_code=f"{agency}-240415-{number:04}",
                    kind="task_completed",
                    actor_id=f"account-{number % 3}",
                    actor_name=f"Siu Blơh {number % 3}",
                    unit_code=None if number % 2 else agency,
                    rev=number,
                    element_id=f"t{number}",
                    data={"task_id": f"{number:032x}", "steps": [["left", "t1"]]},
                    personal={"applicant": "Rơ Châm H'Yer"} if number % 2 else None,
                )
            )
        history.place_events()


@contextmanager
def tampering(database: store.Database) -> Iterator[Connection]:
    """A connection of somebody who owns the database and stops at nothing."""
    with database.engine.connect() as link, link.begin():
        if not database.is_sqlite:
            link.execute(text("SET LOCAL session_replication_role = replica"))
            yield link
            return
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        made = {row.name: row.sql for row in link.execute(text(triggers))}
        for name in made:
            link.execute(text(f"DROP TRIGGER {name}"))
        yield link
        for statement in made.values():
            link.execute(text(statement))


def verify(
    database: store.Database, *heads: Path, program: Path = history.VERIFIER, bare: bool = False
) -> tuple[int, dict[str, Any]]:
    """The program's exit code and what it says, by agency. bare: without any installed package."""
    command = [sys.executable, "-I", *(["-S"] if bare else []), str(program), "-", "--json"]
    command += [part for place in heads for part in ("--heads", str(place))]
    address = database.engine.url.render_as_string(hide_password=False)
    done = subprocess.run(command, input=address, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, {report["agency"]: report for report in reports}

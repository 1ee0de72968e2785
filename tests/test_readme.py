"""What the pages for users say is so: commands exist and parse, tables agree with the program."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from webui import cli
from webui.demo.province import load_plan

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATOR = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
PORT_BASE = 8400


def commands(page: str) -> Iterator[str]:
    """The lines of the page's shell blocks."""
    for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL):
        yield from block.splitlines()


def table(page: str, *headings: str) -> list[list[str]]:
    """The cells of the table with these headings, without backticks."""
    head = "| " + " | ".join(headings) + " |\n"
    assert head in page
    rows = page.partition(head)[2].splitlines()[1:]
    found = []
    for row in rows:
        if not row.startswith("|"):
            break
        found.append([cell.strip().strip("`") for cell in row.strip("|").split("|")])
    assert found
    return found


MOTCUA = [line for page in (README, OPERATOR) for line in commands(page) if line.startswith("motcua ")]
MAKE = sorted({word for page in (README, OPERATOR) for word in re.findall(r"\bmake ([a-z]+)", page)})


@pytest.mark.parametrize("line", MOTCUA)
def test_every_command_parses(line: str) -> None:
    words = shlex.split(line)
    command: click.Command = cli.main
    name = words.pop(0)
    while isinstance(command, click.Group):
        name = words.pop(0)
        command = command.commands[name]
    if command.name in ("add", "password"):
        words += ["--password", "given-at-the-prompt"]

    command.make_context(name, words)


@pytest.mark.parametrize("target", MAKE)
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_pages_name_commands_at_all() -> None:
    assert len(MOTCUA) > 8
    assert {"demo", "test"} <= set(MAKE)


def test_the_nodes_are_those_of_the_plan() -> None:
    plan = load_plan()

    rows = table(README, "node", "address", "agency")

    assert [row[:2] for row in rows] == [
        [node.key, plan.base_url(node.key, PORT_BASE)] for node in plan.nodes
    ]
    units = (ROOT / "engine/people/data/gia_lai_2015.toml").read_text(encoding="utf-8")
    for node, row in zip(plan.nodes, rows, strict=True):
        assert f'code = "{node.agency}", name = "{row[2]}"' in units


def test_the_accounts_are_those_of_the_plan() -> None:
    plan = load_plan()
    planned = {(node.key, officer.username): officer.name for node in plan.nodes for officer in node.officers}

    for node, username, name, _does in table(README, "node", "account", "who", "does"):
        assert planned[node, username] == name
    assert f"`{plan.password}`" in README


def test_every_folder_has_its_line() -> None:
    listed = {row[0].rstrip("/") for row in table(README, "folder", "what lives there")}
    tracked = {
        place.name for place in ROOT.iterdir() if place.is_dir() and not place.name.startswith((".", "_"))
    }

    assert listed <= tracked
    assert tracked - listed <= {"docker", "build", "dist", "test-results"}


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_settings_are_those_that_are_read() -> None:
    source = (ROOT / "engine" / "settings.py").read_text()
    read = set(re.findall(r'"(MOTCUA_[A-Z_]+|DATABASE_URL|REDIS_URL)"', source))

    assert {row[0] for row in table(OPERATOR, "variable", "meaning", "default")} == read


def test_the_exit_codes_are_those_of_the_program() -> None:
    listed = {int(row[0]) for row in table(OPERATOR, "code", "meaning")}

    assert listed == {0, 2, cli.INTERRUPTED, *cli.EXIT_CODES.values()}

"""Trying out FEEL expressions and decision models, without a node."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import BinaryIO

import click

from decisions import dmn, feel
from decisions.cli_support import decide_file, evaluate_text
from engine import clock

_CONTEXT = click.option(
    "--context", type=click.File("rb"), help="JSON object with the variables; - for standard input."
)


class NotEvaluated(click.ClickException):
    """An expression or a model's logic has no value; one line on standard error."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class NotReadable(NotEvaluated):
    """What was asked for is not there, or no JSON or model that can be read."""

    exit_code = 2


@click.command("feel")
@click.argument("expression")
@_CONTEXT
@click.option("--explain", is_flag=True, help="Tell also why a value is null.")
def evaluate(expression: str, context: BinaryIO | None, explain: bool) -> None:
    """Evaluate a FEEL EXPRESSION and print its value as JSON."""
    variables = _variables(context)
    with _one_line_errors():
        result = evaluate_text(expression, variables, now=clock.local(clock.now()))
    _print(result if explain else result["value"])


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--decision", required=True, help="Name or id of the decision or decision service.")
@_CONTEXT
@click.option("--import", "imported", type=click.File("rb"), multiple=True, help="A model that FILE imports.")
@click.option("--explain", is_flag=True, help="Tell also which rules matched, with their inputs.")
def decide(
    file: BinaryIO,
    decision: str,
    context: BinaryIO | None,
    imported: tuple[BinaryIO, ...],
    explain: bool,
) -> None:
    """Make a decision of the DMN model in FILE and print its value as JSON."""
    variables = _variables(context)
    xml = file.read()
    with _one_line_errors():
        contents = [other.read() for other in imported]
        imports = {dmn.load_model(content).namespace: content for content in contents}
        model = dmn.load_model(xml, imports)
        name = model.names_by_id.get(decision, decision)
        result = decide_file(xml, name, variables, imports=imports, now=clock.local(clock.now()))
    for problem in model.problems:
        click.echo(
            f"Warning: {problem.code} {problem.element}: {' '.join(problem.message.split())}", err=True
        )
    _print(result if explain else result["value"])


def _variables(context: BinaryIO | None) -> Mapping[str, object]:
    """The JSON object in a file; numbers keep every digit that was written."""
    if context is None:
        return {}
    try:
        found = json.loads(context.read(), parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotReadable(f"{context.name}: no JSON: {error}") from None
    if not isinstance(found, dict):
        raise NotReadable(f"{context.name}: no JSON object")
    return found


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON number")


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except feel.FeelError as error:
        near = error.snippet.partition("\n")[0].strip()
        raise NotEvaluated(f"{error.code}: {error}{f' near: {near}' if near else ''}") from None
    except dmn.DmnError as error:
        raise NotReadable(f"{error.code}: {error}") from None


def _print(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:
        # half of a surrogate pair, which JSON can write but UTF-8 can not
        text = json.dumps(value, indent=2)
    click.echo(text)


COMMANDS = (evaluate, decide)

"""Commands that people at the counter use tell what is wrong with their line in Vietnamese, or as JSON; exit code 2."""

import errno
import json
import re
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from engine import law
from webui import strings

_LINE = re.compile(r"at line (\d+), column (\d+)")


class Fault(click.UsageError):
    """A command line that cannot be used. code: stable, of strings.DUE_FAULTS. place: the option or argument."""

    def __init__(self, code: str, option: str, **facts: object) -> None:
        self.code = code
        self.place = option
        self.text = strings.DUE_FAULTS[code].format_map(facts)
        super().__init__(f"{code}: {option}")


def law_data_fault(place: str, problem: law.BadLawData, given: str | None = None) -> Fault:
    """What is wrong with a file or a limit, with where in the file it stands."""
    if isinstance(problem, law.BadLimit):
        code = "limit_too_long" if problem.reason == "out_of_range" else "bad_limit"
        return Fault(code, place, given=given or problem.about)
    reasons = strings.LAW_DATA_REASONS
    words = reasons.get(problem.reason, reasons["other"])
    place_in_text = _LINE.search(problem.about) if problem.reason == "not_toml" else None
    about = strings.LINE_AND_COLUMN.format(*place_in_text.groups()) if place_in_text else problem.about
    said = words.format(code=problem.reason, about=about)
    return Fault(
        "bad_sheet" if place == "--sheet" else "bad_calendar", place, place=problem.place, reason=said
    )


class TellingCommand(click.Command):
    """A command whose wrong lines are told as `Fault`s, with `--json` as one JSON object on standard output."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        given = tuple(args)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as problem:
            _tell(problem, given)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as problem:
            _tell(problem, ("--json",) if ctx.params.get("as_json") else ())


def _tell(problem: click.UsageError, line: Sequence[str]) -> NoReturn:
    fault = problem if isinstance(problem, Fault) else _fault(problem)
    if "--json" in line:
        error = {"code": fault.code, "place": fault.place, "message": fault.text}
        click.echo(json.dumps({"error": error}, ensure_ascii=False))
    else:
        click.echo(strings.COMMAND_FAULT.format(place=fault.place, text=fault.text), err=True)
    raise click.exceptions.Exit(2)


def _fault(problem: click.UsageError) -> Fault:
    """What the line's own reader complains about."""
    match problem:
        case click.MissingParameter(param=click.Parameter() as missing):
            return Fault("missing_option", _name(missing))
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice) as param):
            given = problem.message.partition("' is not")[0].lstrip("'")
            return Fault("unknown_choice", _name(param), given=given, choices=", ".join(choice.choices))
        case click.NoSuchOption():
            return Fault("unknown_option", problem.option_name)
        case click.BadOptionUsage():
            return Fault("missing_value", problem.option_name)
        case click.UsageError() if "unexpected extra argument" in problem.message:
            given = problem.message.partition("(")[2].rstrip(")")
            return Fault("extra_argument", "motcua", given=given)
    return Fault("bad_usage", "motcua", complaint=problem.format_message())


def _name(param: click.Parameter) -> str:
    return param.opts[0] if isinstance(param, click.Option) else (param.name or "").upper()


def read_file(ctx: click.Context, param: click.Parameter, path: str | None) -> bytes | None:
    """What a file holds, `-` for standard input; for an option's callback."""
    if path is None:
        return None
    try:
        with click.open_file(path, "rb") as file:
            content = file.read()
    except OSError as problem:
        known = strings.FILE_COMPLAINTS
        complaint = known.get(errno.errorcode.get(problem.errno or 0, ""), problem.strerror)
        raise Fault("file_unreadable", _name(param), given=path, complaint=complaint) from None
    return content if isinstance(content, bytes) else bytes(content, "utf-8")

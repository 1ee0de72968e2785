"""`motcua feel` and `motcua decide`: values as JSON, errors in one line, no traceback whatever the input."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webui.cli import main
from webui.procedures import PACKAGED

FEES = PACKAGED / "chung_thuc_ban_sao" / "phi_chung_thuc.dmn"
Context = Callable[[object], str]


def motcua(*arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=given, prog_name="motcua")


def refusal(result: Result) -> str:
    """The one line on standard error."""
    assert result.stdout == ""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    (line,) = result.stderr.splitlines()
    return line


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """Writes JSON data to a file and answers its path."""

    def write(data: object) -> str:
        path = tmp_path / "context.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2", 3),
        ('"Kông " + "Chro"', "Kông Chro"),
        ("[1, null, true]", [1, None, True]),
        ('{hạn: date("2026-05-11")}', {"hạn": "2026-05-11"}),
    ],
)
def test_a_value_is_printed_as_json(expression: str, value: object) -> None:
    done = motcua("feel", expression)

    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == value


def test_words_stay_readable() -> None:
    assert "Kông Chro" in motcua("feel", '"Kông Chro"').stdout


def test_variables_come_from_a_file_or_from_standard_input(context: Context) -> None:
    data = {"số trang": 3, "a": {"b": 2}}

    assert motcua("feel", "số trang * a.b", "--context", context(data)).stdout == "6\n"
    assert motcua("feel", "a.b", "--context", "-", given=json.dumps(data)).stdout == "2\n"


def test_numbers_keep_every_digit(context: Context) -> None:
    given = context('{"a": 0.1, "b": 0.2}')

    assert motcua("feel", "a + b = 0.3", "--context", given).stdout == "true\n"


def test_an_explained_null_says_why() -> None:
    explained = json.loads(motcua("feel", "a + 1", "--explain").stdout)

    assert explained["value"] is None
    assert "'a' is not known" in explained["reasons"]


@pytest.mark.parametrize("reference", ["certified_copy_fee", "Phí chứng thực"])
def test_a_decision_is_asked_by_its_id_or_its_name(reference: str, context: Context) -> None:
    given = context({"so_trang": 3, "so_ban": 2})

    done = motcua("decide", FEES, "--decision", reference, "--context", given)

    assert (done.exit_code, done.stdout, done.stderr) == (0, "10000\n", "")


def test_an_explained_decision_names_the_rules_and_what_they_looked_at(context: Context) -> None:
    given = context({"so_trang": 250, "so_ban": 1})

    done = motcua("decide", FEES, "--decision", "certified_copy_fee", "--context", given, "--explain")

    explained = json.loads(done.stdout)
    assert explained["value"] == 200000
    (table,) = explained["explanation"][0]["tables"]
    assert table["inputs"] == [{"expression": "so_trang", "value": 250}]
    (rule,) = table["rules"]
    assert (rule["number"], rule["tests"]) == (2, ["> 2"])
    assert rule["annotations"][1] == "V"


def test_a_model_finds_what_it_imports(tmp_path: Path, context: Context) -> None:
    importing = tmp_path / "importing.dmn"
    importing.write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="m">'
        '<import name="phi" namespace="urn:motcua:dmn:phi_chung_thuc" '
        'importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        '<decision id="double" name="Double"><informationRequirement>'
        '<requiredDecision href="urn:motcua:dmn:phi_chung_thuc#certified_copy_fee"/></informationRequirement>'
        "<literalExpression><text>phi.Phí chứng thực * 2</text></literalExpression></decision></definitions>",
        encoding="utf-8",
    )
    given = context({"so_trang": 1, "so_ban": 1})
    asked = ("decide", importing, "--decision", "double", "--context", given)

    assert motcua(*asked, "--import", FEES).stdout == "4000\n"
    assert "dmn.model.href" in refusal(motcua(*asked))


def test_what_a_model_got_wrong_is_a_warning_beside_the_value(tmp_path: Path) -> None:
    broken = tmp_path / "broken.dmn"
    broken.write_text(
        FEES.read_text(encoding="utf-8").replace("2000 * so_trang</text>", "2000 * * so_trang</text>"),
        encoding="utf-8",
    )

    done = motcua("decide", broken, "--decision", "certified_copy_fee")

    assert (done.exit_code, done.stdout) == (0, "null\n")
    assert done.stderr.startswith("Warning: feel.syntax")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("1 + * 2", ("feel.syntax", "line 1, column 5", "near: 1 + * 2")),
        ("1 +\n\n  * 2", ("line 3, column 3", "near: * 2")),
        ("(" * 5000, ("feel.limit",)),
        ("", ("feel.syntax",)),
        ('1 instance of "x"', ("feel.syntax",)),
    ],
)
def test_a_bad_expression_is_one_line_with_its_place(expression: str, words: tuple[str, ...]) -> None:
    done = motcua("feel", expression)

    assert done.exit_code == 1
    line = refusal(done)
    assert line.startswith("Error: ")
    assert all(word in line for word in words), line


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[1]",
        '"text"',
        '{"a": NaN}',
        '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a": ' + "9" * 5000 + "}",
    ],
)
def test_a_context_that_is_no_json_object_is_bad_usage(content: str, context: Context) -> None:
    done = motcua("feel", "a", "--context", context(content))

    assert done.exit_code == 2
    assert "no JSON" in refusal(done)


def test_a_context_in_no_utf_8_is_bad_usage(tmp_path: Path) -> None:
    path = tmp_path / "context.json"
    path.write_bytes(b'{"a": "\xff\xff"}')

    assert motcua("feel", "a", "--context", path).exit_code == 2


def test_data_that_feel_cannot_hold_is_an_evaluation_error(context: Context) -> None:
    done = motcua("feel", "a", "--context", context('{"a": 1e999999999}'))

    assert done.exit_code == 1
    assert "feel.value" in refusal(done)


def test_half_a_surrogate_pair_is_printed_as_an_escape(context: Context) -> None:
    done = motcua("feel", "a", "--context", context('{"a": "\\ud800"}'))

    assert (done.exit_code, done.stdout) == (0, '"\\ud800"\n')


def test_an_unknown_decision_is_bad_usage_and_the_known_ones_are_named() -> None:
    done = motcua("decide", FEES, "--decision", "nope")

    assert done.exit_code == 2
    assert "Phí một bản sao" in refusal(done)


@pytest.mark.parametrize(
    "content", [b"", b"no xml", b"<a/>", b"\xff\xfe", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']
)
def test_a_file_that_is_no_model_is_bad_usage(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.dmn"
    path.write_bytes(content)

    done = motcua("decide", path, "--decision", "x")

    assert done.exit_code == 2
    assert "dmn." in refusal(done)


@pytest.mark.parametrize(
    "arguments",
    [
        ("feel",),
        ("feel", "1", "--context", "/nowhere.json"),
        ("feel", "1", "--context", "/"),
        ("decide", "/nowhere.dmn", "--decision", "x"),
        ("decide", str(FEES)),
    ],
)
def test_a_wrong_command_line_or_a_file_that_is_not_there_is_bad_usage(arguments: tuple[str, ...]) -> None:
    done = motcua(*arguments)

    assert done.exit_code == 2
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_program_itself_answers_on_both_streams(context: Context) -> None:
    given = context({"so_trang": 2, "so_ban": 1})
    program = [sys.executable, "-m", "webui.cli"]

    good = subprocess.run(
        [*program, "decide", str(FEES), "--decision", "certified_copy_fee", "--context", given],
        capture_output=True,
        text=True,
        timeout=60,
    )
    bad = subprocess.run([*program, "feel", "1 +"], capture_output=True, text=True, timeout=60)

    assert (good.returncode, good.stdout, good.stderr) == (0, "4000\n", "")
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.startswith("Error: feel.syntax")
    assert bad.stderr.count("\n") == 1

"""A sheet's fee lines are refused at publishing when nobody says how much or when."""

import pytest

from engine import process
from tests.engine.province import folder

LINE = b'decision = "certified_copy_fee"\n'


def codes(name: str, old: bytes, new: bytes, file: str = "procedure.toml") -> list[str]:
    files = dict(folder(name))
    assert old in files[file]
    files[file] = files[file].replace(old, new)
    return [finding.code for finding in process.check_folder(files)]


def test_a_line_whose_amount_is_decided_or_asked_is_published() -> None:
    for name in ("chung_thuc_ban_sao", "dang_ky_ho_kinh_doanh"):
        assert process.check_folder(folder(name)) == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (LINE, b'decision = "another_fee"\n', "fee.decision_not_asked"),
        (b'variable = "phi"\n' + LINE, b'variable = "nobody_says_it"\n', "fee.variable_unknown"),
        (b'due = "return"', b'due = "supplement"', "fee.never_charged"),
    ],
)
def test_a_line_that_cannot_be_charged_is_refused_by_name(old: bytes, new: bytes, code: str) -> None:
    assert codes("chung_thuc_ban_sao", old, new) == [code]


def test_a_diagram_that_does_not_say_when_is_refused() -> None:
    name = "chung_thuc_ban_sao"
    taken_out = b'<camunda:property name="mc:thuPhi" value="return" />'
    assert codes(name, taken_out, b"", f"{name}.bpmn") == ["fee.never_charged"]
    assert codes(name, taken_out, taken_out.replace(b"return", b"later"), f"{name}.bpmn") == [
        "fee.never_charged",
        "dialect.value",
    ]

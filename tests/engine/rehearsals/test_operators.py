"""Conditions of other languages said in FEEL mean there what they meant; what could mean another thing is not said."""

from collections.abc import Mapping
from typing import Any

import pytest

from decisions.feel import compile_expression
from engine.rehearsals.operators import NotSaid, in_feel

GIVEN: Mapping[str, Any] = {
    "n": 3, "b": False, "kind": "x", "o": {"p": {"q": 2}}, "xs": [7, 8], "none": None, "it": "it's \"so\"",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("n == 3", True),
        ("n === 3;", True),
        ("return n == 4;", False),
        ("n != 3 || kind !== 'x'", False),
        ("n == 3 && !b", True),
        ("!(n == 3) or b", False),
        ("b || b || n == 3", True),
        ("b == true || n == 3 && b", False),  # and binds tighter
        ("not (n == 4)", True),
        ("not b and not(b) or b", True),
        ("not not b", False),
        ("!b == true", True),  # ! binds tighter than ==
        ("n gt 2 and n le 3 and n ne 4 and n eq 3 and n lt 4 and n ge 3", True),
        ("n - 1 - 1 == 1", True),  # from the left
        ("n + 2 * 2 == 7", True),
        ("-n < 0", True),
        ("n == -3", False),
        ("n div 2 == 1.5", True),
        ("o.p.q == 2 && o['p'].q == 2", True),
        ("xs[0] == 7 && xs[1] == 8", True),
        ("none == null && none == None && none === undefined", True),
        ("True and not False", True),
        ("n > 2 ? kind == 'x' : b", True),
        ("b ? 1 : n > 2 ? 2 : 3", 2),
        ("it == 'it\\'s \"so\"'", True),
        ('kind == "x"', True),
        ("n == '3'", None),  # nothing is converted
        ("kind && n", None),
    ],
)
def test_what_it_means_is_kept(text: str, value: object) -> None:
    assert compile_expression(in_feel(text)).evaluate(GIVEN) == value


@pytest.mark.parametrize(
    "text",
    ["", "n ==", "== n", "n.equals(3)", "len(n)", "n % 2 == 1", "1 < n < 5", "n == n == b", "empty n", "n in xs", "n = 3", "xs[n]",
     "xs[-1]", "n instanceof String", "n == 3 n", "not n == 4", "not n + 1", "not b == b", "(n == 3", "n++", "a -> b", "'open", "lambda: 1", "this.n == 3", "typeof n == 'x'", "n << 2",
     "`x`", "n ?? 3", "$n == 3", "((" * 5_000, "!" * 1_500 + "n", "n" + " == 3 && n" * 1_000],
)  # fmt: skip
def test_what_may_mean_another_thing_is_not_said(text: str) -> None:
    with pytest.raises(NotSaid):
        in_feel(text)

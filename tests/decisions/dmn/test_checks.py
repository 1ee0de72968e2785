"""The checks of models: names, types, gaps, overlaps, unreachable rules; tables proven by brute force."""

import itertools
import random
from decimal import Decimal

import pytest

from decisions.dmn import load_model
from decisions.dmn.checks import check_model
from decisions.feel import Run, compile_unary_tests, to_json
from decisions.feel.checking import check_expression, check_unary_tests
from decisions.feel.types import SIMPLE_TYPES, Type, list_of
from tests.decisions.dmn.models import decision, definitions, inputs, literal, table, table_model

NUMBER, STRING, DATE = SIMPLE_TYPES["number"], SIMPLE_TYPES["string"], SIMPLE_TYPES["date"]
PERSON = Type("context", "tPerson", fields=(("age", NUMBER), ("full name", STRING)))
VARIABLES = {"n": NUMBER, "s": STRING, "born": DATE, "p": PERSON, "ps": list_of(PERSON)}

FAULTS = [
    ("m + 1", "feel.check.name", 1),
    ("n + s", "feel.check.type", 3),
    ("n = s", "feel.check.type", 3),
    ("p.agee", "feel.check.name", 2),
    ("ps[agee > 1]", "feel.check.name", 4),
    ("n.x", "feel.check.name", 2),
    ("born.years", "feel.check.name", 5),
    ("if s then 1 else 2", "feel.check.type", 4),
    ("s and true", "feel.check.type", 1),
    ("substring(n, 1)", "feel.check.call", 10),
    ("count()", "feel.check.call", 6),
    ("-s", "feel.check.type", 1),
    ("n(1)", "feel.check.call", 2),
    ("n between s and 3", "feel.check.type", 3),
    ('n in ["a".."b"]', "feel.check.type", 6),
    ("(function(a) a + m)(1)", "feel.check.name", 18),
    ("1 +", "feel.syntax", 4),
]


@pytest.mark.parametrize(("text", "code", "column"), FAULTS, ids=[text for text, _, _ in FAULTS])
def test_a_fault_is_found_with_its_place(text, code, column):
    (fault,) = check_expression(text, VARIABLES)

    assert (fault.code, fault.line, fault.column) == (code, 1, column)


@pytest.mark.parametrize(
    "text",
    [
        'n + 1 > 2 and s = "a"',
        "p.full name + s",
        "ps[age > n].full name",
        "ps[1].age * 2",
        "sum(ps.age)",
        'born + duration("P1D") > @"2026-01-01"',
        "for q in ps return q.age + n",
        "some q in ps satisfies q.age > n",
        "{a: n, b: a + 1}.b",
        'n = null or s in ("a", "b")',
        "string(n) + s",
        "min(n, 2) + max(ps.age)",
        "(function(a) a + n)(1)",
        "count(ps)",
        "upper case([s])",
    ],
)
def test_a_sound_text_has_no_fault(text):
    assert check_expression(text, VARIABLES) == []


def test_unary_tests_are_checked_against_the_type_of_what_they_test():
    assert check_unary_tests("> 5, [1..2], n", NUMBER, VARIABLES) == []
    assert [f.code for f in check_unary_tests('"a"', NUMBER, VARIABLES)] == ["feel.check.type"]
    assert [f.code for f in check_unary_tests("< m", NUMBER, VARIABLES)] == ["feel.check.name"]


def test_a_model_is_checked_in_all_its_texts():
    model = load_model(
        definitions(
            inputs(n="number", s="string")
            + decision("d", literal("n + s + q"), ["n", "s"])
            + decision("e", literal("1 +"))
        )
    )

    assert sorted((f.code, f.severity) for f in check_model(model)) == [
        ("feel.check.name", "error"),
        ("feel.check.type", "error"),
        ("feel.syntax", "error"),
    ]


def found(policy, columns, rules, **options):
    findings = check_model(table_model(policy, columns, rules, **options))
    return [(f.code, f.rules, to_json(f.example)) for f in findings if f.code.startswith("dmn.table")]


def test_a_gap_is_shown_by_an_input_no_rule_fits():
    assert found("UNIQUE", ["x"], [("< 5", "1"), ("> 5", "2")]) == [("dmn.table.gap", (), {"x": 5})]


def test_a_default_fills_the_gaps():
    assert found("UNIQUE", ["x"], [("< 5", "1")], defaults=["0"]) == []


def test_an_overlap_is_shown_by_an_input_both_rules_fit():
    assert found("UNIQUE", ["x"], [("<= 5", "1"), (">= 5", "2")]) == [("dmn.table.overlap", (1, 2), {"x": 5})]


def test_rules_that_agree_may_overlap_under_any():
    assert found("ANY", ["x"], [("<= 5", "1"), (">= 5", "1")]) == []


def test_a_rule_behind_one_that_always_fits_is_unreachable():
    rules = [("< 5", '"a"', "1"), ("-", '"a"', "2"), ("> 7", '"a"', "3"), ("-", "-", "4")]

    codes = found("FIRST", ["x", "s"], rules)

    assert [(code, numbers[0]) for code, numbers, _ in codes] == [("dmn.table.unreachable", 3)]


def test_a_rule_of_lower_priority_is_unreachable_behind_one_of_higher():
    rules = [("> 5", '"low"'), ("> 3", '"high"'), ("<= 3", '"low"')]

    codes = found("PRIORITY", ["x"], rules, values=['"high", "low"'])

    assert [(code, numbers) for code, numbers, _ in codes] == [("dmn.table.unreachable", (1, 2))]


def test_a_test_nothing_can_pass_is_unreachable():
    assert found("COLLECT", ["x"], [("[5..3]", "1")]) == [("dmn.table.unreachable", (1,), {})]


def test_allowed_values_bound_the_search():
    kinds = '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>'

    body = inputs(k="tKind") + decision("d", table("UNIQUE", ["k"], [('"a"', "1"), ('"b"', "2")]), ["k"])

    assert check_model(load_model(definitions(body, head=kinds))) == []


def test_dates_have_gaps_by_the_day():
    rules = [('< date("2026-01-01")', "1"), ('> @"2026-01-01"', "2")]

    assert found("UNIQUE", ["x"], rules, types={"x": "date"}) == [("dmn.table.gap", (), {"x": "2026-01-01"})]


def test_a_column_over_one_expression_twice_is_one_column():
    assert found("UNIQUE", ["x", "x"], [("< 5", "-", "1"), ("-", ">= 5", "2")]) == []


def test_a_table_that_cannot_be_analysed_says_so():
    (finding,) = found("UNIQUE", ["x", "y"], [("< y", "-", "1")])

    assert finding[0] == "dmn.table.unanalysed"


NUMBERS = [
    "-",
    "1",
    "2",
    "< 2",
    "<= 3",
    "> 2",
    ">= 1",
    "[1..3]",
    "(1..3)",
    "not(2)",
    "1, 3",
    "? > 1 and ? < 3",
    "!= 2",
]
STRINGS = ["-", '"a"', '"b"', '"a", "b"', 'not("a")', 'not("a", "b")', '>= "b"', '["a".."c")']
BOOLEANS = ["-", "true", "false", "not(true)"]
# Every cell the tests above can tell apart has a value here.
GRIDS = (
    (NUMBERS, [Decimal(n) / 2 for n in range(-1, 10)]),
    (STRINGS, ["", "a", "aa", "b", "bb", "c", "d"]),
    (BOOLEANS, [True, False]),
)
COLUMNS = ("x", "y", "z")


def _brute(policy, rules, grids):
    """Gaps, overlapping pairs and rules that never count, by trying every input of the grids."""
    passing = []
    for position, (_, values) in enumerate(grids):
        compiled = [compile_unary_tests(rule[position]) for rule in rules]
        passing.append([[t.passes(v, {}, Run()) is True for t in compiled] for v in values])
    gap, pairs, counting = False, set(), set()
    for combination in itertools.product(*passing):
        hits = [n for n in range(len(rules)) if all(column[n] for column in combination)]
        gap |= not hits
        pairs |= set(itertools.combinations(hits, 2))
        counting |= set(hits[:1]) if policy == "FIRST" else set(hits)
    return gap, pairs, set(range(len(rules))) - counting


def _assert_proven(rng):
    grids = [rng.choice(GRIDS) for _ in range(rng.randint(1, 3))]
    names = COLUMNS[: len(grids)]
    policy = rng.choice(["UNIQUE", "ANY", "FIRST", "COLLECT"])
    rules = [(*(rng.choice(tests) for tests, _ in grids), rng.choice("12")) for _ in range(rng.randint(1, 5))]
    findings = found(policy, names, rules)
    gap, pairs, never = _brute(policy, rules, grids)
    if policy == "ANY":
        pairs = {(a, b) for a, b in pairs if rules[a][-1] != rules[b][-1]}

    codes = [code for code, _, _ in findings]
    assert "dmn.table.unanalysed" not in codes
    assert ("dmn.table.gap" in codes) == (gap and policy != "COLLECT"), rules
    overlaps = {(r[0] - 1, r[1] - 1) for code, r, _ in findings if code == "dmn.table.overlap"}
    assert overlaps == (pairs if policy in ("UNIQUE", "ANY") else set()), rules
    assert {r[0] - 1 for code, r, _ in findings if code == "dmn.table.unreachable"} == never, rules
    for code, numbers, example in findings:
        if code != "dmn.table.unreachable":
            hits = [n + 1 for n, rule in enumerate(rules) if _fits(rule, names, example)]
            assert set(numbers) <= set(hits) if code == "dmn.table.overlap" else hits == [], (rules, example)


def _fits(rule, names, example):
    return all(
        compile_unary_tests(rule[position]).matches(example[name], {}) is True
        for position, name in enumerate(names)
    )


def test_findings_are_those_of_brute_force():
    for seed in range(400):
        _assert_proven(random.Random(seed))


@pytest.mark.slow
def test_findings_are_those_of_brute_force_over_thousands_of_tables():
    for seed in range(1_000, 7_000):
        _assert_proven(random.Random(seed))


def test_a_table_of_two_hundred_rules_is_checked_within_the_bounds():
    rules = [(f"[{n}..{n + 1})", str(n % 7), f'"{n % 11}"', str(n)) for n in range(200)]

    codes = {code for code, _, _ in found("UNIQUE", ["a", "b", "c"], rules)}

    assert codes <= {"dmn.table.gap", "dmn.table.unanalysed"}

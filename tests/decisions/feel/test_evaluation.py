"""What expressions mean, rule by rule of the standard."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from decisions.feel import (
    FeelError,
    FeelLimitError,
    FeelSyntaxError,
    FeelTypeError,
    FeelValueError,
    Limits,
    Run,
    compile_expression,
    compile_unary_tests,
    evaluate,
    from_json,
    from_python,
    names,
    prepare,
    to_json,
)

CONTEXT = {
    "x": 4,
    "diện tích": 120.5,
    "full name": "An",
    "a-b": 7,
    "a": 10,
    "b": 3,
    "days in month": 31,
    "person": {"age": 20, "home address": {"city": "Pleiku"}},
    "items": [{"price": 5, "qty": 1}, {"price": 20, "qty": 2}, {"price": 30, "qty": 3}],
    "price": 20,
    "born": date(2000, 2, 29),
}

MEANINGS = [
    # arithmetic: precedence, associativity, decimals
    ("1 + 2 * 3", 7),
    ("2 ** 3 ** 2", 64),
    ("-2 ** 2", 4),
    ("10 - 3 - 2", 5),
    ("0.1 + 0.2", 0.3),
    ("1 / 3", "0.3333333333333333333333333333333333"),
    ("1 / 0", None),
    ("10 ** 6144 * 10", None),
    ('"a" + 1', None),
    ('"a" + "b"', "ab"),
    # names
    ("diện tích * 2", 241),
    ("full name", "An"),
    ("a-b", 7),
    ("a - b", 7),
    ("a+b", 13),
    ("days in month + 1", 32),
    ("person.home address.city", "Pleiku"),
    ("unheard of", None),
    # three-valued logic
    ("true and null", None),
    ("false and null", False),
    ("true or null", True),
    ("false or null", None),
    ("true and 1", None),
    ("not(null)", None),
    ("if null then 1 else 2", 2),
    ('if "yes" then 1 else 2', None),
    # comparison
    ("1 = 1.0", True),
    ('1 = "1"', None),
    ("null = null", True),
    ("null = 1", False),
    ("[1, {a: [2]}] = [1, {a: [2]}]", True),
    ("x between 1 and 4", True),
    ("x in [1..4)", False),
    ("x in (1..5]", True),
    ("x in (< 3, >= 4)", True),
    ("x in [[1..2], [4..9]]", True),
    ("5 in ]1..10[", True),
    ("null in [1..2]", None),
    # lists, filters, paths
    ("[1,2,3][-1]", 3),
    ("[1,2,3][4]", None),
    ("[1,2,3][item > 1]", [2, 3]),
    ("items[price > 10].qty", [2, 3]),
    ("items[price = price].qty", [1, 2, 3]),
    ("items[item.price > x].qty", [1, 2, 3]),
    ("items[x - 3].price", 5),
    ("items.price", [5, 20, 30]),
    ("5[1]", 5),
    ("null[1]", None),
    ("{a: 1, b: a + 1}.b", 2),
    ('{"odd key!": 1}', {"odd key!": 1}),
    # loops
    ("for i in 1..3, j in [10, 20] return i * j", [10, 20, 20, 40, 30, 60]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ("some i in [1,2] satisfies i > 1", True),
    ("every i in [1,2] satisfies i > 1", False),
    ("every i in [] satisfies false", True),
    ("[for i in 1..3 return function() i][1][2]()", 2),
    # functions
    ("{f: function(m, n) m - n, r: f(n: 1, m: 3)}.r", 2),
    ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", 120),
    ('(function(a: number) a)("x")', None),
    ("(function(a: number) a)([1])", 1),
    ('substring(start position: 2, string: "abc")', "bc"),
    ('substring(start: 2, string: "abc")', None),
    # types
    ("1 instance of number", True),
    ("null instance of Any", False),
    ("[1] instance of list<number>", True),
    ("{a: 1} instance of context<a: string>", False),
    # temporal
    ('@"2026-01-31" + @"P1M"', "2026-02-28"),
    ('date("2026-03-01") - date("2026-02-01")', "P28D"),
    ('@"2026-01-01T00:00:00+07:00" = @"2025-12-31T17:00:00Z"', True),
    ("born.year", 2000),
    ('born + duration("P18Y")', "2018-02-28"),
    ('@"10:00:00@Asia/Ho_Chi_Minh".time offset', "PT7H"),
    ('date("2026-02-30")', None),
    # comments and strings
    ("1 /* two */ + 2 // three", 3),
    ('"\\u0041\\n\\"" + "\\d"', 'A\n"\\d'),
    ('string length("😀")', 1),
]


@pytest.mark.parametrize(("text", "expected"), MEANINGS, ids=[text for text, _ in MEANINGS])
def test_an_expression_means(text, expected):
    assert to_json(evaluate(text, CONTEXT)) == expected


TESTS = [
    ("-", 1, True),
    ("1, 2", 2, True),
    ("not(1, 2)", 3, True),
    ("not(1, 2)", 2, False),
    ("< 5", 5, False),
    ("[1..5]", 5, True),
    ('"a", "b"', "b", True),
    ("? > 3 and ? < 5", 4, True),
    ("limit", 9, True),
    ("< limit", 8, True),
    ("allowed", 2, True),
    ("null", None, True),
    ("> 3", None, None),
    ("not(> 3)", None, None),
    ("count(?) = 2", [1, 2], True),
    ('starts with(?, "a")', "abc", True),
]


@pytest.mark.parametrize(
    ("text", "value", "expected"), TESTS, ids=[f"{text} on {value}" for text, value, _ in TESTS]
)
def test_unary_tests_pass(text, value, expected):
    context = {"limit": 9, "allowed": [1, 2]}

    assert compile_unary_tests(text).matches(value, context) is expected


def test_a_null_has_a_reason_in_the_trace():
    run = Run()

    compile_expression("missing + 1").evaluate({}, run=run)

    assert run.trace == ["'missing' is not known", "null + number has no value"]


def test_a_filter_gives_no_reason_for_names_its_elements_define():
    run = Run()

    compile_expression("items[price > 10]").evaluate(CONTEXT, run=run)

    assert run.trace == []


def test_the_clock_is_the_one_given():
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=7)))

    assert to_json(evaluate("[now(), today()]", now=moment)) == ["2026-01-02T03:04:05+07:00", "2026-01-02"]
    assert evaluate("now()") is None


def test_names_are_the_variables_used():
    assert names("sum(xs[price > limit].price) + (function(a) a + b)(c)") == {
        "xs",
        "price",
        "limit",
        "b",
        "c",
    }
    assert names("{a: 1, b: a + c}.b") == {"c"}


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        ("1 +", 1, 4, "feel.syntax"),
        ("a\n + )", 2, 4, "feel.syntax"),
        ('"open', 1, 1, "feel.syntax.string"),
        ("1 # 2", 1, 3, "feel.syntax.character"),
        ("{a: 1, a: 2}", 1, 8, "feel.syntax.duplicate"),
        ('@"soon"', 1, 1, "feel.syntax.temporal"),
        ("f(a: 1, 2)", 1, 10, "feel.syntax.arguments"),
        ("/* no end", 1, 1, "feel.syntax.comment"),
    ],
)
def test_a_syntax_error_names_its_place(text, line, column, code):
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)

    error = caught.value
    assert (error.line, error.column, error.code) == (line, column, code)
    assert error.snippet.endswith("^")


def test_an_unknown_type_is_an_error_of_its_own():
    with pytest.raises(FeelTypeError, match="tPerson"):
        compile_expression("x instance of tPerson")


def test_limits_are_those_asked_for():
    small = Limits(text=50, depth=10, steps=100, list_size=20, string_size=30, calls=3)

    for text, code in {
        "1" * 51: "feel.limit.text",
        "((((((((((1))))))))))": "feel.limit.depth",
        "for i in 1..9 return for j in 1..19 return 1": "feel.limit.steps",
        "for i in 1..21 return i": "feel.limit.list",
        'string join(for i in 1..9 return "abcd")': "feel.limit.string",
        "{f: function(n) f(n), r: f(1)}.r": "feel.limit.calls",
    }.items():
        with pytest.raises(FeelLimitError) as caught:
            compile_expression(text, limits=small).evaluate({})
        assert caught.value.code == code


def test_nothing_of_python_can_be_reached():
    for text in ("a.__class__", "a.real", '"x".upper', "print(1)", "__import__(1)", "{}.keys", "[].append"):
        assert evaluate(text, {"a": 1}) in (None, [])


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), object(), {1: 2}, b"x", {1, 2}]
)
def test_data_without_a_feel_type_is_refused(value):
    with pytest.raises(FeelValueError):
        evaluate("a", {"a": value})


def test_plain_data_becomes_feel_values_and_back():
    data = {"n": 1, "f": 0.1, "big": 2**53 + 1, "s": "x", "l": [True, None, {"k": (1, 2)}]}

    back = to_json(from_json(data))

    assert back == {**data, "big": "9007199254740993", "l": [True, None, {"k": [1, 2]}]}
    assert to_json(from_python(datetime(2026, 1, 1, tzinfo=UTC))) == "2026-01-01T00:00:00Z"
    assert to_json(from_python(timedelta(days=1, hours=2))) == "P1DT2H"


def test_a_prepared_context_gives_the_same_value():
    expression = compile_expression("items[price > 10].qty")

    assert expression.evaluate(prepare(CONTEXT)) == expression.evaluate(CONTEXT)


def test_a_variable_hides_a_function_of_its_name():
    assert to_json(evaluate("count + 1", {"count": 1})) == 2
    assert evaluate("count([1])", {"count": 1}) is None


def test_compiled_expressions_are_cached():
    assert compile_expression("1 + 1") is compile_expression("1 + 1")


def test_every_error_is_a_feel_error():
    assert all(
        issubclass(e, FeelError) for e in (FeelSyntaxError, FeelLimitError, FeelValueError, FeelTypeError)
    )

"""The built-in functions: an example of each rule, and properties against Python's own libraries."""

import random
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.feel import Run, evaluate, show_value, to_json
from decisions.feel.builtins import BUILTINS
from decisions.feel.regex import PatternError, compile_pattern
from decisions.feel.temporal import Date, civil_from_days, zone_offset
from decisions.feel.temporal_text import parse_temporal, show

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a local clock reading is wanted

EXAMPLES = [
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring("foobar", 0)', None),
    ('string length("ngày")', 4),
    ('upper case("đơn")', "ĐƠN"),
    ('lower case("ĐƠN")', "đơn"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring before("foobar", "x")', ""),
    ('substring after("foobar", "ob")', "ar"),
    ('contains("foobar", "of")', False),
    ('starts with("foobar", "fo")', True),
    ('ends with("foobar", "r")', True),
    ('matches("foobar", "^fo*b")', True),
    ('matches("foobar", "^FO*B", "i")', True),
    ('matches("a", "(")', None),
    ('matches("a", "a", "q")', None),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('replace("a1b22", "\\d+", "#")', "a#b#"),
    ('replace("abc", "b", "$")', None),
    ('replace("abc", "x*", "-")', None),
    ('split("a; b;c", ";\\s*")', ["a", "b", "c"]),
    ('string join(["a", null, "c"], "_")', "a_c"),
    ("list contains([1, null], null)", True),
    ("count([1, null])", 2),
    ("min(3, 1, 2)", 1),
    ('max(["a", "c", "b"])', "c"),
    ('min(1, "a")', None),
    ("sum([1, 2, null])", None),
    ("sum([])", None),
    ("product([2, 3])", 6),
    ("mean(1, 2, 3)", 2),
    ("median([8, 2, 5, 3, 4])", 4),
    ("median([6, 1, 2, 3])", 2.5),
    ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
    ("mode([6, 3, 9, 6, 6, 3, 3])", [3, 6]),
    ("all([true, null])", None),
    ("any([null, true])", True),
    ("sublist([1,2,3], 2, 5)", None),
    ("sublist([1,2,3], -2)", [2, 3]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1], [2], 3)", [1, 2, 3]),
    ("insert before([1,3], 2, 2)", [1, 2, 3]),
    ("remove([1,2,3], -1)", [1, 2]),
    ("list replace([2,4,7,8], 3, 6)", [2, 4, 6, 8]),
    ("list replace([2,4,7,8], function(item, newItem) item < newItem, 5)", [5, 5, 7, 8]),
    ("reverse([1,2])", [2, 1]),
    ("index of([1,2,1], 1)", [1, 3]),
    ("union([1,2],[2,3])", [1, 2, 3]),
    ("distinct values([1, {a:1}, 1, {a:1}, null])", [1, {"a": 1}, None]),
    ("flatten([[1,[2]],[],3])", [1, 2, 3]),
    ("sort([3,1,2], function(x, y) x < y)", [1, 2, 3]),
    ("sort([3,1,2], function(x, y) 1)", None),
    ("decimal(2.5, 0)", 2),
    ("floor(-1.5)", -2),
    ("ceiling(1.234, 2)", 1.24),
    ("round up(-5.5, 0)", -6),
    ("round down(-5.5, 0)", -5),
    ("round half up(2.5, 0)", 3),
    ("round half down(2.5, 0)", 2),
    ('abs(@"-P1D")', "P1D"),
    ("modulo(-12, 5)", 3),
    ("modulo(12, -5)", -3),
    ("sqrt(16)", 4),
    ("sqrt(-1)", None),
    ("round half up(log(exp(2)), 20)", 2),
    ("odd(-3)", True),
    ("even(2.5)", None),
    ("not(true)", False),
    ('number("1 000,5", " ", ",")', 1000.5),
    ('number("1,5")', None),
    ("string(1.50)", "1.5"),
    ('string([1, "a", null])', '[1, "a", null]'),
    ('is(@"10:00:00Z", @"11:00:00+01:00")', False),
    ('range("[1..3)")', "[1..3)"),
    ('get value({a: {b: 1}}, ["a", "b"])', 1),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ('date("2026-01-31").weekday', 6),
    ("date(2026, 2, 29)", None),
    ('date and time(@"2026-01-31", @"10:00:00Z")', "2026-01-31T10:00:00Z"),
    ('date and time("2026-01-31T24:00:00")', "2026-02-01T00:00:00"),
    ("time(10, 30, 15.5)", "10:30:15.5"),
    ('years and months duration(@"2025-03-31", @"2026-02-28")', "P10M"),
    ('day of year(@"2026-12-31")', 365),
    ('day of week(@"2026-01-31")', "Saturday"),
    ('month of year(@"2026-01-31")', "January"),
    ('week of year(@"2027-01-01")', 53),
    ("before([1..5), 5)", True),
    ("overlaps([1..5], (5..8])", False),
    ("meets([1..5], [5..10])", True),
    ("during(5, [1..10])", True),
    ("coincides([1..5], [1..5])", True),
    ("starts([1..5], [1..10])", True),
    ('before(1, "a")', None),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_a_function_gives(text, expected):
    assert to_json(evaluate(text)) == expected


def test_every_function_has_an_example_or_is_covered_by_the_kit():
    shown = " ".join(text for text, _ in EXAMPLES)
    elsewhere = {"now", "today", "duration"} | {
        *(
            "after",
            "met by",
            "overlaps before",
            "overlaps after",
            "finishes",
            "finished by",
            "includes",
            "started by",
        ),
    }

    missing = {name for name in BUILTINS if f"{name}(" not in shown} - elsewhere

    assert missing == set()


def test_every_function_takes_any_arguments_without_an_error():
    values = [
        "null",
        "1",
        "-3.5",
        '"a"',
        "true",
        "[]",
        "[1,2]",
        "{a: 1}",
        '@"2026-01-01"',
        '@"10:00:00"',
        '@"P1D"',
    ]
    values += ['@"P1M"', "[1..5]", "function(x, y) x < y", '@"2026-01-01T00:00:00Z"', "1E6000", "[[1], null]"]
    rng = random.Random(7)

    for name in BUILTINS:
        for _ in range(150):
            arguments = ", ".join(rng.choices(values, k=rng.randint(0, 4)))
            to_json(evaluate(f"{name}({arguments})"))


@given(st.dates())
def test_days_are_counted_as_python_counts_them(day):
    ours = Date(day.year, day.month, day.day)

    assert ours.ordinal == day.toordinal() - date(1970, 1, 1).toordinal()
    assert civil_from_days(ours.ordinal) == ours


@given(st.integers(-(10**11), 10**11))
def test_days_and_dates_match_in_all_years(ordinal):
    day = civil_from_days(ordinal)

    assert day is not None
    assert day.ordinal == ordinal


@given(
    st.datetimes(EPOCH, EPOCH + timedelta(days=24_000)),
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Paris"]),
)
def test_zone_offsets_are_those_of_python(moment, name):
    seconds = round((moment.replace(microsecond=0) - EPOCH) / timedelta(seconds=1))
    expected = moment.replace(microsecond=0, tzinfo=ZoneInfo(name)).utcoffset()

    assert timedelta(seconds=zone_offset(name, seconds)) == expected


TEMPORALS = st.one_of(
    st.dates().map(lambda d: f"{d.year:04d}-{d.month:02d}-{d.day:02d}"),
    st.times().map(lambda t: t.isoformat()),
    st.datetimes().map(lambda d: f"{d.isoformat()}+07:00"),
    st.timedeltas().map(lambda d: f"PT{abs(d.days * 86400 + d.seconds)}S"),
    st.integers(-(10**6), 10**6).map(lambda n: f"{'-' if n < 0 else ''}P{abs(n)}M"),
)


@given(TEMPORALS)
def test_a_temporal_value_is_read_from_what_it_is_shown_as(text):
    value = parse_temporal(text)

    assert value is not None
    assert parse_temporal(show(value)) == value


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
        st.text(max_size=8),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(VALUES)
def test_a_shown_value_evaluates_to_itself(value):
    assert evaluate(show_value(value)) == value


PARTS = [
    "a",
    "b",
    ".",
    "[ab]",
    "[^a]",
    "(a|b)",
    "(ab)",
    "a*",
    "b+",
    "a?",
    "(a|bc)*",
    "b{1,2}",
    "(a*)+",
    "^",
    "$",
    "a+?",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5), st.text("abc", max_size=8))
def test_patterns_match_where_those_of_python_do(parts, text):
    pattern = "".join(parts)

    ours = compile_pattern(pattern).search(text, 0, Run())
    theirs = re.search(pattern, text)

    assert (None if ours is None else ours[:2]) == (None if theirs is None else theirs.span())


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^\p{Lu}\p{Ll}+$", "Nguyễn", True),
        ("[a-z-[aeiou]]{3}", "xyz", True),
        ("[a-z-[aeiou]]", "a", False),
        (r"\i\c*", "_x-1", True),
        (r"(a)\1", "aa", True),
        (r"^a$", "a\n", False),
        ("a.b", "a\nb", False),
        (r"\P{L}", "9", True),
        (r"\p{IsBasicLatin}", "é", False),
    ],
)
def test_patterns_are_those_of_xpath(pattern, text, found):
    assert (compile_pattern(pattern).search(text, 0, Run()) is not None) is found


@pytest.mark.parametrize(
    "pattern", ["a{2,1}", "*a", "[z-a]", "(a", "a)", r"\1", r"\q", "a**", "[]", "a{9999}", "(?=a)"]
)
def test_an_invalid_pattern_is_refused(pattern):
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-9999, max_value=9999))
def test_modulo_is_the_dividend_less_the_floor_of_the_quotient(number):
    expected = number - 7 * Decimal((number / 7).to_integral_value("ROUND_FLOOR"))

    assert evaluate("modulo(n, 7)", {"n": number}) == expected

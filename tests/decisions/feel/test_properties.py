"""What holds for every expression: printing is stable, nothing but FeelError comes out, time and memory are bounded."""

import contextlib
import random
import time
import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.feel import FeelError, compile_unary_tests, evaluate, to_json
from decisions.feel.convert import NATIVE
from decisions.feel.parser import parse_expression, parse_unary_tests
from decisions.feel.printer import print_node
from decisions.feel.tree import Tests as UnaryTestsNode
from tests.decisions.feel.trees import SPECIAL, bare, hostile_texts, random_tree

RANDOMS = st.integers(0, 2**64).map(random.Random)
CONTEXT = {
    "a": 1,
    "b": "x",
    "xs": [1, 2, {"b": 3}],
    "full name": "An",
    "loan-to-value": 0.5,
    "days in month": 31,
}


@settings(max_examples=1500, deadline=None)
@given(RANDOMS)
def test_a_printed_tree_parses_to_the_same_tree(rng):
    tree = random_tree(rng)
    text = print_node(tree)

    parsed = parse_expression(text, SPECIAL)

    assert bare(parsed) == bare(tree), text
    assert print_node(parsed) == text


@settings(max_examples=500, deadline=None)
@given(RANDOMS)
def test_printed_unary_tests_parse_to_the_same_tests(rng):
    first, second = random_tree(rng), random_tree(rng)
    for negated in (False, True):
        tests = UnaryTestsNode(0, (first, second), negated)

        parsed = parse_unary_tests(print_node(tests), SPECIAL)

        assert bare(parsed) == bare(tests), print_node(tests)


@settings(max_examples=800, deadline=None)
@given(RANDOMS)
def test_a_parsed_and_printed_text_means_the_same(rng):
    tree = random_tree(rng)
    text = print_node(tree)
    try:
        value = to_json(evaluate(text, CONTEXT))
    except FeelError as error:
        value = error.code
    try:
        again = to_json(evaluate(print_node(parse_expression(text, SPECIAL)), CONTEXT))
    except FeelError as error:
        again = error.code

    assert again == value


@pytest.mark.slow
def test_a_hundred_thousand_hostile_texts_raise_nothing_but_feel_errors():
    values = 0
    for text in hostile_texts(100_000, seed=2026):
        values += _outcome_is_allowed(text)

    assert values > 1_000, "the texts are too broken to reach evaluation"


def test_hostile_texts_raise_nothing_but_feel_errors():
    for text in hostile_texts(3_000, seed=1):
        _outcome_is_allowed(text)


def _outcome_is_allowed(text: str) -> bool:
    try:
        value = evaluate(text, CONTEXT)
    except FeelError:
        return False
    _assert_is_value(value)
    with contextlib.suppress(FeelError):
        compile_unary_tests(text).matches(1, CONTEXT)
    return True


def _assert_is_value(value: object) -> None:
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, list):
            pending.extend(current)
        elif isinstance(current, dict):
            assert all(isinstance(key, str) for key in current)
            pending.extend(current.values())
        else:
            assert type(current) in NATIVE or (isinstance(current, Decimal) and current.is_finite())


HOSTILE = {
    "nested loops": "for a in 1..1000, b in 1..1000, c in 1..1000 return a",
    "long range": "count(for i in 1..100000000 return i)",
    "doubling string": '{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: f("xxxxxxxx", 50)}.r',
    "doubling list": "{f: function(l, n) if n = 0 then l else f(concatenate(l, l), n - 1), r: f([1], 50)}.r",
    "endless recursion": "{f: function(n) f(n + 1), r: f(0)}.r",
    "exponential recursion": "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(40)}.r",
    "pattern": f'matches("{"a" * 5000}b", "(a+)+$")',
    "pattern with references": f'matches("{"a" * 60}", "(a*)(a*)(a*)(a*)(a*)(a*)\\1\\2\\3\\4\\5\\6b")',
    "pattern with counts": 'matches("a", "((((a{1,1000}){1,1000}){1,1000}){1,1000})")',
    "replace": f'replace("{"a" * 20000}", "a", "{"b" * 2000}")',
    "brackets": "(" * 5000 + "1" + ")" * 5000,
    "lists": "[" * 5000 + "]" * 5000,
    "minus signs": "-" * 20000 + "1",
    "long sum": "+".join(["1"] * 10000),
    "deep in": "a in (" * 3000 + "1" + ")" * 3000,
    "ifs": "if true then " * 3000 + "1" + " else 1" * 3000,
    "power": "9 ** 99999999999999 ** 99999999999999",
    "big scale": "decimal(1/3, 6176) + round up(1E-6000, -6000)",
    "filter in filter": "(1..1)[1] = [for i in 1..5000 return i][count(for j in 1..5000 return [1,2,3][item > j]) > 1]",
    "sort": "sort(for i in 1..20000 return -i, function(a, b) count(for j in 1..100 return j) > a)",
    "equal lists": "{l: for i in 1..50000 return i, r: for i in 1..50000 return l = l}.r",
    "distinct": "distinct values(for i in 1..50000 return {a: i})",
    "self-containing partial": "for i in 1..50000 return partial",
    "regex class": 'matches("a", "' + "[a-[" * 2000 + '")',
    "merge": "context merge(for i in 1..90000 return {a: i})",
    "durations": '@"P999999999Y" * 1E30 + @"P1D" * 1E300',
    "years": 'date(999999999, 12, 31) + duration("P99999999Y")',
    "many names": " ".join(["a"] * 10000),
    "open ranges": "[1.." * 3000,
    "open strings": '"' * 9999,
    "comment": "/*" * 9999,
    "context": "{a:" * 3000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_ends_soon_and_in_little_memory(text):
    tracemalloc.start()
    started = time.process_time()
    try:
        value = evaluate(text, CONTEXT)
        _assert_is_value(value)
    except FeelError:
        pass
    finally:
        elapsed = time.process_time() - started
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    # Tracing makes it about four times slower than it is.
    assert elapsed < 12
    assert peak < 200_000_000

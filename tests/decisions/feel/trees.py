"""Random FEEL trees and texts for the property tests."""

import random
from dataclasses import fields, replace
from decimal import Decimal

from decisions.feel import tree as t

NAMES = (
    "a",
    "b",
    "xs",
    "full name",
    "người nộp",
    "loan-to-value",
    "days in month",
    "item",
    "count",
    "date and time",
)
SPECIAL = frozenset(["loan-to-value", "days in month"])
TYPES = (
    t.TypeNode(0, "name", "number"),
    t.TypeNode(0, "name", "date and time"),
    t.TypeNode(0, "list", "list", (t.TypeNode(0, "name", "string"),)),
    t.TypeNode(0, "context", "context", (t.TypeNode(0, "name", "Any"),), ("a b",)),
    t.TypeNode(0, "function", "function", (t.TypeNode(0, "name", "number"), t.TypeNode(0, "name", "Any"))),
)

OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", ">=")
TEMPORAL = ("2026-01-31", "07:00:00", "P1D", "P2Y", "2026-01-31T07:00:00Z")


def random_tree(rng: random.Random, depth: int = 4) -> t.Node:
    """Any tree the parser can give back."""
    if depth == 0 or rng.random() < 0.15:
        return _leaf(rng)
    return rng.choice(_MAKERS)(rng, depth - 1)


def _leaf(rng):
    value = rng.choice([None, True, False, Decimal(rng.randint(0, 10**6)).scaleb(-3), "ab\"\\\n é😀'", ""])
    return rng.choice(
        [t.Literal(0, value), t.Name(0, rng.choice(NAMES)), t.AtLiteral(0, rng.choice(TEMPORAL))],
    )


def _several(rng, depth, least=1):
    return tuple(random_tree(rng, depth) for _ in range(rng.randint(least, 3)))


def _iterations(rng, depth):
    return tuple(
        t.Iteration(
            0, rng.choice(NAMES[:6]), random_tree(rng, depth), rng.choice([None, random_tree(rng, depth)])
        )
        for _ in range(rng.randint(1, 2))
    )


def _context(rng, depth):
    names = rng.sample(NAMES, rng.randint(0, 3))
    return t.ContextOf(0, tuple((name, random_tree(rng, depth)) for name in names))


def _function(rng, depth):
    names = rng.sample(NAMES[:6], rng.randint(0, 2))
    parameters = tuple(t.Parameter(0, name, rng.choice([None, *TYPES])) for name in names)
    return t.FunctionOf(0, parameters, random_tree(rng, depth), False)


def _call(rng, depth):
    arguments = _several(rng, depth)
    names = tuple(rng.sample(NAMES[:6], len(arguments))) if rng.random() < 0.5 else ()
    return t.Call(0, random_tree(rng, depth), arguments, names)


def _flag(rng):
    return rng.random() < 0.5


_MAKERS = (
    lambda r, d: t.Binary(0, r.choice(OPERATORS), random_tree(r, d), random_tree(r, d)),
    lambda r, d: t.Junction(0, r.choice(["and", "or"]), _several(r, d, least=2)),
    lambda r, d: t.Unary(0, random_tree(r, d)),
    lambda r, d: t.ListOf(0, _several(r, d, least=0)),
    _context,
    lambda r, d: t.RangeOf(0, random_tree(r, d), random_tree(r, d), _flag(r), _flag(r)),
    lambda r, d: t.Comparator(0, r.choice(["<", "<=", ">", ">=", "=", "!="]), random_tree(r, d)),
    lambda r, d: t.Between(0, random_tree(r, d), random_tree(r, d), random_tree(r, d)),
    lambda r, d: t.In(0, random_tree(r, d), _several(r, d)),
    lambda r, d: t.If(0, random_tree(r, d), random_tree(r, d), random_tree(r, d)),
    lambda r, d: t.For(0, _iterations(r, d), random_tree(r, d)),
    lambda r, d: t.Quantified(0, r.choice(["some", "every"]), _iterations(r, d), random_tree(r, d)),
    lambda r, d: t.Path(0, random_tree(r, d), r.choice(NAMES)),
    lambda r, d: t.Filter(0, random_tree(r, d), random_tree(r, d)),
    _call,
    lambda r, d: t.InstanceOf(0, random_tree(r, d), r.choice(TYPES)),
    _function,
)


def bare(node):
    """The tree with every place set to 0."""
    changed = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, t.Node):
            changed[field.name] = bare(value)
        elif isinstance(value, tuple):
            changed[field.name] = tuple(_bare_item(item) for item in value)
    return replace(node, **{**changed, "at": 0})


def _bare_item(item):
    if isinstance(item, t.Node):
        return bare(item)
    return (item[0], bare(item[1])) if isinstance(item, tuple) else item


SEEDS = (
    "if a > 1 then [1,2,3][item > a] else {b: a + 1, c: b * 2}.c",
    "for i in 1..10, j in [1,2] return i * j + partial[-1]",
    "some x in xs satisfies x.b between 1 and (3 + 4)",
    'date and time("2026-01-31T10:00:00@Asia/Ho_Chi_Minh") + duration("P1DT2H")',
    'replace("abc", "(a)(b)", "$2$1") + string join(split("a;b", ";"), ",")',
    "(function(x: number, y) x + y)(x: 1, y: 2) instance of list<number>",
    'x in (< 5, [1..10[, not(3)) and not(a = null) or @"P1Y" > @"P2M"',
    "sort([3,1,2], function(a, b) a < b)[1] ** 2 - -3 / 0",
    'context put({a: {b: 1}}, ["a", "b"], 2).a.b = count(flatten([[1],[2,[3]]]))',
    "loan-to-value * days in month / decimal(1/3, 2) // comment",
)
TOKENS = (
    *[
        "+",
        "-",
        "*",
        "/",
        "**",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "<",
        ">",
        "<=",
        ">=",
        "=",
        "!=",
        "@",
        '"',
        "'",
        "?",
        "and",
        "or",
        "not",
        "in",
        "between",
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
    ],
    *[
        "every",
        "satisfies",
        "function",
        "external",
        "instance",
        "of",
        "null",
        "true",
        "false",
        "1",
        "0",
        "1e400",
        ".5",
        "999999999999999999",
        "a",
        "b",
        "xs",
        "item",
    ],
    *[
        "partial",
        '"x"',
        '@"P1D"',
        '@"2026-01-01"',
        "list<number>",
        "count(",
        "sum(",
        "date(",
        "time(",
        "range(",
        "matches(",
        "replace(",
        "split(",
    ],
    "date and time(",
    "string(",
    "years and months duration(",
    "loan-to-value",
    "\\",
    "\n",
    "é",
    "\u0000",
    "😀",
    "/*",
    "//",
)


def hostile_texts(count: int, seed: int):
    """That many texts: seeds with tokens swapped, dropped, doubled, and cut."""
    rng = random.Random(seed)
    for _ in range(count):
        text = rng.choice(SEEDS)
        for _ in range(rng.randint(1, 6)):
            place = rng.randint(0, len(text))
            action = rng.random()
            if action < 0.5:
                text = f"{text[:place]} {rng.choice(TOKENS)} {text[place:]}"
            elif action < 0.7:
                text = text[:place] + text[place + rng.randint(1, 8) :]
            elif action < 0.85:
                text = text[:place] + rng.choice(SEEDS)[rng.randint(0, 20) :] + text[place:]
            else:
                text = text[:place] + text[max(0, place - rng.randint(1, 20)) :]
        yield text[:400]

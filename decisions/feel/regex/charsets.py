"""Sets of characters in a regular expression: categories, blocks and classes of XML Schema."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

CharSet = Callable[[str], bool]

# The blocks people write in practice; any other name makes the pattern invalid.
_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Thai": (0x0E00, 0x0E7F),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
}
_CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)


def single(character: str) -> CharSet:
    """Exactly that character."""
    return lambda c: c == character


def span(first: str, last: str) -> CharSet:
    """From one character to another."""
    return lambda c: first <= c <= last


def union(sets: list[CharSet]) -> CharSet:
    """Whatever is in any of the sets."""
    if len(sets) == 1:
        return sets[0]
    members = tuple(sets)
    return lambda c: any(member(c) for member in members)


def negated(members: CharSet) -> CharSet:
    """Whatever is not in the set."""
    return lambda c: not members(c)


def without(members: CharSet, taken: CharSet) -> CharSet:
    """The set less another one."""
    return lambda c: members(c) and not taken(c)


def ignoring_case(members: CharSet) -> CharSet:
    """The set with both cases of each of its characters."""
    return lambda c: members(c) or members(c.lower()) or members(c.upper())


def category(name: str) -> CharSet | None:
    """The set of \\p{name}, None for an unknown name."""
    if name in _CATEGORIES:
        return lambda c: unicodedata.category(c).startswith(name)
    block = _BLOCKS.get(name.removeprefix("Is")) if name.startswith("Is") else None
    if block is None:
        return None
    low, high = block
    return lambda c: low <= ord(c) <= high


def _name_start(c: str) -> bool:
    return c in "_:" or unicodedata.category(c)[0] == "L"


def _name_part(c: str) -> bool:
    return _name_start(c) or c in "-.·" or unicodedata.category(c)[0] in "NM"


# The letters behind a backslash; the capital is the complement.
CLASSES: dict[str, CharSet] = {
    "s": lambda c: c in " \t\n\r",
    "d": lambda c: unicodedata.category(c) == "Nd",
    "w": lambda c: unicodedata.category(c)[0] not in "PZC",
    "i": _name_start,
    "c": _name_part,
}


def no_newline(c: str) -> bool:
    """What a full stop stands for without the flag "s"."""
    return c not in "\n\r"


def anything(c: str) -> bool:
    """What a full stop stands for with the flag "s"."""
    return True

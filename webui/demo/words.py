"""The province's words: names of people and places, and what is written into which field. Read from words.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from engine.dossier import Applicant

PROVINCE_ID = "064"
"""First digits of identity numbers of people born in Gia Lai."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes into fields with certain keys. least, most, step: of numbers; date: which day.

    even: all choices are equally usual. rare: a box that is hardly ever ticked. same_as: the variable that the field
    repeats.
    """

    keys: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    step: float | None = None
    date: str = "today"
    even: bool = False
    rare: bool = False
    same_as: str = ""

    def fits(self, key: str) -> bool:
        return any(fnmatchcase(key, pattern) for pattern in self.keys)


_NO_RULE = Rule()


@dataclass(frozen=True, slots=True)
class Words:
    """Everything in words.toml."""

    people: Mapping[str, Mapping[str, Any]]
    sexes: Mapping[str, str]
    villages: tuple[str, ...]
    commune: str
    rules: tuple[Rule, ...]
    defaults: Mapping[str, tuple[str, ...]]

    def rule(self, key: str) -> Rule:
        """The first rule for fields of that key, or an empty one."""
        return next((rule for rule in self.rules if rule.fits(key)), _NO_RULE)

    def person(self, random: Random) -> Applicant:
        """Somebody new: name, identity number, birth date and sex agree."""
        groups = list(self.people.values())
        group = random.choices(groups, [entry["share"] for entry in groups])[0]
        is_female = random.random() < 0.5
        kind = "female" if is_female else "male"
        parts: Sequence[str] = [random.choice(group[f"{part}_{kind}"]) for part in ("middle", "given")]
        born = date(1948, 1, 1) + timedelta(days=random.randrange(57 * 365))
        century = (2 if born.year >= 2000 else 0) + is_female
        return Applicant(
            full_name=" ".join(filter(None, (random.choice(group["family"]), *parts))),
            id_number=f"{PROVINCE_ID}{century}{born:%y}{random.randrange(10**6):06d}",
            birth_date=born.isoformat(),
            sex=self.sexes[kind],
            address=self.address(random),
            phone=f"09{random.randrange(10**8):08d}",
        )

    def address(self, random: Random) -> str:
        return f"{random.choice(self.villages)}, {self.commune}"

    def write(self, sample: str, random: Random, applicant: Applicant, today: date) -> str:
        """A sample with its braces filled in."""
        if "{" not in sample:
            return sample
        other = self.person(random)
        return sample.format(
            n=random.randint(1, 900),
            year=today.year,
            applicant=applicant.full_name,
            applicant_id=applicant.id_number,
            person=other.full_name,
            id_number=other.id_number,
            phone=other.phone,
            address=other.address,
        )


@cache
def default_words() -> Words:
    """The words that come with the program."""
    data = tomllib.loads(resources.files("webui.demo").joinpath("words.toml").read_text(encoding="utf-8"))
    return Words(
        people=data["people"],
        sexes=data["sexes"],
        villages=tuple(data["places"]["villages"]),
        commune=data["places"]["commune"],
        rules=tuple(_rule(row) for row in data["rule"]),
        defaults={name: tuple(samples) for name, samples in data["defaults"].items()},
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        keys=tuple(row["keys"]),
        samples=tuple(row.get("samples", ())),
        least=row.get("from"),
        most=row.get("to"),
        step=row.get("step"),
        date=row.get("date", "today"),
        even=row.get("even", False),
        rare=row.get("rare", False),
        same_as=row.get("same_as", ""),
    )

"""The library against a walker of minutes, on random calendars; every explanation is reckoned again on the way."""

import json
import os
import random

import pytest

from engine import clock, law
from tests.engine.law import oracle

CASES = int(os.environ.get("MOTCUA_DEADLINE_CASES", "100000"))
WORLDS = 50
AMOUNTS = {"working_day": 40, "calendar_day": 60, "working_hour": 80}


def limit(dice: random.Random) -> law.TimeLimit:
    unit = dice.choice([*AMOUNTS, "same_day"])
    return law.TimeLimit(dice.randint(1, AMOUNTS[unit]) if unit in AMOUNTS else 0, law.Unit(unit))


def minute(dice: random.Random, strip: oracle.Strip, first: int, last: int) -> int:
    """Any minute, or one at which the office opens, closes or stops answering on the day."""
    found = dice.randrange(first, last)
    return found if dice.random() < 0.6 else max(dice.choice(strip.edges(found)), first)


def waits(dice: random.Random, strip: oracle.Strip, received: int, due: int) -> list[tuple[int, int]]:
    """None, one or two, some of no length, some at the receipt or the due instant, one after the other."""
    last = received + 30 * oracle.A_DAY
    edges = [
        dice.choice([received, due, *(minute(dice, strip, received, last) for _ in range(8))])
        for _ in range(2 * dice.randint(0, 2))
    ]
    edges.sort()
    pairs = list(zip(edges[::2], edges[1::2], strict=True))
    return [(start, start if dice.random() < 0.1 else end) for start, end in pairs]


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_walk_minute_by_minute_finds_the_same_due_instants(seed: int) -> None:
    dice = random.Random(seed)
    world = oracle.random_world(dice)
    strip, calendar = oracle.Strip(world), law.read_calendar(world.toml)

    for _ in range(CASES // WORLDS):
        received, asked, rule = (
            minute(dice, strip, 0, 450 * oracle.A_DAY),
            limit(dice),
            dice.choice([*law.SupplementRule]),
        )
        alone = strip.due(received, asked.amount, asked.unit.value)
        pairs = waits(dice, strip, received, alone)
        expected = strip.due_after(received, asked.amount, asked.unit.value, pairs, rule.value)

        moment = oracle.instant(received).replace(tzinfo=clock.LOCAL, second=dice.randrange(60))
        pauses = [
            law.Pause(*(oracle.instant(edge).replace(tzinfo=clock.LOCAL) for edge in pair)) for pair in pairs
        ]
        found = law.due_at(moment, asked, calendar, pauses, rule)

        case = (received, asked, pairs, rule)
        assert clock.local(found.due_at).replace(tzinfo=None) == oracle.instant(expected), case
        assert law.reckon_again(found.steps) == found.due_at, case


def test_an_explanation_leads_to_the_same_instant_after_it_was_kept_and_read_back() -> None:
    dice = random.Random(7)
    calendar = law.default_calendar()

    for _ in range(2_000):
        received = oracle.instant(dice.randrange(450 * oracle.A_DAY)).replace(tzinfo=clock.LOCAL)
        found = law.due_at(received, limit(dice), calendar)
        kept = json.loads(json.dumps([step.as_json() for step in found.steps]))

        assert [law.step_from(step) for step in kept] == list(found.steps)
        assert law.reckon_again(map(law.step_from, kept)) == found.due_at

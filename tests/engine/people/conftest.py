"""The province of 2015 in an empty database, and a quick way to open accounts in it."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from argon2 import PasswordHasher

from engine import people, store
from engine.people import passwords
from tests.engine import province

DESK = "H21.52.21.01"
PASSWORD = "con trau uong nuoc"

OpenAccount = Callable[..., people.Account]


@pytest.fixture
def gia_lai(database: store.Database) -> store.Database:
    """An open database that knows all units."""
    province.UNITS.into(database)
    return database


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real hash with the least work: these tests make hundreds; test_passwords.py looks at the real price."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def open_account(gia_lai: store.Database, quick_hashes: None) -> OpenAccount:
    """`open_account("lan", unit_code=…)`: an account with PASSWORD, at the desk of thị trấn Chư Prông unless told."""
    numbers = count(1)

    def opened(username: str = "lan", **given: Any) -> people.Account:
        defaults = {
            "officer_id": f"GL{next(numbers):04}",
            "name": "Rơ Châm H'Lan",
            "title": "Công chức",
            "unit_code": DESK,
            "password": PASSWORD,
        }
        return people.create_account(people.NewAccount(username, **(defaults | given)))

    return opened

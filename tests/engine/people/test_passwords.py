"""Which passwords are good enough, and how they are kept."""

import unicodedata

import pytest
from argon2 import PasswordHasher

from engine import people
from engine.people import passwords


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("ngan-qua-9", None),
        ("ngan-qua9", "too_short"),
        ("dài quá " * 20, "too_long"),
        ("toi-la-LAN.ksor-day", "has_username"),
        ("aaaaabbbbbccc", "too_common"),
        ("1234567890", "too_common"),
        ("Matkhau@123456", "too_common"),
        ("M\u1eadt kh\u1ea9u 2025!", "too_common"),
        ("Admin@2025!!", "too_common"),
        ("P@ssw0rd2025", "too_common"),
        ("con trâu uống nước", None),
    ],
)
def test_easily_guessed_passwords_are_refused_with_the_reason(password: str, reason: str | None) -> None:
    if reason is None:
        passwords.check_password(password, "lan.ksor")
        return
    with pytest.raises(people.PasswordRefused) as refused:
        passwords.check_password(password, "lan.ksor")
    assert refused.value.facts["reason"] == reason


def test_a_refusal_does_not_repeat_the_password() -> None:
    with pytest.raises(people.PasswordRefused) as refused:
        passwords.check_password("Matkhau@123456", "lan")

    assert "123456" not in str(refused.value)
    assert "123456" not in repr(refused.value.facts)


def test_a_kept_password_is_salted_argon2id_and_not_the_password() -> None:
    first, second = (
        passwords.hash_password("con trau uong nuoc"),
        passwords.hash_password("con trau uong nuoc"),
    )

    assert first.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert first != second
    assert passwords.verify_password(first, "con trau uong nuoc")
    assert not passwords.verify_password(first, "con trau uong nuoC")


def test_composed_and_decomposed_letters_are_one_password() -> None:
    kept = passwords.hash_password(unicodedata.normalize("NFC", "con trâu uống nước"))

    assert passwords.verify_password(kept, unicodedata.normalize("NFD", "con trâu uống nước"))


def test_nobody_has_no_password_and_what_is_kept_may_be_damaged() -> None:
    assert not passwords.verify_password(None, "con trau uong nuoc")
    assert not passwords.verify_password("", "con trau uong nuoc")
    assert not passwords.verify_password("$argon2id$v=19$m=65536", "con trau uong nuoc")


def test_a_password_beyond_the_limit_is_never_right() -> None:
    endless = "x" * 1_000_000

    assert not passwords.verify_password(passwords.hash_password(endless[:128]), endless)


def test_a_hash_with_other_parameters_is_outdated() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("con trau uong nuoc")

    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(passwords.hash_password("con trau uong nuoc"))

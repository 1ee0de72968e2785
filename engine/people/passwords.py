"""Passwords: which are good enough, and how they are kept (Argon2id)."""

import string
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.people.errors import PasswordRefused


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """least, most: characters. distinct: how many different ones at least."""

    least: int = 10
    # a longer one only keeps the server busy
    most: int = 128
    distinct: int = 5


RULES = PasswordRules()
_LOOKALIKES = str.maketrans("@$0", "aso")
# above OWASP's least for Argon2id (19 MiB, 2 passes), low enough for an office that signs in at half past seven
_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)


def check_password(password: str, username: str, rules: PasswordRules = RULES) -> None:
    """Refuse what is easily guessed. Raises PasswordRefused with the reason."""
    text = _normal(password)
    if len(text) < rules.least:
        raise PasswordRefused("too short", reason="too_short", least=rules.least)
    if len(text) > rules.most:
        raise PasswordRefused("too long", reason="too_long", most=rules.most)
    if username.casefold() in text.casefold():
        raise PasswordRefused("contains the user name", reason="has_username")
    if len(set(text)) < rules.distinct or not _skeletons(text).isdisjoint(_common()):
        raise PasswordRefused("too common", reason="too_common")


def hash_password(password: str) -> str:
    """The hash to keep, with salt and parameters inside."""
    return _hasher.hash(_normal(password))


def verify_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one kept. Without one kept (nobody by that name) it takes as long and is false."""
    if kept is None or len(password) > RULES.most:
        _hasher.hash(_normal(password[: RULES.most]))
        return False
    try:
        return _hasher.verify(kept, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def _normal(password: str) -> str:
    # Vietnamese keyboards send the same letter as one code point or as several
    return unicodedata.normalize("NFC", password)


def _skeletons(text: str) -> set[str]:
    """What is left of `M@tkhau-2025!` when decoration is taken off: `matkhau`, `mtkhau`; of `12345-678`, the digits."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    # the year behind the word goes first: its 0 is no letter in disguise
    word = bare.replace("\u0111", "d").rstrip(string.digits + string.punctuation + " ")
    spellings = (word, word.translate(_LOOKALIKES))
    if not word:
        return {"".join(c for c in bare if c.isdigit())}
    return {"".join(c for c in spelling if c.isalpha()) for spelling in spellings}


@cache
def _common() -> frozenset[str]:
    listed = (
        resources.files("engine.people").joinpath("data", "common_passwords.txt").read_text(encoding="ascii")
    )
    return frozenset(line.strip() for line in listed.splitlines() if line and not line.startswith("#"))

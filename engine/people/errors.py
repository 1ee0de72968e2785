"""What can go wrong with units, accounts and sign-in.

NotFound:     UnknownUnit · UnknownAccount
NotAllowed:   BadCredentials · AccountLocked · AccountNotValid · SessionExpired
InvalidInput: BadUnits · BadAccount · PasswordRefused
Conflict:     AccountTaken
"""

from engine.errors import Conflict, InvalidInput, NotAllowed, NotFound


class UnknownUnit(NotFound):
    """No such unit, or not in force on that day. facts: unit."""

    code = "unknown_unit"


class UnknownAccount(NotFound):
    """No such account. facts: account."""

    code = "unknown_account"


class BadCredentials(NotAllowed):
    """User name or password is wrong."""

    code = "bad_credentials"


class AccountLocked(NotAllowed):
    """Too many wrong passwords. facts: until (instant)."""

    code = "account_locked"


class AccountNotValid(NotAllowed):
    """The account is not in force today. facts: valid_from, valid_to (dates or None)."""

    code = "account_not_valid"


class SessionExpired(NotAllowed):
    """Sign in again."""

    code = "session_expired"


class BadUnits(InvalidInput):
    """The file of units cannot be loaded. facts: place (code of the unit, or the part of the file)."""

    code = "bad_units"

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}", place=place)


class BadAccount(InvalidInput):
    """The account cannot be made like that. facts: name (of the field)."""

    code = "bad_account"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} {reason}", name=name)


class PasswordRefused(InvalidInput):
    """The password is too easy to guess. facts: reason (too_short, too_long, has_username, too_common), least."""

    code = "password_refused"


class AccountTaken(Conflict):
    """Another account has that name or that officer's number; nobody shares one. facts: name (of the field)."""

    code = "account_taken"

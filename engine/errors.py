"""What can go wrong, as one tree. The docstring is the message, `code` is stable for machines.

MotcuaError
├── NotFound              no such thing, or not yours to see
├── NotAllowed            you may not do this
├── InvalidInput          what was given cannot be accepted
├── Conflict              somebody else was faster
└── Unavailable           try again later

HTTP statuses and Vietnamese texts are looked up from the code in one table (webui/strings.py).
"""

from typing import ClassVar


class MotcuaError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"

    def __init__(self, detail: str = "", **facts: object) -> None:
        """detail: one English clause for the log. facts: values that the Vietnamese text may name."""
        self.detail = detail
        self.facts = facts
        message = (type(self).__doc__ or "").strip().splitlines()[0].partition(" facts:")[0]
        super().__init__(f"{message} {detail}".strip())


class NotFound(MotcuaError):
    """No such thing."""

    code = "not_found"


class NotAllowed(MotcuaError):
    """You may not do this."""

    code = "not_allowed"


class InvalidInput(MotcuaError):
    """What was given cannot be accepted."""

    code = "invalid_input"


class Conflict(MotcuaError):
    """Somebody else was faster."""

    code = "conflict"


class Unavailable(MotcuaError):
    """Not possible at the moment; try again later."""

    code = "unavailable"

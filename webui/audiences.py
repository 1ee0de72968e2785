"""Who a route is for. One gate in front of every view asks; a view without an answer is never reached."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from webui import sessions
from webui.extensions import csrf

Audience = Literal["officer", "public", "anyone", "peer"]
"""officer: signed in. public: citizens, limited in pace. anyone: sign-in, files of the pages, health.
peer: other agencies' systems, known by their signatures."""

V = TypeVar("V", bound=Callable[..., Any])


class NoAudience(RuntimeError):
    """A route does not say whom it is for."""


def audience(who: Audience) -> Callable[[V], V]:
    """Name the audience of a view. Goes below the route decorator."""

    def mark(view: V) -> V:
        view.audience = who  # type: ignore[attr-defined]
        return view

    return mark


def audience_of(app: Flask, endpoint: str) -> Audience:
    """The audience a view names. Raises NoAudience."""
    found: Audience | None = getattr(app.view_functions[endpoint], "audience", None)
    if found is None:
        raise NoAudience(endpoint)
    return found


def guard() -> ResponseReturnValue | None:
    """Before every request: is this the view's audience, and does a change come from our own page?"""
    if request.endpoint is None:
        return None
    who = audience_of(current_app, request.endpoint)
    if who == "officer":
        sessions.require_officer()
    if who != "peer":
        csrf.protect()
    return None

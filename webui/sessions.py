"""Who is at the other end: the sign-in token lives in a cookie, the officer in `g` for one request."""

from flask import Response, current_app, g, request

from engine import people

COOKIE = "motcua_session"


def require_officer() -> None:
    """Know the officer of this request. Raises SessionExpired (also when nobody ever signed in)."""
    token = request.cookies.get(COOKIE, "")
    g.officer = people.officer_of(token)


def current_officer() -> people.Officer:
    """The officer of this request, on routes for officers."""
    officer: people.Officer = g.officer
    return officer


def signed_in_officer() -> people.Officer | None:
    """The officer of this request on any route, None when nobody is signed in."""
    if "officer" not in g:
        try:
            require_officer()
        except people.SessionExpired:
            g.officer = None
    found: people.Officer | None = g.officer
    return found


def start(response: Response, token: str) -> None:
    """Hand the browser its sign-in token. It ends with the browser; the server ends it earlier by its own rules."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=secure, path="/")


def end(response: Response) -> None:
    """Sign out here and in the browser."""
    token = request.cookies.get(COOKIE)
    if token:
        people.sign_out(token)
    response.delete_cookie(COOKIE, path="/")

"""When the session ends in the middle of work: sign in again and go on where one was, nothing typed is lost."""

from flask import Response, make_response, redirect, render_template, request, url_for

from engine.errors import MotcuaError
from webui import strings

KEEP = "giu:"
"""Prefix of what was typed before, carried through the sign-in page."""
_NOT_KEPT = ("csrf_token", "password", "username")
_MOST = 400_000


def ask_to_sign_in(_error: MotcuaError) -> Response:
    """Answer a request that needs an officer when there is none."""
    target = request.full_path.rstrip("?")
    if request.headers.get("HX-Request") == "true":
        response = make_response("", 401)
        response.headers["HX-Redirect"] = url_for("account.sign_in", tiep=_page_of_request())
        return response
    if request.method == "GET":
        # the first visit of the day is no expired session: no message then
        return make_response(redirect(url_for("account.sign_in", tiep=None if target == "/" else target)))
    page = render_template(
        "account/sign_in.html",
        next_url=target,
        kept=_fields_to_keep(),
        problem=strings.PROBLEMS["session_expired"],
    )
    return make_response(page, 401)


def _page_of_request() -> str:
    """The page that an htmx request came from, as a local address."""
    shown = request.headers.get("HX-Current-URL", "")
    return local_address(shown.removeprefix(request.host_url.rstrip("/"))) or "/"


def _fields_to_keep() -> list[tuple[str, str]]:
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] not in _NOT_KEPT]
    small = sum(len(name) + len(text) for name, text in pairs) <= _MOST
    return [(KEEP + name, text) for name, text in pairs] if small else []


def kept_fields() -> list[tuple[str, str]]:
    """What the sign-in page carried along, under its own names again."""
    return [(n.removeprefix(KEEP), text) for n, text in request.form.items(multi=True) if n.startswith(KEEP)]


def local_address(target: str | None) -> str | None:
    """A path on this very site, or None: nobody may send our officers elsewhere through the sign-in page."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    return target if target.isprintable() else None

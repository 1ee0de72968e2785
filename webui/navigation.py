"""The main menu: what an officer's roles open. A blueprint that is not registered has no entry."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from engine import people
from webui import sessions, strings


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu."""

    endpoint: str
    label: str
    is_here: bool


def entries(officer: people.Officer) -> list[Entry]:
    """The menu of an officer, with the place where he is marked."""
    found = []
    for endpoint, label, roles in strings.NAVIGATION:
        if endpoint not in current_app.view_functions or (roles and not officer.roles & roles):
            continue
        start = url_for(endpoint)
        is_here = request.path == start or request.path.startswith(start + "/")
        found.append(Entry(endpoint, label, is_here))
    return found


def attach(app: Flask, name: str) -> None:
    """What every page knows: the node's name, the way home, the officer and the menu."""
    home = "portal.look_up" if "portal.look_up" in app.view_functions else "desk.inbox"

    @app.context_processor
    def of_every_page() -> dict[str, object]:
        officer = sessions.signed_in_officer() if "account.sign_in" in app.view_functions else None
        return {
            "node_name": name,
            "home_url": url_for(home),
            "officer": officer,
            "navigation": entries(officer) if officer else [],
        }

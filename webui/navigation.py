"""The main menu: what an officer's roles open. A blueprint that is not registered has no entry."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from engine import people
from webui import sessions, strings

_MENU = "motcua.menu"
"""Address, label and roles of every entry that this node has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu."""

    address: str
    label: str
    is_here: bool


def entries(officer: people.Officer) -> list[Entry]:
    """The menu of an officer, with the place where he is marked."""
    here = request.path
    return [
        Entry(address, label, here == address or here.startswith(address + "/"))
        for address, label, roles in current_app.extensions[_MENU]
        if not roles or officer.roles & roles
    ]


def attach(app: Flask, name: str) -> None:
    """What every page knows: the node's name, the way home, the officer and the menu."""
    with app.test_request_context():
        home = url_for("portal.look_up" if "portal.look_up" in app.view_functions else "desk.inbox")
        app.extensions[_MENU] = [
            (url_for(endpoint), label, roles)
            for endpoint, label, roles in strings.NAVIGATION
            if endpoint in app.view_functions
        ]

    @app.context_processor
    def of_every_page() -> dict[str, object]:
        officer = sessions.signed_in_officer() if "account.sign_in" in app.view_functions else None
        return {
            "node_name": name,
            "home_url": home,
            "officer": officer,
            "navigation": entries(officer) if officer else [],
        }

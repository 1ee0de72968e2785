"""The main menu: what an officer's roles open. A blueprint that is not registered has no entry."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from engine import people
from webui import sessions, strings

SHORT, DAILY = 7, 6
"""So many entries stand side by side; of a longer menu only the first, which are those of every day."""
_MENU = "motcua.menu"
"""Address, label and roles of every entry that this node has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu."""

    address: str
    label: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """The entries in sight, and those behind "more": nobody reads a menu of three rows."""

    daily: tuple[Entry, ...]
    more: tuple[Entry, ...]

    @property
    def opened(self) -> Entry | None:
        """The entry behind "more" where the officer is."""
        return next((entry for entry in self.more if entry.is_here), None)


def menu(officer: people.Officer) -> Menu:
    """The menu of an officer: whole while it is short."""
    found = tuple(entries(officer))
    return Menu(found, ()) if len(found) <= SHORT else Menu(found[:DAILY], found[DAILY:])


def entries(officer: people.Officer) -> list[Entry]:
    """The menu of an officer, with the place where he is marked."""
    here, held = request.path, officer.roles
    return [
        Entry(address, label, here == address or here.startswith(address + "/"))
        for address, label, roles in current_app.extensions[_MENU]
        if not roles or held & roles
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
            "navigation": menu(officer) if officer else None,
        }

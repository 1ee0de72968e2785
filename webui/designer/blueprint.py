"""The blueprint that the designer's modules put their routes on, and who may come here."""

from flask import Blueprint

from engine import people
from engine.errors import NotAllowed
from webui.sessions import current_officer

blueprint = Blueprint("designer", __name__, template_folder="templates", url_prefix="/quy-trinh")

READERS = frozenset({"unit_admin", "system_admin"})
MOVERS = frozenset({"system_admin"})
"""Versions belong to the node and all its agencies: only who answers for the node moves dossiers."""


def reader() -> people.Officer:
    """The signed-in officer, who may look at procedures. Raises NotAllowed."""
    return _having(READERS)


def mover() -> people.Officer:
    """The signed-in officer, who may move dossiers. Raises NotAllowed."""
    return _having(MOVERS)


def _having(roles: frozenset[str]) -> people.Officer:
    officer = current_officer()
    if not officer.roles & roles:
        raise NotAllowed(f"needs one of {sorted(roles)}")
    return officer

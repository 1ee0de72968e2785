"""The designer's pages: procedures and their versions, what differs, dossiers that go over to another version."""

from webui.designer import moves, versions
from webui.designer.blueprint import blueprint

__all__ = ["blueprint", "moves", "versions"]

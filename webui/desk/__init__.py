"""The officers' desk: receive dossiers, do tasks, find dossiers."""

from webui.desk import dossiers, files, inbox, receptions, tasks
from webui.desk.blueprint import blueprint

__all__ = ["blueprint", "dossiers", "files", "inbox", "receptions", "tasks"]

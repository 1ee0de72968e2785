"""The officers' desk: receive dossiers, do tasks, find dossiers."""

from webui.desk import acts, dossiers, files, inbox, receptions, reminders, tasks
from webui.desk.blueprint import blueprint

__all__ = ["acts", "blueprint", "dossiers", "files", "inbox", "receptions", "reminders", "tasks"]

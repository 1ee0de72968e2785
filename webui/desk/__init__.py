"""The officers' desk: receive dossiers, do tasks, find dossiers."""

from webui.desk import (
    acts,
    cashier,
    catching_up,
    dossiers,
    files,
    handovers,
    inbox,
    receptions,
    reminders,
    shelf,
    slips,
    tasks,
)
from webui.desk.blueprint import blueprint

__all__ = [
    "acts",
    "blueprint",
    "cashier",
    "catching_up",
    "dossiers",
    "files",
    "handovers",
    "inbox",
    "receptions",
    "reminders",
    "shelf",
    "slips",
    "tasks",
]

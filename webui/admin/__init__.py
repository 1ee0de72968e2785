"""Pages of administrators."""

from webui.admin import calendar, corrections, incidents, outages, papers, stuck_messages
from webui.admin.blueprint import blueprint

__all__ = ["blueprint", "calendar", "corrections", "incidents", "outages", "papers", "stuck_messages"]

"""Pages of administrators."""

from webui.admin import calendar, incidents, outages, papers
from webui.admin.blueprint import blueprint

__all__ = ["blueprint", "calendar", "incidents", "outages", "papers"]

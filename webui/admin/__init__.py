"""Pages of administrators."""

from webui.admin import calendar
from webui.admin.blueprint import blueprint

__all__ = ["blueprint", "calendar"]

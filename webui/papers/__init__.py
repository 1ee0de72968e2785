"""For whoever holds a printed paper: was it issued here, when and by whom."""

from webui.papers.views import blueprint

__all__ = ["blueprint"]

"""The public look-up: where is my dossier, by the code on the receipt."""

from webui.portal.views import blueprint

__all__ = ["blueprint"]

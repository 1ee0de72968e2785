"""LT/1 over HTTP: where other agencies' systems deliver."""

from webui.exchange.views import blueprint

__all__ = ["blueprint"]

"""Signing in and out, one's own profile."""

from webui.account.views import blueprint

__all__ = ["blueprint"]

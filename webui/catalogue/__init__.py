"""Procedures for the public: time, papers, fees, results, laws, as the sheets say them."""

from webui.catalogue.views import blueprint

__all__ = ["blueprint"]

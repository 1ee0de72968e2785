"""Registers, statutory reports, queries for dashboards. Empty until leaders get their pages."""

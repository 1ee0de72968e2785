"""Registers and statutory reports, counted from the history as it was known on any day."""

from engine.reports.errors import BadQuestion, NotYourReport
from engine.reports.projecting import BATCH, project, rebuild
from engine.reports.reconciling import reconcile, reconcile_nightly
from engine.reports.registers import behind, register
from engine.reports.statutory import (
    FIGURES,
    Figures,
    GroupBy,
    Question,
    Report,
    codes_behind,
    count,
    may_see,
    report,
)
from engine.reports.timelines import Timing

__all__ = [
    "FIGURES",
    "BadQuestion",
    "Figures",
    "GroupBy",
    "NotYourReport",
    "Question",
    "Report",
    "Timing",
    "behind",
    "codes_behind",
    "count",
    "may_see",
    "BATCH",
    "project",
    "rebuild",
    "reconcile",
    "reconcile_nightly",
    "register",
    "report",
]

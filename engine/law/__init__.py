"""Law as dated data: calendars, deadlines, procedure sheets. Pure functions, no tables.

Supplements, pauses and restarts are not here yet; they will be further functions from deadlines to deadlines.
"""

from engine.law.calendars import (
    Calendar,
    DayKind,
    OfficeHours,
    Session,
    SpecialDay,
    default_calendar,
    load_calendar,
)
from engine.law.deadlines import Deadline, Step, due_at, warn_at
from engine.law.errors import BadCalendar, BadLawData, BadLimit, BadSheet, ChannelNotOffered, NoCalendar
from engine.law.limits import TimeLimit, Unit, limit_text, parse_limit
from engine.law.sheet_files import load_sheet
from engine.law.sheets import (
    Case,
    Channel,
    ChannelLimit,
    Component,
    Fee,
    LegalBasis,
    Level,
    Publication,
    Result,
    Sheet,
    SheetStep,
)
from engine.law.sources import Evidence, Source

__all__ = [
    "BadCalendar",
    "BadLawData",
    "BadLimit",
    "BadSheet",
    "Calendar",
    "Case",
    "Channel",
    "ChannelLimit",
    "ChannelNotOffered",
    "Component",
    "DayKind",
    "Deadline",
    "Evidence",
    "Fee",
    "LegalBasis",
    "Level",
    "NoCalendar",
    "OfficeHours",
    "Publication",
    "Result",
    "Session",
    "Sheet",
    "SheetStep",
    "Source",
    "SpecialDay",
    "Step",
    "TimeLimit",
    "Unit",
    "default_calendar",
    "due_at",
    "limit_text",
    "load_calendar",
    "load_sheet",
    "parse_limit",
    "warn_at",
]

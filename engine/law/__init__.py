"""Law as dated data: calendars, deadlines, procedure sheets. Pure functions over it, and the rows people added."""

from engine.law.calendar_files import default_calendar, load_calendar, read_calendar
from engine.law.calendar_rows import calendar_of, lay_down_day, lay_down_hours, lay_down_year, take_back_day
from engine.law.calendars import AfterClosing, Calendar, DayKind, OfficeHours, Session, SpecialDay
from engine.law.deadlines import Deadline, due_at, warn_at
from engine.law.dossier_rules import (
    ResultRules,
    StatusRules,
    SupplementRules,
    result_rules,
    status_rules,
    supplement_rules,
)
from engine.law.errors import (
    BadCalendar,
    BadExplanation,
    BadLawData,
    BadLimit,
    BadPause,
    BadSheet,
    BadSlipForms,
    ChannelNotOffered,
    NoCalendar,
<<<<<<< HEAD
    NoOutageRules,
=======
    NoReminderRules,
>>>>>>> 9728c54 (process: nobody's deadline passes in silence: reminders climb a ladder of dated data, each told once)
    NoReportRules,
    NoSlipForm,
    UnknownPeriod,
)
from engine.law.explanations import Step, reckon_again, reckon_step, step_from
from engine.law.limits import TimeLimit, Unit, limit_text, parse_limit
<<<<<<< HEAD
from engine.law.outage_rules import OutageRules, outage_rules
=======
from engine.law.reminding import Ladder, Rung, reminder_ladder, reminder_times
>>>>>>> 9728c54 (process: nobody's deadline passes in silence: reminders climb a ladder of dated data, each told once)
from engine.law.reporting import Period, PeriodKind, ReportRules, period_kinds, period_of, report_rules
from engine.law.seeding import proposed_days, proposed_file
from engine.law.shares import Share, late_share, shares_of
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
from engine.law.slip_forms import SlipForm, SlipKind, load_slip_forms, slip_form
from engine.law.sources import Evidence, Source
from engine.law.waiting import Pause, SupplementRule

__all__ = [
    "AfterClosing",
    "BadCalendar",
    "BadExplanation",
    "BadLawData",
    "BadLimit",
    "BadPause",
    "BadSheet",
    "BadSlipForms",
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
    "Ladder",
    "Level",
    "NoCalendar",
<<<<<<< HEAD
    "NoOutageRules",
=======
    "NoReminderRules",
>>>>>>> 9728c54 (process: nobody's deadline passes in silence: reminders climb a ladder of dated data, each told once)
    "NoReportRules",
    "NoSlipForm",
    "OfficeHours",
    "OutageRules",
    "Pause",
    "Period",
    "PeriodKind",
    "Publication",
    "ReportRules",
    "Result",
    "Rung",
    "Session",
    "Share",
    "Sheet",
    "SheetStep",
    "SlipForm",
    "SlipKind",
    "Source",
    "SpecialDay",
    "ResultRules",
    "StatusRules",
    "Step",
    "SupplementRule",
    "SupplementRules",
    "TimeLimit",
    "Unit",
    "UnknownPeriod",
    "calendar_of",
    "default_calendar",
    "due_at",
    "late_share",
    "lay_down_day",
    "lay_down_hours",
    "lay_down_year",
    "limit_text",
    "load_calendar",
    "load_sheet",
    "load_slip_forms",
    "outage_rules",
    "parse_limit",
    "period_kinds",
    "period_of",
    "proposed_days",
    "proposed_file",
    "read_calendar",
    "reckon_again",
    "reckon_step",
    "reminder_ladder",
    "reminder_times",
    "report_rules",
    "shares_of",
    "slip_form",
    "step_from",
    "take_back_day",
    "result_rules",
    "status_rules",
    "supplement_rules",
    "warn_at",
]

"""Dossiers: reception, numbers, statuses, papers between agencies, what the public sees."""

from engine.dossier.calendars import (
    Affected,
    affected_by,
    confirm_year,
    lay_down_day,
    lay_down_hours,
    may_lay_down,
    take_back_day,
)
from engine.dossier.dates import DueChange
from engine.dossier.errors import (
    BadIdentityCard,
    CalendarNotYours,
    CalendarRefused,
    DueChangeRefused,
    NotWaiting,
    Problem,
    ReceptionRefused,
    StatusNotAllowed,
    SupplementRefused,
    UnknownDossier,
    UnknownProcedure,
)
from engine.dossier.following import follow
from engine.dossier.identity import Identity, mask_name, read_identity_card
from engine.dossier.numbering import normalise_code
from engine.dossier.publishing import AgencyStep, PublicStatus, public_status_of, take_status
from engine.dossier.reception import (
    Applicant,
    ComponentGiven,
    Receivable,
    Reception,
    procedure_at,
    procedure_names,
    receivable,
    receive,
)
from engine.dossier.register_entries import RegisterEntry, register_entries
from engine.dossier.shares import shares_of
from engine.dossier.slips import place_of, receipt_pdf
from engine.dossier.supplements import Supplement
from engine.dossier.transfers import take_transfer
from engine.dossier.views import Component, Dossier, DossierRow, dossier_of, history_of, search

__all__ = [
    "Affected",
    "AgencyStep",
    "Applicant",
    "BadIdentityCard",
    "CalendarNotYours",
    "CalendarRefused",
    "Component",
    "ComponentGiven",
    "Dossier",
    "DossierRow",
    "DueChange",
    "DueChangeRefused",
    "Identity",
    "NotWaiting",
    "Problem",
    "PublicStatus",
    "Receivable",
    "Reception",
    "ReceptionRefused",
    "RegisterEntry",
    "StatusNotAllowed",
    "Supplement",
    "SupplementRefused",
    "UnknownDossier",
    "UnknownProcedure",
    "affected_by",
    "confirm_year",
    "dossier_of",
    "follow",
    "history_of",
    "lay_down_day",
    "lay_down_hours",
    "mask_name",
    "may_lay_down",
    "normalise_code",
    "place_of",
    "procedure_at",
    "procedure_names",
    "public_status_of",
    "read_identity_card",
    "receipt_pdf",
    "receivable",
    "receive",
    "register_entries",
    "search",
    "shares_of",
    "take_back_day",
    "take_status",
    "take_transfer",
]

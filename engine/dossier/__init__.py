"""Dossiers: reception, numbers, statuses, papers between agencies, what the public sees."""

from engine.dossier.errors import BadIdentityCard, Problem, ReceptionRefused, UnknownDossier, UnknownProcedure
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
    receivable,
    receive,
)
from engine.dossier.slips import receipt_pdf
from engine.dossier.transfers import take_transfer
from engine.dossier.views import Component, Dossier, DossierRow, dossier_of, history_of, search

__all__ = [
    "AgencyStep",
    "Applicant",
    "BadIdentityCard",
    "Component",
    "ComponentGiven",
    "Dossier",
    "DossierRow",
    "Identity",
    "Problem",
    "PublicStatus",
    "Receivable",
    "Reception",
    "ReceptionRefused",
    "UnknownDossier",
    "UnknownProcedure",
    "dossier_of",
    "follow",
    "history_of",
    "mask_name",
    "normalise_code",
    "procedure_at",
    "public_status_of",
    "read_identity_card",
    "receivable",
    "receipt_pdf",
    "receive",
    "search",
    "take_status",
    "take_transfer",
]

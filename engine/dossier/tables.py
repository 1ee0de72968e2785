"""Dossiers as the counter and the public know them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKeyConstraint, Index, Integer, Table, Text

from engine.store import Instant, JsonText, metadata

dossier = Table(
    "dossier",
    metadata,
    Column("code", Text, primary_key=True),
    # the agency that works on it here; a partner's row of somebody else's dossier is not the lead
    Column("agency_code", Text, primary_key=True),
    Column("lead_agency", Text, nullable=False),
    Column("procedure_code", Text, nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("secret", Boolean, nullable=False),
    Column("deployment_id", BigInteger),
    Column("channel", Text, nullable=False),
    Column("applicant", JsonText, nullable=False),
    Column("subject", Text, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("fee", BigInteger),
    Column("status", Integer, nullable=False),
    Column("step", Text),
    Column("received_at", Instant, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("due_steps", JsonText, nullable=False),
    Column("finished_at", Instant),
    Column("returned_at", Instant),
    Column("received_by", Text, nullable=False),
    Column("request_key", Text, unique=True),
    Index("ix_dossier_agency_received", "agency_code", "received_at"),
)

dossier_component = Table(
    "dossier_component",
    metadata,
    Column("dossier_code", Text, primary_key=True),
    Column("agency_code", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("originals", Integer, nullable=False),
    Column("certified", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("file_ids", JsonText, nullable=False),
    ForeignKeyConstraint(["dossier_code", "agency_code"], ["dossier.code", "dossier.agency_code"]),
)

dossier_number = Table(
    "dossier_number",
    metadata,
    Column("agency_code", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

public_status = Table(
    "public_status",
    metadata,
    Column("dossier_code", Text, primary_key=True),
    Column("agency_code", Text, primary_key=True),
    Column("agency_name", Text, nullable=False),
    Column("lead_agency", Text, nullable=False),
    Column("procedure_name", Text),
    Column("masked_name", Text, nullable=False),
    Column("status", Integer),
    Column("step", Text),
    Column("working", Boolean, nullable=False),
    Column("received_at", Instant),
    Column("due_at", Instant),
    Column("finished_at", Instant),
    Column("returned_at", Instant),
    Column("changed_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

"""Dossiers as the counter and the public know them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

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
    # what the receipt promised; due_at is what holds now
    Column("original_due_at", Instant),
    # the agency's time stands still: since when, for what (supplement, payment)
    Column("waiting_since", Instant),
    Column("waiting_for", Text),
    # axes beside the status
    Column("payment", Text, nullable=False, server_default="none"),
    Column("delivery", Text, nullable=False, server_default="none"),
    # what the public is told besides the status
    Column("notice", JsonText),
    # entered later, after this outage
    Column("outage_id", Text),
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
    # 0: at reception; the first paper of a name stays when a supplement brings another one
    Column("supplement_no", Integer, nullable=False, server_default="0"),
    Column("replaces", Integer),
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
    # what the public is told besides the status: a supplement request, an apology
    Column("notice", JsonText),
    # why due_at, as the agency explains it
    Column("due_steps", JsonText),
    # what was to be paid, is paid, was given back
    Column("fees", JsonText),
)

supplement_request = Table(
    "supplement_request",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dossier_code", Text, nullable=False),
    Column("agency_code", Text, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("papers", JsonText, nullable=False),
    Column("document_no", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("expires_at", Instant),
    Column("closed_at", Instant),
    Column("override_by", Text),
    Column("override_reason", Text),
    Column("clock_rule", Text, nullable=False),
    Column("state", Text, nullable=False),
    ForeignKeyConstraint(["dossier_code", "agency_code"], ["dossier.code", "dossier.agency_code"]),
    Index("ix_supplement_request_dossier", "dossier_code", "agency_code"),
)

due_change = Table(
    "due_change",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("dossier_code", Text, nullable=False),
    Column("agency_code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("old_due", Instant),
    Column("new_due", Instant),
    Column("reason", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("approver_id", Text, nullable=False),
    Column("approver_name", Text, nullable=False),
    Column("document_no", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
    # the wait that led to it
    Column("since", Instant),
    Column("until", Instant),
    Column("steps", JsonText, nullable=False),
    ForeignKeyConstraint(["dossier_code", "agency_code"], ["dossier.code", "dossier.agency_code"]),
    Index("ix_due_change_dossier", "dossier_code", "agency_code"),
)

paper_block = Table(
    "paper_block",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency_code", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("created_name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# numbers printed in advance; `free` until a dossier received on paper carries it, or the slip is spoilt
paper_number = Table(
    "paper_number",
    metadata,
    Column("block_id", Text, ForeignKey("paper_block.id"), primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("agency_code", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("dossier_code", Text),
    Column("reason", Text),
    Index("ix_paper_number_serial", "agency_code", "serial"),
)

catch_up_entry = Table(
    "catch_up_entry",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency_code", Text, nullable=False),
    Column("outage_id", Text, nullable=False),
    Column("paper_serial", Integer),
    Column("received_at", Instant, nullable=False),
    Column("procedure_code", Text, nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("reception", JsonText, nullable=False),
    # what makes two entries the same, so that a file read twice makes no doubles
    Column("fingerprint", Text, nullable=False),
    # where it came from: the screen, or a file and its row
    Column("origin", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("entered_name", Text, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("decided_name", Text),
    Column("decided_at", Instant),
    Column("reason", Text),
    Column("dossier_code", Text),
    UniqueConstraint("agency_code", "fingerprint"),
    Index("ix_catch_up_entry_state", "agency_code", "state", "received_at"),
)

# every paper that was printed; `dossier_code` is empty for lists
slip = Table(
    "slip",
    metadata,
    # opaque: stands in the QR code by which the paper is checked
    Column("id", Text, primary_key=True),
    Column("agency_code", Text, nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # which of several papers of a kind: the supplement request, the change of the due instant
    Column("about", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("form_mark", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("template_version", Integer, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("issued_name", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    # of the PDF as it was printed; the bytes lie among the node's files
    Column("sha256", Text, nullable=False),
    Index("ix_slip_dossier", "dossier_code", "agency_code"),
)

slip_number = Table(
    "slip_number",
    metadata,
    Column("agency_code", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

# rows are only added: the one with the highest version that is valid already holds
slip_template = Table(
    "slip_template",
    metadata,
    Column("agency_code", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("blocks", JsonText, nullable=False),
    # a whole typst file instead of the one that ships, None for that one
    Column("source", Text),
    Column("valid_from", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("author_id", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

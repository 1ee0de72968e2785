"""Definitions, running instances, and the rows derived from an instance's state in the same transaction."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store import Instant, JsonText, metadata

_ID = BigInteger().with_variant(Integer, "sqlite")
_CLAIMED = text("claimed_by IS NOT NULL")
_READY = text("state = 'READY'")
_OPEN = text("state = 'open'")

deployment = Table(
    "deployment",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    # the first day on which it starts new dossiers
    Column("valid_from", Date, nullable=False, server_default="2000-01-01"),
    Column("legal_basis", Text, nullable=False, server_default=""),
    UniqueConstraint("key", "version"),
)

# one row a version that the gate could not decide about; triggers refuse to change it
deployment_override = Table(
    "deployment_override",
    metadata,
    Column("deployment_id", _ID, ForeignKey("deployment.id"), primary_key=True, autoincrement=False),
    Column("verdict", Text, nullable=False),
    Column("places", JsonText, nullable=False),
    Column("by_id", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
)

deployment_file = Table(
    "deployment_file",
    metadata,
    Column("deployment_id", _ID, ForeignKey("deployment.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

process_definition = Table(
    "process_definition",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("deployment_id", _ID, ForeignKey("deployment.id"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("procedure_code", Text),
    Column("participant_id", Text),
    Column("runs_at", Text),
    Column("starts_at_counter", Boolean, nullable=False),
    Column("message_starts", JsonText, nullable=False),
    UniqueConstraint("deployment_id", "process_id"),
    Index("ix_process_definition_process_id", "process_id", "deployment_id"),
)

process_instance = Table(
    "process_instance",
    metadata,
    Column("id", Text, primary_key=True),
    Column("definition_id", _ID, ForeignKey("process_definition.id"), nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("procedure_code", Text, nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("agency_code", Text, nullable=False),
    Column("lead_agency", Text, nullable=False),
    Column("due_at", Instant),
    Column("rev", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("variables", JsonText, nullable=False),
    Column("next_due", Instant),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_process_instance_next_due", "next_due"),
    # one pool of one dossier at one agency: a repeated start message finds it instead of making a second one
    UniqueConstraint("dossier_code", "definition_id", "agency_code"),
)

work_item = Table(
    "work_item",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("instance_id", Text, ForeignKey("process_instance.id"), nullable=False),
    Column("dossier_code", Text, nullable=False, index=True),
    Column("element_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("form_ref", Text),
    Column("procedure_code", Text, nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("claimed_by", Text),
    Column("claimed_name", Text),
    Column("claimed_at", Instant),
    # when to look at it again for a reminder (null: not looked at yet), and the rung reached so far
    Column("remind_at", Instant),
    Column("remind_level", Integer, nullable=False, server_default="0"),
    Index("ix_work_item_group", "unit_code", "role", "due_at"),
    Index(
        "ix_work_item_claimed_by", "claimed_by", "due_at", sqlite_where=_CLAIMED, postgresql_where=_CLAIMED
    ),
    # every index of this table is paid for twice at each completed task
    sqlite_with_rowid=False,
)

task_draft = Table(
    "task_draft",
    metadata,
    Column("task_id", Text, ForeignKey("work_item.task_id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", Text, primary_key=True),
    Column("submitted", JsonText, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

task_record = Table(
    "task_record",
    metadata,
    # no index by dossier: its history names its tasks
    Column("task_id", Text, primary_key=True),
    Column("instance_id", Text, ForeignKey("process_instance.id"), nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("completed_by", Text, nullable=False),
    Column("completed_name", Text, nullable=False),
    Column("completed_at", Instant, nullable=False),
    Column("answers", JsonText, nullable=False),
    sqlite_with_rowid=False,
)

message_subscription = Table(
    "message_subscription",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("instance_id", Text, ForeignKey("process_instance.id"), nullable=False, index=True),
    Column("key", Text, nullable=False),
    # the event that waits; "" in rows of before it was written down
    Column("element_id", Text, nullable=False, server_default=""),
    Index("ix_message_subscription_route", "name", "key"),
)

# a signal that an instance is still to hear; those of one instance in the order of their ids
signal_delivery = Table(
    "signal_delivery",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("instance_id", Text, ForeignKey("process_instance.id"), nullable=False),
    Column("name", Text, nullable=False),
    # the dossier whose process threw it
    Column("thrown_by", Text, nullable=False),
    Column("thrown_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Index("ix_signal_delivery_instance", "instance_id", "id"),
    Index("ix_signal_delivery_next_at", "next_at"),
)

# work for somebody outside: the idempotency key of its operation is the call's task id
service_job = Table(
    "service_job",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("instance_id", Text, ForeignKey("process_instance.id"), nullable=False, index=True),
    Column("dossier_code", Text, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("target", Text, nullable=False),
    # as they were when the token came; null: they could not be computed
    Column("inputs", JsonText),
    # kept when the operation was done but its result could not be applied: it is not asked for again
    Column("outputs", JsonText),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    # when it is tried next; while somebody works on it, when their lease ends
    Column("next_at", Instant, nullable=False),
    Column("lease_token", Text),
    Column("last_error", Text),
    Column("created_at", Instant, nullable=False),
    Index("ix_service_job_due", "next_at", sqlite_where=_READY, postgresql_where=_READY),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Text, ForeignKey("process_instance.id"), nullable=False, index=True),
    # the token that cannot go on; empty: the instance as a whole cannot be driven
    Column("task_id", Text, nullable=False),
    Column("agency_code", Text, nullable=False),
    Column("dossier_code", Text, nullable=False, index=True),
    Column("procedure_code", Text, nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("element_id", Text),
    Column("element_name", Text),
    Column("kind", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", Text),
    Column("closed_name", Text),
    Column("reason", Text),
    Index("ix_incident_agency_state", "agency_code", "state", "opened_at"),
    # two workers that meet the same trouble make one incident of it
    Index(
        "uq_incident_open", "instance_id", "task_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    ),
)

case_file = Table(
    "case_file",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dossier_code", Text, index=True),
    Column("name", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", Instant, nullable=False),
)

migration = Table(
    "migration",
    metadata,
    Column("id", Text, primary_key=True),
    Column("from_deployment", _ID, ForeignKey("deployment.id"), nullable=False),
    Column("to_deployment", _ID, ForeignKey("deployment.id"), nullable=False),
    # old element id → new one
    Column("mapping", JsonText, nullable=False),
    Column("note", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started_name", Text, nullable=False),
    Column("unit_code", Text),
    Column("started_at", Instant, nullable=False),
)

_UNDECIDED = text("status IN ('waiting', 'undoing')")

migration_instance = Table(
    "migration_instance",
    metadata,
    Column("migration_id", Text, ForeignKey("migration.id"), primary_key=True),
    Column("instance_id", Text, ForeignKey("process_instance.id"), primary_key=True),
    Column("dossier_code", Text, nullable=False),
    # waiting, moved, refused; undoing, undone, kept (could not be taken back)
    Column("status", Text, nullable=False),
    Column("reasons", JsonText, nullable=False),
    Column("decided_at", Instant),
    # what the move replaced, as it was; gone once it is taken back
    Column("kept", JsonText),
    Column("kept_state", LargeBinary),
    # by it a dossier is known not to have moved on; null: it has at once
    Column("moved_rev", Integer),
    Column("undone_by", Text),
    Column("undone_name", Text),
    Index("ix_migration_instance_status", "status", sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED),
)

outage = Table(
    "outage",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency_code", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    # None: still going on
    Column("ended_at", Instant),
    Column("reason", Text, nullable=False),
    Column("impact", Text, nullable=False),
    Column("declared_name", Text, nullable=False),
    Column("declared_at", Instant, nullable=False),
    Column("ended_name", Text),
    # until when acts done on paper may be entered; None while it goes on
    Column("enter_until", Instant),
    # somebody has said that everything is entered
    Column("settled_at", Instant),
    Column("settled_name", Text),
    Index("ix_outage_agency", "agency_code", "started_at"),
)

"""Deployments, process instances and the rows derived from them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _case_file()
    _deployment()
    _deployment_file()
    _process_definition()
    _process_instance()
    _message_subscription()
    _task_record()
    _work_item()
    _task_draft()


def downgrade() -> None:
    for table in (
        "task_draft",
        "work_item",
        "task_record",
        "message_subscription",
        "process_instance",
        "process_definition",
        "deployment_file",
        "deployment",
        "case_file",
    ):
        op.drop_table(table)


def _case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("dossier_code", sa.Text, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("uploaded_by", sa.Text, nullable=False),
        sa.Column("uploaded_at", sa.BigInteger, nullable=False),
    )


def _deployment() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("key", "version"),
    )


def _deployment_file() -> None:
    op.create_table(
        "deployment_file",
        sa.Column("deployment_id", _ID, sa.ForeignKey("deployment.id"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _process_definition() -> None:
    op.create_table(
        "process_definition",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("deployment_id", _ID, sa.ForeignKey("deployment.id"), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("process_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text),
        sa.Column("participant_id", sa.Text),
        sa.Column("runs_at", sa.Text),
        sa.Column("starts_at_counter", sa.Boolean, nullable=False),
        sa.Column("message_starts", sa.Text, nullable=False),
        sa.UniqueConstraint("deployment_id", "process_id"),
    )
    op.create_index("ix_process_definition_process_id", "process_definition", ["process_id", "deployment_id"])


def _process_instance() -> None:
    op.create_table(
        "process_instance",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("definition_id", _ID, sa.ForeignKey("process_definition.id"), nullable=False),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("procedure_name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("lead_agency", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("variables", sa.Text, nullable=False),
        sa.Column("next_due", sa.BigInteger),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.UniqueConstraint("dossier_code", "definition_id", "agency_code"),
    )
    op.create_index("ix_process_instance_next_due", "process_instance", ["next_due"])


def _message_subscription() -> None:
    op.create_table(
        "message_subscription",
        sa.Column("task_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("instance_id", sa.Text, sa.ForeignKey("process_instance.id"), nullable=False, index=True),
        sa.Column("key", sa.Text, nullable=False),
    )
    op.create_index("ix_message_subscription_route", "message_subscription", ["name", "key"])


def _task_record() -> None:
    op.create_table(
        "task_record",
        sa.Column("task_id", sa.Text, primary_key=True),
        sa.Column("instance_id", sa.Text, sa.ForeignKey("process_instance.id"), nullable=False),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("element_id", sa.Text, nullable=False),
        sa.Column("completed_by", sa.Text, nullable=False),
        sa.Column("completed_name", sa.Text, nullable=False),
        sa.Column("completed_at", sa.BigInteger, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )


def _work_item() -> None:
    op.create_table(
        "work_item",
        sa.Column("task_id", sa.Text, primary_key=True),
        sa.Column("instance_id", sa.Text, sa.ForeignKey("process_instance.id"), nullable=False),
        sa.Column("dossier_code", sa.Text, nullable=False, index=True),
        sa.Column("element_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("form_ref", sa.Text),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("procedure_name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_name", sa.Text),
        sa.Column("claimed_at", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    _partial("ix_work_item_claimed_by", "work_item", ["claimed_by", "due_at"], "claimed_by IS NOT NULL")
    op.create_index("ix_work_item_group", "work_item", ["unit_code", "role", "due_at"])


def _task_draft() -> None:
    op.create_table(
        "task_draft",
        sa.Column(
            "task_id", sa.Text, sa.ForeignKey("work_item.task_id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("submitted", sa.Text, nullable=False),
        sa.Column("saved_at", sa.BigInteger, nullable=False),
    )


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)

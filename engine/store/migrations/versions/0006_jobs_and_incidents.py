"""Work for other systems, and what cannot go on by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _service_job()
    _incident()


def downgrade() -> None:
    op.drop_table("incident")
    op.drop_table("service_job")


def _service_job() -> None:
    op.create_table(
        "service_job",
        sa.Column("task_id", sa.Text, primary_key=True),
        sa.Column("instance_id", sa.Text, sa.ForeignKey("process_instance.id"), nullable=False, index=True),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("element_id", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("inputs", sa.Text),
        sa.Column("outputs", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("lease_token", sa.Text),
        sa.Column("last_error", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    _partial("ix_service_job_due", "service_job", ["next_at"], "state = 'READY'")


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("instance_id", sa.Text, sa.ForeignKey("process_instance.id"), nullable=False, index=True),
        sa.Column("task_id", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("dossier_code", sa.Text, nullable=False, index=True),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("procedure_name", sa.Text, nullable=False),
        sa.Column("element_id", sa.Text),
        sa.Column("element_name", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_name", sa.Text),
        sa.Column("reason", sa.Text),
    )
    op.create_index("ix_incident_agency_state", "incident", ["agency_code", "state", "opened_at"])
    _partial("uq_incident_open", "incident", ["instance_id", "task_id"], "state = 'open'", unique=True)


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)

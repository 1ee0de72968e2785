"""A dossier's legal life: supplements, changes of the due instant, papers of supplements, acts that are waited for."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    for column in ("original_due_at", "waiting_since"):
        op.add_column("dossier", sa.Column(column, sa.BigInteger))
    op.add_column("dossier", sa.Column("waiting_for", sa.Text))
    for column in ("payment", "delivery"):
        op.add_column("dossier", sa.Column(column, sa.Text, nullable=False, server_default="none"))
    op.add_column("dossier", sa.Column("notice", sa.Text))
    op.add_column(
        "dossier_component", sa.Column("supplement_no", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("dossier_component", sa.Column("replaces", sa.Integer))
    op.add_column("public_status", sa.Column("notice", sa.Text))
    op.add_column("message_subscription", sa.Column("element_id", sa.Text, nullable=False, server_default=""))
    op.execute(sa.text("UPDATE dossier SET original_due_at = due_at"))
    _supplement_request()
    _due_change()


def downgrade() -> None:
    op.drop_table("due_change")
    op.drop_table("supplement_request")
    op.drop_column("message_subscription", "element_id")
    op.drop_column("public_status", "notice")
    for column in ("replaces", "supplement_no"):
        op.drop_column("dossier_component", column)
    for column in ("notice", "delivery", "payment", "waiting_for", "waiting_since", "original_due_at"):
        op.drop_column("dossier", column)


def _supplement_request() -> None:
    op.create_table(
        "supplement_request",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("papers", sa.Text, nullable=False),
        sa.Column("document_no", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("override_by", sa.Text),
        sa.Column("override_reason", sa.Text),
        sa.Column("clock_rule", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["dossier_code", "agency_code"], ["dossier.code", "dossier.agency_code"]),
    )
    op.create_index("ix_supplement_request_dossier", "supplement_request", ["dossier_code", "agency_code"])


def _due_change() -> None:
    op.create_table(
        "due_change",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True
        ),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("old_due", sa.BigInteger),
        sa.Column("new_due", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("legal_basis", sa.Text, nullable=False),
        sa.Column("approver_id", sa.Text, nullable=False),
        sa.Column("approver_name", sa.Text, nullable=False),
        sa.Column("document_no", sa.Text, nullable=False),
        sa.Column("decided_at", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger),
        sa.Column("until", sa.BigInteger),
        sa.Column("steps", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["dossier_code", "agency_code"], ["dossier.code", "dossier.agency_code"]),
    )
    op.create_index("ix_due_change_dossier", "due_change", ["dossier_code", "agency_code"])

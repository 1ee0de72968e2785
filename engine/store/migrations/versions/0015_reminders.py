"""How far the reminders of an open task have come."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("work_item", sa.Column("remind_at", sa.BigInteger))
    op.add_column("work_item", sa.Column("remind_level", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("work_item", "remind_level")
    op.drop_column("work_item", "remind_at")

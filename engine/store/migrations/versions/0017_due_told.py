"""The public is told why a dossier is due when it is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("public_status", sa.Column("due_steps", sa.Text))


def downgrade() -> None:
    op.drop_column("public_status", "due_steps")

"""Who knows the newest of a dossier is asked of the outbox: by dossier, and of what waits for a receipt."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_OPEN = sa.text("state NOT IN ('DELIVERED', 'ACKED', 'CANCELLED')")


def upgrade() -> None:
    op.create_index("ix_lt_outbox_dossier", "lt_outbox", ["dossier", "sender"])
    op.create_index(
        "ix_lt_outbox_open", "lt_outbox", ["sender", "dossier"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def downgrade() -> None:
    op.drop_index("ix_lt_outbox_open", "lt_outbox")
    op.drop_index("ix_lt_outbox_dossier", "lt_outbox")

"""Messages in whose effect a person forwent: who, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_COLUMNS = {"aside_at": sa.BigInteger, "aside_by": sa.Text, "aside_name": sa.Text, "aside_reason": sa.Text}


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("lt_inbox", sa.Column(name, kind))


def downgrade() -> None:
    for name in reversed(_COLUMNS):
        op.drop_column("lt_inbox", name)

"""Overrides of verdicts that were not reached: who, when, why and of what, beside the version and never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TABLE = "deployment_override"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("deployment_id", _ID, sa.ForeignKey("deployment.id"), primary_key=True),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("places", sa.Text, nullable=False),
        sa.Column("by_id", sa.Text, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_at", sa.BigInteger, nullable=False),
    )
    # the function behind the triggers came with the versions themselves (0009)
    for act in ("update", "delete"):
        does = (
            "BEGIN SELECT RAISE(ABORT, 'what is published is never changed'); END"
            if op.get_bind().dialect.name == "sqlite"
            else "FOR EACH ROW EXECUTE FUNCTION published_is_fixed()"
        )
        op.execute(f"CREATE TRIGGER {_TABLE}_no_{act} BEFORE {act.upper()} ON {_TABLE} {does}")


def downgrade() -> None:
    op.drop_table(_TABLE)

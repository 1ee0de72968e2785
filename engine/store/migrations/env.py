"""Run by Alembic: takes the open transaction from `store.migrate`, which alone commits."""

from alembic import context

given = context.config.attributes
if "connection" not in given:
    raise SystemExit("migrations run through engine.store.migrate(database)")

# metadata: only for its naming convention, so that constraints are named as the code names them
context.configure(connection=given["connection"], target_metadata=given["metadata"])
with context.begin_transaction():
    context.run_migrations()

"""The database handle, transactions, files on disk, migrations."""

from engine.store.blobs import BlobStore, StoredBlob
from engine.store.columns import Instant, JsonText
from engine.store.database import (
    Database,
    after_commit,
    after_rollback,
    connection,
    create_engine_for,
    current,
    flush,
    in_transaction,
    metadata,
    open_database,
    ping,
    reading,
    remembered,
    transaction,
    use,
    using,
    write,
)
from engine.store.schema import head, migrate, revision
from engine.store.statements import Write

__all__ = [
    "BlobStore",
    "Database",
    "Instant",
    "JsonText",
    "StoredBlob",
    "Write",
    "after_commit",
    "after_rollback",
    "connection",
    "create_engine_for",
    "current",
    "flush",
    "in_transaction",
    "head",
    "metadata",
    "migrate",
    "open_database",
    "ping",
    "reading",
    "remembered",
    "revision",
    "transaction",
    "use",
    "using",
    "write",
]

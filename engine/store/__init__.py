"""The database handle, transactions, files on disk, migrations."""

from engine.store.blobs import BlobStore, StoredBlob
from engine.store.columns import Instant, JsonText, is_one_of, joined
from engine.store.connections import (
    after_commit,
    after_rollback,
    connection,
    flush,
    in_transaction,
    once,
    ping,
    reading,
    reading_together,
    row,
    rows,
    transaction,
    write,
)
from engine.store.database import (
    Database,
    create_engine_for,
    current,
    metadata,
    open_database,
    remembered,
    use,
    using,
)
from engine.store.reads import Read
from engine.store.schema import head, migrate, revision
from engine.store.statements import Write
from engine.store.upserts import change_rows, count_up, insert_if_new

__all__ = [
    "BlobStore",
    "Database",
    "Instant",
    "JsonText",
    "Read",
    "StoredBlob",
    "Write",
    "after_commit",
    "after_rollback",
    "change_rows",
    "connection",
    "count_up",
    "create_engine_for",
    "current",
    "flush",
    "in_transaction",
    "insert_if_new",
    "is_one_of",
    "joined",
    "head",
    "metadata",
    "migrate",
    "once",
    "open_database",
    "ping",
    "reading",
    "reading_together",
    "remembered",
    "revision",
    "row",
    "rows",
    "transaction",
    "use",
    "using",
    "write",
]

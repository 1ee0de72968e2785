"""Running dossiers go on by another version of their procedure: looked at first, moved in bulk, taken back exactly."""

from engine.process.migration.bulk import (
    Migration,
    Moved,
    migration_of,
    migrations,
    moved,
    start,
    undo,
    work,
)
from engine.process.migration.dry_runs import DryRun, Verdict, dry_run, read_mapping

__all__ = [
    "DryRun",
    "Migration",
    "Moved",
    "Verdict",
    "dry_run",
    "migration_of",
    "migrations",
    "moved",
    "read_mapping",
    "start",
    "undo",
    "work",
]

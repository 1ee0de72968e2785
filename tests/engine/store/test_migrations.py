"""What the migrations build is what the code expects."""

import importlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, TextClause, inspect, text

from engine import store

ENGINE = Path(store.__file__).parents[1]


def test_a_migrated_database_is_at_the_head(database: store.Database) -> None:
    assert store.revision(database) == store.head()


def test_migrating_again_changes_nothing(database: store.Database) -> None:
    before = _tables(database)

    store.migrate(database)

    assert _tables(database) == before


def test_processes_that_start_together_migrate_once(open_database: Callable[[], store.Database]) -> None:
    database = open_database()
    _drop_everything(database)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(store.migrate, database) for _ in range(3)]:
            done.result(30)

    assert store.revision(database) == store.head()


def test_an_empty_database_has_no_revision(open_database: Callable[[], store.Database]) -> None:
    database = open_database()
    _drop_everything(database)

    assert store.revision(database) is None


def test_migrations_follow_each_other_by_number() -> None:
    folder = ENGINE / "store" / "migrations"
    script = ScriptDirectory(str(folder))
    revisions = [step.revision for step in script.walk_revisions()][::-1]

    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    assert [place.name[:4] for place in sorted((folder / "versions").glob("*.py"))] == revisions


def test_a_migrated_database_equals_the_tables_in_the_code(
    open_database: Callable[[], store.Database],
) -> None:
    for tables in sorted(ENGINE.glob("*/tables.py")):
        importlib.import_module(f"engine.{tables.parent.name}.tables")
    migrated, created = open_database(), open_database()
    _drop_everything(migrated)
    store.migrate(migrated)
    _drop_everything(created)
    with created.engine.begin() as link:
        store.metadata.create_all(link)

    found, expected = _tables(migrated), _tables(created)

    different = sorted(name for name in found | expected if found.get(name) != expected.get(name))
    assert not different, (
        f"{different} differ; a migration along these lines is missing:\n{_lacking(migrated)}"
    )


def test_a_failing_migration_leaves_nothing_behind(
    open_database: Callable[[], store.Database], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = open_database()
    _drop_everything(database)
    broken = tmp_path / "migrations"
    (broken / "versions").mkdir(parents=True)
    (broken / "env.py").write_text((ENGINE / "store" / "migrations" / "env.py").read_text())
    (broken / "versions" / "0001_broken.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\nrevision, down_revision = '0001', None\n"
        "def upgrade():\n    op.create_table('half', sa.Column('id', sa.Integer))\n    raise RuntimeError('no')\n"
    )
    monkeypatch.setattr("engine.store.schema._FOLDER", broken)

    with pytest.raises(RuntimeError, match="no"):
        store.migrate(database)

    assert _tables(database) == {}


def _tables(database: store.Database) -> dict[str, dict[str, Any]]:
    """Every table of a database as plain data that can be compared."""
    with database.engine.connect() as link:
        names = set(inspect(link).get_table_names()) - {"alembic_version", "sqlite_sequence"}
        return {name: _table(link, name) for name in names}


def _table(link: Connection, name: str) -> dict[str, Any]:
    look = inspect(link)
    columns = [{**column, "type": repr(column["type"])} for column in look.get_columns(name)]
    made = ""
    if link.dialect.name == "sqlite":
        made = link.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}
        ).scalar_one()
    return {
        "columns": columns,
        "primary": look.get_pk_constraint(name),
        "foreign": _sorted(look.get_foreign_keys(name)),
        "unique": _sorted(look.get_unique_constraints(name)),
        "indexes": _sorted(look.get_indexes(name)),
        "checks": _sorted(look.get_check_constraints(name)),
        "autoincrement": "AUTOINCREMENT" in made,
    }


def _sorted(constraints: Any) -> list[str]:
    return sorted(repr(_plain(constraint)) for constraint in constraints)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, _plain(value[key])) for key in sorted(value)]
    # the condition of a partial index is a clause, equal only to itself; its text is what counts
    return str(value) if isinstance(value, TextClause) else value


def _drop_everything(database: store.Database) -> None:
    with database.engine.begin() as link:
        if database.is_sqlite:
            for name in inspect(link).get_table_names():
                if name != "sqlite_sequence":
                    link.execute(text("PRAGMA defer_foreign_keys=ON"))
                    link.execute(text(f'DROP TABLE "{name}"'))
        else:
            link.execute(text("DROP SCHEMA public CASCADE"))
            link.execute(text("CREATE SCHEMA public"))


def _lacking(database: store.Database) -> str:
    with database.engine.connect() as link:
        script = produce_migrations(MigrationContext.configure(link), store.metadata)
    assert script.upgrade_ops is not None
    return render_python_code(script.upgrade_ops)

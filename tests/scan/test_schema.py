"""The schema: what migrations make is what the tables say, on both databases."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, UniqueConstraint, inspect, text
from sqlalchemy.exc import DBAPIError

from scan.store.schema import config, current_revision, is_current, newest_revision, upgrade
from scan.store.session import create_engine
from scan.store.tables import Base


def test_upgraded_schema_equals_the_metadata(database_url: str) -> None:
    engine = create_engine(database_url)
    upgrade(engine)
    with engine.connect() as connection:
        options = {"compare_type": True, "target_metadata": Base.metadata}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_upgraded_checks_equal_the_metadata(tmp_path: Path) -> None:
    """Alembic does not compare CHECK constraints, so both are made and read back."""
    upgraded = create_engine(f"sqlite:///{tmp_path / 'upgraded.sqlite'}")
    upgrade(upgraded)
    created = create_engine(f"sqlite:///{tmp_path / 'created.sqlite'}")
    Base.metadata.create_all(created)
    for table in Base.metadata.sorted_tables:
        assert checks(upgraded, table.name) == checks(created, table.name)
    upgraded.dispose()
    created.dispose()


def checks(engine: Engine, table: str) -> dict[str | None, str]:
    return {check["name"]: check["sqltext"] for check in inspect(engine).get_check_constraints(table)}


def test_upgrade_works_from_any_folder_and_twice(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = create_engine(database_url)
    assert current_revision(engine) is None
    assert is_current(engine) is False
    upgrade(engine)
    upgrade(engine)
    assert current_revision(engine) == newest_revision()
    assert is_current(engine) is True
    engine.dispose()


def test_downgrade_takes_everything_away_again(database_url: str) -> None:
    engine = create_engine(database_url)
    upgrade(engine)
    with engine.begin() as connection:
        command.downgrade(config(connection), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    upgrade(engine)
    assert is_current(engine) is True
    engine.dispose()


def test_every_foreign_key_has_an_index() -> None:
    bare = []
    for table in Base.metadata.sorted_tables:
        leading = [tuple(index.columns.keys()) for index in table.indexes]
        leading += [tuple(c.columns.keys()) for c in table.constraints if isinstance(c, UniqueConstraint)]
        leading.append(tuple(table.primary_key.columns.keys()))
        for key in table.foreign_key_constraints:
            columns = tuple(key.column_keys)
            if not any(index[: len(columns)] == columns for index in leading):
                bare.append((table.name, columns))
    assert bare == []


def test_audit_events_cannot_be_changed_or_removed(region) -> None:
    for statement in ("UPDATE audit_events SET action = 'nothing'", "DELETE FROM audit_events"):
        with pytest.raises(DBAPIError, match="audit events are never changed"), region.engine.begin() as c:
            c.execute(text(statement))


def test_sqlite_file_is_wal_with_foreign_keys(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'a folder' / 'scan.sqlite'}")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/scan"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="the database is"):
        create_engine(url)

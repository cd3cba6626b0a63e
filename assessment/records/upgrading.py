"""Bring a record's tables to what this program expects: make them, upgrade them after a backup, refuse newer ones."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records import history
from assessment.records.columns import Base
from assessment.records.database import Database, lock_writers

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Make or upgrade the tables, all in one transaction; nothing happens when they are as they should be."""
    with database.reading() as session:
        found = revision_of(session.connection())
    if found == newest_revision():
        return
    _refuse_newer(found)
    if found is not None:
        from assessment.records.backup import write_backup

        write_backup(database, database.folder / "backups", reason=f"before-{newest_revision()}")
    with database.engine.begin() as connection:
        lock_writers(connection)
        found = revision_of(connection)  # another process may have been first
        if found != newest_revision():
            migrate(connection, newest_revision())
        if found is None:
            with Session(connection, join_transaction_mode="create_savepoint") as session:
                history.begin(session, database.key, database.now())
                session.commit()


def migrate(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision in the connection's transaction."""
    scripts = _scripts()

    def steps(found: object, _context: MigrationContext) -> object:
        return scripts._upgrade_revs(revision, found)  # type: ignore[arg-type]

    with EnvironmentContext(_config(), scripts, fn=steps, destination_rev=revision) as environment:
        environment.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        environment.run_migrations()


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables; None when there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision this program was written for."""
    return str(_scripts().get_current_head())


def known_revisions() -> frozenset[str]:
    """Every revision this program knows."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in known_revisions():
        raise Refused([Fault("records_newer", "records", value=found)])


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())

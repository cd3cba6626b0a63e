"""Bring a record's tables to what this program expects: make them, upgrade them after a backup, refuse newer ones."""

from __future__ import annotations

import json
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records import history
from assessment.records.columns import Base
from assessment.records.database import Database, lock_writers
from assessment.records.held_rows import EVERY_ROW, every_row
from assessment.records.schema import History

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
        with Session(
            connection, join_transaction_mode="create_savepoint", info={"database": database}, expire_on_commit=False
        ) as session:
            if found is None:
                history.begin(session, database.key, database.now())
            else:
                hold_rows(session)
            session.commit()


def hold_rows(session: Session) -> None:
    """Let the history of a record made before it held any rows hold them as they are now; once, after its upgrade.

    A record whose every row is held is left alone: what was edited past the program is found after an upgrade too.
    """
    begun = select(History.facts).where(History.action.in_((history.OPENED, history.ROWS_HELD)))
    if not any(EVERY_ROW in json.loads(facts) for facts in session.scalars(begun)):
        history.tell_of_rows(session, every_row(session))


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

"""The database of the record: embedded SQLite by default, PostgreSQL by DATABASE_URL; one writer at a time on both.

Writing transactions take their lock when they begin (SQLite: BEGIN IMMEDIATE; PostgreSQL: an advisory lock), so that a
rule checked inside one still holds when it commits, and no transaction fails half way for another's sake. Reading
transactions see one moment of the record and wait for nobody.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg.errors
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from assessment.errors import Fault, Refused
from assessment.records.columns import Versioned
from assessment.records.held_rows import are_untold, note_written
from assessment.records.history import ROWS_WRITTEN, append
from assessment.records.history_key import read_key
from assessment.records.permissions import Scope
from assessment.records.private_files import keep_private, make_private
from assessment.records.refusals import Conflict, NotAllowed
from assessment.records.refused_attempts import RepeatedAttempts, note_refusal

RECORDS_FOLDER = Path(__file__).resolve().parents[2] / "data" / "records"
BUSY_TIMEOUT_S = 10.0
BEGIN_ATTEMPTS = 3
WRITERS_LOCK = 4102015  # any number that nothing else in the database uses: Kuntalaki 410/2015


def utc_now() -> datetime:
    """The present moment by this machine's clock."""
    return datetime.now(UTC)


class RecordSession(Session):
    """A session that writes in whose name and when rows changed, and lets the history hold whatever it wrote.

    It writes nothing when it was opened for reading.
    """


class Database:
    """One record: its tables, the key of its history, and the folder where attachments and backups lie."""

    def __init__(self, url: URL, folder: Path, key: bytes, clock: Callable[[], datetime] = utc_now) -> None:
        self.url, self.folder, self.key, self.now = url, folder, key, clock
        self.engine = make_engine(url)
        self.repeated_attempts = RepeatedAttempts()
        self._writers = threading.Lock()
        reading = (
            {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            if self.is_postgresql
            else {"records_reading": True}
        )
        self._writing = sessionmaker(self.engine, class_=RecordSession, expire_on_commit=False)
        self._reading = sessionmaker(
            self.engine.execution_options(**reading), class_=RecordSession, expire_on_commit=False
        )

    @property
    def is_postgresql(self) -> bool:
        """Whether the record lies in PostgreSQL."""
        return self.url.get_backend_name() == "postgresql"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing transaction: all of it or nothing. Committed when the block ends well.

        Raises Refused with `records_busy`, `records_full`, `records_read_only` or `records_unreachable` when the
        database cannot; Conflict when somebody changed a row first. A refusal (NotAllowed) is put into the history.
        """
        session = self._writing(info={"database": self})
        with self._refusals_logged(session), self._turn(), session, _in_words():
            _begin(session)
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that reads one moment of the record and writes nothing."""
        session = self._reading(info={"database": self, "reading": True})
        with self._refusals_logged(session), session, _in_words():
            yield session

    def empty_log(self) -> None:
        """Bring SQLite's write-ahead log into the file and empty it, so that what was erased is in neither."""
        if not self.is_postgresql:
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.close()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def _refusals_logged(self, session: Session) -> Iterator[None]:
        try:
            yield
        except NotAllowed as refusal:
            note_refusal(self, session.info.get("actor"), refusal)
            raise

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the other writers of this process, in turn; SQLite's own waiting is by chance and slower."""
        if not self._writers.acquire(timeout=BUSY_TIMEOUT_S * BEGIN_ATTEMPTS):
            raise Refused([Fault("records_busy", "records")])
        try:
            yield
        finally:
            self._writers.release()


def open_database(
    url: str | None = None, folder: Path | None = None, clock: Callable[[], datetime] = utc_now
) -> Database:
    """Open the record, making it when there is none and upgrading an older one after a backup.

    `url`: by default DATABASE_URL, else SQLite in `data/records/records.sqlite`. `folder`: where the key, attachments
    and backups lie; by default RECORDS_FOLDER, else beside the SQLite file, else `data/records`. Raises Refused:
    `records_newer` (written by a newer program), `history_key_missing`, `records_unreachable`,
    `database_url_malformed`.
    """
    from assessment.records.upgrading import upgrade

    parsed = database_url(url)
    place = folder or folder_of(parsed)
    make_private(place)
    with _in_words():
        key = read_key(place, new_record=is_empty(parsed))
        keep_private(place, parsed)
        database = Database(parsed, place, key, clock)
        try:
            upgrade(database)
        except BaseException:
            database.close()
            raise
    return database


def database_url(url: str | None = None) -> URL:
    """The address of the database, with the driver we use."""
    asked = url or os.environ.get("DATABASE_URL") or f"sqlite:///{RECORDS_FOLDER / 'records.sqlite'}"
    try:
        parsed = make_url(asked)
        backend = parsed.get_backend_name()
    except Exception as error:
        raise Refused([Fault("database_url_malformed", "DATABASE_URL")]) from error
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+pysqlite")
    # The address may hold a password: it is not repeated.
    raise Refused([Fault("database_url_malformed", "DATABASE_URL")])


def folder_of(url: URL) -> Path:
    """Where the key, attachments and backups of a record lie."""
    if asked := os.environ.get("RECORDS_FOLDER"):
        return Path(asked)
    if url.get_backend_name() == "sqlite":
        return Path(str(url.database)).resolve().parent
    return RECORDS_FOLDER


def is_empty(url: URL) -> bool:
    """Whether there is no record at the address yet."""
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return True
    engine = make_engine(url)
    try:
        with _in_words(), engine.execution_options(records_reading=True).connect() as connection:
            return not engine.dialect.has_table(connection, "history")
    finally:
        engine.dispose()


def make_engine(url: URL) -> Engine:
    """An engine with our settings: what SQLite needs to be durable, and to wait rather than fail."""
    if url.get_backend_name() == "postgresql":
        options = f"-c lock_timeout={int(BUSY_TIMEOUT_S * 1000)} -c TimeZone=UTC"
        return create_engine(
            url,
            pool_size=10,
            max_overflow=40,
            pool_pre_ping=True,
            connect_args={"options": options, "connect_timeout": 10},
        )
    engine = create_engine(url, pool_size=10, max_overflow=40, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def lock_writers(connection: Connection) -> None:
    """Take the writers' lock until the transaction ends; SQLite took it when the transaction began."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITERS_LOCK})


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in (
        f"busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # what is erased is overwritten, not only unlinked
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("records_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin(session: Session) -> None:
    """Begin to write; waits for the other writers, a few times the busy timeout."""
    for attempt in range(1, BEGIN_ATTEMPTS + 1):
        try:
            lock_writers(session.connection())
            return
        except DBAPIError as error:
            session.rollback()
            if fault_code(error) != "records_busy" or attempt == BEGIN_ATTEMPTS:
                raise
            time.sleep(0.05 * attempt)


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what the database says into refusals that can be put into words."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict("", None, "", None) from error
    except StatementError as error:
        if isinstance(error.orig, Refused):
            raise error.orig from None
        if not isinstance(error, DBAPIError) or (code := fault_code(error)) is None:
            raise
        raise Refused([Fault(code, "records")]) from error


def fault_code(error: DBAPIError) -> str | None:
    """The fault a database's error amounts to; None when it is a mistake of ours."""
    origin = error.orig
    if isinstance(origin, sqlite3.Error):
        return _SQLITE_FAULTS.get(getattr(origin, "sqlite_errorcode", 0) & 0xFF)
    for kinds, code in _POSTGRESQL_FAULTS:
        if isinstance(origin, kinds):
            return code
    return None


_SQLITE_FAULTS = {
    sqlite3.SQLITE_BUSY: "records_busy",
    sqlite3.SQLITE_LOCKED: "records_busy",
    sqlite3.SQLITE_FULL: "records_full",
    sqlite3.SQLITE_IOERR: "records_full",
    sqlite3.SQLITE_READONLY: "records_read_only",
    sqlite3.SQLITE_CANTOPEN: "records_unreachable",
    sqlite3.SQLITE_CORRUPT: "records_damaged",
    sqlite3.SQLITE_NOTADB: "records_damaged",
}
_POSTGRESQL_FAULTS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    (
        (
            psycopg.errors.LockNotAvailable,
            psycopg.errors.DeadlockDetected,
            psycopg.errors.SerializationFailure,
            psycopg.errors.TooManyConnections,
        ),
        "records_busy",
    ),
    ((psycopg.errors.DiskFull, psycopg.errors.OutOfMemory), "records_full"),
    ((psycopg.errors.ReadOnlySqlTransaction,), "records_read_only"),
    ((psycopg.OperationalError,), "records_unreachable"),
)


@event.listens_for(RecordSession, "before_flush")
def _note_changes(session: Session, _context: object, _instances: object) -> None:
    if session.info.get("reading"):
        if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
            raise RuntimeError("a reading transaction was asked to write")
        return
    actor, database = session.info.get("actor"), session.info["database"]
    for row in (*session.new, *(row for row in session.dirty if session.is_modified(row))):
        if isinstance(row, Versioned):
            row.changed_at, row.changed_by_id = database.now(), actor.person_id if actor else None


@event.listens_for(RecordSession, "after_flush")
def _note_written(session: Session, _context: object) -> None:
    note_written(session)


@event.listens_for(RecordSession, "before_commit")
def _tell_the_rest(session: Session) -> None:
    """Rows that no entry told of are told in one of their own, so that nothing is written past the history."""
    if not session.info.get("reading"):
        session.flush()
        if are_untold(session):
            append(session, session.info.get("actor"), ROWS_WRITTEN, Scope("record"))

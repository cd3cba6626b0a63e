"""How the record is doing as a whole: where it lies, how large it is, and when it was last backed up."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.attached_files import FOLDER
from assessment.records.database import Database
from assessment.records.history import REFUSED
from assessment.records.permissions import Action, Scope, require
from assessment.records.schema import Attachment, History, Matter, Person, Statement, StatementRequest
from assessment.records.upgrading import newest_revision, revision_of

# What is counted, by the names of the tables.
COUNTED = (Matter, StatementRequest, Statement, Attachment, Person, History)


@dataclass(frozen=True)
class LastBackup:
    """The newest backup in the record's own folder of backups; one written elsewhere is not known here."""

    name: str
    at: datetime
    size_bytes: int


@dataclass(frozen=True)
class Condition:
    """The condition of the record. `place` holds no password; `free_bytes` is of the disk where attachments lie."""

    database: str  # e.g. SQLite 3.46.1
    place: str
    revision: str
    newest_revision: str
    size_bytes: int
    attachment_bytes: int
    free_bytes: int
    rows: tuple[tuple[str, int], ...]  # table, how many
    backups: str  # the folder
    last_backup: LastBackup | None


@dataclass(frozen=True)
class RefusedAttempt:
    """An attempt that was refused: when, by whom (empty for nobody in particular or erased), at what.

    `times`: how often the same was tried, as far as this process counted what was not written down.
    """

    at: datetime
    by: str
    attempted: str  # the action, as the history names it
    subject: str
    subject_id: int | None
    expired: bool
    times: int = 1


def record_condition(database: Database, actor: Actor) -> Condition:
    """The condition of the record at this moment; for the administrator."""
    with database.reading() as session:
        require(session, actor, Action.CONDITION_READ, Scope("record"))
        rows = tuple(
            (table.__tablename__, session.scalar(select(func.count()).select_from(table)) or 0) for table in COUNTED
        )
        product, size = _product_and_size(session, database)
        revision = revision_of(session.connection()) or ""
    folder = database.folder / "backups"
    return Condition(
        product,
        database.url.render_as_string(hide_password=True),
        revision,
        newest_revision(),
        size,
        sum(size for _, size, _ in _files(database.folder / FOLDER, "*")),
        shutil.disk_usage(database.folder).free,
        rows,
        str(folder),
        _last_backup(folder),
    )


def refused_attempts(database: Database, actor: Actor, most: int = 50) -> tuple[RefusedAttempt, ...]:
    """The newest attempts that were refused, newest first; for the administrator."""
    again = database.repeated_attempts.again_by_entry()
    with database.reading() as session:
        require(session, actor, Action.CONDITION_READ, Scope("record"))
        rows = session.execute(
            select(History, Person.name)
            .outerjoin(Person, Person.id == History.actor_id)
            .where(History.action == REFUSED)
            .order_by(History.seq.desc())
            .limit(most)
        )
        found = []
        for entry, name in rows:
            facts = json.loads(entry.facts)
            attempted, expired = str(facts.get("attempted", "")), bool(facts.get("expired"))
            times = 1 + int(facts.get("untold", 0)) + again.get(entry.seq, 0)
            found.append(
                RefusedAttempt(entry.at_utc, name or "", attempted, entry.subject, entry.subject_id, expired, times)
            )
        return tuple(found)


def _product_and_size(session: Session, database: Database) -> tuple[str, int]:
    if database.is_postgresql:
        version = session.scalar(text("SHOW server_version"))
        size = session.scalar(text("SELECT pg_database_size(current_database())"))
        return f"PostgreSQL {version}", int(size or 0)
    version = session.scalar(text("SELECT sqlite_version()"))
    path = Path(str(database.url.database))
    return f"SQLite {version}", sum(size for _, size, _ in _files(path.parent, f"{path.name}*"))


def _last_backup(folder: Path) -> LastBackup | None:
    newest = max(_files(folder, "*.zip"), key=lambda file: file[2], default=None)
    return None if newest is None else LastBackup(newest[0], datetime.fromtimestamp(newest[2], UTC), newest[1])


def _files(folder: Path, pattern: str) -> list[tuple[str, int, float]]:
    """Name, size in bytes and when written, of a folder's files and those below; one gone meanwhile is left out."""
    found = []
    for path in folder.rglob(pattern) if folder.is_dir() else ():
        try:
            told = path.stat()
        except FileNotFoundError:
            continue
        if path.is_file() and not path.name.startswith("."):
            found.append((path.name, told.st_size, told.st_mtime))
    return found

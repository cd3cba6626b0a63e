"""Backup and restore, safe while the record is in use: one file holds every table at one moment, and the attachments.

The file is a zip: `manifest.json` (revision of the tables, rows of each, the history's head), `tables/<name>.jsonl`,
`attachments/<sha256>`. It is the same for SQLite and PostgreSQL and can be restored into either. The key of the history
is not in it: keep that apart, or whoever has the backup could rewrite the history in it.
"""

from __future__ import annotations

import base64
import io
import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, insert, select, text
from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.attached_files import FOLDER, path_of, store
from assessment.records.canonical import moment_text
from assessment.records.database import Database, database_url, folder_of, is_empty
from assessment.records.history import Head
from assessment.records.history_key import read_key
from assessment.records.upgrading import hold_rows, known_revisions, migrate, newest_revision, revision_of
from assessment.records.verifying import Broken, Verified, verify_in

FORMAT = 1
MANIFEST = "manifest.json"
ROWS_AT_ONCE = 500
LARGEST_MEMBER_BYTES = 4 * 1024**3
REVISION_TABLE = "alembic_version"


@dataclass(frozen=True)
class Backup:
    """A backup written: where, how many rows and attachments, and the head of the history it holds."""

    path: Path
    rows: int
    attachments: int
    head: Head | None


def write_backup(database: Database, folder: Path | None = None, reason: str = "") -> Backup:
    """Write a backup of the whole record as it is at this moment, while others go on writing; by default in `backups`.

    The file takes its place only when it is whole. Raises Refused: `records_full`, `attachment_damaged`.
    """
    place = folder or database.folder / "backups"
    name = "-".join(part for part in ("records", f"{database.now():%Y%m%dT%H%M%S%f}", reason) if part)
    path, unfinished = place / f"{name}.zip", place / f".{name}.{secrets.token_hex(4)}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        with unfinished.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                rows, attachments, head = _fill(database, archive)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise Refused([Fault("records_full", "backup")]) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return Backup(path, rows, attachments, head)


def restore_backup(path: Path, url: str | None = None, folder: Path | None = None) -> Verified:
    """Restore a backup where there is no record yet, then verify its history with the key that lies there.

    All of it or nothing. Raises Refused: `backup_unreadable`, `backup_newer`, `restore_over_record` (there is a record
    already), `history_key_missing` (the key was kept apart: put it back first), `backup_broken` (the history in it does
    not hold: the backup was changed, or the key is another's).
    """
    address = database_url(url)
    place = folder or folder_of(address)
    try:
        archive = zipfile.ZipFile(path)
        manifest = json.loads(archive.read(MANIFEST))
        revision = str(manifest["revision"])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise Refused([Fault("backup_unreadable", path.name)]) from error
    with archive:
        if manifest.get("format") != FORMAT or revision not in known_revisions():
            raise Refused([Fault("backup_newer", path.name, value=revision)])
        place.mkdir(parents=True, exist_ok=True)
        if not is_empty(address):
            raise Refused([Fault("restore_over_record", path.name)])
        database = Database(address, place, read_key(place, new_record=False))
        try:
            return _restore(database, archive, path, revision)
        finally:
            database.close()


def _restore(database: Database, archive: zipfile.ZipFile, path: Path, revision: str) -> Verified:
    try:
        with database.transaction() as session:
            connection = session.connection()
            if revision_of(connection) is not None:
                raise Refused([Fault("restore_over_record", path.name)])
            migrate(connection, revision)
            for table in _tables(connection):
                _read_table(connection, table, archive)
            # Attachments are stored by their hash: what is there already is what it says.
            for name in archive.namelist():
                if name.startswith(f"{FOLDER}/"):
                    _read_attachment(database.folder / FOLDER, archive, name)
            if revision != newest_revision():
                migrate(connection, newest_revision())
                hold_rows(session)
            outcome = verify_in(session)
            if isinstance(outcome, Broken):
                raise Refused([Fault("backup_broken", path.name, row=outcome.seq, value=outcome.breach.value)])
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise Refused([Fault("backup_unreadable", path.name)]) from error
    return outcome


def _fill(database: Database, archive: zipfile.ZipFile) -> tuple[int, int, Head | None]:
    counts: dict[str, int] = {}
    digests: list[str] = []
    head = None
    with database.reading() as session:
        connection = session.connection()
        revision = revision_of(connection)
        for table in _tables(connection):
            counts[table.name] = _write_table(session, table, archive)
            if table.name == "attachment":
                digests = sorted(set(session.execute(select(table.c.sha256)).scalars()))
            if table.name == "history_head":
                found = session.execute(select(table.c.seq, table.c.hash)).first()
                head = Head(found.seq, found.hash) if found else None
    # Files are never deleted and are on disk before the row that names them, so each one of the snapshot is here.
    for digest in digests:
        try:
            archive.write(path_of(database.folder / FOLDER, digest), f"{FOLDER}/{digest}")
        except FileNotFoundError as error:
            raise Refused([Fault("attachment_damaged", digest)]) from error
    manifest = {
        "format": FORMAT,
        "revision": revision,
        "written_at": moment_text(database.now()),
        "rows": counts,
        "head": str(head) if head else None,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return sum(counts.values()), len(digests), head


def _tables(connection: Connection) -> list[Table]:
    """Every table as it is in the database, the ones others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    tables = [table for table in metadata.sorted_tables if table.name != REVISION_TABLE]
    for column in (column for table in tables for column in table.c):
        if isinstance(column.type, JSON):
            column.type.none_as_null = True  # nothing stays nothing, and does not become the JSON null
    return tables


def _write_table(session: Session, table: Table, archive: zipfile.ZipFile) -> int:
    rows = 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as member:
        wanted = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
        with session.execute(wanted) as found:
            for row in found:
                line = json.dumps({column.name: _written(value) for column, value in zip(table.c, row, strict=True)})
                member.write(line.encode() + b"\n")
                rows += 1
    return rows


def _read_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    batch: list[dict[str, Any]] = []
    for line in _lines(archive, f"tables/{table.name}.jsonl"):
        held = json.loads(line)
        batch.append({column.name: _read(held.get(column.name)) for column in table.c})
        if len(batch) == ROWS_AT_ONCE:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    if connection.dialect.name == "postgresql" and "id" in table.c:
        _continue_numbers(connection, table)


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the largest id that was restored."""
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name}).scalar()
    if sequence is not None:
        largest = connection.execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar()
        if largest is not None:
            connection.execute(text("SELECT setval(:sequence, :largest)"), {"sequence": sequence, "largest": largest})


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    if name not in archive.namelist():
        return
    if archive.getinfo(name).file_size > LARGEST_MEMBER_BYTES:
        raise ValueError(name)
    with archive.open(name) as member:
        yield from io.TextIOWrapper(member, encoding="utf-8")


def _read_attachment(folder: Path, archive: zipfile.ZipFile, name: str) -> None:
    digest = name.removeprefix(f"{FOLDER}/")
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(name)
    store(folder, digest, archive.read(name))


def _written(value: Any) -> Any:
    """A value as JSON holds it: moments and bytes are marked, so that they come back as what they were."""
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return {"moment": moment_text(aware)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, dict | list):
        return {"json": value}
    return value


def _read(held: Any) -> Any:
    match held:
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"bytes": str(encoded)}:
            return base64.b64decode(encoded)
        case {"json": value}:
            return value
        case _:
            return held

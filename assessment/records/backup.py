"""Backup and restore, safe while the record is in use: one file holds every table at one moment, and the attachments.

The file is a zip: `manifest.json` (revision of the tables, rows of each, the history's head, the seal over all of it),
`tables/<name>.jsonl`, `attachments/<sha256>`. It is the same for SQLite and PostgreSQL and can be restored into either.
The key of the history is not in it: keep that apart, or whoever has the backup could rewrite the history in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from assessment.errors import Fault, Refused
from assessment.records.attached_files import FOLDER, path_of, store
from assessment.records.attachments import LARGEST_BYTES
from assessment.records.backup_seal import (
    BYTES_AT_ONCE,
    MANIFEST,
    SEAL,
    holds,
    read_part,
    seal_of_backup,
)
from assessment.records.backup_tables import part_of, read_table, tables, write_table
from assessment.records.canonical import moment_text
from assessment.records.database import Database, database_url, folder_of, is_empty
from assessment.records.history import Head
from assessment.records.history_key import read_key
from assessment.records.private_files import keep_private, make_private
from assessment.records.upgrading import hold_rows, known_revisions, migrate, newest_revision, revision_of
from assessment.records.verifying import Broken, Verified, verify_in

FORMAT = 2
UNSEALED_FORMAT = 1  # of the first release
LARGEST_MANIFEST_BYTES = 1024 * 1024
# What reading a file raises that is no backup, or only a piece of one.
_UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    EOFError,
    RuntimeError,
    StatementError,
)


@dataclass(frozen=True)
class Backup:
    """A backup written: where, how many rows and attachments, and the head of the history it holds."""

    path: Path
    rows: int
    attachments: int
    head: Head | None


@dataclass(frozen=True)
class Restored:
    """A record restored: its history as verified, and whether the rest of it was held by the backup's seal."""

    verified: Verified
    sealed: bool


def write_backup(database: Database, folder: Path | None = None, reason: str = "") -> Backup:
    """Write a backup of the whole record as it is at this moment, while others go on writing; by default in `backups`.

    The file takes its place only when it is whole. Raises Refused: `records_full`, `attachment_damaged`.
    """
    place = folder or database.folder / "backups"
    name = "-".join(part for part in ("records", f"{database.now():%Y%m%dT%H%M%S%f}", reason) if part)
    path, unfinished = place / f"{name}.zip", place / f".{name}.{secrets.token_hex(4)}"
    try:
        if folder is None:
            make_private(place)
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


def restore_backup(
    path: Path, url: str | None = None, folder: Path | None = None, *, unsealed: bool = False
) -> Restored:
    """Restore a backup where there is no record yet, then verify its history with the key that lies there.

    All of it or nothing. `unsealed`: restore one without a seal too, as the first release wrote them; only the history
    in it and what the history holds can be verified. Raises Refused: `backup_unreadable`, `backup_newer`,
    `backup_unsealed`, `restore_over_record` (there is a record already), `history_key_missing` (the key was kept apart:
    put it back first), `backup_changed` (or the key is another's), `backup_attachment` (one on record is not in it
    whole), `backup_broken` (the history in it does not hold).
    """
    address = database_url(url)
    place = folder or folder_of(address)
    try:
        archive = zipfile.ZipFile(path)
        manifest = json.loads(read_part(archive, MANIFEST, LARGEST_MANIFEST_BYTES))
        revision = str(manifest["revision"])
    except _UNREADABLE as error:
        raise Refused([Fault("backup_unreadable", path.name)]) from error
    with archive:
        written_as = manifest.get("format")
        if written_as not in (FORMAT, UNSEALED_FORMAT) or revision not in known_revisions():
            raise Refused([Fault("backup_newer", path.name, value=revision)])
        sealed = written_as != UNSEALED_FORMAT
        # Else whoever changed a backup would only have to call it an old one.
        if not sealed and not unsealed:
            raise Refused([Fault("backup_unsealed", path.name)])
        make_private(place)
        if not is_empty(address):
            raise Refused([Fault("restore_over_record", path.name)])
        database = Database(address, place, read_key(place, new_record=False))
        try:
            if sealed:
                _require_seal(database, archive, path, manifest)
            keep_private(place, address)
            return Restored(_restore(database, archive, path, revision), sealed)
        finally:
            database.close()


def _require_seal(database: Database, archive: zipfile.ZipFile, path: Path, manifest: dict[str, Any]) -> None:
    try:
        if not holds(database.key, manifest, archive):
            raise Refused([Fault("backup_changed", path.name)])
    except _UNREADABLE as error:
        raise Refused([Fault("backup_unreadable", path.name)]) from error


def _restore(database: Database, archive: zipfile.ZipFile, path: Path, revision: str) -> Verified:
    try:
        with database.transaction() as session:
            connection = session.connection()
            if revision_of(connection) is not None:
                raise Refused([Fault("restore_over_record", path.name)])
            migrate(connection, revision)
            for table in tables(connection):
                read_table(connection, table, archive)
            on_record = text("SELECT DISTINCT sha256 FROM attachment ORDER BY sha256")
            for digest in session.execute(on_record).scalars().all():
                store(database.folder / FOLDER, digest, _attachment(archive, path, digest))
            if revision != newest_revision():
                migrate(connection, newest_revision())
                hold_rows(session)
            outcome = verify_in(session)
            if isinstance(outcome, Broken):
                raise Refused([Fault("backup_broken", path.name, row=outcome.seq, value=outcome.breach.value)])
    except _UNREADABLE as error:
        raise Refused([Fault("backup_unreadable", path.name)]) from error
    return outcome


def _fill(database: Database, archive: zipfile.ZipFile) -> tuple[int, int, Head | None]:
    counts: dict[str, int] = {}
    parts: dict[str, str] = {}
    digests: list[str] = []
    head = None
    with database.reading() as session:
        connection = session.connection()
        revision = revision_of(connection)
        for table in tables(connection):
            counts[table.name], parts[part_of(table)] = write_table(session, table, archive)
            if table.name == "attachment":
                digests = sorted(set(session.execute(select(table.c.sha256)).scalars()))
            if table.name == "history_head":
                found = session.execute(select(table.c.seq, table.c.hash)).first()
                head = Head(found.seq, found.hash) if found else None
    # Files are never deleted and are on disk before the row that names them, so each one of the snapshot is here.
    for digest in digests:
        _write_attachment(database.folder / FOLDER, digest, archive)
        parts[f"{FOLDER}/{digest}"] = digest
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "revision": revision,
        "written_at": moment_text(database.now()),
        "rows": counts,
        "head": str(head) if head else None,
    }
    manifest[SEAL] = seal_of_backup(database.key, manifest, parts)
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return sum(counts.values()), len(digests), head


def _write_attachment(folder: Path, digest: str, archive: zipfile.ZipFile) -> None:
    """Put an attachment into the backup; one damaged on disk would make a backup that cannot be restored."""
    found = hashlib.sha256()
    try:
        with path_of(folder, digest).open("rb") as file, archive.open(f"{FOLDER}/{digest}", "w") as member:
            while piece := file.read(BYTES_AT_ONCE):
                member.write(piece)
                found.update(piece)
    except FileNotFoundError as error:
        raise Refused([Fault("attachment_damaged", digest)]) from error
    if found.hexdigest() != digest:
        raise Refused([Fault("attachment_damaged", digest)])


def _attachment(archive: zipfile.ZipFile, path: Path, digest: str) -> bytes:
    """An attachment on record, as it was when it was attached."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(digest)
    try:
        content = read_part(archive, f"{FOLDER}/{digest}", LARGEST_BYTES)
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError) as error:
        raise Refused([Fault("backup_attachment", path.name, value=digest)]) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused([Fault("backup_attachment", path.name, value=digest)])
    return content

"""The tables of a record as the parts of a backup: one JSON line a row, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, insert, select, text
from sqlalchemy.orm import Session

from assessment.records.backup_seal import LARGEST_MEMBER_BYTES
from assessment.records.canonical import moment_text

ROWS_AT_ONCE = 500
LARGEST_ROW_CHARACTERS = 256 * 1024 * 1024
REVISION_TABLE = "alembic_version"


def part_of(table: Table) -> str:
    """The name of a table's part of the archive."""
    return f"tables/{table.name}.jsonl"


def tables(connection: Connection) -> list[Table]:
    """Every table as it is in the database, the ones others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    tables = [table for table in metadata.sorted_tables if table.name != REVISION_TABLE]
    for column in (column for table in tables for column in table.c):
        if isinstance(column.type, JSON):
            column.type.none_as_null = True  # nothing stays nothing, and does not become the JSON null
    return tables


def write_table(session: Session, table: Table, archive: zipfile.ZipFile) -> tuple[int, str]:
    """Write a table's rows as its part of the archive; how many they are, and the part's SHA-256."""
    rows, digest = 0, hashlib.sha256()
    with archive.open(part_of(table), "w", force_zip64=True) as member:
        wanted = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
        with session.execute(wanted) as found:
            for row in found:
                held = {column.name: _written(value) for column, value in zip(table.c, row, strict=True)}
                line = json.dumps(held).encode() + b"\n"
                member.write(line)
                digest.update(line)
                rows += 1
    return rows, digest.hexdigest()


def read_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    """Put a table's rows from the archive into it, which is empty. Raises ValueError for a part that is not ours."""
    batch: list[dict[str, Any]] = []
    for line in _lines(archive, part_of(table)):
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
    with archive.open(name) as member, io.TextIOWrapper(member, encoding="utf-8") as text_of_it:
        while line := text_of_it.readline(LARGEST_ROW_CHARACTERS):
            yield line


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

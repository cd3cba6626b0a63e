"""A disk that is full: SQLite gets no page more, until there is room again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text

from assessment.records.database import Database


@contextmanager
def full_disk(database: Database, room: int = 0) -> Iterator[None]:
    """While it lasts the record can grow by `room` pages of SQLite and no more."""
    database.empty_log()
    database.engine.dispose()
    with database.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    def hold(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + room}")  # type: ignore[attr-defined]

    database.engine.dispose()
    event.listen(database.engine, "connect", hold)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", hold)
        database.engine.dispose()

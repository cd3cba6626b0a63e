"""Triggers by which the database itself refuses to change what must not change and to delete what is kept.

They stop mistakes and careless tools; whoever may drop them is found by `history verify`.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record keeps %', TG_TABLE_NAME; END $$
"""


def guard(connection: Connection, unchangeable: tuple[str, ...], kept: tuple[str, ...]) -> None:
    """Put the triggers on the tables; for migrations, with the tables' names as they are then."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRESQL_FUNCTION))
    for table in unchangeable:
        _refuse(connection, table, "UPDATE")
    for table in (*unchangeable, *kept):
        _refuse(connection, table, "DELETE")


def _refuse(connection: Connection, table: str, event: str) -> None:
    if connection.dialect.name == "sqlite":
        what = f"BEGIN SELECT RAISE(ABORT, 'the record keeps {table}'); END"
    else:
        what = "FOR EACH ROW EXECUTE FUNCTION records_refuse()"
    connection.execute(text(f"CREATE TRIGGER keep_{table}_{event.lower()} BEFORE {event} ON {table} {what}"))


def unguard(connection: Connection, tables: tuple[str, ...]) -> None:
    """Take the triggers off again; for migrations that rebuild a table."""
    for table in tables:
        for event in ("update", "delete"):
            where = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS keep_{table}_{event}{where}"))

"""Rows the history holds: whatever is written, the entry written with it tells the digest of each row.

A session notes every row it writes (see `database.py`), `history.append` puts their digests into the entry, and what no
entry took is told in one of its own when the transaction commits: no use case can forget a row or a column. `verify`
then finds a row that was edited, one that is gone, and one that the history knows nothing of.

A digest is keyed with the history's key, so that whoever reads the history cannot try out what a row said. Rows that
name somebody have a salt besides, which goes when the name is erased. A column that a later version adds must be empty
in old rows: what is empty does not count.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session

from assessment.records.canonical import SEALED, canonical_json, identity_of
from assessment.records.columns import Base
from assessment.records.schema import History, HistoryHead, KeptMap, Person, StatementDraft

# In an entry's facts: [table, id, digest] of every row written with it.
ROWS = "rows"
# In the facts of the entry from which on the history knows of every row there is.
EVERY_ROW = "every_row"
ROWS_AT_ONCE = 1000

# The tables that are not held, and why: the one place where anything is left out.
NOT_HELD: dict[type[Base], str] = {
    **dict.fromkeys(SEALED, "sealed: the hash of the whole row stands in the entry it was written with"),
    History: "the chain itself, recomputed entry by entry",
    HistoryHead: "signed with the key, and compared with the newest entry",
    KeptMap: "its digest stands in the sealed results that are drawn on it",
    StatementDraft: "no part of the record yet: saved with every pause in typing, and emptied when the statement is"
    " given; the history tells who began it and who took over",
}
NOT_HELD_COLUMNS: dict[tuple[type[Base], str], str] = {
    (Person, "claims_at"): "moves with every sign-in, which is no act on the record; only tells older claims from newer"
}
HELD: tuple[type[Base], ...] = tuple(
    sorted(
        (mapper.class_ for mapper in Base.registry.mappers if mapper.class_ not in NOT_HELD),
        key=lambda table: table.__tablename__,
    )
)
_COLUMNS = {
    table: {
        attribute.key: attribute.columns[0]
        for attribute in table.__mapper__.column_attrs
        if (table, attribute.key) not in NOT_HELD_COLUMNS
    }
    for table in HELD
}
_WRITTEN = "rows_written"
# What reading a row raises whose values its columns cannot hold.
UNREADABLE = (ValueError, TypeError, LookupError)


def held_columns(table: type[Base]) -> tuple[str, ...]:
    """The columns of a held table that its digests cover."""
    return tuple(_COLUMNS[table])


def note_written(session: Session) -> None:
    """Note the rows that the session has just written; to be called after each flush."""
    for row in session.new:
        if type(row) in _COLUMNS:
            _note(session, row)
    for row in session.dirty:
        columns = _COLUMNS.get(type(row), {})
        if any(inspect(row).attrs[name].history.has_changes() for name in columns):
            _note(session, row)


def are_untold(session: Session) -> bool:
    """Whether rows were written that no entry tells of yet."""
    return bool(session.info.get(_WRITTEN))


def take_written(session: Session) -> list[tuple[str, int, str]]:
    """Table, id and digest of every row written since the last entry; they count as told from now on.

    They are read back, so that what is told is what a later reading finds.
    """
    written: dict[type[Base], set[int]] = session.info.pop(_WRITTEN, {})
    told = []
    for table in sorted(written, key=lambda one: one.__tablename__):
        (own,) = table.__mapper__.primary_key
        found = _digests(session, table, own.in_(sorted(written[table])))
        told += [(table.__tablename__, row_id, digest) for row_id, digest in sorted(found)]
    return told


def digests_on_record(session: Session, table: type[Base]) -> Iterator[tuple[int, str]]:
    """Every row's own id and digest; the digest is empty where the row no longer holds what its columns can."""
    seen = set()
    try:
        for row_id, digest in _digests(session, table):
            seen.add(row_id)
            yield row_id, digest
    except UNREADABLE:
        (own,) = table.__mapper__.primary_key
        for row_id in session.scalars(select(own)).all():
            if row_id not in seen:
                yield row_id, _digest_alone(session, table, own == row_id)


def every_row(session: Session) -> list[tuple[str, int, str]]:
    """Table, id and digest of every row on record of the tables that are held."""
    return [(table.__tablename__, *found) for table in HELD for found in digests_on_record(session, table)]


def _note(session: Session, row: Base) -> None:
    written: dict[type[Base], set[int]] = session.info.setdefault(_WRITTEN, {})
    written.setdefault(type(row), set()).add(identity_of(row))


def _digests(session: Session, table: type[Base], *where: ColumnElement[bool]) -> Iterator[tuple[int, str]]:
    key: bytes = session.info["database"].key
    columns = _COLUMNS[table]
    (own,) = table.__mapper__.primary_key
    wanted = select(own, *columns.values()).where(*where).execution_options(yield_per=ROWS_AT_ONCE)
    with session.execute(wanted) as rows:
        for row_id, *values in rows:
            yield row_id, _digest(key, table.__tablename__, zip(columns, values, strict=True))


def _digest_alone(session: Session, table: type[Base], where: ColumnElement[bool]) -> str:
    try:
        ((_, digest),) = _digests(session, table, where)
    except UNREADABLE:
        return ""
    return digest


def _digest(key: bytes, table: str, values: Iterable[tuple[str, Any]]) -> str:
    kept = {name: value for name, value in values if value is not None}
    return hmac.new(key, f"row:{canonical_json([table, kept])}".encode(), hashlib.sha256).hexdigest()

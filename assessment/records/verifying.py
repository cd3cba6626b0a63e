"""Recompute the chain of the history and compare what is on record with it; finds the first entry that is broken."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, String, select, type_coerce
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.canonical import SEALED, seal_of_values
from assessment.records.frozen_maps import MAP
from assessment.records.history import NOTHING_BEFORE, Head, hash_of_values, head_signature
from assessment.records.permissions import Action, Scope, require
from assessment.records.schema import Anchor, FrozenResult, History, HistoryHead, KeptMap

if TYPE_CHECKING:
    from assessment.records.columns import Base
    from assessment.records.database import Database

ROWS_AT_ONCE = 5000


class Breach(StrEnum):
    """What is wrong with the history."""

    CHANGED = "changed"  # the entry is not what was written, or was written without the key
    MISSING = "missing"  # an entry is not there, or not in its place
    HEAD = "head"  # the newest entries are gone, or entries were added past the head
    ANCHOR = "anchor"  # the entry is not the one whose hash was published
    CONTENT = "content"  # the entry stands, but the statement, result or decision it seals was changed
    CONTENT_MISSING = "content_missing"  # the entry stands, but what it seals is gone
    CONTENT_UNKNOWN = "content_unknown"  # a statement, result or decision of which the history knows nothing


@dataclass(frozen=True)
class Verified:
    """The history is whole: how many entries, the newest, and how many published heads it was compared with."""

    entries: int
    head: Head
    anchors: int


@dataclass(frozen=True)
class Broken:
    """The first entry that does not hold, or the row on record that does not agree with it."""

    seq: int
    breach: Breach
    subject: str = ""
    subject_id: int | None = None


@dataclass
class _Chain:
    """What was gathered on the way: hashes at the anchors, and the seals."""

    length: int
    newest: str
    anchored: dict[int, str]
    seals: dict[tuple[str, int], tuple[int, str]]


def verify_history(database: Database, actor: Actor, anchors: Sequence[Head] = ()) -> Verified | Broken:
    """Verify the history in an actor's name; see `verify`."""
    with database.reading() as session:
        require(session, actor, Action.HISTORY_VERIFY, Scope("history"))
    return verify(database, anchors)


def verify(database: Database, anchors: Sequence[Head] = ()) -> Verified | Broken:
    """Verify the whole chain, the seals, and the heads that were published: those kept in the record and those given.

    A tail cut off together with its head, and a history rewritten with the key, show only against a head that was
    published outside the database: give those as `anchors`.
    """
    with database.reading() as session:
        return verify_in(session, anchors)


def verify_in(session: Session, anchors: Sequence[Head] = ()) -> Verified | Broken:
    """`verify` as the session's transaction sees the record."""
    key: bytes = session.info["database"].key
    kept = [Head(seq, digest) for seq, digest in session.execute(select(Anchor.seq, Anchor.hash))]
    published = sorted({*anchors, *kept}, key=lambda head: head.seq)
    chain = _walk(session, key, {head.seq for head in published})
    if isinstance(chain, Broken):
        return chain
    return (
        _compare_head(session, key, chain)
        or _compare_anchors(published, chain)
        or _compare_seals(session, chain)
        or _compare_maps(session, chain)
        or Verified(chain.length, Head(chain.length, chain.newest), len(published))
    )


def _walk(session: Session, key: bytes, anchored: set[int]) -> _Chain | Broken:
    with session.execute(_every_entry()) as entries:
        return _follow(entries, key, anchored)


def _follow(entries: Iterable[Sequence[Any]], key: bytes, anchored: set[int]) -> _Chain | Broken:
    chain = _Chain(0, NOTHING_BEFORE, {}, {})
    for seq, at, *values, previous_hash, digest in entries:
        if seq != chain.length + 1:
            return Broken(chain.length + 1, Breach.MISSING)
        at_utc = _moment(at)
        if at_utc is None or previous_hash != chain.newest:
            return Broken(seq, Breach.CHANGED)
        if hash_of_values(key, (seq, at_utc, *values, previous_hash)) != digest:
            return Broken(seq, Breach.CHANGED)
        chain.length, chain.newest = seq, digest
        if seq in anchored:
            chain.anchored[seq] = digest
        if '"seal":' in values[-1]:
            _keep_seal(chain, seq, json.loads(values[-1]))
    if chain.length == 0:
        return Broken(1, Breach.MISSING)
    return chain


def _keep_seal(chain: _Chain, seq: int, facts: dict[str, Any]) -> None:
    if {"seal", "sealed", "sealed_id"} <= facts.keys():
        chain.seals.setdefault((facts["sealed"], facts["sealed_id"]), (seq, facts["seal"]))


def _every_entry() -> Select[Any]:
    """Every entry as a plain row, oldest first, a few thousand at a time; its moment as the database holds it."""
    columns = [
        type_coerce(column, String) if column.key == "at_utc" else column for column in History.__table__.columns
    ]
    return select(*columns).order_by(History.seq).execution_options(yield_per=ROWS_AT_ONCE)


def _moment(held: Any) -> datetime | None:
    """The moment of an entry: SQLite holds text in UTC, which may have been tampered with; None when it is no
    moment."""
    if isinstance(held, datetime):
        return held
    try:
        return datetime.fromisoformat(held).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def _compare_head(session: Session, key: bytes, chain: _Chain) -> Broken | None:
    head = session.get(HistoryHead, 1)
    if head is None or head.signature != head_signature(key, head.seq, head.hash):
        return Broken(chain.length, Breach.HEAD)
    if (head.seq, head.hash) != (chain.length, chain.newest):
        return Broken(min(head.seq, chain.length) + 1, Breach.HEAD)
    return None


def _compare_anchors(published: Sequence[Head], chain: _Chain) -> Broken | None:
    for head in published:
        if chain.anchored.get(head.seq) != head.hash:
            return Broken(head.seq, Breach.ANCHOR)
    return None


def _compare_seals(session: Session, chain: _Chain) -> Broken | None:
    """Compare every sealed row with its seal; the earliest entry that does not agree counts as the first."""
    left = dict(chain.seals)
    broken = []
    for table in SEALED:
        for row_id, seal in _seals_on_record(session, table):
            expected = left.pop((table.__tablename__, row_id), None)
            if expected is None:
                broken.append(Broken(chain.length, Breach.CONTENT_UNKNOWN, table.__tablename__, row_id))
            elif expected[1] != seal:
                broken.append(Broken(expected[0], Breach.CONTENT, table.__tablename__, row_id))
    broken += [Broken(seq, Breach.CONTENT_MISSING, name, row_id) for (name, row_id), (seq, _) in left.items()]
    return min(broken, key=lambda one: one.seq, default=None)


def _compare_maps(session: Session, chain: _Chain) -> Broken | None:
    """Compare the maps with the digests that the sealed results name; a map that no result names is broken too."""
    held = {digest: _digest(content) for digest, content in session.execute(select(KeptMap.sha256, KeptMap.content))}
    results = session.execute(select(FrozenResult.id, FrozenResult.account[MAP].as_string()))
    named = {result_id: digest for result_id, digest in results if digest}
    for result_id, digest in sorted(named.items()):
        seq, _ = chain.seals[(FrozenResult.__tablename__, result_id)]
        if digest not in held:
            return Broken(seq, Breach.CONTENT_MISSING, KeptMap.__tablename__, result_id)
        if held[digest] != digest:
            return Broken(seq, Breach.CONTENT, KeptMap.__tablename__, result_id)
    if held.keys() - set(named.values()):
        return Broken(chain.length, Breach.CONTENT_UNKNOWN, KeptMap.__tablename__)
    return None


def _digest(kept: bytes) -> str:
    """The digest of a map before it was packed; empty where it is no map any more."""
    try:
        return hashlib.sha256(zlib.decompress(kept)).hexdigest()
    except zlib.error:
        return ""


def _seals_on_record(session: Session, table: type[Base]) -> Iterator[tuple[int, str]]:
    """Every row's own id and seal; the seal is empty where the row no longer holds what its columns can."""
    columns = {attribute.key: attribute.columns[0] for attribute in table.__mapper__.column_attrs}
    (own,) = table.__mapper__.primary_key
    wanted = select(*columns.values())
    for row_id in session.scalars(select(own)).all():
        try:
            row = session.execute(wanted.where(own == row_id)).one()
            yield row_id, seal_of_values(zip(columns, row, strict=True))
        except (ValueError, TypeError, LookupError):
            yield row_id, ""

"""Recompute the chain of the history and compare what is on record with it; finds the first entry that is broken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, String, select, type_coerce
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.history import NOTHING_BEFORE, Head, hash_of_values, head_signature
from assessment.records.permissions import Action, Scope, require
from assessment.records.schema import Anchor, History, HistoryHead
from assessment.records.sealed_content import ROWS_AT_ONCE, Breach, Broken, ToldContent

if TYPE_CHECKING:
    from assessment.records.database import Database

__all__ = ["Breach", "Broken", "Verified", "verify", "verify_history", "verify_in"]


@dataclass(frozen=True)
class Verified:
    """The history is whole: how many entries, the newest, and how many published heads it was compared with."""

    entries: int
    head: Head
    anchors: int


@dataclass
class _Chain:
    """What was gathered on the way: hashes at the anchors, and what the entries tell of contents."""

    length: int
    newest: str
    anchored: dict[int, str] = field(default_factory=dict)
    content: ToldContent = field(default_factory=ToldContent)


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
        or chain.content.compared(session, chain.length)
        or Verified(chain.length, Head(chain.length, chain.newest), len(published))
    )


def _walk(session: Session, key: bytes, anchored: set[int]) -> _Chain | Broken:
    with session.execute(_every_entry()) as entries:
        return _follow(entries, key, anchored)


def _follow(entries: Iterable[Sequence[Any]], key: bytes, anchored: set[int]) -> _Chain | Broken:
    chain = _Chain(0, NOTHING_BEFORE)
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
        _, action, subject, subject_id, _, _, facts = values
        chain.content.note(seq, action, subject, subject_id, facts)
    if chain.length == 0:
        return Broken(1, Breach.MISSING)
    return chain


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

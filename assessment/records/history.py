"""The history: append-only, written in the same transaction as what it records, every entry bound to the one before.

An entry's hash is HMAC-SHA256, with a key kept outside the database, over its canonical bytes and the hash before it.
The newest entry is signed in a row of its own, so that a tail cut off is missed; a head published outside (printed on a
decision, see `publish_head`) finds a whole history rewritten, or rolled back, even by somebody who has the key.

Entries hold ids and hashes, never names: a person can be erased while the chain stands. Rows that must never change
(statements, frozen results, decisions) are *sealed*: their hash stands in their entry, and `verify` compares. Of all
other rows each entry tells the digests as they were written with it (see `held_rows.py`); the newest must hold.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.canonical import canonical_json, identity_of, moment_text, seal_of
from assessment.records.columns import Base
from assessment.records.held_rows import EVERY_ROW, ROWS, take_written
from assessment.records.permissions import Action, Scope, require
from assessment.records.schema import Anchor, History, HistoryHead

if TYPE_CHECKING:
    from datetime import datetime

    from assessment.records.database import Database

NOTHING_BEFORE = "0" * 64
OPENED = "record_opened"
REFUSED = "refused"
ROWS_HELD, ROWS_WRITTEN = "rows_held", "rows_written"
ROWS_OF_AN_ENTRY = 1000
# Facts under these names would be somebody's personal data, which an entry can never forget again.
PERSONAL = frozenset(
    {"name", "names", "email", "chair", "secretary", "dissenting", "phone", "address", "subject_claim"}
)


@dataclass(frozen=True)
class Head:
    """The newest entry at some moment, as it is printed and published: `<seq>:<hash>`."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """A head as printed; Refused with `history_anchor_malformed` when it is none."""
        seq, _, digest = text.strip().partition(":")
        if not (seq.isascii() and seq.isdigit() and len(digest) == 64 and set(digest) <= set("0123456789abcdef")):
            raise Refused([Fault("history_anchor_malformed", "anchor", value=text)])
        return cls(int(seq), digest)


def append(
    session: Session,
    actor: Actor | None,
    action: Action | str,
    scope: Scope,
    facts: Mapping[str, Any] | None = None,
    *,
    version: int | None = None,
    sealed: Base | None = None,
) -> Head:
    """Write an entry in the session's transaction; who (None = the program itself), what, to what, on which version.

    `facts` are plain values, keys never personal. `sealed` is a row that must never change from now on. Call it once
    the row has its id (after `session.flush()`). What was written since the last entry is told by digest in this one.
    Returns the new head.
    """
    database: Database = session.info["database"]
    told = dict(facts or {})
    session.flush()
    if written := take_written(session):
        told[ROWS] = written
    if personal := PERSONAL & told.keys():
        raise ValueError(f"personal data does not belong in the history: {sorted(personal)}")
    if sealed is not None:
        told |= {"seal": seal_of(sealed), "sealed": sealed.__tablename__, "sealed_id": identity_of(sealed)}
    head = session.get(HistoryHead, 1, with_for_update=True)
    if head is None:
        raise RuntimeError("the history has no beginning: open the database with open_database")
    entry = History(
        seq=head.seq + 1,
        at_utc=database.now(),
        actor_id=actor.person_id if actor else None,
        action=str(action),
        subject=scope.subject,
        subject_id=scope.subject_id,
        subject_version=version,
        matter_id=scope.matter_id,
        facts=canonical_json(told),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(database.key, entry)
    session.add(entry)
    head.seq, head.hash = entry.seq, entry.hash
    head.signature = head_signature(database.key, entry.seq, entry.hash)
    session.flush()
    return Head(entry.seq, entry.hash)


def begin(session: Session, key: bytes, now: datetime) -> None:
    """Write the first entry of a new record."""
    facts = canonical_json({"key": key_mark(key), EVERY_ROW: True})
    entry = History(
        seq=1, at_utc=now, action=OPENED, subject="record", facts=facts, previous_hash=NOTHING_BEFORE, actor_id=None
    )
    entry.hash = entry_hash(key, entry)
    session.add(entry)
    session.add(HistoryHead(id=1, seq=1, hash=entry.hash, signature=head_signature(key, 1, entry.hash)))
    session.flush()


def tell_of_rows(session: Session, rows: Sequence[tuple[str, int, str]]) -> None:
    """Tell the digests of rows that were there before the history held any; from here on it knows of every row."""
    for start in range(0, max(len(rows), 1), ROWS_OF_AN_ENTRY):
        part = rows[start : start + ROWS_OF_AN_ENTRY]
        facts: dict[str, Any] = {ROWS: part} if part else {}
        if start + ROWS_OF_AN_ENTRY >= len(rows):
            facts[EVERY_ROW] = True
        append(session, None, ROWS_HELD, Scope("record"), facts)


def current_head(session: Session) -> Head:
    """The newest entry."""
    head = session.get_one(HistoryHead, 1)
    return Head(head.seq, head.hash)


def publish_head(database: Database, actor: Actor, published_in: str) -> Head:
    """Record that the present head is published outside, and where; the head to print there."""
    scope = Scope("history")
    with database.transaction() as session:
        require(session, actor, Action.HISTORY_PUBLISH, scope)
        head = anchor_head(session, published_in)
        append(session, actor, Action.HISTORY_PUBLISH, scope, {"anchor": str(head)})
    return head


def anchor_head(session: Session, published_in: str) -> Head:
    """Keep the present head as one that is published outside (the decision document, the minutes), and return it."""
    database: Database = session.info["database"]
    head = current_head(session)
    session.add(Anchor(seq=head.seq, hash=head.hash, published_at=database.now(), published_in=published_in))
    session.flush()
    return head


def entry_hash(key: bytes, entry: History) -> str:
    """HMAC-SHA256 over everything in the entry and the hash before it."""
    return hash_of_values(
        key,
        (
            entry.seq,
            entry.at_utc,
            entry.actor_id,
            entry.action,
            entry.subject,
            entry.subject_id,
            entry.subject_version,
            entry.matter_id,
            entry.facts,
            entry.previous_hash,
        ),
    )


def hash_of_values(key: bytes, values: Sequence[Any]) -> str:
    """`entry_hash` of the values of an entry, in the order of its columns: seq, at_utc, … facts, previous_hash."""
    seq, at_utc, *others = values
    return hmac.new(key, canonical_json([seq, moment_text(at_utc), *others]).encode(), hashlib.sha256).hexdigest()


def head_signature(key: bytes, seq: int, entry: str) -> str:
    """HMAC-SHA256 that only the holder of the key can give to a head."""
    return hmac.new(key, f"head:{seq}:{entry}".encode(), hashlib.sha256).hexdigest()


def key_mark(key: bytes) -> str:
    """What tells one key from another without telling the key."""
    return hashlib.sha256(b"mark:" + key).hexdigest()[:16]

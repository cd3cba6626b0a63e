"""What the history tells of the contents of the record, compared with what is on record now.

Statements, results and decisions are sealed whole; maps by the digest their results name; every other row by the newest
digest of it that an entry tells (see `held_rows.py`); attached files by the hash in their row. The first records told
no digests of rows: their names are compared with salted commitments, which erasing a person takes the ground from, and
their points and answers with the hash of their texts.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.attached_files import FOLDER, digest_of
from assessment.records.canonical import ERASED_NAMES, NAME_COMMITMENTS, SEALED, name_commitment, seal_of_values
from assessment.records.columns import Base
from assessment.records.frozen_maps import MAP
from assessment.records.held_rows import EVERY_ROW, HELD, ROWS, UNREADABLE, digests_on_record
from assessment.records.permissions import Action
from assessment.records.schema import Attachment, FrozenResult, KeptMap, ResponsePoint, StatementName

Row = TypeVar("Row", bound=Base)

ROWS_AT_ONCE = 5000


class Breach(StrEnum):
    """What is wrong with the history."""

    CHANGED = "changed"  # the entry is not what was written, or was written without the key
    MISSING = "missing"  # an entry is not there, or not in its place
    HEAD = "head"  # the newest entries are gone, or entries were added past the head
    ANCHOR = "anchor"  # the entry is not the one whose hash was published
    CONTENT = "content"  # the entry stands, but the row it tells of was changed
    CONTENT_MISSING = "content_missing"  # the entry stands, but what it tells of is gone
    CONTENT_UNKNOWN = "content_unknown"  # a row the history knows nothing of
    FILE = "file"  # the bytes of an attachment on disk are not those that were attached
    FILE_MISSING = "file_missing"  # the bytes of an attachment are not on disk, or cannot be read


@dataclass(frozen=True)
class Broken:
    """The first entry that does not hold, or the row on record that does not agree with it."""

    seq: int
    breach: Breach
    subject: str = ""
    subject_id: int | None = None


@dataclass
class ToldContent:
    """What the entries tell of contents, gathered entry by entry; each with the number of the entry.

    `seals` by table and id; `names` by statement id, commitments by kind and order; `points` by id, the newest facts of
    the point and its answer; `rows` by table and id, the newest digest; `every_row`: from some entry on the history
    knows of every row; `erased`: by the id of a name, the newest entry that tells of its erasing; `erased_at`: the
    newest entry of a person erased that does not tell which names went, as the first records did not.
    """

    seals: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)
    names: dict[int, tuple[int, dict[tuple[str, int], str]]] = field(default_factory=dict)
    points: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    rows: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)
    every_row: bool = False
    erased: dict[int, int] = field(default_factory=dict)
    erased_at: int = 0

    def note(self, seq: int, action: str, subject: str, subject_id: int | None, facts: str) -> None:
        """Take in what an entry tells, facts as written in it."""
        if f'"{ROWS}":' in facts or f'"{EVERY_ROW}":' in facts:
            self._rows(seq, json.loads(facts))
        if '"seal":' in facts:
            self._seal(seq, json.loads(facts))
        elif subject == ResponsePoint.__tablename__ and subject_id is not None:
            _, known = self.points.get(subject_id, (seq, {}))
            self.points[subject_id] = (seq, known | json.loads(facts))
        elif action == Action.PERSON_ERASE:
            told = json.loads(facts)
            self.erased |= dict.fromkeys(told.get(ERASED_NAMES, ()), seq)
            if ERASED_NAMES not in told:
                self.erased_at = seq

    def compared(self, session: Session, length: int) -> Broken | None:
        """The first entry that does not agree with what is on record; `length`: of the history."""
        broken: list[Broken] = []
        for table, found in (
            ("", self._seals_broken(session, length)),
            (KeptMap.__tablename__, self._maps_broken(session, length)),
            (StatementName.__tablename__, self._names_broken(session)),
            (ResponsePoint.__tablename__, self._points_broken(session, length)),
            ("", self._rows_broken(session, length)),
            (Attachment.__tablename__, self._files_broken(session, length)),
        ):
            try:
                broken += found
            except UNREADABLE:  # a row no longer holds what its columns can
                broken.append(Broken(length, Breach.CONTENT, table))
        return min(broken, key=lambda one: one.seq, default=None)

    def _seal(self, seq: int, facts: dict[str, Any]) -> None:
        if {"seal", "sealed", "sealed_id"} <= facts.keys():
            self.seals.setdefault((facts["sealed"], facts["sealed_id"]), (seq, facts["seal"]))
        if NAME_COMMITMENTS in facts:
            committed = {(kind, order): digest for kind, order, digest in facts[NAME_COMMITMENTS]}
            self.names.setdefault(facts["sealed_id"], (seq, committed))

    def _rows(self, seq: int, facts: dict[str, Any]) -> None:
        for table, row_id, digest in facts.get(ROWS, ()):
            self.rows[table, row_id] = (seq, digest)
        self.every_row = self.every_row or EVERY_ROW in facts

    def _rows_broken(self, session: Session, length: int) -> Iterator[Broken]:
        """Rows against the newest digest that an entry tells of each."""
        left = dict(self.rows)
        for table in HELD:
            name = table.__tablename__
            for row_id, digest in digests_on_record(session, table):
                seq, told = left.pop((name, row_id), (length, None))
                if told is None:
                    if self.every_row:
                        yield Broken(seq, Breach.CONTENT_UNKNOWN, name, row_id)
                elif told != digest:
                    yield Broken(seq, Breach.CONTENT, name, row_id)
        for (name, row_id), (seq, _) in left.items():
            yield Broken(seq, Breach.CONTENT_MISSING, name, row_id)

    def _files_broken(self, session: Session, length: int) -> Iterator[Broken]:
        """The bytes of attachments on disk, those taken out of sight too, against the hash in their rows."""
        name = Attachment.__tablename__
        folder = session.info["database"].folder / FOLDER
        found: dict[str, Breach | None] = {}
        for row_id, digest in session.execute(select(Attachment.id, Attachment.sha256).order_by(Attachment.id)):
            if digest not in found:
                found[digest] = _file_breach(folder, digest)
            if (breach := found[digest]) is not None:
                yield Broken(self.rows.get((name, row_id), (length, ""))[0], breach, name, row_id)

    def _seals_broken(self, session: Session, length: int) -> Iterator[Broken]:
        left = dict(self.seals)
        for table in SEALED:
            for row_id, seal in _seals_on_record(session, table):
                expected = left.pop((table.__tablename__, row_id), None)
                if expected is None:
                    yield Broken(length, Breach.CONTENT_UNKNOWN, table.__tablename__, row_id)
                elif expected[1] != seal:
                    yield Broken(expected[0], Breach.CONTENT, table.__tablename__, row_id)
        for (name, row_id), (seq, _) in left.items():
            yield Broken(seq, Breach.CONTENT_MISSING, name, row_id)

    def _maps_broken(self, session: Session, length: int) -> Iterator[Broken]:
        """Maps against the digests that the sealed results name."""
        table = KeptMap.__tablename__
        held = {
            digest: _digest(content) for digest, content in session.execute(select(KeptMap.sha256, KeptMap.content))
        }
        named = set()
        for result_id, digest in session.execute(select(FrozenResult.id, FrozenResult.account[MAP].as_string())):
            if digest:
                named.add(digest)
                seq, _ = self.seals.get((FrozenResult.__tablename__, result_id), (length, ""))
                if digest not in held:
                    yield Broken(seq, Breach.CONTENT_MISSING, table, result_id)
                elif held[digest] != digest:
                    yield Broken(seq, Breach.CONTENT, table, result_id)
        if held.keys() - named:
            yield Broken(length, Breach.CONTENT_UNKNOWN, table)

    def _names_broken(self, session: Session) -> Iterator[Broken]:
        """Names in statements; those of the first records had no commitments."""
        table = StatementName.__tablename__
        left = {(statement, *key) for statement, (_, named) in self.names.items() for key in named}
        for row in _rows(session, StatementName):
            if row.statement_id not in self.names:
                continue
            seq, named = self.names[row.statement_id]
            left.discard((row.statement_id, row.kind.value, row.order))
            digest = named.get((row.kind.value, row.order))
            if digest is None:
                yield Broken(seq, Breach.CONTENT_UNKNOWN, table, row.id)
            elif not (self._is_erased(row, seq) if row.name is None else name_commitment(row) == digest):
                yield Broken(seq, Breach.CONTENT, table, row.id)
        for statement_id, *_ in left:
            yield Broken(self.names[statement_id][0], Breach.CONTENT_MISSING, table, statement_id)

    def _is_erased(self, row: StatementName, seq: int) -> bool:
        """A name that is gone was erased with a person, of which the history tells."""
        return row.erased_at is not None and max(self.erased.get(row.id, 0), self.erased_at) > seq

    def _points_broken(self, session: Session, length: int) -> Iterator[Broken]:
        """Points and answers; the first records told an answer's reason as it is."""
        table, left = ResponsePoint.__tablename__, dict(self.points)
        for row in _rows(session, ResponsePoint):
            seq, facts = left.pop(row.id, (length, None))
            if facts is None:
                yield Broken(length, Breach.CONTENT_UNKNOWN, table, row.id)
                continue
            reason = facts.get("reason_sha256") or text_sha256(facts.get("reason", ""))
            told = (facts.get("answer"), reason, facts.get("change"), facts.get("quote_sha256"))
            if told != (row.answer, text_sha256(row.reason), row.change_link, text_sha256(row.quote)):
                yield Broken(seq, Breach.CONTENT, table, row.id)
        for row_id, (seq, _) in left.items():
            yield Broken(seq, Breach.CONTENT_MISSING, table, row_id)


def text_sha256(text: str) -> str:
    """The hash by which the history tells of a text that may name somebody: what stands there cannot be erased."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _file_breach(folder: Path, digest: str) -> Breach | None:
    try:
        return None if digest_of(folder, digest) == digest else Breach.FILE
    except OSError:
        return Breach.FILE_MISSING


def _rows(session: Session, table: type[Row]) -> Iterable[Row]:
    return session.scalars(select(table).execution_options(yield_per=ROWS_AT_ONCE))


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

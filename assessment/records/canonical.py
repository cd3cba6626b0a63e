"""One way of writing a thing down as bytes, so that equal things have equal hashes on every database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum

from assessment.records.columns import Base
from assessment.records.schema import Decision, FrozenResult, Proposal, RawResult, Statement, StatementName

# In the entry of a statement: [kind, order, commitment] of every name in it.
NAME_COMMITMENTS = "name_commitments"
ERASED_NAMES = "statement_names"  # ids of the names in statements that an erasing emptied
# Rows that are sealed: their content's hash stands in the history from the moment they are written.
SEALED: tuple[type[Base], ...] = (Statement, FrozenResult, RawResult, Decision, Proposal)


def canonical_json(value: object) -> str:
    """Plain values as JSON: keys sorted, no spaces, text as it is, moments in UTC, bytes as their SHA-256."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain, allow_nan=False)


def seal_of(row: Base) -> str:
    """SHA-256 of every column of a row, by name."""
    return seal_of_values((column.key, getattr(row, column.key)) for column in type(row).__mapper__.column_attrs)


def identity_of(row: Base) -> int:
    """The primary key of a row that is in the database."""
    (identity,) = type(row).__mapper__.primary_key_from_instance(row)
    return int(identity)


def seal_of_values(values: Iterable[tuple[str, object]]) -> str:
    """SHA-256 of named values. Values that are None or the schema's later additions left empty do not count.

    A column added by a later version of the program is empty in old rows, and must not break their seals.
    """
    kept = {name: value for name, value in values if value is not None}
    return hashlib.sha256(canonical_json(kept).encode()).hexdigest()


def commitment(salt: str, *values: str | None) -> str:
    """SHA-256 over a salt and personal data: proves later what was known, tells nothing once the salt is erased."""
    return hashlib.sha256(canonical_json([salt, *values]).encode()).hexdigest()


def name_commitment(named: StatementName) -> str:
    """The commitment to a name in a statement, as it stands in the history entry of the statement."""
    return commitment(named.salt or "", named.kind.value, str(named.order), named.name)


def moment_text(moment: datetime) -> str:
    """A moment in UTC with microseconds, always written alike."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, StrEnum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no canonical form")

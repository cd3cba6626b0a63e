"""What a row said before it was changed stays beside it: whole, by whom and when it was written and replaced."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from assessment.records.canonical import canonical_json, identity_of
from assessment.records.schema import Alternative, EarlierVersion, FollowUp, ResponsePoint

if TYPE_CHECKING:
    from assessment.records.database import Database

Kept = ResponsePoint | FollowUp | Alternative


def keep_earlier(session: Session, row: Kept, columns: Iterable[str]) -> EarlierVersion:
    """Keep the columns of a row as they stand, before they are changed in the session's transaction."""
    database: Database = session.info["database"]
    actor = session.info.get("actor")
    kept = EarlierVersion(
        subject=row.__tablename__,
        subject_id=identity_of(row),
        version=row.version_id,
        said=json.loads(canonical_json({name: getattr(row, name) for name in columns})),
        written_at=row.changed_at,
        written_by_id=row.changed_by_id,
        replaced_at=database.now(),
        replaced_by_id=actor.person_id if actor else None,
    )
    session.add(kept)
    return kept


def keep_if_replaced(session: Session, row: Kept, new: Mapping[str, object], columns: Iterable[str]) -> None:
    """`keep_earlier` where one of the new values takes the place of something that was said."""
    if any(getattr(row, name) not in (None, "", value) for name, value in new.items()):
        keep_earlier(session, row, columns)


def earlier_versions(
    session: Session, table: type[Kept], which: ColumnElement[bool]
) -> Mapping[int, tuple[EarlierVersion, ...]]:
    """The earlier versions of a table's rows by their id, the oldest first; `which`: a condition on the rows."""
    asked = (
        select(EarlierVersion)
        .join(table, table.id == EarlierVersion.subject_id)
        .where(EarlierVersion.subject == table.__tablename__, which)
        .order_by(EarlierVersion.subject_id, EarlierVersion.version)
    )
    found: dict[int, tuple[EarlierVersion, ...]] = {}
    for one in session.scalars(asked):
        found[one.subject_id] = (*found.get(one.subject_id, ()), one)
    return found


def moment_of(kept: object) -> datetime | None:
    """A moment among kept values; None where nothing stood."""
    return datetime.fromisoformat(kept) if isinstance(kept, str) else None

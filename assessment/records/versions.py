"""Two people editing the same thing: the second is told whose change came first, and keeps what they wrote."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assessment.records.asked_once import asked_once
from assessment.records.columns import Versioned
from assessment.records.refusals import Conflict
from assessment.records.schema import Person, StatementDraft


def expect_version(session: Session, row: Versioned | StatementDraft, expected: int) -> None:
    """Raise Conflict, with who and when, unless the row is still the version that the editor began from."""
    if row.version_id != expected:
        raise conflict_of(session, row)


def conflict_of(session: Session, row: Versioned | StatementDraft) -> Conflict:
    """The Conflict that tells who changed the row last."""
    by, at = (row.saved_by_id, row.saved_at) if isinstance(row, StatementDraft) else (row.changed_by_id, row.changed_at)
    name = person_name(session, by)
    return Conflict(str(getattr(row, "__tablename__", "")), getattr(row, "id", None), name, at)


def person_name(session: Session, person_id: int | None) -> str:
    """A person's name; empty when nobody, or when the person has been erased."""
    if person_id is None:
        return ""
    person = asked_once(session, (Person, person_id), lambda: session.get(Person, person_id))
    return (person.name or "") if person else ""

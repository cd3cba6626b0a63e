"""A matter made public, and the end of that (Kuntalaki 410/2015 §140: personal data is not kept public for ever)."""

from __future__ import annotations

from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.matters import REASON_LIMIT, MatterRecord, matter_record
from assessment.records.permissions import Action
from assessment.records.scopes import matter_of, matter_scope

FORM = "publication"


def publish_matter(database: Database, actor: Actor, matter_id: int) -> MatterRecord:
    """Make a matter public, with its alternatives, requests, statements and answers; an act of its own."""
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_PUBLISH)
        if matter.published_at is None:
            matter.published_at = database.now()
            session.flush()
            append(session, actor, Action.MATTER_PUBLISH, matter_scope(matter), version=matter.version_id)
        return matter_record(session, matter)


def unpublish_matter(database: Database, actor: Actor, matter_id: int, reason: str) -> MatterRecord:
    """End a matter's publication: the public sees nothing of it any more; the reason stands in the history.

    It may be made public again. Raises NotAllowed; Refused: `form_missing` without a reason, `matter_not_public`.
    """
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_PUBLISH)
        check = FormCheck(FORM)
        text = check.text("reason", reason, REASON_LIMIT)
        if matter.published_at is None:
            check.add("matter_not_public", "reason", matter.register_number)
        check.raise_if_refused()
        assert matter.published_at is not None
        facts = {"reason": text, "published_at": matter.published_at.isoformat()}
        matter.published_at = None
        session.flush()
        append(session, actor, "matter_unpublish", matter_scope(matter), facts, version=matter.version_id)
        return matter_record(session, matter)

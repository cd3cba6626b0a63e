"""A matter in selkokieli, written by a person; called so only once a person has approved it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.permissions import Action, require
from assessment.records.refusals import Conflict
from assessment.records.schema import Matter, PlainText
from assessment.records.scopes import found, matter_of, matter_scope
from assessment.records.versions import expect_version, person_name

FORM = "plain_text"
TEXT_LIMIT = 20_000
LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class PlainTextRecord:
    """The newest text of a language. `approved_by`: "" where it is a draft still, or the person was erased."""

    id: int
    matter_id: int
    language: str
    text: str
    written_at: datetime
    written_by: str
    approved: bool
    approved_by: str
    version: int


def write_plain_text(
    database: Database, actor: Actor, matter_id: int, language: str, text: str, seen_id: int | None = None
) -> PlainTextRecord:
    """Write the text anew: a draft until approved; the earlier one stays on record. Raises NotAllowed, Refused.

    `seen_id`: the text of this language that stood when the writer began, None for none; Conflict where another stands
    by now. The same text again changes nothing.
    """
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_EDIT)
        check = FormCheck(FORM)
        known = check.choice("language", language, LANGUAGES)
        words = check.text("text", text, TEXT_LIMIT)
        check.raise_if_refused()
        before = _newest(session, matter, known)
        if before is not None and before.text == words:
            return _record(session, before)
        if before is not None and before.id != seen_id:
            raise Conflict(FORM, before.id, person_name(session, before.written_by_id), before.written_at)
        row = PlainText(
            matter_id=matter.id, language=known, text=words, written_at=database.now(), written_by_id=actor.person_id
        )
        session.add(row)
        session.flush()
        scope = matter_scope(matter, FORM, row.id)
        # What stands in the history cannot be erased, and a text may name somebody: its hash is enough there.
        digest = hashlib.sha256(words.encode("utf-8")).hexdigest()
        append(
            session,
            actor,
            "plain_text_write",
            scope,
            {"language": known, "text_sha256": digest},
            version=row.version_id,
        )
        return _record(session, row)


def approve_plain_text(database: Database, actor: Actor, text_id: int, version: int) -> PlainTextRecord:
    """Approve a text as selkokieli, in the approver's name. Raises NotAllowed, NotFound, Conflict."""
    with database.transaction() as session:
        row = found(session, PlainText, text_id, actor, Action.MATTER_EDIT)
        matter = session.get_one(Matter, row.matter_id)
        require(session, actor, Action.MATTER_EDIT, matter_scope(matter, FORM, row.id))
        expect_version(session, row, version)
        if row.approved_at is None:
            row.approved_at, row.approved_by_id = database.now(), actor.person_id
            session.flush()
            scope = matter_scope(matter, FORM, row.id)
            append(session, actor, "plain_text_approve", scope, {"language": row.language}, version=row.version_id)
        return _record(session, row)


def plain_texts_of(session: Session, matter: Matter) -> tuple[PlainTextRecord, ...]:
    """The newest text of each language that has one."""
    rows = (_newest(session, matter, language) for language in LANGUAGES)
    return tuple(_record(session, row) for row in rows if row is not None)


def _newest(session: Session, matter: Matter, language: str) -> PlainText | None:
    asked = select(PlainText).where(PlainText.matter_id == matter.id, PlainText.language == language)
    return session.scalar(asked.order_by(PlainText.id.desc()).limit(1))


def _record(session: Session, row: PlainText) -> PlainTextRecord:
    return PlainTextRecord(
        row.id,
        row.matter_id,
        row.language,
        row.text,
        row.written_at,
        person_name(session, row.written_by_id),
        row.approved_at is not None,
        person_name(session, row.approved_by_id),
        row.version_id,
    )

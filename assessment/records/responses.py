"""Responses: a statement split into points, each answered by the preparer, and what it changed, for the body to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.asked_once import asked_once
from assessment.records.database import Database
from assessment.records.earlier_versions import earlier_versions, keep_earlier, moment_of
from assessment.records.form_check import FormCheck, clean_text
from assessment.records.history import append
from assessment.records.permissions import Action
from assessment.records.schema import Alternative, EarlierVersion, ResponsePoint, Statement, StatementRequest
from assessment.records.scopes import point_of, statement_of, statement_scope
from assessment.records.sealed_content import text_sha256
from assessment.records.states import Answer
from assessment.records.versions import expect_version

FORM = "response"
QUOTE_LIMIT = 20_000
REASON_LIMIT = 20_000
POINTS_LIMIT = 200
ANSWER = ("answer", "reason", "change_link", "published_at")  # what is kept of an answer that is replaced


@dataclass(frozen=True)
class ChangeLink:
    """The change of an alternative made because of a point: from which frozen result to which."""

    alternative_id: int
    label: str
    title: str
    from_version: int
    to_version: int


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer that was published and then replaced: what it said, when it was published and when replaced (UTC)."""

    answer: Answer
    reason: str
    change: ChangeLink | None
    published_at: datetime
    replaced_at: datetime


@dataclass(frozen=True)
class PointRecord:
    """One point of a statement and the answer to it; None = not answered yet, not published to the body yet.

    `earlier`: the answers that were published before this one, the oldest first.
    """

    id: int
    statement_id: int
    order: int
    quote: str
    answer: Answer | None
    reason: str
    change: ChangeLink | None
    published_at: datetime | None
    version: int
    earlier: tuple[EarlierAnswer, ...] = ()


def split_statement(
    database: Database, actor: Actor, statement_id: int, quotes: Sequence[str]
) -> tuple[PointRecord, ...]:
    """Add points to a statement, each in the statement's own words. Returns all its points.

    Raises Refused with every fault: `quote_not_in_statement`, `quote_twice`, `points_too_many`.
    """
    with database.transaction() as session:
        statement = statement_of(session, statement_id, actor, Action.RESPONSE_EDIT)
        standing = [point for point in statement.points if point.withdrawn_at is None]
        said = _plain(" ".join(_texts_of(statement)))
        taken = {_plain(point.quote) for point in standing}
        check = FormCheck(FORM)
        kept = []
        for number, quote in enumerate(quotes, start=1):
            text = check.text(f"quote_{number}", quote, QUOTE_LIMIT)
            plain = _plain(text)
            if plain and plain not in said:
                check.add("quote_not_in_statement", f"quote_{number}", text)
            elif plain in taken:
                check.add("quote_twice", f"quote_{number}", text)
            taken.add(plain)
            kept.append(text)
        if len(statement.points) + len(kept) > POINTS_LIMIT:
            check.add("points_too_many", "quote_1", limit=POINTS_LIMIT)
        check.raise_if_refused()
        last = max((point.order for point in statement.points), default=0)
        for order, text in enumerate(kept, start=last + 1):
            point = ResponsePoint(order=order, quote=text)
            statement.points.append(point)
            session.flush()
            scope = statement_scope(statement, "response_point", point.id)
            facts = {"order": order, "quote_sha256": text_sha256(text)}
            append(session, actor, "response_split", scope, facts, version=point.version_id)
        return points_of(session, statement)


def answer_point(
    database: Database,
    actor: Actor,
    point_id: int,
    answer: str,
    reason: str,
    version: int,
    changed_alternative_id: int | None = None,
    changed_to_version: int | None = None,
) -> PointRecord:
    """Answer a point: taken into account, partly or not, and why; with the change of an alternative made because of it.

    The change is the frozen result `changed_to_version` (by default the newest, but what is linked already stays)
    against the one the statement was given on. An answer that was published stays on record beside the new one, which
    is shown once it is published anew; till then the body sees the earlier one. The same again changes nothing.
    Raises Conflict where somebody was first; Refused with every fault: `change_unknown`, `change_before_statement`.
    """
    with database.transaction() as session:
        point = point_of(session, point_id, actor, Action.RESPONSE_EDIT)
        expect_version(session, point, version)
        check = FormCheck(FORM)
        word = check.choice("answer", answer, tuple(Answer))
        text = check.text("reason", reason, REASON_LIMIT)
        link = point.change_link
        if link is None or link["alternative"] != changed_alternative_id or changed_to_version is not None:
            link = _link(session, check, point.statement, changed_alternative_id, changed_to_version)
        check.raise_if_refused()
        if (point.answer, point.reason, point.change_link) == (Answer(word), text, link):
            return _told(session, point)
        facts: dict[str, object] = {}
        if point.published_at is not None:
            kept = keep_earlier(session, point, ANSWER)
            session.flush()
            facts["earlier_version"] = kept.id
            point.published_at = None
        point.answer, point.reason, point.change_link = Answer(word), text, link
        session.flush()
        scope = statement_scope(point.statement, "response_point", point.id)
        facts |= {"order": point.order, "answer": word, "reason_sha256": text_sha256(text), "change": link}
        append(session, actor, Action.RESPONSE_EDIT, scope, facts, version=point.version_id)
        return _told(session, point)


def withdraw_point(database: Database, actor: Actor, point_id: int, version: int) -> None:
    """Take a point wrongly split out of the answer; it stays on record. Raises Refused `response_published`."""
    with database.transaction() as session:
        point = point_of(session, point_id, actor, Action.RESPONSE_EDIT)
        expect_version(session, point, version)
        if point.published_at is not None or _told(session, point).earlier:
            raise Refused([Fault("response_published", FORM, field="quote", value=point.quote)])
        point.withdrawn_at = session.info["database"].now()
        session.flush()
        scope = statement_scope(point.statement, "response_point", point.id)
        append(session, actor, "response_withdraw", scope, {"order": point.order}, version=point.version_id)


def publish_responses(database: Database, actor: Actor, statement_id: int) -> tuple[PointRecord, ...]:
    """Show the answered points to the body and to whoever may read the statement. Refused `response_nothing`."""
    with database.transaction() as session:
        statement = statement_of(session, statement_id, actor, Action.RESPONSE_EDIT)
        ready = [
            point
            for point in statement.points
            if point.answer is not None and point.withdrawn_at is None and point.published_at is None
        ]
        published = [point for point in statement.points if point.published_at is not None]
        if not ready and not published:
            raise Refused([Fault("response_nothing", FORM)])
        if ready:
            for point in ready:
                point.published_at = database.now()
            session.flush()
            facts = {"points": [point.order for point in ready]}
            append(session, actor, "response_publish", statement_scope(statement), facts)
        return points_of(session, statement)


def list_points(database: Database, actor: Actor, statement_id: int) -> tuple[PointRecord, ...]:
    """The points of a statement for whoever answers them, those not published too."""
    with database.reading() as session:
        return points_of(session, statement_of(session, statement_id, actor, Action.RESPONSE_EDIT))


def points_of(session: Session, statement: Statement, published_only: bool = False) -> tuple[PointRecord, ...]:
    """The points that stand, in order; of those published only the answer that was published last."""
    kept = _earlier_answers(session, statement)
    standing = [point for point in sorted(statement.points, key=lambda one: one.order) if point.withdrawn_at is None]
    records = [_record(session, point, kept.get(point.id, ())) for point in standing]
    return tuple(_as_published(one) if published_only else one for one in records if not published_only or _shown(one))


def _record(session: Session, point: ResponsePoint, kept: Sequence[EarlierVersion]) -> PointRecord:
    """The point as plain values."""
    return PointRecord(
        point.id,
        point.statement_id,
        point.order,
        point.quote,
        point.answer,
        point.reason,
        _change(session, point.change_link),
        point.published_at,
        point.version_id,
        tuple(_earlier(session, one) for one in kept),
    )


def _told(session: Session, point: ResponsePoint) -> PointRecord:
    return _record(session, point, _earlier_answers(session, point.statement).get(point.id, ()))


def _shown(point: PointRecord) -> bool:
    return point.published_at is not None or bool(point.earlier)


def _as_published(point: PointRecord) -> PointRecord:
    """The point as the body sees it: an answer being changed is the earlier one until the new one is published."""
    if point.published_at is not None:
        return point
    *older, last = point.earlier
    return replace(
        point,
        answer=last.answer,
        reason=last.reason,
        change=last.change,
        published_at=last.published_at,
        earlier=tuple(older),
    )


def _earlier(session: Session, kept: EarlierVersion) -> EarlierAnswer:
    published_at = moment_of(kept.said["published_at"])
    assert published_at is not None  # only what was published is kept
    change = _change(session, kept.said["change_link"])
    return EarlierAnswer(Answer(kept.said["answer"]), kept.said["reason"], change, published_at, kept.replaced_at)


def _earlier_answers(session: Session, statement: Statement) -> Mapping[int, Sequence[EarlierVersion]]:
    """The earlier answers to the points of a matter's statements, asked once for all of them."""
    matter_id = statement.request.matter_id
    of_matter = (
        select(Statement.id).join(StatementRequest).where(StatementRequest.matter_id == matter_id).scalar_subquery()
    )

    def ask() -> Mapping[int, Sequence[EarlierVersion]]:
        return earlier_versions(session, ResponsePoint, ResponsePoint.statement_id.in_(of_matter))

    return asked_once(session, ("earlier_answers", matter_id), ask)


def _change(session: Session, link: Mapping[str, Any] | None) -> ChangeLink | None:
    if not link:
        return None
    alternative = session.get_one(Alternative, link["alternative"])
    return ChangeLink(alternative.id, alternative.label, alternative.title, link["from_version"], link["to_version"])


def _link(
    session: Session,
    check: FormCheck,
    statement: Statement,
    alternative_id: int | None,
    to_version: int | None,
) -> dict[str, int] | None:
    """The link as it is kept; None without a change, or with a fault."""
    if alternative_id is None:
        return None
    alternative = session.get(Alternative, alternative_id)
    if alternative is None or alternative.matter_id != statement.request.matter_id:
        check.add("change_unknown", "changed_alternative_id", str(alternative_id))
        return None
    to = alternative.result_version if to_version is None else to_version
    given_on = int(statement.result_versions.get(str(alternative_id), 0))
    if not 1 <= to <= alternative.result_version:
        check.add("change_unknown", "changed_to_version", str(to))
        return None
    if to <= given_on:
        check.add("change_before_statement", "changed_to_version", alternative.label, version=to, given_on=given_on)
        return None
    return {"alternative": alternative_id, "from_version": given_on, "to_version": to}


def _texts_of(statement: Statement) -> list[str]:
    """Everything the statement says, in which a quote is looked for."""
    return [
        statement.text,
        statement.conditions,
        statement.missing_information,
        *statement.answers,
        *(one["reason"] for one in statement.stances),
        *statement.dissenting,
    ]


def _plain(text: str) -> str:
    """A text for comparing: how lines were broken does not matter."""
    return " ".join(clean_text(text).split())

"""What the pages of a matter show, each read at one moment: the whole matter, and its history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from assessment.records.actor import Actor
from assessment.records.alternatives import AlternativeRecord, alternative_record
from assessment.records.asked_once import remember
from assessment.records.database import Database
from assessment.records.decisions import DecisionRecord, decision_record
from assessment.records.follow_ups import FollowUpRecord, follow_ups_of
from assessment.records.frozen_figures import (
    AreaFigures,
    FrozenFigure,
    Offered,
    Question,
    area_figures,
    key_figures,
    offered,
)
from assessment.records.frozen_results import FrozenRecord, csv_of, frozen_record, newest_result, result_of_version
from assessment.records.given_statements import StatementRecord, statement_record
from assessment.records.held_rows import EVERY_ROW, ROWS
from assessment.records.history_visibility import visible_entries
from assessment.records.matters import MatterRecord, matter_record
from assessment.records.missing import Missing, missing_of
from assessment.records.permissions import Action, may, still_granted
from assessment.records.plain_texts import PlainTextRecord, plain_texts_of
from assessment.records.proposals import ProposalRecord, proposal_of
from assessment.records.requests import RequestRecord, request_record
from assessment.records.responses import PointRecord, points_of
from assessment.records.schema import (
    Alternative,
    Body,
    FrozenResult,
    History,
    Matter,
    Person,
    Statement,
    StatementRequest,
)
from assessment.records.scopes import matter_of, request_scope
from assessment.records.written_impacts import WrittenImpactRecord, written_impacts_of

# Whose ways a body is asked about first: the councils of Kuntalaki §27 and §28 speak for these groups.
GROUP_OF_LAW: Mapping[str, str] = {"27": "age_65_", "28": "mobility_limitation"}
GROUP_OF_OTHERS = "all"


@dataclass(frozen=True)
class AlternativeView:
    """An alternative with its newest frozen result in figures; `result` None and no figures where none is frozen."""

    alternative: AlternativeRecord
    result: FrozenRecord | None
    figures: tuple[FrozenFigure, ...]


@dataclass(frozen=True)
class AnsweredStatement:
    """A statement with the answers to its points, as far as the reader may see them.

    `earlier`: its earlier versions of which points were picked, the newest first; the body waits for their answers too.
    """

    statement: StatementRecord
    points: tuple[PointRecord, ...]
    earlier: tuple[AnsweredStatement, ...] = ()


@dataclass(frozen=True)
class MatterOverview:
    """Everything a page about a matter shows. `question`: whose figures these are; None without a frozen result.

    `alternatives`: those still considered; `withdrawn`: those that are not, of which statements may speak.
    """

    matter: MatterRecord
    question: Question | None
    offered: Offered | None
    alternatives: tuple[AlternativeView, ...]
    written_impacts: tuple[WrittenImpactRecord, ...]
    requests: tuple[RequestRecord, ...]
    statements: tuple[AnsweredStatement, ...]  # the newest version of each that the reader may read
    missing: tuple[Missing, ...]
    proposal: ProposalRecord | None
    plain_texts: tuple[PlainTextRecord, ...]
    decision: DecisionRecord | None
    follow_ups: tuple[FollowUpRecord, ...]
    withdrawn: tuple[AlternativeRecord, ...]


@dataclass(frozen=True)
class HistoryRow:
    """One entry of a matter's history: what (an action's word), who (empty = the program, or erased), when (UTC)."""

    seq: int
    at: datetime
    by: str
    action: str
    subject: str
    subject_id: int | None
    version: int | None
    facts: Mapping[str, Any]
    hash: str


def matter_overview(
    database: Database, actor: Actor, matter_id: int, group: str = "", kind: str = "", mode: str = ""
) -> MatterOverview:
    """A matter whole, with key figures of a group, kind of service and way of travelling.

    Statements and answers are shown as far as the actor may read each; the rest of the matter as a whole.
    """
    with database.reading() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_READ)
        question, choices = question_of(session, matter, group or GROUP_OF_OTHERS, kind, mode)
        granted = still_granted(session, actor)
        read_at_once(session, matter)
        statements = []
        for request in matter.requests:
            if not request.statements or not may(granted, Action.STATEMENT_READ, request_scope(request)):
                continue
            answers_them = may(granted, Action.RESPONSE_EDIT, request_scope(request))
            newest, *earlier = [
                AnsweredStatement(statement_record(session, one), points_of(session, one, not answers_them))
                for one in reversed(request.statements)
            ]
            with_points = tuple(one for one in earlier if one.points)
            statements.append(replace(newest, earlier=with_points))
        return MatterOverview(
            matter_record(session, matter),
            question,
            choices,
            alternative_views(session, matter, question),
            written_impacts_of(session, matter),
            tuple(
                request_record(session, request)
                for request in matter.requests
                if may(granted, Action.REQUEST_READ, request_scope(request))
            ),
            tuple(statements),
            missing_of(session, matter),
            proposal_of(session, matter),
            plain_texts_of(session, matter),
            decision_record(session, matter.decision) if matter.decision is not None else None,
            follow_ups_of(session, matter),
            tuple(alternative_record(one) for one in matter.alternatives if one.withdrawn_at is not None),
        )


def area_table(
    database: Database, actor: Actor, alternative_id: int, group: str = "", kind: str = "", mode: str = ""
) -> tuple[AreaFigures, ...]:
    """The areas of an alternative's newest frozen result, those who lose most first; none where nothing is frozen."""
    with database.reading() as session:
        alternative = session.get(Alternative, alternative_id)
        matter_id = alternative.matter_id if alternative is not None else 0
        matter = matter_of(session, matter_id, actor, Action.MATTER_READ)
        question, _ = question_of(session, matter, group or GROUP_OF_OTHERS, kind, mode)
        return areas_of(newest_result(session, session.get_one(Alternative, alternative_id)), question)


def history_of_matter(database: Database, actor: Actor, matter_id: int, limit: int = 10_000) -> tuple[HistoryRow, ...]:
    """Who did what when to a matter, as far as the actor may read each, oldest first."""
    with database.reading() as session:
        return _entries(session, _readable(session, actor, matter_id).order_by(History.seq), limit)


def newest_history(
    database: Database, actor: Actor, matter_id: int, limit: int, before: int | None = None
) -> tuple[tuple[HistoryRow, ...], int]:
    """The newest entries of a matter that the actor may read, the newest first, and how many those are in all.

    `before`: those older than that.
    """
    with database.reading() as session:
        whole = _readable(session, actor, matter_id)
        total = session.scalar(select(func.count()).select_from(whole.subquery())) or 0
        older = whole if before is None else whole.where(History.seq < before)
        return _entries(session, older.order_by(History.seq.desc()), limit), total


def _readable(session: Session, actor: Actor, matter_id: int) -> Select[History]:
    """The entries of a matter that the actor may read."""
    matter = matter_of(session, matter_id, actor, Action.HISTORY_READ)
    return select(History).where(History.matter_id == matter_id, visible_entries(session, actor, matter))


def _entries(session: Session, asked: Select[History], limit: int) -> tuple[HistoryRow, ...]:
    """Entries as plain values, with the names of whoever is not erased."""
    found = session.scalars(asked.limit(limit)).all()
    actors = {entry.actor_id for entry in found}
    people = session.scalars(select(Person).where(Person.id.in_(actors - {None})))
    names = {person.id: person.name or "" for person in people}
    return tuple(
        HistoryRow(
            entry.seq,
            entry.at_utc,
            "" if entry.actor_id is None else names.get(entry.actor_id, ""),
            entry.action,
            entry.subject,
            entry.subject_id,
            entry.subject_version,
            {name: fact for name, fact in json.loads(entry.facts).items() if name not in (ROWS, EVERY_ROW)},
            entry.hash,
        )
        for entry in found
    )


def read_at_once(session: Session, matter: Matter) -> None:
    """Read what belongs to the requests of a matter at once, and not request by request, however many there are."""
    asked = (
        select(StatementRequest)
        .where(StatementRequest.matter_id == matter.id)
        .options(
            joinedload(StatementRequest.body),
            selectinload(StatementRequest.statements).options(
                selectinload(Statement.names), selectinload(Statement.points)
            ),
        )
    )
    requests = session.scalars(asked).unique().all()
    entered_by = {statement.entered_by_id for one in requests for statement in one.statements} - {None}
    people = session.scalars(select(Person).where(Person.id.in_(entered_by))).all()
    for person in people:
        remember(session, (Person, person.id), person)


def group_for(body: Body) -> str:
    """The population group a body is shown first: the one the law has it speak for."""
    return next((group for law, group in GROUP_OF_LAW.items() if law in body.legal_basis), GROUP_OF_OTHERS)


def results_shown(
    session: Session, matter: Matter, versions: Mapping[int, int] | None = None
) -> tuple[tuple[Alternative, FrozenResult | None], ...]:
    """The alternatives still considered, in order, with their newest frozen results; None where nothing is frozen.

    `versions`: those of these alternatives instead, withdrawn since or not.
    """
    if versions is None:
        return tuple((one, newest_result(session, one)) for one in matter.alternatives if one.withdrawn_at is None)
    return tuple(
        (one, result_of_version(session, one.id, versions[one.id])) for one in matter.alternatives if one.id in versions
    )


def question_of(
    session: Session,
    matter: Matter,
    group: str,
    kind: str,
    mode: str,
    versions: Mapping[int, int] | None = None,
) -> tuple[Question | None, Offered | None]:
    """Which figures are shown, of what the first frozen result offers; None, None where nothing is frozen."""
    for _, result in results_shown(session, matter, versions):
        if result is not None:
            choices = offered(result.account["impact_sha256"], csv_of(result))
            wanted = kind or next((word for word in matter.services if word in choices.kinds), "")
            return choices.nearest(group, wanted, mode), choices
    return None, None


def alternative_views(
    session: Session, matter: Matter, question: Question | None, versions: Mapping[int, int] | None = None
) -> tuple[AlternativeView, ...]:
    """The alternatives with the key figures of their newest frozen results, or of the versions asked for."""
    views = []
    for alternative, result in results_shown(session, matter, versions):
        figures: tuple[FrozenFigure, ...] = ()
        if result is not None and question is not None:
            figures = key_figures(result.account["impact_sha256"], csv_of(result), question)
        views.append(
            AlternativeView(alternative_record(alternative), frozen_record(result) if result else None, figures)
        )
    return tuple(views)


def areas_of(result: FrozenResult | None, question: Question | None) -> tuple[AreaFigures, ...]:
    """The areas' figures of a frozen result."""
    if result is None or question is None:
        return ()
    return area_figures(
        result.account["impact_sha256"],
        csv_of(result),
        question,
        result.account.get("area_names", {}),
    )

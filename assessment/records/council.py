"""What a council's pages show, each read at one moment: what it is asked, and what its statement changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.records.actor import Actor
from assessment.records.alternatives import AlternativeRecord, alternative_record, current_versions
from assessment.records.database import Database
from assessment.records.drafts import DraftRecord, draft_record
from assessment.records.frozen_figures import (
    AreaFigures,
    FrozenFigure,
    Offered,
    Question,
    key_figures,
)
from assessment.records.frozen_results import FrozenRecord, csv_of, frozen_record, result_of_version
from assessment.records.given_statements import StatementRecord, statement_record
from assessment.records.matters import MatterRecord, matter_record
from assessment.records.overview import (
    AlternativeView,
    alternative_views,
    areas_of,
    group_for,
    question_of,
    results_shown,
)
from assessment.records.permissions import Action, Scope, may, require, still_granted
from assessment.records.request_states import SETTLED
from assessment.records.requests import RequestRecord, request_record
from assessment.records.responses import PointRecord, points_of
from assessment.records.schema import Attachment, FrozenResult, Matter, StatementRequest
from assessment.records.scopes import request_of, request_scope
from assessment.records.spoken_versions import check_versions
from assessment.records.states import OwnerKind
from assessment.records.telling import read_told
from assessment.records.written_impacts import WrittenImpactRecord, written_impacts_of


@dataclass(frozen=True)
class AttachedFile:
    """An attachment to show: fetched by its id through `attachments.read_attachment`."""

    id: int
    name: str
    size_bytes: int
    media_type: str
    belongs_to: OwnerKind


@dataclass(frozen=True)
class AreaOfAlternatives:
    """One area with its figures in each alternative, by alternative id."""

    area_id: str
    name: str
    by_alternative: Mapping[int, AreaFigures]


@dataclass(frozen=True)
class RequestForBody:
    """Everything a council's page shows of what it is asked.

    `question`: whose figures; the group is the one the body speaks for unless another is asked. `versions`: today's
    results of what is still considered, by alternative id. `draft`: None where the reader may not see it.
    `statements`: every version given. `can_write`, `can_submit`: what the reader may do, to show or hide; the use cases
    check again. `all_alternatives`: those withdrawn too.
    """

    request: RequestRecord
    matter: MatterRecord
    question: Question | None
    offered: Offered | None
    alternatives: tuple[AlternativeView, ...]
    areas: tuple[AreaOfAlternatives, ...]
    written_impacts: tuple[WrittenImpactRecord, ...]
    attachments: tuple[AttachedFile, ...]
    versions: Mapping[int, int]
    draft: DraftRecord | None
    statements: tuple[StatementRecord, ...]
    can_write: bool
    can_submit: bool
    all_alternatives: tuple[AlternativeRecord, ...]


@dataclass(frozen=True)
class WhatChanged:
    """One change of an alternative made because of a point: the two results and their key figures."""

    before: FrozenRecord | None
    after: FrozenRecord
    figures_before: tuple[FrozenFigure, ...]
    figures_after: tuple[FrozenFigure, ...]


@dataclass(frozen=True)
class AnsweredPoint:
    """One point, its answer, and the change it made, if it made one."""

    point: PointRecord
    changed: WhatChanged | None


@dataclass(frozen=True)
class StatementChanged:
    """What came of what a body said. `unanswered`: how many points still wait for an answer."""

    request: RequestRecord
    matter: MatterRecord
    statement: StatementRecord | None
    points: tuple[AnsweredPoint, ...]
    unanswered: int
    decision_account: str  # how the decision says it was taken into account; empty before


def request_for_body(
    database: Database,
    actor: Actor,
    request_id: int,
    group: str = "",
    kind: str = "",
    mode: str = "",
    versions: Mapping[int, int] | None = None,
) -> RequestForBody:
    """What a body is asked, and what the alternatives would mean for those it speaks for.

    `versions`: the results of these versions instead of the newest. Raises Refused `versions_unknown`.
    """
    with database.reading() as session:
        request = request_of(session, request_id, actor, Action.REQUEST_READ)
        matter = request.matter
        if versions is not None:
            check_versions(matter, versions)
        granted = still_granted(session, actor)
        scope = request_scope(request)
        question, choices = question_of(session, matter, group or group_for(request.body), kind, mode, versions)
        reads_statements = may(granted, Action.STATEMENT_READ, scope)
        return RequestForBody(
            request_record(session, request),
            matter_record(session, matter),
            question,
            choices,
            alternative_views(session, matter, question, versions),
            _areas(session, matter, question, versions),
            written_impacts_of(session, matter),
            _attachments(session, request),
            current_versions(matter),
            draft_record(session, request) if may(granted, Action.DRAFT_READ, scope) else None,
            tuple(statement_record(session, one) for one in request.statements) if reads_statements else (),
            may(granted, Action.DRAFT_EDIT, scope),
            may(granted, Action.STATEMENT_SUBMIT, scope),
            tuple(map(alternative_record, matter.alternatives)),
        )


def requests_of_bodies(
    database: Database, actor: Actor, settled_limit: int = 100, settled_start: int = 0
) -> tuple[tuple[RequestRecord, MatterRecord], ...]:
    """The requests sent to the actor's bodies with their matters: the open ones, due first, then the newest settled.

    Of the settled ones as many as the limit, after the first `settled_start`.
    """
    with database.reading() as session:
        # The sign-in itself is checked by asking for what everybody may do: to read what is public.
        require(session, actor, Action.REQUEST_READ, Scope("statement_request", public=True))
        granted = still_granted(session, actor)
        bodies = sorted({body for _, body in granted.roles if body is not None})
        asked = (
            select(StatementRequest)
            .where(StatementRequest.body_id.in_(bodies))
            .options(joinedload(StatementRequest.matter), joinedload(StatementRequest.body))
        )
        settled = StatementRequest.state.in_(list(SETTLED))
        waiting = session.scalars(asked.where(~settled).order_by(StatementRequest.deadline_utc, StatementRequest.id))
        newest = asked.where(settled).order_by(StatementRequest.id.desc())
        done = session.scalars(newest.limit(settled_limit).offset(settled_start))
        seen = [one for one in (*waiting, *done) if may(granted, Action.REQUEST_READ, request_scope(one))]
        known = read_told(session, seen)
        rows = tuple((request_record(session, one), matter_record(session, one.matter)) for one in seen)
        del known  # the session forgets what nobody holds
        return rows


def what_our_statement_changed(database: Database, actor: Actor, request_id: int) -> StatementChanged:
    """What came of a body's statement: each point, the published answer, and the change it made."""
    with database.reading() as session:
        request = request_of(session, request_id, actor, Action.RESPONSE_READ)
        matter = request.matter
        question, _ = question_of(session, matter, group_for(request.body), "", "")
        newest = request.statements[-1] if request.statements else None
        points: list[AnsweredPoint] = []
        unanswered = 0
        account = ""
        # An answer is to the version it quotes: those to an earlier version stand before those to the correction.
        for statement in request.statements:
            published = points_of(session, statement, published_only=True)
            unanswered += len(points_of(session, statement)) - len(published)
            points += [AnsweredPoint(point, _changed(session, point, question)) for point in published]
        if newest is not None and matter.decision is not None:
            told = {one.get("statement"): one.get("account", "") for one in matter.decision.statement_accounts}
            # To the version there was on the day of the decision, if the body has corrected it since.
            account = next((told[one.id] for one in reversed(request.statements) if one.id in told), "")
        return StatementChanged(
            request_record(session, request),
            matter_record(session, matter),
            statement_record(session, newest) if newest is not None else None,
            tuple(points),
            unanswered,
            account,
        )


def _areas(
    session: Session, matter: Matter, question: Question | None, versions: Mapping[int, int] | None
) -> tuple[AreaOfAlternatives, ...]:
    """The areas with all alternatives beside each other, in the order of the first alternative after today's."""
    tables = {one.id: areas_of(result, question) for one, result in results_shown(session, matter, versions)}
    filled = {key: table for key, table in tables.items() if table}
    if not filled:
        return ()
    by_area: dict[str, dict[int, AreaFigures]] = {}
    names: dict[str, str] = {}
    for key, table in filled.items():
        for row in table:
            by_area.setdefault(row.area_id, {})[key] = row
            names[row.area_id] = row.name

    def lost(area_id: str) -> float:
        """How many lose or have a way longer by 10 minutes in the worst alternative: that area stands first."""
        return max((row.longer_by_10_min or 0.0) + (row.lost or 0.0) for row in by_area[area_id].values())

    order = sorted(by_area, key=lambda area_id: (-lost(area_id), names[area_id], area_id))
    return tuple(AreaOfAlternatives(area_id, names[area_id], by_area[area_id]) for area_id in order)


def _attachments(session: Session, request: StatementRequest) -> tuple[AttachedFile, ...]:
    """The files of the matter and of the request."""
    owners = {OwnerKind.MATTER: request.matter_id, OwnerKind.REQUEST: request.id}
    files = []
    for kind, owner_id in owners.items():
        rows = session.scalars(
            select(Attachment)
            .where(Attachment.owner_kind == kind, Attachment.owner_id == owner_id, Attachment.withdrawn_at.is_(None))
            .order_by(Attachment.id)
        )
        files += [AttachedFile(row.id, row.name, row.size_bytes, row.media_type, kind) for row in rows]
    return tuple(files)


def _changed(session: Session, point: PointRecord, question: Question | None) -> WhatChanged | None:
    if point.change is None or question is None:
        return None
    before = result_of_version(session, point.change.alternative_id, point.change.from_version)
    after = result_of_version(session, point.change.alternative_id, point.change.to_version)
    if after is None:
        return None
    return WhatChanged(
        frozen_record(before) if before is not None else None,
        frozen_record(after),
        _figures(before, question) if before is not None else (),
        _figures(after, question),
    )


def _figures(result: FrozenResult, question: Question) -> tuple[FrozenFigure, ...]:
    account: Mapping[str, Any] = result.account
    return key_figures(account["impact_sha256"], csv_of(result), question)

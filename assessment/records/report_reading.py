"""Everything on record of a matter that a report tells, loaded in one reading, as far as the reader may see each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from assessment.records.actor import Actor
from assessment.records.alternatives import AlternativeRecord, alternative_record
from assessment.records.attachments import Attached
from assessment.records.database import Database
from assessment.records.decisions import DecisionRecord, decision_record
from assessment.records.follow_ups import FollowUpRecord, follow_ups_of
from assessment.records.frozen_maps import FrozenMap, frozen_map_of
from assessment.records.frozen_results import FrozenRecord, frozen_record, result_of_version, unpacked
from assessment.records.given_statements import StatementRecord, statement_record
from assessment.records.history import Head, current_head
from assessment.records.matters import MatterRecord, matter_record
from assessment.records.missing import Missing, missing_of
from assessment.records.overview import read_at_once
from assessment.records.permissions import Action, may, still_granted
from assessment.records.plain_texts import PlainTextRecord, plain_texts_of
from assessment.records.proposals import ProposalRecord, proposal_of
from assessment.records.requests import RequestRecord, request_record
from assessment.records.responses import PointRecord, points_of
from assessment.records.schema import Alternative, Attachment, Body, FrozenResult, History, Matter, StatementRequest
from assessment.records.scopes import matter_of, request_scope
from assessment.records.states import OwnerKind
from assessment.records.written_impacts import WrittenImpactRecord, written_impacts_of


@dataclass(frozen=True)
class ReadAlternative:
    """An alternative and its newest frozen result; None, "" and nothing where none is frozen.

    `packed`: the protected impact.csv as it is kept, see `csv_bytes`. `account`: what the figures came from, as frozen.
    """

    record: AlternativeRecord
    result: FrozenRecord | None
    packed: bytes
    account: Mapping[str, Any]
    map: FrozenMap | None

    def csv_bytes(self) -> bytes:
        """The protected impact.csv, the bytes as frozen."""
        return unpacked(self.packed)


@dataclass(frozen=True)
class ReadStatement:
    """The newest version of a statement, the request it answers, and the answers to its points.

    `points`: those whose answer is published, whoever reads: a report says to everybody the same. Those to earlier
    versions of the statement stand first. `unanswered`: how many points still wait for a published answer.
    `earlier`: when the result the statement was given on was frozen, of each alternative that has another by now.
    """

    request: RequestRecord
    statement: StatementRecord
    points: tuple[PointRecord, ...]
    unanswered: int
    earlier: Mapping[int, datetime]


@dataclass(frozen=True)
class BodyNames:
    """A body's name in each language; Finnish where it has no other."""

    fi: str
    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """The name in the language."""
        return {"sv": self.sv, "en": self.en}.get(language, self.fi)


@dataclass(frozen=True)
class ReportReading:
    """A matter whole, at one moment.

    `alternatives`: those still considered; `withdrawn`: those that are not. `requests`, `statements`: those the reader
    may see; `unseen`: how many statements have been given besides. `entries`: of this matter in the history.
    """

    matter: MatterRecord
    alternatives: tuple[ReadAlternative, ...]
    withdrawn: tuple[AlternativeRecord, ...]
    bodies: Mapping[int, BodyNames]
    requests: tuple[RequestRecord, ...]
    statements: tuple[ReadStatement, ...]
    unseen: int
    written_impacts: tuple[WrittenImpactRecord, ...]
    missing: tuple[Missing, ...]
    proposal: ProposalRecord | None
    plain_texts: tuple[PlainTextRecord, ...]
    decision: DecisionRecord | None
    follow_ups: tuple[FollowUpRecord, ...]
    attachments: tuple[Attached, ...]
    head: Head
    entries: int
    last_entry_at: datetime | None
    read_at: datetime


def read_for_report(database: Database, actor: Actor, matter_id: int) -> ReportReading:
    """A matter with its frozen results, statements, answers and decision. Raises NotAllowed, NotFound."""
    with database.reading() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_READ)
        granted = still_granted(session, actor)
        read_at_once(session, matter)
        seen = [one for one in matter.requests if may(granted, Action.REQUEST_READ, request_scope(one))]
        given = [one for one in matter.requests if one.statements]
        said = [one for one in given if may(granted, Action.STATEMENT_READ, request_scope(one))]
        entries = session.execute(
            select(func.count(), func.max(History.at_utc)).where(History.matter_id == matter.id)
        ).one()
        return ReportReading(
            matter_record(session, matter),
            tuple(_alternative(session, one) for one in matter.alternatives if one.withdrawn_at is None),
            tuple(alternative_record(one) for one in matter.alternatives if one.withdrawn_at is not None),
            {one.id: _names(one) for one in session.scalars(select(Body).order_by(Body.id))},
            tuple(request_record(session, one) for one in seen),
            tuple(_statement(session, one) for one in said),
            len(given) - len(said),
            written_impacts_of(session, matter),
            missing_of(session, matter),
            proposal_of(session, matter),
            plain_texts_of(session, matter),
            decision_record(session, matter.decision) if matter.decision is not None else None,
            follow_ups_of(session, matter),
            _attachments(session, matter),
            current_head(session),
            entries[0],
            entries[1],
            database.now(),
        )


def _alternative(session: Session, alternative: Alternative) -> ReadAlternative:
    result = session.scalar(
        select(FrozenResult)
        .where(FrozenResult.alternative_id == alternative.id, FrozenResult.version == alternative.result_version)
        .options(undefer(FrozenResult.impact_csv))
    )
    if result is None:
        return ReadAlternative(alternative_record(alternative), None, b"", {}, None)
    return ReadAlternative(
        alternative_record(alternative),
        frozen_record(result),
        bytes(result.impact_csv),
        dict(result.account),
        frozen_map_of(session, result),
    )


def _names(body: Body) -> BodyNames:
    return BodyNames(body.name, body.name_sv or body.name, body.name_en or body.name)


def _statement(session: Session, request: StatementRequest) -> ReadStatement:
    points: list[PointRecord] = []
    unanswered = 0
    for statement in request.statements:
        published = points_of(session, statement, published_only=True)
        unanswered += len(points_of(session, statement)) - len(published)
        points += published
    newest = statement_record(session, request.statements[-1])
    given_on = {
        one: result_of_version(session, one, newest.result_versions[one]) for one in newest.changed_alternatives
    }
    earlier = {key: result.frozen_at for key, result in given_on.items() if result is not None}
    return ReadStatement(request_record(session, request), newest, tuple(points), unanswered, earlier)


def _attachments(session: Session, matter: Matter) -> tuple[Attached, ...]:
    """The files of the matter itself."""
    rows = session.scalars(
        select(Attachment)
        .where(
            Attachment.owner_kind == OwnerKind.MATTER,
            Attachment.owner_id == matter.id,
            Attachment.withdrawn_at.is_(None),
        )
        .order_by(Attachment.id)
    )
    return tuple(Attached(row.id, row.name, row.size_bytes, row.media_type, row.sha256, row.added_at) for row in rows)

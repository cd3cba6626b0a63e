"""What the preparer proposes to the deciding body: an alternative and why. A new proposal stands beside the old one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.form_check import FormCheck
from assessment.records.history import append
from assessment.records.permissions import Action
from assessment.records.refusals import Conflict
from assessment.records.schema import Alternative, Matter, Proposal
from assessment.records.scopes import is_assessed, matter_of, matter_scope, must_be_undecided
from assessment.records.versions import person_name

FORM = "proposal"
REASON_LIMIT = 20_000


@dataclass(frozen=True)
class ProposalRecord:
    """The newest proposal of a matter; `result_version` is the version of the figures it was made on."""

    id: int
    matter_id: int
    alternative_id: int
    label: str
    title: str
    result_version: int
    reason: str
    proposed_at: datetime
    proposed_by: str


def propose(
    database: Database, actor: Actor, matter_id: int, alternative_id: int, reason: str, seen_id: int | None = None
) -> ProposalRecord:
    """Propose an alternative. Raises NotAllowed; Refused: `alternative_unknown`, `result_missing`, `matter_decided`.

    `seen_id`: the proposal that stood when the writer began, None for none; Conflict where another stands by now.
    Proposing the same again for the same reason changes nothing.
    """
    with database.transaction() as session:
        matter = matter_of(session, matter_id, actor, Action.MATTER_EDIT)
        must_be_undecided(matter, FORM)
        check = FormCheck(FORM)
        text = check.text("reason", reason, REASON_LIMIT)
        alternative = session.get(Alternative, alternative_id)
        if alternative is None or alternative.matter_id != matter.id or alternative.withdrawn_at is not None:
            check.add("alternative_unknown", "alternative_id", str(alternative_id))
        elif alternative.result_version == 0 and is_assessed(matter):
            check.add("result_missing", "alternative_id", alternative.label, version=1)
        check.raise_if_refused()
        assert alternative is not None
        before = _newest(session, matter)
        same = (alternative.id, alternative.result_version, text)
        if before is not None and (before.alternative_id, before.result_version, before.reason) == same:
            return _record(session, before)
        if before is not None and before.id != seen_id and _stands(session, before):
            raise Conflict(FORM, before.id, person_name(session, before.proposed_by_id), before.proposed_at)
        row = Proposal(
            matter_id=matter.id,
            alternative_id=alternative.id,
            result_version=alternative.result_version,
            reason=text,
            proposed_at=database.now(),
            proposed_by_id=actor.person_id,
        )
        session.add(row)
        session.flush()
        facts = {
            "alternative": alternative.id,
            "label": alternative.label,
            "result_version": row.result_version,
            "reason": text,
        }
        append(session, actor, "proposal_make", matter_scope(matter, FORM, row.id), facts, sealed=row)
        return _record(session, row)


def proposal_of(session: Session, matter: Matter) -> ProposalRecord | None:
    """The proposal that stands; None before the first, and where its alternative is no longer considered."""
    row = _newest(session, matter)
    return _record(session, row) if row is not None and _stands(session, row) else None


def _stands(session: Session, row: Proposal) -> bool:
    """Whether what was proposed is still considered."""
    return session.get_one(Alternative, row.alternative_id).withdrawn_at is None


def _newest(session: Session, matter: Matter) -> Proposal | None:
    return session.scalar(select(Proposal).where(Proposal.matter_id == matter.id).order_by(Proposal.id.desc()).limit(1))


def _record(session: Session, row: Proposal) -> ProposalRecord:
    alternative = session.get_one(Alternative, row.alternative_id)
    return ProposalRecord(
        row.id,
        row.matter_id,
        alternative.id,
        alternative.label,
        alternative.title,
        row.result_version,
        row.reason,
        row.proposed_at,
        person_name(session, row.proposed_by_id),
    )

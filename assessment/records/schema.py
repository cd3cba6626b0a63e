"""The tables of the record.

People's identity stands apart (`person`, `statement_name`), so that it can be erased while everything else, and the
chain of the history, stands. Rows of `statement`, `frozen_result`, `decision` and `history` are never changed once
written: the database itself refuses (see `guards.py`).
"""

from __future__ import annotations

from datetime import date as day
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.records.columns import Base, Versioned, one_of
from assessment.records.states import (
    Answer,
    BodyKind,
    Direction,
    MatterState,
    NameKind,
    OwnerKind,
    RequestState,
    Size,
    Term,
)

HASH = String(64)


def _key(target: str) -> Mapped[int]:
    """A foreign key, indexed."""
    return mapped_column(ForeignKey(target), index=True)


class Person(Base):
    """Who somebody is. Erasing empties name, email, subject and salt and leaves the row as a mark with its reason."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    email: Mapped[str | None]
    issuer: Mapped[str | None] = mapped_column(String(200))
    subject: Mapped[str | None] = mapped_column(String(255))
    salt: Mapped[str | None] = mapped_column(HASH)  # of the commitments to this person's data in the history
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    erased_reason: Mapped[str | None]
    claims_at: Mapped[datetime | None]  # when the newest sign-in was issued whose claims were taken over
    signed_out_after: Mapped[datetime | None]  # sign-ins up to this moment no longer hold
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    grants: Mapped[list[RoleGrant]] = relationship(back_populates="person", foreign_keys="RoleGrant.person_id")


class EndedSignIn(Base):
    """A sign-in that was ended by signing out: its cookie, kept by somebody else, opens nothing any more."""

    __tablename__ = "ended_sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_in_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("person_id", "signed_in_at"),)


class Body(Base, Versioned):
    """A council, another body that gives statements, or a body that decides. Never deleted: set inactive."""

    __tablename__ = "body"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_sv: Mapped[str | None]
    name_en: Mapped[str | None]
    kind: Mapped[BodyKind] = mapped_column(one_of(BodyKind))
    statutory: Mapped[bool] = mapped_column(default=False)
    legal_basis: Mapped[str] = mapped_column(default="")  # "27", "28" or "27, 28" of Kuntalaki 410/2015
    active: Mapped[bool] = mapped_column(default=True)
    example: Mapped[bool] = mapped_column(default=False)


class RoleGrant(Base):
    """A role a person has, for one body or for the whole municipality; kept when it is revoked."""

    __tablename__ = "role_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = _key("person.id")
    role: Mapped[str] = mapped_column(String(40))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    source: Mapped[str] = mapped_column(String(40))  # granted | claims | invitation | local
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])


class Invitation(Base):
    """A one-time invitation to a role in a body; only the hash of its token is kept."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(HASH, unique=True)
    body_id: Mapped[int] = _key("body.id")
    role: Mapped[str] = mapped_column(String(40))
    name: Mapped[str | None]  # whom it is meant for, erased with the person
    salt: Mapped[str | None] = mapped_column(HASH)  # of the digests of this row in the history, erased with the name
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Matter(Base, Versioned):
    """One thing to be decided."""

    __tablename__ = "matter"
    id: Mapped[int] = mapped_column(primary_key=True)
    register_number: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    preparer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    deciding_body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    timetable: Mapped[list[Any]] = mapped_column(default=list)  # [{"date": ISO, "what": text}]
    subjects: Mapped[list[Any]] = mapped_column(default=list)  # of states.SUBJECTS
    services: Mapped[list[Any]] = mapped_column(default=list)  # kinds of service points
    areas: Mapped[list[Any]] = mapped_column(default=list)  # area ids
    screening: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # {"needed": bool, "criteria": [...], "reason": text}
    state: Mapped[MatterState] = mapped_column(one_of(MatterState), default=MatterState.PREPARATION, index=True)
    published_at: Mapped[datetime | None]  # making public is an act of its own
    example: Mapped[bool] = mapped_column(default=False)

    alternatives: Mapped[list[Alternative]] = relationship(back_populates="matter", order_by="Alternative.number")
    requests: Mapped[list[StatementRequest]] = relationship(back_populates="matter", order_by="StatementRequest.id")
    decision: Mapped[Decision | None] = relationship(back_populates="matter")


class Alternative(Base, Versioned):
    """VE0 … VEn of a matter. `result_version` is the version of its newest frozen result, 0 before the first."""

    __tablename__ = "alternative"
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = _key("matter.id")
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(20))  # VE0 …
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    scenario_yaml: Mapped[str] = mapped_column(default="")  # the scenario as it is being worked on
    result_version: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("matter_id", "number"),)

    matter: Mapped[Matter] = relationship(back_populates="alternatives")
    results: Mapped[list[FrozenResult]] = relationship(back_populates="alternative", order_by="FrozenResult.version")


class FrozenResult(Base):
    """The computed impact of one version of an alternative, as it was when frozen; never changed."""

    __tablename__ = "frozen_result"
    id: Mapped[int] = mapped_column(primary_key=True)
    alternative_id: Mapped[int] = _key("alternative.id")
    version: Mapped[int]
    scenario_yaml: Mapped[str]
    impact_csv: Mapped[bytes] = mapped_column(LargeBinary)  # protected: small counts are not in it
    digests: Mapped[dict[str, Any]]  # file -> sha256 of every input
    query: Mapped[dict[str, Any]]
    account: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the account of the computation, and journeys told
    engine_version: Mapped[str] = mapped_column(String(40))
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (UniqueConstraint("alternative_id", "version"),)

    alternative: Mapped[Alternative] = relationship(back_populates="results")


class KeptMap(Base):
    """The areas and the outline that frozen results are drawn on, shared by results of the same areas."""

    __tablename__ = "frozen_map"
    sha256: Mapped[str] = mapped_column(HASH, primary_key=True)  # of the content before it was packed
    content: Mapped[bytes] = mapped_column(LargeBinary)  # packed JSON, see frozen_maps.py


class RawResult(Base):
    """Unprotected figures of a frozen result, kept apart: only a named role reads them, and the history tells who
    did."""

    __tablename__ = "raw_result"
    frozen_result_id: Mapped[int] = mapped_column(ForeignKey("frozen_result.id"), primary_key=True, autoincrement=False)
    impact_csv: Mapped[bytes] = mapped_column(LargeBinary)
    cells: Mapped[bytes | None] = mapped_column(LargeBinary)


class WrittenImpact(Base, Versioned):
    """One impact in the written part: of an alternative, in one of Kuntaliitto's dimensions."""

    __tablename__ = "written_impact"
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = _key("matter.id")
    alternative_id: Mapped[int | None] = mapped_column(ForeignKey("alternative.id"), index=True)
    dimension: Mapped[str] = mapped_column(String(40))  # of states.DIMENSIONS
    impact: Mapped[str]
    direction: Mapped[Direction] = mapped_column(one_of(Direction))
    size: Mapped[Size] = mapped_column(one_of(Size))
    term: Mapped[Term] = mapped_column(one_of(Term))
    reason: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]


class StatementRequest(Base, Versioned):
    """A statement asked of a body, with the questions, the deadline and the versions of the results it is asked on."""

    __tablename__ = "statement_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = _key("matter.id")
    body_id: Mapped[int] = _key("body.id")
    questions: Mapped[list[Any]] = mapped_column(default=list)  # texts
    message: Mapped[str] = mapped_column(default="")
    deadline_utc: Mapped[datetime]  # its whole minute is still in time, see deadlines.is_late
    state: Mapped[RequestState] = mapped_column(one_of(RequestState), default=RequestState.REQUESTED, index=True)
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reminders: Mapped[list[Any]] = mapped_column(default=list)  # [{"at": ISO UTC, "by": person id}]
    lapsed_reason: Mapped[str | None]
    declined_reason: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    result_versions: Mapped[dict[str, Any]] = mapped_column(default=dict)  # alternative id -> version asked on
    # What the body was told of since: alternative id -> version of its result, "<id>:<what>" -> of the alternative
    told_versions: Mapped[dict[str, Any]] = mapped_column(default=dict)

    matter: Mapped[Matter] = relationship(back_populates="requests")
    body: Mapped[Body] = relationship()
    draft: Mapped[StatementDraft | None] = relationship(back_populates="request")
    statements: Mapped[list[Statement]] = relationship(back_populates="request", order_by="Statement.version_number")


class StatementDraft(Base):
    """A statement being written, as the form's fields; saved while typing. Emptied when the statement is given."""

    __tablename__ = "statement_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("statement_request.id"), unique=True)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version_id: Mapped[int] = mapped_column(default=1)

    request: Mapped[StatementRequest] = relationship(back_populates="draft")
    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012


class Statement(Base):
    """A statement as given; never changed: a correction is a new version beside it. Names stand in `statement_name`."""

    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = _key("statement_request.id")
    version_number: Mapped[int]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    result_versions: Mapped[dict[str, Any]]  # alternative id -> version the statement is given on
    meeting_date: Mapped[day | None]
    section: Mapped[str] = mapped_column(default="")  # § of the minutes
    stances: Mapped[list[Any]] = mapped_column(default=list)  # [{"alternative": id, "stance": Stance, "reason": text}]
    text: Mapped[str] = mapped_column(default="")
    answers: Mapped[list[Any]] = mapped_column(default=list)  # texts, in the order of the request's questions
    conditions: Mapped[str] = mapped_column(default="")
    missing_information: Mapped[str] = mapped_column(default="")
    dissenting: Mapped[list[Any]] = mapped_column(default=list)  # texts; who, by order, in statement_name
    received_at: Mapped[datetime]
    late: Mapped[bool]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    on_paper: Mapped[bool] = mapped_column(default=False)  # a secretary entered what was given on paper or in a meeting
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    __table_args__ = (UniqueConstraint("request_id", "version_number"),)

    request: Mapped[StatementRequest] = relationship(back_populates="statements")
    names: Mapped[list[StatementName]] = relationship(
        back_populates="statement", order_by="(StatementName.kind, StatementName.order)"
    )
    points: Mapped[list[ResponsePoint]] = relationship(back_populates="statement", order_by="ResponsePoint.order")


class StatementName(Base):
    """A person named in a statement. Erasing empties the name and its salt and leaves the row."""

    __tablename__ = "statement_name"
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = _key("statement.id")
    kind: Mapped[NameKind] = mapped_column(one_of(NameKind))
    order: Mapped[int] = mapped_column(default=0)  # of dissenting opinions
    name: Mapped[str | None]
    salt: Mapped[str | None] = mapped_column(HASH)  # of the commitment to the name in the history
    erased_at: Mapped[datetime | None]

    statement: Mapped[Statement] = relationship(back_populates="names")


class ResponsePoint(Base, Versioned):
    """One point of a statement and the preparer's answer to it."""

    __tablename__ = "response_point"
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = _key("statement.id")
    order: Mapped[int]
    quote: Mapped[str]
    answer: Mapped[Answer | None] = mapped_column(one_of(Answer))
    reason: Mapped[str] = mapped_column(default="")
    # {"alternative": id, "from_version": n, "to_version": n}: the change of an alternative made because of this point
    change_link: Mapped[dict[str, Any] | None]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    statement: Mapped[Statement] = relationship(back_populates="points")


class Proposal(Base):
    """What the preparer proposes to decide; never changed: a new proposal is a new row, and the newest one stands."""

    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = _key("matter.id")
    alternative_id: Mapped[int] = mapped_column(ForeignKey("alternative.id"))
    result_version: Mapped[int]
    reason: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PlainText(Base, Versioned):
    """A text in selkokieli that a person wrote of a matter; approved by a person, or a draft. The newest counts."""

    __tablename__ = "plain_text"
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = _key("matter.id")
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str]
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Decision(Base):
    """The decision of a matter; one a matter, never changed."""

    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), unique=True)
    body_id: Mapped[int] = _key("body.id")
    date: Mapped[day]
    section: Mapped[str]
    alternative_id: Mapped[int] = mapped_column(ForeignKey("alternative.id"))
    result_version: Mapped[int]
    grounds: Mapped[str]
    statement_accounts: Mapped[list[Any]] = mapped_column(default=list)  # [{"statement": id, "account": text}]
    history_head: Mapped[str] = mapped_column(String(100))  # the head of the history before this decision
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    matter: Mapped[Matter] = relationship(back_populates="decision")


class FollowUp(Base, Versioned):
    """What came of the decision: when, who looked, what was observed, and the recomputed beside the predicted
    figures."""

    __tablename__ = "follow_up"
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = _key("matter.id")
    date: Mapped[day]
    responsible: Mapped[str] = mapped_column(default="")
    observed: Mapped[str] = mapped_column(default="")
    comparison: Mapped[dict[str, Any] | None]
    withdrawn_at: Mapped[datetime | None]


class EarlierVersion(Base):
    """What a row said before it was changed: a published answer, a follow-up, an alternative; never changed itself."""

    __tablename__ = "earlier_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(40))  # the table
    subject_id: Mapped[int]
    version: Mapped[int]  # the row's version_id then
    said: Mapped[dict[str, Any]]  # column -> plain value, of the columns kept
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (UniqueConstraint("subject", "subject_id", "version"),)


class Attachment(Base):
    """A file that belongs to something on record; its bytes lie by hash in a folder of their own."""

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(HASH, index=True)
    name: Mapped[str]
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    owner_kind: Mapped[OwnerKind] = mapped_column(one_of(OwnerKind))
    owner_id: Mapped[int]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_attachment_owner", "owner_kind", "owner_id"),)


class History(Base):
    """The append-only history: one row an act, each bound to the one before by a keyed hash (see history.py)."""

    __tablename__ = "history"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at_utc: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    subject_version: Mapped[int | None]
    matter_id: Mapped[int | None] = mapped_column(index=True)
    facts: Mapped[str]  # canonical JSON; never personal data
    previous_hash: Mapped[str] = mapped_column(HASH)
    hash: Mapped[str] = mapped_column(HASH)


class HistoryHead(Base):
    """The newest entry of the history, signed; one row."""

    __tablename__ = "history_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(HASH)
    signature: Mapped[str] = mapped_column(HASH)


class Anchor(Base):
    """A head of the history that was published outside: where, when."""

    __tablename__ = "anchor"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(HASH)
    published_at: Mapped[datetime]
    published_in: Mapped[str]


# Tables whose rows the database itself refuses to change or delete once written.
UNCHANGEABLE = (
    "history",
    "statement",
    "frozen_result",
    "frozen_map",
    "raw_result",
    "decision",
    "proposal",
    "anchor",
    "earlier_version",
)
# Tables whose rows may change but are never deleted.
KEPT = tuple(sorted(set(Base.metadata.tables) - set(UNCHANGEABLE)))

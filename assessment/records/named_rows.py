"""Where a name stands on record as a name of its own, and erasing it from rows that are chosen.

A name is nobody's alone: namesakes are told apart by where each row stands (statement, part in it, body), and somebody
chooses. So can a name be erased whose bearer has no account. Names within free text are not found here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.canonical import ERASED_NAMES
from assessment.records.database import Database
from assessment.records.history import append
from assessment.records.permissions import Action, Scope, require
from assessment.records.schema import (
    Body,
    FollowUp,
    Invitation,
    Matter,
    Person,
    StatementDraft,
    StatementName,
    StatementRequest,
)

FORM = "person"
_IN_DRAFT = ("chair", "secretary", "dissenting_name_")  # fields of a draft that name somebody


class Place(StrEnum):
    """What kind of thing names somebody."""

    STATEMENT = "statement"
    DRAFT = "draft"
    INVITATION = "invitation"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class NamedRow:
    """A name where it stands. `key` chooses it; `part`: chair, secretary or dissenting, empty elsewhere.

    `body`: whose statement, draft or invitation, empty of a follow-up; `matter`: its register number, empty of an
    invitation; `number`: of the statement (its receipt), of the request, invitation or follow-up.
    """

    key: str
    place: Place
    name: str
    part: str
    body: str
    matter: str
    number: str


def find_named(database: Database, actor: Actor, text: str) -> tuple[NamedRow, ...]:
    """Every row whose name holds the text, in capital or small letters; none where no text is given."""
    with database.reading() as session:
        require(session, actor, Action.PERSON_READ, Scope("person"))
        part = text.strip().casefold()
        return tuple(row for row in _all(session) if part and part in row.name.casefold())


def erase_names(database: Database, actor: Actor, keys: Collection[str], reason: str) -> int:
    """Erase a name from the chosen rows, of somebody without an account; how many rows named them.

    A person without a name is left on record with the reason, as of one with an account. Raises Refused:
    `erasing_needs_reason`, `erasing_needs_rows`, `named_row_unknown`.
    """
    if not reason.strip():
        raise Refused([Fault("erasing_needs_reason", FORM, field="reason")])
    if not keys:
        raise Refused([Fault("erasing_needs_rows", FORM, field="rows")])
    with database.transaction() as session:
        require(session, actor, Action.PERSON_ERASE, Scope("person"))
        now = database.now()
        nobody = Person(created_at=now, erased_at=now, erased_reason=reason.strip())
        session.add(nobody)
        session.flush()
        facts = erase_rows(session, keys)
        append(session, actor, Action.PERSON_ERASE, Scope("person", nobody.id), facts)
    database.empty_log()
    return len(set(keys))


def erase_rows(session: Session, keys: Collection[str]) -> dict[str, object]:
    """Empty the names of the chosen rows in the session's transaction; what the history tells of it.

    Raises Refused `named_row_unknown` where a name is not there, or no longer.
    """
    known = {row.key for row in _all(session)}
    wanted = sorted(set(keys))
    if gone := [key for key in wanted if key not in known]:
        raise Refused([Fault("named_row_unknown", FORM, field="rows", value=gone[0])])
    statement_names = []
    for key in wanted:
        place, _, rest = key.partition(":")
        number, _, field = rest.partition(":")
        if place == Place.STATEMENT:
            signed = session.get_one(StatementName, int(number))
            signed.name, signed.salt, signed.erased_at = None, None, session.info["database"].now()
            statement_names.append(signed.id)
        elif place == Place.DRAFT:
            draft = session.get_one(StatementDraft, int(number))
            draft.fields = draft.fields | {field: ""}
        elif place == Place.INVITATION:
            invitation = session.get_one(Invitation, int(number))
            invitation.name = invitation.salt = None
        else:
            session.get_one(FollowUp, int(number)).responsible = ""
    session.flush()
    return {"rows_named": len(wanted), ERASED_NAMES: sorted(statement_names)}


def used_invitations(session: Session, person_id: int) -> list[str]:
    """The keys of the invitations that the person came in by and that still name somebody."""
    mine = select(Invitation.id).where(Invitation.used_by_id == person_id, Invitation.name.is_not(None))
    return [f"{Place.INVITATION}:{number}" for number in session.scalars(mine)]


def _all(session: Session) -> Iterator[NamedRow]:
    """Every name that stands by itself, statements first."""
    bodies = {body.id: body.name for body in session.scalars(select(Body))}
    matters = {number: register for number, register in session.execute(select(Matter.id, Matter.register_number))}  # noqa: C416
    signed_by = select(StatementName).where(StatementName.name.is_not(None)).order_by(StatementName.id)
    for signed in session.scalars(signed_by):
        request, statement = signed.statement.request, signed.statement
        yield NamedRow(
            f"{Place.STATEMENT}:{signed.id}",
            Place.STATEMENT,
            signed.name or "",
            signed.kind.value,
            bodies[request.body_id],
            matters[request.matter_id],
            statement.receipt,
        )
    drafts = select(StatementDraft, StatementRequest).join(StatementRequest).order_by(StatementDraft.id)
    for draft, request in session.execute(drafts):
        for field, name in draft.fields.items():
            plain = field.rsplit("|", 1)[-1]  # a text kept beside the draft has its fields flat in it
            if plain.startswith(_IN_DRAFT) and isinstance(name, str) and name.strip():
                yield NamedRow(
                    f"{Place.DRAFT}:{draft.id}:{field}",
                    Place.DRAFT,
                    name,
                    plain.split("_")[0],
                    bodies[request.body_id],
                    matters[request.matter_id],
                    str(request.id),
                )
    for invitation in session.scalars(select(Invitation).where(Invitation.name.is_not(None)).order_by(Invitation.id)):
        if invitation.name:
            yield NamedRow(
                f"{Place.INVITATION}:{invitation.id}",
                Place.INVITATION,
                invitation.name,
                "",
                bodies[invitation.body_id],
                "",
                str(invitation.id),
            )
    for row in session.scalars(select(FollowUp).where(FollowUp.responsible != "").order_by(FollowUp.id)):
        yield NamedRow(
            f"{Place.FOLLOW_UP}:{row.id}",
            Place.FOLLOW_UP,
            row.responsible,
            "",
            "",
            matters[row.matter_id],
            str(row.id),
        )

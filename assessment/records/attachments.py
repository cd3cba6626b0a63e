"""Attachments: at most 20 MB, kept by hash in a folder that is never served as it is, read back only through here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.attached_files import FOLDER, path_of, store
from assessment.records.database import Database
from assessment.records.file_types import FileType, file_type
from assessment.records.history import append
from assessment.records.permissions import Action, Scope, require
from assessment.records.refusals import NotFound
from assessment.records.request_states import SETTLED
from assessment.records.schema import Attachment, Matter, Statement, StatementDraft, StatementRequest
from assessment.records.scopes import anybodys, must_be_undecided
from assessment.records.states import OwnerKind, RequestState

FORM = "attachment"
LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_MB = 20
MOST_OF_ONE = 50  # attachments of one thing
LONGEST_NAME = 150

NewFile = tuple[str, bytes]  # its name and its bytes


@dataclass(frozen=True)
class Attached:
    """An attachment on record, without its bytes."""

    attachment_id: int
    name: str
    size_bytes: int
    media_type: str
    sha256: str
    added_at: datetime


def add_attachment(
    database: Database, actor: Actor, owner_kind: OwnerKind, owner_id: int, name: str, content: bytes
) -> Attached:
    """Keep a file with something on record, while that is still being worked on.

    Raises Refused: `attachment_empty`, `attachment_too_large`, `attachment_kind` (its bytes are
    none of the kinds that may be attached), `attachments_too_many`, `records_full`, and as `withdraw_attachment`.
    """
    kind = _checked(name, content)
    with database.transaction() as session:
        scope = _known_scope(session, actor, Action.ATTACHMENT_ADD, owner_kind, owner_id)
        require(session, actor, Action.ATTACHMENT_ADD, _to_add_to(owner_kind, scope))
        _must_be_open(session, owner_kind, owner_id)
        return _attached(_keep(session, actor, scope, owner_kind, owner_id, name, kind, content))


def attach_in_transaction(
    session: Session, actor: Actor, owner_kind: OwnerKind, owner_id: int, files: Sequence[NewFile]
) -> None:
    """Keep files with a statement or a request in the transaction that gives or sends it: all is there, or nothing.

    Who may give or send it may attach to it there. Raises Refused as `add_attachment`.
    """
    scope = owner_scope(session, owner_kind, owner_id)
    for name, content in files:
        _keep(session, actor, scope, owner_kind, owner_id, name, _checked(name, content), content)


def file_faults(files: Sequence[NewFile]) -> list[Fault]:
    """What stands against attaching the files, each fault with the field `attachment`."""
    faults: list[Fault] = []
    for name, content in files:
        try:
            _checked(name, content)
        except Refused as refused:
            faults += [replace(one, field="attachment") for one in refused.faults]
    return faults


def read_attachment(database: Database, actor: Actor, attachment_id: int) -> tuple[Attached, bytes]:
    """An attachment and its bytes, for whoever may read what it belongs to. Raises Refused: `attachment_damaged`."""
    with database.reading() as session:
        row = session.get(Attachment, attachment_id)
        if row is None or row.withdrawn_at is not None:
            require(session, actor, Action.ATTACHMENT_READ, Scope("attachment", attachment_id))
            raise NotFound("attachment", attachment_id)
        _require_reading(session, actor, row.owner_kind, row.owner_id)
        attached = _attached(row)
    try:
        content = path_of(database.folder / FOLDER, attached.sha256).read_bytes()
    except OSError as error:
        raise Refused([Fault("attachment_damaged", attached.name)]) from error
    if hashlib.sha256(content).hexdigest() != attached.sha256:
        raise Refused([Fault("attachment_damaged", attached.name)])
    return attached, content


def list_attachments(database: Database, actor: Actor, owner_kind: OwnerKind, owner_id: int) -> tuple[Attached, ...]:
    """What is attached to something on record, in the order it was added."""
    with database.reading() as session:
        _require_reading(session, actor, owner_kind, owner_id)
        return tuple(_attached(row) for row in _of(session, owner_kind, owner_id))


def withdraw_attachment(database: Database, actor: Actor, attachment_id: int) -> None:
    """Take an attachment out of sight, while what it belongs to is still being worked on; its bytes stay on record.

    Raises Refused: `matter_decided`, `request_settled`.
    """
    with database.transaction() as session:
        row = session.get(Attachment, attachment_id)
        if row is None:
            require(session, actor, Action.ATTACHMENT_ADD, Scope("attachment", attachment_id))
            raise NotFound("attachment", attachment_id)
        scope = owner_scope(session, row.owner_kind, row.owner_id)
        require(session, actor, Action.ATTACHMENT_ADD, _to_add_to(row.owner_kind, scope))
        _must_be_open(session, row.owner_kind, row.owner_id)
        if row.withdrawn_at is None:
            row.withdrawn_at = database.now()
            append(session, actor, "attachment_withdraw", scope, {"attachment": row.id})


def attached_ids(session: Session, owner_kind: OwnerKind, owner_id: int) -> list[int]:
    """The ids of what is attached to something, in the session's transaction."""
    return [row.id for row in _of(session, owner_kind, owner_id)]


def hand_over(session: Session, draft_id: int, statement_id: int) -> list[str]:
    """Make what was attached to a draft part of the statement given from it, in the transaction of giving it.

    Returns the files' hashes, for the entry of the statement.
    """
    rows = _of(session, OwnerKind.DRAFT, draft_id)
    for row in rows:
        row.owner_kind, row.owner_id = OwnerKind.STATEMENT, statement_id
    return [row.sha256 for row in rows]


def owner_scope(session: Session, owner_kind: OwnerKind, owner_id: int) -> Scope:
    """The scope of what an attachment belongs to. Raises NotFound."""
    if owner_kind in (OwnerKind.MATTER, OwnerKind.DECISION):
        matter = session.get(Matter, owner_id)
        if matter is None:
            raise NotFound(owner_kind, owner_id)
        bodies = frozenset(request.body_id for request in matter.requests)
        return Scope("matter", matter.id, matter.id, _owners(matter), bodies, matter.published_at is not None)
    request = _request_of(session, owner_kind, owner_id)
    if request is None:
        raise NotFound(owner_kind, owner_id)
    public = request.matter.published_at is not None and owner_kind is not OwnerKind.DRAFT
    bodies = frozenset({request.body_id})
    return Scope(owner_kind, owner_id, request.matter_id, _owners(request.matter), bodies, public)


def content_disposition(name: str) -> str:
    """The header that makes a browser save the file under its name rather than show it (RFC 6266, RFC 8187)."""
    plain = "".join(mark if mark.isascii() and (mark.isalnum() or mark in "._- ") else "_" for mark in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def safe_name(name: str, kind: FileType) -> str:
    """A file's name as it is shown and saved: no path, no control or direction marks, an ending of its kind."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(mark for mark in last if mark.isprintable() and mark not in '<>:"|?*')
    stem, dot, ending = shown.rpartition(".")
    if not dot or ending.lower() not in kind.endings:
        stem, ending = shown, kind.endings[0]
    return f"{stem.strip(' .')[:LONGEST_NAME] or 'liite'}.{ending.lower()}"


def _keep(
    session: Session,
    actor: Actor,
    scope: Scope,
    owner_kind: OwnerKind,
    owner_id: int,
    name: str,
    kind: FileType,
    content: bytes,
) -> Attachment:
    database: Database = session.info["database"]
    if len(_of(session, owner_kind, owner_id)) >= MOST_OF_ONE:
        raise Refused([Fault("attachments_too_many", "attachment", facts={"most": MOST_OF_ONE})])
    digest = hashlib.sha256(content).hexdigest()
    # The file is whole on disk before the row that names it is committed: no row without its file.
    store(database.folder / FOLDER, digest, content)
    row = Attachment(
        sha256=digest,
        name=safe_name(name, kind),
        size_bytes=len(content),
        media_type=kind.media_type,
        owner_kind=owner_kind,
        owner_id=owner_id,
        added_at=database.now(),
        added_by_id=actor.person_id,
    )
    session.add(row)
    session.flush()
    facts = {"attachment": row.id, "sha256": digest, "size_bytes": row.size_bytes}
    append(session, actor, Action.ATTACHMENT_ADD, scope, facts)
    return row


def _checked(name: str, content: bytes) -> FileType:
    if not content:
        raise Refused([Fault("attachment_empty", name)])
    if len(content) > LARGEST_BYTES:
        facts = {"most": LARGEST_MB, "size": round(len(content) / 1024 / 1024, 1)}
        raise Refused([Fault("attachment_too_large", name, facts=facts)])
    kind = file_type(content)
    if kind is None:
        raise Refused([Fault("attachment_kind", name)])
    return kind


def _require_reading(session: Session, actor: Actor, owner_kind: OwnerKind, owner_id: int) -> None:
    """A draft's attachments are read by those who write the draft; the others by whoever reads what they belong to."""
    action = Action.DRAFT_READ if owner_kind is OwnerKind.DRAFT else Action.ATTACHMENT_READ
    require(session, actor, action, _known_scope(session, actor, action, owner_kind, owner_id))


def _known_scope(session: Session, actor: Actor, action: Action, owner_kind: OwnerKind, owner_id: int) -> Scope:
    """As `owner_scope`, telling whoever has no rights nothing of what there is not."""
    try:
        return owner_scope(session, owner_kind, owner_id)
    except NotFound:
        require(session, actor, action, anybodys(actor, owner_kind, owner_id))
        raise


def _to_add_to(owner_kind: OwnerKind, scope: Scope) -> Scope:
    """Whose it is to add to: matters and requests the preparer's, drafts the body's; what was given is nobody's."""
    nobody: frozenset[int] = frozenset()
    if owner_kind in (OwnerKind.MATTER, OwnerKind.REQUEST):
        return Scope(scope.subject, scope.subject_id, scope.matter_id, scope.owner_ids, nobody)
    bodies = scope.body_ids if owner_kind is OwnerKind.DRAFT else nobody
    return Scope(scope.subject, scope.subject_id, scope.matter_id, nobody, bodies)


def _must_be_open(session: Session, owner_kind: OwnerKind, owner_id: int) -> None:
    """Raise Refused where something rests on the attachments: a decision on the matter's, an answer on the request's.

    A draft takes them until its council declines: one whose time has lapsed may still be given, late, or corrected.
    """
    if owner_kind is OwnerKind.MATTER:
        must_be_undecided(session.get_one(Matter, owner_id), FORM)
        return
    request = _request_of(session, owner_kind, owner_id)
    closed = SETTLED if owner_kind is OwnerKind.REQUEST else frozenset({RequestState.DECLINED})
    if request is not None and request.state in closed:
        facts = {"state": request.state.value}
        raise Refused([Fault("request_settled", FORM, value=request.body.name, facts=facts)])
    if request is not None and owner_kind is OwnerKind.REQUEST:
        must_be_undecided(request.matter, FORM)


def _request_of(session: Session, owner_kind: OwnerKind, owner_id: int) -> StatementRequest | None:
    if owner_kind is OwnerKind.REQUEST:
        return session.get(StatementRequest, owner_id)
    if owner_kind is OwnerKind.DRAFT:
        draft = session.get(StatementDraft, owner_id)
        return draft.request if draft else None
    statement = session.get(Statement, owner_id)
    return statement.request if statement else None


def _owners(matter: Matter) -> frozenset[int]:
    return frozenset(person for person in (matter.preparer_id, matter.created_by_id) if person is not None)


def _of(session: Session, owner_kind: OwnerKind, owner_id: int) -> list[Attachment]:
    wanted = select(Attachment).filter_by(owner_kind=owner_kind, owner_id=owner_id, withdrawn_at=None)
    return list(session.scalars(wanted.order_by(Attachment.id)))


def _attached(row: Attachment) -> Attached:
    return Attached(row.id, row.name, row.size_bytes, row.media_type, row.sha256, row.added_at)

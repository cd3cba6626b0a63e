"""Drafts of statements: saved while they are written, by several people on several devices, nobody's text lost.

A draft is the form's flat fields. Saving tells which version one began from; who saves second, on something else, is
told who was first, and their text is kept beside the draft (kept_texts.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assessment.errors import Fault, Refused
from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.history import append
from assessment.records.kept_texts import (
    DEVICE,
    KeptText,
    is_kept,
    keep_beside,
    kept_texts,
    outliving,
    own_fields,
    put_beside,
)
from assessment.records.permissions import Action
from assessment.records.refusals import Conflict
from assessment.records.request_states import SPOKEN
from assessment.records.requests import come_to
from assessment.records.schema import StatementDraft, StatementRequest
from assessment.records.scopes import request_of, request_scope
from assessment.records.spoken_versions import check_versions, versions_of, versions_text
from assessment.records.statement_form import FORM, known_fields
from assessment.records.states import RequestState
from assessment.records.versions import conflict_of, person_name

_VERSIONS = "_versions"


@dataclass(frozen=True)
class DraftRecord:
    """A draft: its fields, version and last saving. `id` None and version 0 = nothing saved yet.

    `versions`: the results its writer was shown, by alternative id; None where nothing is written or nobody told.
    """

    id: int | None
    request_id: int
    fields: Mapping[str, str]
    version: int
    saved_at: datetime | None
    saved_by: str
    kept: tuple[KeptText, ...]
    versions: Mapping[int, int] | None = None


def save_draft(
    database: Database,
    actor: Actor,
    request_id: int,
    fields: Mapping[str, str],
    version: int,
    device: str = "",
    correcting: bool = False,
    on_versions: Mapping[int, int] | None = None,
) -> DraftRecord:
    """Save the form as it stands, checked for nothing but its size; unknown fields are passed over.

    `version`: the draft's version this text began from, 0 for none. `device`: a word of the browser's own, by which
    one's own later text is told from another's after an answer was lost. `correcting`: a given statement is corrected.
    `on_versions`: the results the page showed, by alternative id; by default those the draft has. Raises Conflict where
    somebody else saved first; the text is then kept beside the draft. Raises Refused: `draft_too_long`,
    `versions_unknown`, `statement_given_already`, `request_settled`.
    """
    kept_fields = known_fields(fields)
    device = re.sub(r"[^A-Za-z0-9-]", "", device)[:40]
    conflict: Conflict | None = None
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.DRAFT_EDIT)
        _must_be_writable(request, correcting)
        draft = request.draft
        shown = "" if draft is None else str(draft.fields.get(_VERSIONS, ""))
        if on_versions is not None:
            check_versions(request.matter, on_versions)
            shown = versions_text(on_versions)
        if draft is None:
            draft = StatementDraft(fields={}, saved_at=database.now(), saved_by_id=actor.person_id)
            request.draft = draft
            _put(session, actor, request, draft, kept_fields | {_VERSIONS: shown}, device)
        elif _stands(draft, kept_fields):
            if draft.fields.get(_VERSIONS, "") != shown:
                put_beside(session, draft, dict(draft.fields) | {_VERSIONS: shown})
            return draft_record(session, request)
        elif draft.version_id == version or _own(draft, actor, device):
            _put(session, actor, request, draft, kept_fields | {_VERSIONS: shown}, device)
        else:
            conflict = conflict_of(session, draft)
            keep_beside(session, actor, draft, kept_fields, device)
        record = draft_record(session, request)
    if conflict is not None:
        raise conflict
    return record


def read_draft(database: Database, actor: Actor, request_id: int) -> DraftRecord:
    """The draft of a request's statement, empty where nothing was saved."""
    with database.reading() as session:
        return draft_record(session, request_of(session, request_id, actor, Action.DRAFT_READ))


def draft_record(session: Session, request: StatementRequest) -> DraftRecord:
    """The draft as plain values."""
    draft = request.draft
    if draft is None:
        return DraftRecord(None, request.id, {}, 0, None, "", ())
    return DraftRecord(
        draft.id,
        request.id,
        own_fields(draft),
        draft.version_id,
        draft.saved_at,
        person_name(session, draft.saved_by_id),
        kept_texts(session, draft),
        _versions(draft),
    )


def keep_text(session: Session, actor: Actor, draft: StatementDraft, fields: Mapping[str, str]) -> Conflict:
    """Keep a text that came second beside the draft; the Conflict to raise once that is committed."""
    conflict = conflict_of(session, draft)
    keep_beside(session, actor, draft, known_fields(fields), "")
    return conflict


def empty_draft(session: Session, actor: Actor, request: StatementRequest) -> None:
    """Empty the draft of a statement that has been given; the texts kept beside it stay."""
    if request.draft is not None and request.draft.fields:
        request.draft.fields = outliving(request.draft)
        request.draft.saved_at = session.info["database"].now()
        request.draft.saved_by_id = actor.person_id


def _put(
    session: Session,
    actor: Actor,
    request: StatementRequest,
    draft: StatementDraft,
    fields: Mapping[str, str],
    device: str,
) -> None:
    """Make the fields the draft. The history tells who began and who took over, not every saving."""
    began = draft.id is None or all(is_kept(key) for key in draft.fields)
    took_over = draft.saved_by_id != actor.person_id
    beside = {key: text for key, text in draft.fields.items() if is_kept(key)}
    draft.fields = dict(fields) | beside | {DEVICE: device}
    draft.saved_at, draft.saved_by_id = session.info["database"].now(), actor.person_id
    if request.state is RequestState.REQUESTED:
        come_to(request, RequestState.DRAFT, FORM)
    session.flush()
    if began or took_over:
        scope = request_scope(request, "statement_draft", draft.id)
        append(session, actor, Action.DRAFT_EDIT, scope, {"began": began}, version=draft.version_id)


def _must_be_writable(request: StatementRequest, correcting: bool) -> None:
    facts = {"state": request.state.value}
    if request.state in SPOKEN and not correcting:
        raise Refused([Fault("statement_given_already", FORM, value=request.body.name, facts=facts)])
    if request.state is RequestState.DECLINED:
        raise Refused([Fault("request_settled", FORM, value=request.body.name, facts=facts)])


def _stands(draft: StatementDraft, fields: Mapping[str, str]) -> bool:
    return own_fields(draft) == dict(fields)


def _own(draft: StatementDraft, actor: Actor, device: str) -> bool:
    """Whether the last saving was the same person's on the same device: its answer was lost on the way."""
    return bool(device) and draft.saved_by_id == actor.person_id and draft.fields.get(DEVICE) == device


def _versions(draft: StatementDraft) -> Mapping[int, int] | None:
    told = str(draft.fields.get(_VERSIONS, ""))
    return versions_of(told) if told and own_fields(draft) else None

"""Texts kept beside a draft: of whoever saved second, or wrote while somebody else entered the statement.

They outlive the giving of the statement, until somebody of the body dismisses them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.database import Database
from assessment.records.history import append
from assessment.records.permissions import Action
from assessment.records.refusals import NotFound
from assessment.records.schema import StatementDraft
from assessment.records.scopes import request_of, request_scope
from assessment.records.versions import person_name

# Beside the form's own fields, flat like them, so that erasing a name finds it there too.
DEVICE = "_device"
_KEPT = re.compile(r"_kept\|(\d+)\|(by|at|device|field\|(.+))")
KEPT_LIMIT = 10
# Of these texts the one that was the draft itself when somebody else entered the statement.
_SET_ASIDE = "_kept|0|"
# No device's own word: what is kept when a statement is given is never replaced by a later text.
_OUTLIVING = "given|"


@dataclass(frozen=True)
class KeptText:
    """A text kept beside a draft: whose, when (UTC), and the form's fields; `key` tells it from the others."""

    by_name: str
    at: datetime
    fields: Mapping[str, str]
    key: str


def dismiss_kept_text(database: Database, actor: Actor, request_id: int, key: str) -> None:
    """Let a kept text go, for good. Raises NotAllowed; NotFound where it is there no more."""
    with database.transaction() as session:
        request = request_of(session, request_id, actor, Action.DRAFT_EDIT)
        draft = request.draft
        texts = [] if draft is None else _raw(draft)
        left = [text for text in texts if _key(text) != key]
        if draft is None or len(left) == len(texts):
            raise NotFound("statement_draft", request_id)
        _put(session, draft, left)
        scope = request_scope(request, "statement_draft", draft.id)
        append(session, actor, "draft_dismiss_second", scope, version=draft.version_id)


def is_kept(key: str) -> bool:
    """Whether a key of a draft's fields belongs to a text kept beside it."""
    return _KEPT.fullmatch(key) is not None


def outliving(draft: StatementDraft) -> dict[str, Any]:
    """What is left of a draft's fields when the statement has been given: the texts kept beside it."""
    kept = {key: value for key, value in draft.fields.items() if is_kept(key)}
    return {key: _OUTLIVING if key.endswith("|device") else value for key, value in kept.items()}


def own_fields(draft: StatementDraft) -> dict[str, str]:
    """The fields of the form in a draft, without what stands beside them."""
    return {key: text for key, text in draft.fields.items() if not key.startswith("_")}


def kept_texts(session: Session, draft: StatementDraft) -> tuple[KeptText, ...]:
    """The texts kept beside a draft, in the order they came."""
    return tuple(
        KeptText(
            person_name(session, int(text["by"])) if text["by"].isdigit() else "",
            datetime.fromisoformat(text["at"]),
            dict(text["fields"]),
            _key(text),
        )
        for text in _raw(draft)
    )


def keep_beside(session: Session, actor: Actor, draft: StatementDraft, fields: Mapping[str, str], device: str) -> None:
    """Keep a second text: one for each person and device, the newest ones."""
    texts = [text for text in _raw(draft) if (text["by"], text["device"]) != (str(actor.person_id), device)]
    now: datetime = session.info["database"].now()
    texts.append({"by": str(actor.person_id), "at": now.isoformat(), "device": device, "fields": dict(fields)})
    _put(session, draft, texts[-KEPT_LIMIT:])
    append(
        session,
        actor,
        "draft_keep_second",
        request_scope(draft.request, "statement_draft", draft.id),
        version=draft.version_id,
    )


def set_aside(session: Session, draft: StatementDraft) -> None:
    """Keep a draft's text beside it, where somebody else enters the statement: it outlives the statement's giving."""
    own = {key: text for key, text in own_fields(draft).items() if text.strip()}
    if own:
        whose = {
            "by": str(draft.saved_by_id),
            "at": draft.saved_at.isoformat(),
            "device": draft.fields.get(DEVICE, ""),
        }
        flat = whose | {f"field|{key}": text for key, text in own.items()}
        draft.fields = dict(draft.fields) | {f"{_SET_ASIDE}{key}": text for key, text in flat.items()}
        session.flush()


def put_beside(session: Session, draft: StatementDraft, fields: Mapping[str, Any]) -> None:
    """Change what stands beside the draft's text; its version stays, so that whoever writes goes on undisturbed."""
    session.execute(
        update(StatementDraft)
        .where(StatementDraft.id == draft.id)
        .values(fields=dict(fields))
        .execution_options(synchronize_session=False)
    )
    session.refresh(draft)


def _put(session: Session, draft: StatementDraft, texts: list[dict[str, Any]]) -> None:
    """Make these the texts kept beside a draft."""
    flat = {key: text for key, text in draft.fields.items() if not is_kept(key)}
    for number, text in enumerate(texts, start=1):
        flat |= {f"_kept|{number}|{key}": text[key] for key in ("by", "at", "device")}
        flat |= {f"_kept|{number}|field|{key}": value for key, value in text["fields"].items()}
    put_beside(session, draft, flat)


def _key(text: Mapping[str, Any]) -> str:
    """A digest of a kept text: what is taken or dismissed is what was shown, whatever was kept meanwhile."""
    written = json.dumps(text, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode("utf-8")).hexdigest()[:16]


def _raw(draft: StatementDraft) -> list[dict[str, Any]]:
    texts: dict[int, dict[str, Any]] = {}
    for key, value in draft.fields.items():
        found = _KEPT.fullmatch(key)
        if found is None:
            continue
        text = texts.setdefault(int(found[1]), {"by": "", "at": "", "device": "", "fields": {}})
        if found[3]:
            text["fields"][found[3]] = value
        else:
            text[found[2]] = value
    return [texts[number] for number in sorted(texts)]

"""Texts kept beside a statement that has been given: taken into a correction, or dismissed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.records.council import request_for_body
from assessment.records.drafts import save_draft
from assessment.records.kept_texts import dismiss_kept_text
from assessment.records.refusals import Conflict, NotFound
from assessment.records.statement_form import fields_of
from assessment.records.states import Stance
from pages.statements.asking import START
from pages.statements.reading import request_id_of
from pages.statements.statement_fields import Way, as_form, form_view, place_on_form
from pages.statements.writing import conflict_words, field_label, keep_replaced, show_form

if TYPE_CHECKING:
    import datetime as dt

    from starlette.responses import Response

    from assessment.records.council import RequestForBody
    from assessment.records.kept_texts import KeptText
    from pages.statements.asking import Ask


@dataclass(frozen=True)
class ShownText:
    """A kept text to read: whose ("" = nobody known), when, and each filled field with its name in words."""

    by_name: str
    at: dt.datetime
    key: str
    parts: tuple[tuple[str, str], ...]


def texts_kept(ask: Ask, data: RequestForBody) -> tuple[ShownText, ...]:
    """The texts kept beside the statement, for whoever may write for the body; none for others."""
    if data.draft is None or not data.can_write:
        return ()
    return tuple(ShownText(one.by_name, one.at, one.key, _parts(ask, data, one)) for one in data.draft.kept)


def kept_text(ask: Ask) -> Response:
    """What the buttons beside a kept text do: take it into a correction, or let it go."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    act, _, key = ask.form.get("do").partition(":")
    if act == "dismiss" and ask.form.get("sure"):
        dismiss_kept_text(ask.database, ask.actor, data.request.id, key)
    if act != "take":
        ending = f"/lausunto/{data.statements[-1].version_number}" if data.statements else ""
        return ask.go(f"{START}/{data.request.id}{ending}", "rinnalla")
    kept = next((one for one in data.draft.kept if one.key == key), None) if data.draft is not None else None
    if kept is None or data.draft is None or not data.statements:
        raise NotFound("statement_draft", data.request.id)
    fields = fields_of(as_form(data.statements[-1])) | {name: text for name, text in kept.fields.items() if text}
    try:
        save_draft(ask.database, ask.actor, data.request.id, fields, data.draft.version, correcting=True)
    except Conflict as conflict:
        form = form_view(ask, data, Way.CORRECTION)
        return show_form(ask, data, form, 409, notice=conflict_words(ask, conflict))
    if data.draft.fields and dict(data.draft.fields) != fields:  # a correction that had been begun
        keep_replaced(ask, Way.CORRECTION, data.draft)
    return ask.go(Way.CORRECTION.path(data.request.id))


def _parts(ask: Ask, data: RequestForBody, kept: KeptText) -> tuple[tuple[str, str], ...]:
    """Each filled field in the order of the form: its name and text, a stance in words."""
    named = []
    for name in sorted(kept.fields, key=place_on_form):
        text = kept.fields[name]
        if name.startswith("stance_") and text in tuple(Stance):
            text = ask.reader.t(f"council.stance.{text}")
        if text.strip():
            named.append((field_label(ask, data, name), text))
    return tuple(named)

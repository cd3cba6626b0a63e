"""*Asian historia*: who did what when, in words; and whether the history is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.language import catalogue
from assessment.records.overview import newest_history
from assessment.records.permissions import Action
from assessment.records.refusals import NotAllowed
from assessment.records.verifying import Verified, verify_history
from pages.components.history_words import what_was_done
from pages.components.matters_words import Cell, hint, moment, notice, table

if TYPE_CHECKING:
    from pages.components.matters_page import MatterPage

ON_SCREEN = 200


def show_history(page: MatterPage) -> None:
    """The newest entries first, and the button that verifies the whole history."""
    t, reader = page.reader.t, page.reader
    if not page.may(Action.HISTORY_READ):
        hint(t("matters.not_allowed"))
        return
    if page.may(Action.HISTORY_VERIFY):
        if st.button(t("matters.history.verify"), key="verify_history"):
            _verify(page)
    else:
        hint(t("matters.history.how"))
    shown = st.session_state.get(f"history_shown_{page.matter.id}", ON_SCREEN)
    rows, total = newest_history(page.database, page.actor, page.matter.id, shown)
    bodies = {request.body_id: request.body for request in page.overview.requests}
    bodies |= {one.body_id: one.body for one in page.overview.missing if one.body_id is not None}
    told: list[tuple[Cell, ...]] = [
        (
            str(row.seq),
            moment(reader, row.at),
            row.by or t("matters.history.program"),
            what_was_done(reader, row, bodies),
        )
        for row in rows
    ]
    heads = [t(f"matters.history.{name}") for name in ("number", "when", "who", "what")]
    table(t("matters.history.caption", count=total, shown=len(told)), heads, told)
    if total > shown:

        def more() -> None:
            st.session_state[f"history_shown_{page.matter.id}"] = shown + ON_SCREEN

        st.button(t("matters.more", count=total - shown), key="history_more", on_click=more)


def _verify(page: MatterPage) -> None:
    t = page.reader.t
    try:
        found = verify_history(page.database, page.actor)
    except NotAllowed as refusal:
        notice(t("matters.expired") if refusal.expired else t("matters.not_allowed"), error=True)
        return
    if isinstance(found, Verified):
        text = t("matters.history.whole", entries=page.reader.number(found.entries), anchors=found.anchors)
        notice(text, t("matters.history.whole_title"))
        return
    subject = f"records.subject.{found.subject}"
    name = t(subject) if subject in catalogue(page.reader.language) else found.subject
    words = t(f"history.breach.{found.breach.value}", seq=found.seq, subject=name, id=found.subject_id or "")
    notice(words, t("matters.history.broken_title"), error=True)

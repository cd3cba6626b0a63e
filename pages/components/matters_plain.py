"""The text in selkokieli of a matter: written by a person, called so once a person has approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.permissions import Action
from assessment.records.plain_texts import approve_plain_text, write_plain_text
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import facts, hint, paragraphs

if TYPE_CHECKING:
    from assessment.records.plain_texts import PlainTextRecord
    from pages.components.matters_page import MatterPage

FORM = "plain_text"


def show_plain_text(page: MatterPage) -> None:
    """The text of the reader's language, and for whoever prepares the matter its form and the approval."""
    t, language = page.reader.t, page.reader.language
    st.subheader(t("matters.plain.title"), anchor=False)
    known = next((one for one in page.overview.plain_texts if one.language == language), None)
    if known is None:
        hint(t("matters.plain.none"))
    else:
        state = t("matters.plain.approved", person=known.approved_by) if known.approved else t("matters.plain.draft")
        facts(
            ((t("matters.plain.text"), paragraphs(known.text)), (t("matters.plain.state"), state)),
            t("matters.plain.title"),
        )
    if not page.may(Action.MATTER_EDIT):
        return
    if known is not None and not known.approved:
        _approval(page, known)
    names = {"text": t("matters.plain.text")}
    begun = known.text if known is not None else ""
    seen = begin(FORM, {"text": begun}, known.id if known is not None else None)
    with st.expander(t("matters.plain.write"), expanded=f"{FORM}:outcome" in st.session_state):
        show_outcome(page.reader, FORM, names, {names["text"]: begun})
        with st.form("plain_text_form", border=False):
            st.text_area(names["text"], key=field(FORM, "text"), height=220)
            sent = st.form_submit_button(t("matters.plain.save"), key="plain_text_send")
    if sent:
        attempt(
            FORM,
            lambda: write_plain_text(
                page.database, page.actor, page.matter.id, language, value(FORM, "text") or "", seen
            ),
            t("matters.plain.saved"),
        )


def _approval(page: MatterPage, known: PlainTextRecord) -> None:
    t = page.reader.t
    hint(t("matters.plain.approve_hint"))
    if st.button(t("matters.plain.approve"), key="plain_text_approve"):
        attempt(
            "plain_text_approval",
            lambda: approve_plain_text(page.database, page.actor, known.id, known.version),
            t("matters.plain.approved_now"),
        )
    show_outcome(page.reader, "plain_text_approval")

"""An alternative in words only, of a matter that is not assessed: one is decided on though nothing is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.alternatives import add_alternative
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import hint

if TYPE_CHECKING:
    from pages.components.matters_page import MatterPage

FORM = "attach"


def describe_alternative(page: MatterPage) -> None:
    """The form that adds an alternative; the first one comes with today's situation beside it."""
    t = page.reader.t
    names = {"title": t("matters.alternative_title"), "description": t("matters.alternative_description")}
    begin(FORM, dict.fromkeys(names, ""), 0)
    hint(t("matters.alternative_described_help"))
    show_outcome(page.reader, FORM, names)
    with st.form("describe_form", border=False):
        st.text_input(names["title"], key=field(FORM, "title"))
        st.text_area(names["description"], key=field(FORM, "description"))
        sent = st.form_submit_button(t("matters.attach_alternative_do"), type="primary", key="describe_send")
    if not sent:
        return
    title, description = value(FORM, "title") or "", value(FORM, "description") or ""

    def keep() -> None:
        if title.strip() and not page.overview.alternatives:
            add_alternative(page.database, page.actor, page.matter.id, t("matters.today_title"))
        add_alternative(page.database, page.actor, page.matter.id, title, description)

    attempt(FORM, keep, t("matters.saved"))

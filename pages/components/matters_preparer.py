"""Who prepares a matter: said clearly, named or changed, and taken over by a preparer where nobody prepares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.preparing import name_preparer, naming_of
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import hint

if TYPE_CHECKING:
    from pages.components.matters_page import MatterPage

FORM = "preparer"


def preparer_in_words(page: MatterPage) -> str:
    """The name of who prepares the matter, or that nobody is named yet."""
    return page.matter.preparer_name or page.reader.t("matters.preparer_not_named")


def show_preparer(page: MatterPage) -> None:
    """That the matter lacks a preparer, where it does; the button that takes it over, and the form that names one."""
    t, matter = page.reader.t, page.matter
    naming = naming_of(page.database, page.actor, matter.id)
    if naming.vacant and page.actor.person_id is not None:
        hint(t("matters.preparer_vacant"))
    if not (naming.may_take or naming.choices):
        return
    version = begin(FORM, {"person_id": None}, matter.version)
    names = {"preparer_id": t("matters.preparer")}
    show_outcome(page.reader, FORM, names, {t("matters.preparer"): preparer_in_words(page)})

    def name(person_id: int, done: str) -> None:
        attempt(FORM, lambda: name_preparer(page.database, page.actor, matter.id, person_id, version), done)

    if naming.may_take and st.button(t("matters.preparer_take"), key="preparer_take"):
        assert page.actor.person_id is not None
        name(page.actor.person_id, t("matters.preparer_taken"))
    choices = {one.person_id: one.name for one in naming.choices}
    if not choices:
        return
    with (
        st.expander(t("matters.preparer_change"), expanded=f"{FORM}:outcome" in st.session_state),
        st.form("preparer_form", border=False),
    ):
        hint(t("matters.preparer_change_help"))
        st.selectbox(
            t("matters.preparer_new"),
            list(choices),
            index=None,
            format_func=lambda one: choices.get(one, str(one)),
            key=field(FORM, "person_id"),
            placeholder=t("matters.choose"),
        )
        sent = st.form_submit_button(t("matters.preparer_change_do"), key="preparer_send")
    chosen = value(FORM, "person_id")
    if sent and chosen is not None:
        name(chosen, t("matters.preparer_changed", person=choices[chosen]))

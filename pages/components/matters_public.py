"""Making a matter public, and ending that: both acts of their own, in any state of the matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.permissions import Action
from assessment.records.publication import publish_matter, unpublish_matter
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import hint

if TYPE_CHECKING:
    from pages.components.matters_page import MatterPage

PUBLISH, UNPUBLISH = "publish", "unpublish"


def show_publication(page: MatterPage) -> None:
    """What makes the matter public, or ends it, for whom it is to do."""
    if not page.may(Action.MATTER_PUBLISH):
        return
    t = page.reader.t
    if page.matter.published_at is None:
        with st.expander(t("matters.publish"), expanded=f"{PUBLISH}:outcome" in st.session_state):
            _publish(page)
    else:
        with st.expander(t("matters.unpublish"), expanded=f"{UNPUBLISH}:outcome" in st.session_state):
            _unpublish(page)


def _publish(page: MatterPage) -> None:
    t = page.reader.t
    hint(t("matters.publish_text"))
    show_outcome(page.reader, PUBLISH)
    if st.button(t("matters.publish_do"), key="publish_do"):
        attempt(PUBLISH, lambda: publish_matter(page.database, page.actor, page.matter.id), t("matters.published"))


def _unpublish(page: MatterPage) -> None:
    t = page.reader.t
    begin(UNPUBLISH, {"reason": ""}, 0)
    hint(t("matters.unpublish_text"))
    show_outcome(page.reader, UNPUBLISH, {"reason": t("matters.reason")})
    with st.form("unpublish_form", border=False):
        st.text_area(t("matters.reason"), key=field(UNPUBLISH, "reason"))
        sent = st.form_submit_button(t("matters.unpublish_do"), key="unpublish_send")
    if sent:
        reason = value(UNPUBLISH, "reason") or ""
        attempt(
            UNPUBLISH,
            lambda: unpublish_matter(page.database, page.actor, page.matter.id, reason),
            t("matters.unpublished"),
        )

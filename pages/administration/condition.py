"""*Tietojen kunto*: is everything on record whole, and is it backed up?"""

from __future__ import annotations

import streamlit as st

from assessment.records.refusals import NotAllowed
from pages.components.administration_condition import HEAD, show_check, show_condition, show_publish, show_refused
from pages.components.administration_page import begin_page
from pages.components.matters_words import notice


def page() -> None:
    """Draw the page."""
    drawn = begin_page("condition")
    t = drawn.reader.t
    try:
        show_condition(drawn)
        st.subheader(t("condition.check"), anchor=False)
        show_check(drawn)
        with st.expander(t("condition.publish"), expanded=HEAD in st.session_state):
            show_publish(drawn)
        with st.expander(t("condition.refused.title")):
            show_refused(drawn)
    except NotAllowed as refusal:
        notice(t("matters.expired") if refusal.expired else t("matters.not_allowed"), error=True)


page()

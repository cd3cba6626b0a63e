"""*Toimielimet*: which bodies give statements and decide, and which of them the law asks for?"""

from __future__ import annotations

import streamlit as st

from assessment.records.bodies import list_bodies
from pages.components.administration_bodies import NEW, show_bodies, show_edit_body, show_new_body
from pages.components.administration_page import begin_page


def page() -> None:
    """Draw the page."""
    drawn = begin_page("bodies")
    t = drawn.reader.t
    bodies = list_bodies(drawn.database)
    show_bodies(drawn, bodies)
    with st.expander(t("bodies.add"), expanded=not bodies or f"{NEW}:outcome" in st.session_state):
        show_new_body(drawn)
    if bodies:
        with st.container(border=True, key="edit_body"):
            show_edit_body(drawn, bodies)


page()

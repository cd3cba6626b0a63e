"""*Päätökset*: the matters for decision, each with its summary, meeting view and document."""

from __future__ import annotations

import streamlit as st

from assessment.records.matter_list import page_of_matters
from pages.components.decision_links import decision_links
from pages.components.markup import Markup, show
from pages.components.matters_words import hint
from pages.components.municipality import municipality
from pages.components.page_head import show_head
from pages.components.reader import current_reader
from pages.components.signed_in import show_who, who_is_here
from pages.statements.record import the_record

ON_SCREEN = 20


def page() -> None:
    """Draw the page."""
    reader = current_reader()
    t = reader.t
    database = the_record()
    show_head(municipality(), reader, t("page.decisions"), t("question.decisions"))
    here = who_is_here(database)
    show_who(reader, database, here)
    shown = st.session_state.get("decisions_shown", ON_SCREEN)
    found = page_of_matters(database, here.actor, limit=shown)
    if not found.rows:
        hint(t("decisions.none"))
        return
    hint(t("decisions.page.lead"))
    for row in found.rows:
        example = Markup('<span class="example">{}</span>').format(t("decisions.example")) if row.example else ""
        show(
            Markup('<div class="matter-row"><h2>{}</h2><p>{} · {} {}</p><p class="links">{}</p></div>').format(
                row.title,
                row.register_number,
                t(f"records.matter_state.{row.state.value}"),
                example,
                decision_links(reader, row.id),
            )
        )
    if found.total > shown:

        def more() -> None:
            st.session_state["decisions_shown"] = shown + ON_SCREEN

        st.button(t("matters.more", count=found.total - shown), key="decisions_more", on_click=more)


page()

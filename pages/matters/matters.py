"""*Asiat*: which matters are under way, and what waits for whom?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.matter_list import MatterOrder, page_of_matters
from assessment.records.states import MatterState
from pages.components.markup import Markup, label, show
from pages.components.matters_addresses import PLAIN_PAGES, address_of, one_matter
from pages.components.matters_example import make_example
from pages.components.matters_fields import NEW, show_new_matter
from pages.components.matters_forms import show_done
from pages.components.matters_rights import may_open_matters
from pages.components.matters_waiting import waiting
from pages.components.matters_words import hint, moment
from pages.components.municipality import municipality
from pages.components.page_head import show_head
from pages.components.reader import current_reader
from pages.components.signed_in import show_who, who_is_here
from pages.statements.record import the_record

if TYPE_CHECKING:
    from assessment.records.matter_list import MatterRow
    from pages.components.reader import Reader

ON_SCREEN = 20


def page() -> None:
    """Draw the page."""
    reader = current_reader()
    t = reader.t
    place, database = municipality(), the_record()
    show_head(place, reader, t("page.matters"), t("question.matters"))
    here = who_is_here(database)
    show_who(reader, database, here)
    if here.local:
        make_example(reader, database, place)
    opened = st.session_state.pop("matter_opened", None)
    if opened is not None:
        st.switch_page(one_matter(reader), query_params=address_of(reader, opened))
    show_done()
    with st.container(horizontal=True, vertical_alignment="bottom", key="matter_search"):
        text = st.text_input(t("matters.search"), key="matter_text", width=300)
        states = st.multiselect(
            t("matters.state"),
            list(MatterState),
            format_func=lambda state: t(f"records.matter_state.{state.value}"),
            key="matter_states",
            placeholder=t("matters.all_states"),
            width=300,
        )
        order = st.selectbox(
            t("matters.order"),
            list(MatterOrder),
            format_func=lambda one: t(f"matters.order.{one.value}"),
            key="matters_order",
            width=230,
        )
    shown = st.session_state.get("matters_shown", ON_SCREEN)
    found = page_of_matters(database, here.actor, text, states, order or MatterOrder.CHANGED, limit=shown)
    if not found.rows:
        hint(t("matters.none"))
    waits = waiting(database, here.actor, reader, found.rows)
    for row in found.rows:
        _show_row(reader, row, waits[row.id])
    if found.total > shown:

        def more() -> None:
            st.session_state["matters_shown"] = shown + ON_SCREEN

        st.button(t("matters.more", count=found.total - shown), key="matters_more", on_click=more)
    if may_open_matters(database, here.actor):
        with st.expander(t("matters.new"), expanded=f"{NEW}:outcome" in st.session_state):
            show_new_matter(reader, database, here.actor, place)
    show(
        Markup('<p class="hint">{} <a href="{}" target="_blank" rel="noopener">{}</a></p>').format(
            t("matters.councils"), PLAIN_PAGES, t("matters.councils_link")
        )
    )


def _show_row(reader: Reader, row: MatterRow, waits: str) -> None:
    t = reader.t
    with st.container(border=True, gap="small", key=f"matter_{row.id}"):
        st.page_link(
            one_matter(reader),
            label=f"**{label(row.title)}**",
            query_params=address_of(reader, row.id),
            width="stretch",
        )
        example = Markup(' <span class="example">{}</span>').format(t("matters.example")) if row.example else ""
        state = t(f"records.matter_state.{row.state.value}")
        show(
            Markup('<p class="matter-line"><span class="tag">{}</span> {}{}</p><p class="hint">{} · {}</p>').format(
                state,
                waits,
                example,
                row.register_number,
                t("matters.changed_at", at=moment(reader, row.changed_at)),
            )
        )


page()

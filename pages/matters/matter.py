"""One matter: what is it about, how far is it, and what happens next? Its parts one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.overview import matter_overview
from assessment.records.refusals import NotAllowed, NotFound
from pages.components.decision_links import show_decision_links
from pages.components.markup import Markup, show
from pages.components.matters_addresses import PARTS, START, address_of, matter_list
from pages.components.matters_alternatives import show_alternatives
from pages.components.matters_basics import show_basics
from pages.components.matters_decision import show_decision
from pages.components.matters_follow_up import show_follow_up
from pages.components.matters_forms import show_done
from pages.components.matters_history import show_history
from pages.components.matters_page import MatterPage
from pages.components.matters_plain import show_plain_text
from pages.components.matters_requests import show_requests
from pages.components.matters_responses import show_responses
from pages.components.matters_rights import rights
from pages.components.matters_words import notice
from pages.components.matters_written import show_written
from pages.components.municipality import municipality
from pages.components.reader import current_reader
from pages.components.signed_in import show_who, who_is_here
from pages.statements.numbers import whole_number
from pages.statements.record import the_record

if TYPE_CHECKING:
    from pages.components.reader import Reader

SHOW = {
    "basics": show_basics,
    "alternatives": show_alternatives,
    "written": show_written,
    "statements": show_requests,
    "responses": show_responses,
    "decision": show_decision,
    "follow_up": show_follow_up,
    "history": show_history,
}


def page() -> None:
    """Draw the page."""
    reader = current_reader()
    t = reader.t
    database = the_record()
    here = who_is_here(database)
    asked = st.query_params.get("id", str(st.session_state.get("matter_id", "")))
    st.page_link(matter_list(reader), label=t("matters.back"))
    show_who(reader, database, here)
    matter_id = whole_number(asked)
    if matter_id is None:
        notice(t("matters.not_found"), error=True)
        return
    wanted = {name: st.session_state.get(f"matter_{name}") or "" for name in ("group", "mode")}
    try:
        overview = matter_overview(database, here.actor, matter_id, **wanted)
    except NotFound:
        notice(t("matters.not_found"), error=True)
        return
    except NotAllowed as refusal:
        notice(t("matters.expired") if refusal.expired else t("matters.not_allowed_matter"), error=True)
        return
    st.session_state["matter_id"] = matter_id
    matter = overview.matter
    example = Markup('<span class="example">{}</span>').format(t("matters.example")) if matter.example else ""
    show(
        Markup('<div class="page-head"><h1>{}</h1><p class="question">{} · {}</p>{}</div>').format(
            matter.title, matter.register_number, t(f"records.matter_state.{matter.state.value}"), example
        )
    )
    show_decision_links(reader, matter_id)
    part = _choose_part(reader, matter_id)
    show_done()
    drawn = MatterPage(reader, database, here.actor, municipality(), overview, rights(database, here.actor, matter_id))
    SHOW[part](drawn)
    if part == "written":
        show_plain_text(drawn)


def _choose_part(reader: Reader, matter_id: int) -> str:
    """Which part is looked at; the address tells it."""

    def keep() -> None:
        st.session_state["matter_part"] = st.session_state["choose_part"]

    told = st.query_params.get("part", START)
    if st.session_state.get("matter_part_told") != (matter_id, told):  # another address than we wrote: it decides
        st.session_state["matter_part"] = told if told in PARTS else START
    part: str = st.session_state.get("matter_part", START)
    st.session_state["choose_part"] = part
    st.segmented_control(
        reader.t("matters.part"),
        PARTS,
        format_func=lambda one: reader.t(f"matters.part.{one}"),
        key="choose_part",
        on_change=keep,
        label_visibility="collapsed",
        required=True,
    )
    st.session_state["matter_part_told"] = (matter_id, part)
    st.query_params.from_dict(address_of(reader, matter_id, part))
    return part


page()

"""*Henkilöt ja roolit*: who may do what here, and since when?"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from assessment.records.bodies import list_bodies
from assessment.records.people import list_people
from assessment.records.refusals import NotAllowed
from pages.components.administration_erasing import NAMELESS, show_erase_name
from pages.components.administration_page import AdministrationPage, begin_page, body_name
from pages.components.administration_people import named, show_people, show_person
from pages.components.matters_words import hint, notice

ON_SCREEN = 50


def page() -> None:
    """Draw the page."""
    drawn = begin_page("people")
    t = drawn.reader.t
    with st.expander(t("people.nameless"), expanded=f"{NAMELESS}:outcome" in st.session_state):
        _erase_name(drawn)
    text = st.text_input(t("people.search"), key="people_text", width=380)
    try:
        people = list_people(drawn.database, drawn.actor, text)
    except NotAllowed as refusal:
        notice(t("matters.expired") if refusal.expired else t("matters.not_allowed"), error=True)
        return
    if not people:
        hint(t("people.none"))
        return
    bodies = {body.id: body_name(drawn.reader, body) for body in list_bodies(drawn.database)}
    shown = people[:ON_SCREEN]
    show_people(drawn, shown, bodies, len(people))
    by_id = {one.person_id: one for one in shown}
    with st.container(border=True, key="person"):
        chosen = st.selectbox(
            t("people.choose"),
            list(by_id),
            format_func=lambda one: " – ".join(word for word in (named(drawn, by_id[one]), by_id[one].email) if word),
            key="person_chosen",
            width=480,
        )
        if chosen is not None:
            show_person(drawn, by_id[chosen], bodies)


def _erase_name(drawn: AdministrationPage) -> None:
    with suppress(NotAllowed):  # the list below says it
        show_erase_name(drawn)


page()

"""*Kutsut*: whom have we invited to the council, and have they come?"""

from __future__ import annotations

import streamlit as st

from assessment.records.actor import Role
from assessment.records.bodies import list_bodies
from assessment.records.refusals import NotAllowed
from assessment.records.states import BodyKind
from pages.components.administration_invitations import MADE, show_invite, show_sent
from pages.components.administration_page import begin_page, body_name
from pages.components.matters_words import hint, notice


def page() -> None:
    """Draw the page."""
    drawn = begin_page("invitations")
    t, actor = drawn.reader.t, drawn.actor
    own = actor.bodies(Role.COUNCIL_SECRETARY)
    bodies = {
        body.id: body_name(drawn.reader, body)
        for body in list_bodies(drawn.database, active_only=True)
        if body.kind is not BodyKind.DECIDING and (actor.has(Role.ADMINISTRATOR) or body.id in own)
    }
    if not bodies:
        hint(t("invitations.no_bodies"))
        return
    chosen = st.selectbox(
        t("invitations.body"),
        list(bodies),
        format_func=lambda one: bodies[one],
        key="invitations_body",
        on_change=lambda: st.session_state.pop(MADE, None),
        width=480,
    )
    try:
        show_invite(drawn, chosen, bodies[chosen])
        show_sent(drawn, chosen, bodies[chosen])
    except NotAllowed as refusal:
        notice(t("matters.expired") if refusal.expired else t("matters.not_allowed"), error=True)


page()

"""*Tee muutos*: what is changed, and its form. Every action on the map has its twin here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components import alternatives, bookmobile_form, transit_forms
from pages.components.bookmobile_form import bookmobile_forms
from pages.components.guard import show_faults
from pages.components.service_forms import service_forms
from pages.components.taxi_form import taxi_forms
from pages.components.transit_forms import transit_forms as transit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.inputs.municipality import Municipality
    from pages.components.reader import Reader
    from pages.components.service_states import ServiceState
    from pages.components.view import View

TOPICS = ("services", "transit", "taxi", "bookmobile")


def chosen_topic() -> str:
    """What kind of change is being made."""
    topic: str = st.session_state.get("topic", TOPICS[0])
    return topic if topic in TOPICS else TOPICS[0]


def drawing_tools() -> tuple[str, ...]:
    """What can be drawn on the map now: marker, polyline, polygon."""
    topic = chosen_topic()
    if topic == "transit":
        action = transit_forms.chosen_action()
        if action in transit_forms.DRAWN_LINE:
            return ("polyline",)
        return ("marker",) if action in transit_forms.DRAWN_PLACE else ()
    if topic == "bookmobile":
        return ("marker",) if bookmobile_form.chosen_action() in bookmobile_form.DRAWN_PLACE else ()
    return ("polygon",) if topic == "taxi" else ("marker",)


def show_forms(municipality: Municipality, reader: Reader, view: View, states: Sequence[ServiceState]) -> None:
    """What can be done, for those who do not use the map: the same actions, the same results."""
    t = reader.t
    st.subheader(t("edit.title"), anchor=False)
    faults = alternatives.take_faults()
    if faults:
        show_faults(reader, faults, t("changes.refused"))

    def keep() -> None:
        st.session_state["topic"] = st.session_state["choose_topic"] or TOPICS[0]

    topic = chosen_topic()
    st.session_state["choose_topic"] = topic
    with st.container(key="topics"):
        st.segmented_control(
            t("edit.topic"),
            TOPICS,
            key="choose_topic",
            on_change=keep,
            format_func=lambda one: t(f"topic.{one}"),
            required=True,
            label_visibility="collapsed",
            width="stretch",
        )
    if topic == "transit":
        transit(municipality, reader, view)
    elif topic == "taxi":
        taxi_forms(municipality, reader, view)
    elif topic == "bookmobile":
        bookmobile_forms(municipality, reader, view, alternatives.alternatives()[view.alternative])
    else:
        service_forms(municipality, reader, view, states)

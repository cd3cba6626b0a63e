"""*Palveluverkko*: what happens if we do this? Choices, map, changes, and five key figures under them at once."""

from __future__ import annotations

import streamlit as st

from pages.components import alternatives
from pages.components.area_map import area_map, cells_shown
from pages.components.area_table import area_rows, show_area_table
from pages.components.certainty import show_basis
from pages.components.changes_panel import show_changes, show_files
from pages.components.computing import Question, ask_with_progress, asked_modes
from pages.components.edit_forms import chosen_topic, show_forms
from pages.components.key_figures import key_figures, show_key_figures
from pages.components.map import MapEvent, draw_map
from pages.components.municipality import changed_municipality, map_ground, municipality
from pages.components.network_layers import with_layers
from pages.components.page_head import show_head
from pages.components.reader import current_reader
from pages.components.service_states import is_mobile, service_states
from pages.components.stops_input import take_drawn_line
from pages.components.taxi_form import take_drawn_zone
from pages.components.view import choose, read_view, write_address

MAP_HEIGHT_PX = 470


def _on_map(event: MapEvent) -> None:
    """A click chooses; what is drawn goes to the form at hand."""
    state = st.session_state
    if event.service_point:
        state["chosen_service"] = event.service_point
        mobile = is_mobile(municipality(), event.service_point)
        state["topic"] = "bookmobile" if mobile else "services"
        if mobile and state.get("bookmobile_action", "add") == "add":
            state["bookmobile_action"] = "move"
        elif state.get("action") == "open":
            state["action"] = "close"
    elif event.stop:
        state["clicked_stop"] = event.stop
    elif event.zone:
        take_drawn_zone(event.zone)
    elif event.line:
        now = changed_municipality(municipality(), alternatives.alternatives()[alternatives.chosen_name()])
        if now.timetable is not None:
            take_drawn_line(municipality(), now.timetable, current_reader(), event.line)
    elif event.place:
        state["marked_place"] = event.place
        if chosen_topic() == "services" and state.get("action") != "move":
            state["action"] = "open"
    elif event.area:
        state["chosen_area"] = event.area


def page() -> None:
    """Draw the page."""
    reader = current_reader()
    t = reader.t
    place = municipality()
    view = read_view(place)
    show_head(place, reader, t("page.service_network"), t("question.service_network"))
    choose(place, reader, view)
    scenario = alternatives.alternatives()[view.alternative]
    states = service_states(place, scenario, view.kind)
    map_side, change_side = st.columns([5, 3], gap="medium")
    with change_side, st.container(key="network_side"):
        show_changes(place, reader, view)
        show_forms(place, reader, view, states)
        show_files(place, reader, view)
    with map_side, st.container(key="network_map"):
        answer = ask_with_progress(
            reader, Question(view.day, view.kind, (view.group,), asked_modes(view.mode), (scenario,)), st.empty()
        )
        if answer is None:
            return
        rows = area_rows(place.areas.table, answer, view, view.alternative)
        content = area_map(
            reader,
            view,
            rows,
            states,
            chosen_service=st.session_state.get("chosen_service"),
            marked_place=st.session_state.get("marked_place"),
            cells=cells_shown(reader, view, answer),
        )
        draw_map(
            reader,
            map_ground(),
            with_layers(content, place, reader, view, scenario),
            key="network",
            height=MAP_HEIGHT_PX,
            on_event=_on_map,
            drawing=True,
        )
    show_key_figures(reader, key_figures(reader, answer, view, rows, changed=bool(scenario.changes)))
    show_basis(place, reader, answer, view)
    with st.expander(t("areas.open")):
        today = view.alternative == alternatives.TODAY
        show_area_table(
            reader,
            rows,
            t("area.caption", group=t(f"group.{view.group}"), mode=reader.inside(f"mode.{view.mode}")),
            with_change=not today,
        )
    write_address(reader, view)


page()

"""*Palveluverkko*: what happens if we do this? Choices, map, changes, and five key figures under them at once."""

from __future__ import annotations

import streamlit as st

from pages.components import alternatives
from pages.components.area_map import area_map, cells_shown
from pages.components.area_table import area_rows, show_area_table
from pages.components.certainty import show_basis
from pages.components.changes_panel import show_changes, show_files, show_forms
from pages.components.computing import Question, ask_with_progress, asked_modes
from pages.components.key_figures import key_figures, show_key_figures
from pages.components.map import MapEvent, draw_map
from pages.components.municipality import map_ground, municipality
from pages.components.page_head import show_head
from pages.components.reader import current_reader
from pages.components.service_states import service_states
from pages.components.view import choose, read_view, write_address

MAP_HEIGHT_PX = 470


def _on_map(event: MapEvent) -> None:
    """A click chooses a service point; a drawn point is the place for the next move or opening."""
    if event.service_point:
        st.session_state["chosen_service"] = event.service_point
        if st.session_state.get("action") == "open":
            st.session_state["action"] = "close"
    elif event.place:
        st.session_state["marked_place"] = event.place
        if st.session_state.get("action") != "move":
            st.session_state["action"] = "open"
    elif event.area:
        st.session_state["chosen_area"] = event.area


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
    map_side, change_side = st.columns([2, 1], gap="medium")
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
        draw_map(
            reader,
            map_ground(),
            area_map(
                reader,
                view,
                rows,
                states,
                chosen_service=st.session_state.get("chosen_service"),
                marked_place=st.session_state.get("marked_place"),
                cells=cells_shown(reader, view, answer),
            ),
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

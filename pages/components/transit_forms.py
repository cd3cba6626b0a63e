"""Forms for public transport: first what is done, then to which line or stop, then the little it takes to say how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.errors import Refused
from assessment.scenario import (
    AccessibleStops,
    AccessibleVehicles,
    Headway,
    RemoveLine,
    RemoveTrips,
    RetimeTrips,
)
from pages.components import alternatives, line_route_forms, stop_forms
from pages.components.change_button import change_button
from pages.components.clock_input import window_input
from pages.components.line_input import LineAsked, choose_line, days_input, direction_input
from pages.components.markup import Markup, show
from pages.components.municipality import changed_municipality, day_and_window

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.scenario import Change
    from pages.components.reader import Reader
    from pages.components.view import View

ACTIONS = (
    "headway",
    "remove_trips",
    "retime",
    "remove_line",
    "new_line",
    "extend",
    "shorten",
    "reroute",
    "move_stop",
    "new_stop",
    "remove_stop",
    "accessible",
)
# What is drawn on the map for an action.
DRAWN_LINE = ("new_line", "extend", "reroute")
DRAWN_PLACE = ("move_stop", "new_stop")
WITHOUT_LINE = ("new_line",)
USUAL_WINDOW_S = (9 * 3600, 15 * 3600)


def chosen_action() -> str:
    """What is being done to public transport."""
    action: str = st.session_state.get("transit_action", ACTIONS[0])
    return action if action in ACTIONS else ACTIONS[0]


def transit_forms(municipality: Municipality, reader: Reader, view: View) -> None:
    """The form of the chosen action; what earlier changes made is what the next one begins from."""
    t = reader.t
    scenario = alternatives.alternatives()[view.alternative]
    try:
        timetable = changed_municipality(municipality, scenario).timetable
    except Refused:
        timetable = municipality.timetable  # the page shows the faults where it computes
    if timetable is None or not len(timetable.trips):
        show(Markup('<p class="hint">{}</p>').format(t("form.no_timetable")))
        return

    def keep() -> None:
        st.session_state["transit_action"] = st.session_state["choose_transit_action"]

    action = chosen_action()
    st.session_state["choose_transit_action"] = action
    st.selectbox(
        t("edit.action"),
        ACTIONS,
        key="choose_transit_action",
        format_func=lambda one: t(f"transit.{one}"),
        on_change=keep,
    )
    date = day_and_window(municipality, view.day)[0]
    line = None if action in WITHOUT_LINE else choose_line(reader, timetable, date)
    asked = LineAsked(municipality, timetable, line, date)
    if action in ("new_line", "extend", "shorten", "reroute"):
        line_route_forms.FORMS[action](reader, asked)
    elif action in ("move_stop", "new_stop", "remove_stop"):
        stop_forms.FORMS[action](reader, asked)
    elif line is not None:
        _service_form(reader, asked, action)


def _service_form(reader: Reader, asked: LineAsked, action: str) -> None:
    """How often and when a line runs, and who can board."""
    t, line = reader.t, asked.known_line
    if action == "remove_line":
        change_button(
            asked.municipality, t("transit.do_remove_line", line=line.name), RemoveLine(line.id), "do_transit"
        )
        return
    if action == "accessible":
        _accessible_form(reader, asked)
        return
    minutes = 0
    if action == "headway":
        minutes = int(st.number_input(t("form.every_min"), 5, 480, 60, 5, key="headway_min"))
    elif action == "retime":
        later = st.segmented_control(
            t("form.shift_way"),
            ("later", "earlier"),
            default="later",
            key="shift_way",
            format_func=lambda way: t(f"form.shift_{way}"),
            required=True,
        )
        minutes = int(st.number_input(t("form.shift_min"), 1, 240, 10, 5, key="shift_min"))
        minutes = minutes if later == "later" else -minutes
    titles = (t("form.leaves_from"), t("form.leaves_before"))
    window = window_input(reader, f"transit_{action}", USUAL_WINDOW_S, titles)
    way_box, days_box = st.columns(2)
    with way_box:
        direction = direction_input(reader, line)
    with days_box:
        days = days_input(reader, asked.date)
    change: Change | None = None
    if window is not None:
        start, end = window
        if action == "headway":
            change = Headway(line.id, start, end, minutes, direction, days)
        elif action == "retime":
            change = RetimeTrips(line.id, start, end, minutes, days, direction)
        else:
            change = RemoveTrips(line.id, start, end, days, direction)
    change_button(asked.municipality, t(f"transit.do_{action}", line=line.name), change, "do_transit")


def _accessible_form(reader: Reader, asked: LineAsked) -> None:
    t, line = reader.t, asked.known_line
    what = st.segmented_control(
        t("form.accessible_what"),
        ("vehicles", "stops"),
        default="vehicles",
        key="accessible_what",
        format_func=lambda one: t(f"form.accessible_{one}"),
        required=True,
    )
    change: Change = AccessibleVehicles(line.id) if what == "vehicles" else AccessibleStops(line=line.id)
    change_button(asked.municipality, t("transit.do_accessible", line=line.name), change, "do_transit")

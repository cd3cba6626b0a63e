"""The bookmobile: its stops, each with move, other times and end, and the form of a new stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.scenario import AddBookmobileStop, ChangeOpeningHours, MoveServicePoint, RemoveBookmobileStop
from pages.components.change_button import change_button, free_id
from pages.components.clock_input import window_input
from pages.components.hours_form import HoursRow, WeekHours, hours_form, written
from pages.components.markup import Markup, show
from pages.components.place_input import forget_marked_place, place_input
from pages.components.service_forms import choose_service, id_of_name, taken_ids
from pages.components.service_states import all_states

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.scenario import Scenario
    from pages.components.reader import Reader
    from pages.components.view import View

ACTIONS = ("add", "move", "hours", "remove")
DRAWN_PLACE = ("add", "move")
USUAL_STAY_MIN = 15  # that of the demo's stops; shorter than a library's, editable in the form
USUAL_WINDOW_S = (10 * 3600, 10 * 3600 + 1800)
LIBRARY = "library"


def chosen_action() -> str:
    """What is being done to the bookmobile."""
    action: str = st.session_state.get("bookmobile_action", ACTIONS[0])
    return action if action in ACTIONS else ACTIONS[0]


def bookmobile_forms(municipality: Municipality, reader: Reader, view: View, scenario: Scenario) -> None:
    """What can be done to the stops of the bookmobile."""
    t = reader.t

    def keep() -> None:
        st.session_state["bookmobile_action"] = st.session_state["choose_bookmobile_action"] or ACTIONS[0]

    action = chosen_action()
    st.session_state["choose_bookmobile_action"] = action
    st.segmented_control(
        t("edit.action"),
        ACTIONS,
        key="choose_bookmobile_action",
        on_change=keep,
        format_func=lambda word: t(f"bookmobile.{word}"),
        required=True,
        label_visibility="collapsed",
    )
    kind = kind_of_bookmobile(municipality)
    if view.kind != kind:
        show(Markup('<p class="hint">{}</p>').format(t("bookmobile.other_kind")))
    if action == "add":
        _new_stop(municipality, reader, kind)
        return
    stops = [state for state in all_states(municipality, scenario) if state.mobile and state.state != "closed"]
    if not stops:
        show(Markup('<p class="hint">{}</p>').format(t("bookmobile.none")))
        return
    chosen = choose_service(reader, stops)
    if action == "remove":
        change_button(
            municipality, t("bookmobile.do_remove", name=chosen.name), RemoveBookmobileStop(chosen.id), "do_bookmobile"
        )
    elif action == "move":
        lon, lat = place_input(municipality, reader)
        move = MoveServicePoint(chosen.id, lon, lat)
        change_button(municipality, t("edit.do_move", name=chosen.name), move, "do_bookmobile", forget_marked_place)
    else:
        hours = hours_form(reader, f"hours_{chosen.id}", chosen.opening_hours)
        change = ChangeOpeningHours(chosen.id, hours) if hours else None
        change_button(municipality, t("bookmobile.do_hours"), change, "do_bookmobile")


def kind_of_bookmobile(municipality: Municipality) -> str:
    """The kind of service that the bookmobile gives: that of its stops today, else a library's."""
    table = municipality.service_points.table
    mobile = table[table["mobile"]] if "mobile" in table else table.iloc[:0]
    return str(mobile["kind"].iloc[0]) if len(mobile) else LIBRARY


def _new_stop(municipality: Municipality, reader: Reader, kind: str) -> None:
    t = reader.t
    name = st.text_input(t("edit.new_name"), t("bookmobile.name_default"), key="bookmobile_name", max_chars=60).strip()
    lon, lat = place_input(municipality, reader)
    weekday = st.selectbox(
        t("bookmobile.weekday"),
        range(7),
        index=2,
        key="bookmobile_day",
        format_func=lambda day: t(f"weekday_long.{day}"),
    )
    window = window_input(reader, "bookmobile_hours", USUAL_WINDOW_S)
    stay = float(st.number_input(t("bookmobile.stay"), 0, 240, USUAL_STAY_MIN, 5, key="bookmobile_stay"))
    change = None
    if name and window is not None:
        hours = written(WeekHours((HoursRow((int(weekday),), *window),), closed_on_holidays=True))
        identifier = free_id(id_of_name("bookmobile", name), taken_ids(municipality))
        change = AddBookmobileStop(identifier, name, lon, lat, hours, kind, stay)
    change_button(municipality, t("bookmobile.do_add"), change, "do_bookmobile", forget_marked_place)

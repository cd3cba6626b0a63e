"""Forms for service points: close, move, other hours, open a new one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from assessment.report.hours_in_words import hours_in_words
from assessment.scenario import ChangeOpeningHours, CloseServicePoint, MoveServicePoint, OpenServicePoint
from pages.components import alternatives
from pages.components.change_button import change_button, free_id
from pages.components.hours_form import hours_form
from pages.components.markup import Markup, show
from pages.components.place_input import forget_marked_place, place_input
from pages.components.service_states import baseline_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.inputs.municipality import Municipality
    from pages.components.reader import Reader
    from pages.components.service_states import ServiceState
    from pages.components.view import View

ACTIONS = ("close", "move", "hours", "open")


def service_forms(municipality: Municipality, reader: Reader, view: View, states: Sequence[ServiceState]) -> None:
    """What can be done to service points of the chosen kind, those that move apart."""
    t = reader.t
    open_now = [state for state in states if state.state not in ("closed", "old") and not state.mobile]

    def keep_action() -> None:
        st.session_state["action"] = st.session_state["choose_action"] or "close"

    action = st.session_state.setdefault("action", "close")
    st.session_state["choose_action"] = action
    st.segmented_control(
        t("edit.action"),
        ACTIONS,
        key="choose_action",
        on_change=keep_action,
        format_func=lambda word: t(f"edit.action_{word}"),
        required=True,
        label_visibility="collapsed",
    )
    if action == "open":
        _open_form(municipality, reader, view)
        return
    if not open_now:
        show(Markup('<p class="hint">{}</p>').format(t("edit.nothing_open")))
        return
    chosen = choose_service(reader, open_now)
    if action == "close":
        change = CloseServicePoint(chosen.id)
        change_button(municipality, t("edit.do_close", name=chosen.name), change, "do_close")
    elif action == "move":
        lon, lat = place_input(municipality, reader)
        change_button(
            municipality,
            t("edit.do_move", name=chosen.name),
            MoveServicePoint(chosen.id, lon, lat),
            "do_move",
            forget_marked_place,
        )
    else:
        hours = hours_form(reader, f"hours_{chosen.id}", chosen.opening_hours)
        changed = None if hours is None else ChangeOpeningHours(chosen.id, hours)
        change_button(municipality, t("edit.do_hours"), changed, "do_hours")


def choose_service(reader: Reader, states: Sequence[ServiceState]) -> ServiceState:
    """One of the service points; a click on the map chooses too. Its hours are told."""
    by_id = {state.id: state for state in states}
    chosen = st.session_state.get("chosen_service")
    if chosen not in by_id:
        chosen = states[0].id

    def keep() -> None:
        st.session_state["chosen_service"] = st.session_state["choose_service"]

    st.session_state["choose_service"] = chosen
    st.selectbox(
        reader.t("edit.service"),
        list(by_id),
        key="choose_service",
        format_func=lambda point: by_id[point].name,
        on_change=keep,
    )
    hours = hours_in_words(reader, by_id[chosen].opening_hours)
    show(Markup('<p class="hint">{}</p>').format(reader.t("edit.hours_now", hours=hours)))
    return by_id[chosen]


def _open_form(municipality: Municipality, reader: Reader, view: View) -> None:
    t = reader.t
    name = st.text_input(t("edit.new_name"), t("edit.new_name_default"), key="new_name", max_chars=80)
    lon, lat = place_input(municipality, reader)
    hours = hours_form(reader, "new_hours", "Mo-Fr 10:00-18:00; PH off")
    ready = bool(name.strip()) and hours is not None
    new_id = free_id(id_of_name(view.kind, name), taken_ids(municipality))
    change = OpenServicePoint(new_id, name.strip(), view.kind, lon, lat, hours or "") if ready else None

    def used_up() -> None:
        forget_marked_place()
        st.session_state["chosen_service"] = new_id

    change_button(municipality, t("edit.do_open"), change, "do_open", used_up)


def taken_ids(municipality: Municipality) -> set[str]:
    """The ids that things have already: those of today, and those that any alternative gives."""
    taken = set(baseline_names(municipality))
    for scenario in alternatives.alternatives().values():
        taken |= {str(change.id) for change in scenario.changes if hasattr(change, "id")}
    return taken


def id_of_name(kind: str, name: str) -> str:
    """The kind and the name in plain letters."""
    plain = name.casefold().translate(str.maketrans("äöå", "aoa"))
    return f"{kind}-{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'new'}".replace("_", "-")

"""*Muutokset*: the changes of an alternative in words, each with undo, and the form twin of every action on the map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from assessment.scenario import (
    ChangeOpeningHours,
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    describe,
    write_scenario,
)
from pages.components import alternatives
from pages.components.guard import show_faults
from pages.components.hours_in_words import hours_in_words
from pages.components.markup import Markup, label, show
from pages.components.service_states import ServiceState, baseline_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.inputs.municipality import Municipality
    from pages.components.reader import Reader
    from pages.components.view import View

ACTIONS = ("close", "move", "hours", "open")
BY_COORDINATES = "coordinates"
ON_MAP = "map"


def show_changes(municipality: Municipality, reader: Reader, view: View) -> None:
    """The list of changes, in order, each with its undo."""
    t = reader.t
    st.subheader(label(t("changes.title", alternative=view.alternative)), anchor=False)
    if view.alternative == alternatives.TODAY:
        show(Markup('<p class="hint">{}</p>').format(t("changes.today")))
        return
    scenario = alternatives.alternatives()[view.alternative]
    told = describe(scenario, baseline_names(municipality))
    if not told:
        show(Markup('<p class="hint">{}</p>').format(t("changes.none")))
    for index, change in enumerate(told):
        with st.container(key=f"change_{index}", horizontal=True, vertical_alignment="center", gap="small"):
            show(Markup('<p class="change">{}</p>').format(t(change.key, **change.facts)))
            st.button(
                t("changes.undo"),
                key=f"undo_{index}",
                help=label(t("changes.undo_help", change=t(change.key, **change.facts))),
                on_click=alternatives.remove_change,
                args=(municipality, view.alternative, index),
                width="content",
            )


def show_forms(municipality: Municipality, reader: Reader, view: View, states: Sequence[ServiceState]) -> None:
    """What can be done, for those who do not use the map: the same actions, the same results."""
    t = reader.t
    faults = alternatives.take_faults()
    if faults:
        show_faults(reader, faults, t("changes.refused"))
    open_now = [state for state in states if state.state not in ("closed", "old")]
    st.subheader(t("edit.title"), anchor=False)

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
    chosen = _choose_service(reader, open_now)
    if action == "close":
        st.button(
            label(t("edit.do_close", name=chosen.name)),
            type="primary",
            key="do_close",
            width="stretch",
            on_click=alternatives.add_change,
            args=(municipality, CloseServicePoint(chosen.id)),
        )
    elif action == "move":
        _move_form(municipality, reader, chosen)
    else:
        _hours_form(municipality, reader, chosen)


def show_files(municipality: Municipality, reader: Reader, view: View) -> None:
    """Save, load and copy an alternative."""
    t = reader.t
    with st.expander(t("files.title")):
        if view.alternative != alternatives.TODAY:
            scenario = alternatives.alternatives()[view.alternative]
            st.download_button(
                label(t("files.save", alternative=view.alternative)),
                write_scenario(scenario),
                file_name=f"{view.alternative}.yaml",
                mime="application/yaml",
                on_click="ignore",
                width="stretch",
            )
            st.button(
                label(t("files.copy", alternative=view.alternative)),
                key="copy_alternative",
                on_click=alternatives.copy_alternative,
                args=(view.alternative,),
                width="stretch",
            )
            st.button(
                label(t("files.remove", alternative=view.alternative)),
                key="remove_alternative",
                on_click=alternatives.remove_alternative,
                args=(view.alternative,),
                width="stretch",
            )

        def take() -> None:
            file = st.session_state[upload_key]
            if file is not None:
                alternatives.load(municipality, file.getvalue().decode("utf-8", errors="replace"), file.name)
                st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1

        # A new key after each file empties the field, so that the same file may be chosen again.
        upload_key = f"load_{st.session_state.get('uploads', 0)}"
        st.file_uploader(t("files.load"), type=["yaml", "yml"], key=upload_key, on_change=take, max_upload_size=1)


def _choose_service(reader: Reader, states: Sequence[ServiceState]) -> ServiceState:
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


def _place(municipality: Municipality, reader: Reader) -> tuple[float, float]:
    """A place by name, from the map, or by coordinates; lon, lat."""
    t = reader.t
    places = {f"place-{index}": place for index, place in enumerate(municipality.settings.places)}
    marked = st.session_state.get("marked_place")
    options = [*([ON_MAP] if marked else []), *places, BY_COORDINATES]
    names = {ON_MAP: t("place.on_map"), BY_COORDINATES: t("place.coordinates")}
    # A place marked on the map after the last choice is what the user means now.
    key = f"choose_place_{'map' if marked else 'list'}"
    chosen = st.selectbox(
        t("place.title"),
        options,
        key=key,
        format_func=lambda option: names[option] if option in names else places[option].name,
    )
    if chosen == ON_MAP and marked:
        lon, lat = marked
        show(
            Markup('<p class="hint">{}</p>').format(
                t("place.marked", lat=reader.number(lat, 4), lon=reader.number(lon, 4))
            )
        )
        return float(lon), float(lat)
    if chosen == BY_COORDINATES:
        lat_box, lon_box = st.columns(2)
        start = municipality.settings.places[0] if municipality.settings.places else None
        lat = lat_box.number_input(t("place.lat"), 59.0, 71.0, start.lat if start else 60.9, 0.001, format="%.4f")
        lon = lon_box.number_input(t("place.lon"), 19.0, 32.0, start.lon if start else 26.7, 0.001, format="%.4f")
        return float(lon), float(lat)
    place = places[str(chosen)]
    return place.lon, place.lat


def _move_form(municipality: Municipality, reader: Reader, chosen: ServiceState) -> None:
    lon, lat = _place(municipality, reader)

    def move() -> None:
        alternatives.add_change(municipality, MoveServicePoint(chosen.id, lon, lat))
        if alternatives.accepted():
            st.session_state.pop("marked_place", None)

    st.button(
        label(reader.t("edit.do_move", name=chosen.name)), type="primary", key="do_move", width="stretch", on_click=move
    )


def _hours_form(municipality: Municipality, reader: Reader, chosen: ServiceState) -> None:
    t = reader.t
    hours = st.text_input(t("edit.new_hours"), chosen.opening_hours, key=f"hours_{chosen.id}", max_chars=200)
    show(Markup('<p class="hint">{}</p>').format(t("edit.hours_help")))
    st.button(
        t("edit.do_hours"),
        type="primary",
        key="do_hours",
        width="stretch",
        on_click=alternatives.add_change,
        args=(municipality, ChangeOpeningHours(chosen.id, hours.strip())),
    )


def _open_form(municipality: Municipality, reader: Reader, view: View) -> None:
    t = reader.t
    name = st.text_input(t("edit.new_name"), t("edit.new_name_default"), key="new_name", max_chars=80)
    lon, lat = _place(municipality, reader)
    hours = st.text_input(t("edit.new_hours"), "Mo-Fr 10:00-18:00", key="new_hours", max_chars=200)
    show(Markup('<p class="hint">{}</p>').format(t("edit.hours_help")))
    taken = set(baseline_names(municipality))
    for scenario in alternatives.alternatives().values():
        taken |= {change.id for change in scenario.changes if isinstance(change, OpenServicePoint)}

    def open_it() -> None:
        point = OpenServicePoint(_new_id(view.kind, name, taken), name.strip(), view.kind, lon, lat, hours.strip())
        alternatives.add_change(municipality, point)
        if alternatives.accepted():
            st.session_state.pop("marked_place", None)
            st.session_state["chosen_service"] = point.id

    st.button(
        t("edit.do_open"), type="primary", key="do_open", width="stretch", on_click=open_it, disabled=not name.strip()
    )


def _new_id(kind: str, name: str, taken: set[str]) -> str:
    """An id that nobody has: the kind and the name in plain letters, with a number when needed."""
    plain = name.casefold().translate(str.maketrans("äöå", "aoa"))
    stem = f"{kind}-{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'new'}"
    made, number = stem, 2
    while made in taken:
        made, number = f"{stem}-{number}", number + 1
    return made

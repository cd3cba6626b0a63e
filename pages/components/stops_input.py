"""Stops in the order of a line: chosen by name, or drawn on the map, where each corner becomes a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.scenario import NewStop
from pages.components.lines import nearest_stop, stops_by_name, stops_of
from pages.components.markup import Markup, show
from pages.components.place_input import nearest_place_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.inputs.municipality import Municipality
    from assessment.inputs.timetable import Timetable
    from pages.components.reader import Reader

# A corner drawn this near a stop means the stop: on the map of a whole municipality it is a few pixels.
SNAP_M = 300.0
PICKER = "stop_picker"


def drawn_stops() -> dict[str, NewStop]:
    """The stops drawn on the map that no change has used yet, by id."""
    drawn: dict[str, NewStop] = st.session_state.setdefault("drawn_stops", {})
    return drawn


def stops_input(timetable: Timetable, reader: Reader, title: str, key: str) -> tuple[str | NewStop, ...]:
    """The chosen stops in order; stops that are only drawn as new ones."""
    st.session_state[PICKER] = key
    drawn = drawn_stops()
    known = stops_by_name(timetable)
    # What the map gave may be a stop that shares its name with another place: it must be among the options.
    extra = [stop for stop in st.session_state.get(key, []) if stop not in known and stop in stops_of(timetable)]
    names = {stop.id: stop.name for stop in known.values()} | {stop.id: stop.name for stop in drawn.values()}
    names |= {stop: stops_of(timetable)[stop].name for stop in extra}
    chosen = st.multiselect(title, list(names), key=key, format_func=lambda stop: names[stop], placeholder="")
    show(Markup('<p class="hint">{}</p>').format(reader.t("form.stops_hint")))
    return tuple(drawn.get(stop, stop) for stop in chosen)


def take_drawn_line(
    municipality: Municipality, timetable: Timetable, reader: Reader, points: Sequence[tuple[float, float]]
) -> None:
    """Add the corners of a drawn line to the stops being chosen: a stop nearby, else a new one."""
    key = st.session_state.get(PICKER)
    if key is None:
        return
    known, drawn = stops_by_name(timetable), drawn_stops()
    chosen: list[str] = list(st.session_state.get(key, []))
    for lon, lat in points:
        stop = nearest_stop(known, lon, lat, SNAP_M)
        identifier = stop.id if stop is not None else _new_stop(municipality, timetable, reader, lon, lat).id
        if identifier not in chosen:
            chosen.append(identifier)
    st.session_state["drawn_stops"] = drawn
    st.session_state[key] = chosen


def forget_drawn_stops() -> None:
    """The change has taken the stops; the next line begins empty."""
    st.session_state["drawn_stops"] = {}
    key = st.session_state.get(PICKER)
    if key is not None:
        st.session_state[key] = []


def choose_stop(
    reader: Reader,
    timetable: Timetable,
    options: Sequence[str],
    title: str,
    key: str,
    *,
    usual: str | None = None,
    clickable: bool = False,
) -> str:
    """One stop of several: at first the `usual` one, and where `clickable` the one clicked on the map."""
    known = stops_of(timetable)
    options = [stop for stop in options if stop in known]
    clicked = st.session_state.pop("clicked_stop", None) if clickable else None
    if clicked in options:
        st.session_state[key] = clicked
    elif st.session_state.get(key) not in options:
        st.session_state[key] = usual if usual in options else options[0]
    names = [known[stop].name for stop in options]

    def told(stop: str) -> str:
        name = known[stop].name
        return name if names.count(name) == 1 else f"{name} ({stop})"

    return str(st.selectbox(title, options, key=key, format_func=told))


def _new_stop(municipality: Municipality, timetable: Timetable, reader: Reader, lon: float, lat: float) -> NewStop:
    drawn = drawn_stops()
    number = 1
    taken = set(timetable.stops["stop_id"]) | set(drawn)
    while f"stop-new-{number}" in taken:
        number += 1
    place = nearest_place_name(municipality, lon, lat)
    name = reader.t("form.new_stop_near", number=number, place=place)
    stop = NewStop(f"stop-new-{number}", name, round(lon, 6), round(lat, 6))
    drawn[stop.id] = stop
    return stop

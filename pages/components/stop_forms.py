"""Forms for stops: move one, add one, take one away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.scenario import AddStop, MoveStop, RemoveStop, StopOnLine
from pages.components.change_button import change_button, free_id
from pages.components.lines import stops_of
from pages.components.place_input import forget_marked_place, place_input
from pages.components.stops_input import choose_stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from assessment.scenario import Change
    from pages.components.line_input import LineAsked
    from pages.components.reader import Reader


def move_stop_form(reader: Reader, asked: LineAsked) -> None:
    """A stop of the line goes elsewhere."""
    stop = _stop(reader, asked, "move_stop")
    lon, lat = place_input(asked.municipality, reader)
    name = stops_of(asked.timetable)[stop].name
    text = reader.t("transit.do_move_stop", stop=name)
    change_button(asked.municipality, text, MoveStop(stop, lon, lat), "do_transit", forget_marked_place)


def new_stop_form(reader: Reader, asked: LineAsked) -> None:
    """A new stop on the line."""
    t, line = reader.t, asked.known_line
    name = st.text_input(t("form.stop_name"), t("form.stop_name_default"), key="new_stop_name", max_chars=60).strip()
    lon, lat = place_input(asked.municipality, reader)
    way = line.directions[0].stops
    after = choose_stop(
        reader, asked.timetable, way[:-1], t("form.stop_after"), f"new_stop_after_{line.id}", clickable=True
    )
    extra = float(st.number_input(t("form.extra_min"), 0, 30, 1, 1, key="new_stop_extra"))
    accessible = st.checkbox(t("form.accessible_stop"), True, key="new_stop_accessible")
    change: Change | None = None
    if name:
        identifier = free_id("stop-new", set(asked.timetable.stops["stop_id"]))
        calls = (StopOnLine(line.id, after, extra),)
        change = AddStop(identifier, name, lon, lat, calls, True if accessible else None)
    change_button(asked.municipality, t("transit.do_new_stop", stop=name), change, "do_transit", forget_marked_place)


def remove_stop_form(reader: Reader, asked: LineAsked) -> None:
    """No bus calls at the stop any more."""
    stop = _stop(reader, asked, "remove_stop")
    text = reader.t("transit.do_remove_stop", stop=stops_of(asked.timetable)[stop].name)
    change_button(asked.municipality, text, RemoveStop(stop), "do_transit")


def _stop(reader: Reader, asked: LineAsked, action: str) -> str:
    stops = asked.known_line.stops
    return choose_stop(reader, asked.timetable, stops, reader.t("form.stop"), f"{action}_stop", clickable=True)


FORMS: dict[str, Callable[[Reader, LineAsked], None]] = {
    "move_stop": move_stop_form,
    "new_stop": new_stop_form,
    "remove_stop": remove_stop_form,
}

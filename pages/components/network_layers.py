"""What lies over the figures on the map while the network is changed: lines with their stops, zones, drafts."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shapely
import streamlit as st

from assessment.errors import Refused
from assessment.scenario import (
    AddLine,
    AddServiceTaxi,
    AddStop,
    MoveStop,
    RemoveLine,
    RemoveServiceTaxi,
    RemoveStop,
)
from pages.components import transit_forms
from pages.components.edit_forms import chosen_topic, drawing_tools
from pages.components.line_input import chosen_line_id
from pages.components.lines import line_of, stops_of
from pages.components.map import StopMark, Way, Zone
from pages.components.municipality import changed_municipality, day_and_window
from pages.components.stops_input import PICKER, drawn_stops
from pages.components.taxi_form import chosen_zone

if TYPE_CHECKING:
    import datetime as dt

    from assessment.inputs.municipality import Municipality
    from assessment.inputs.timetable import Timetable
    from assessment.scenario import Scenario
    from pages.components.map import MapContent
    from pages.components.reader import Reader
    from pages.components.view import View

# More lines than this at once would hide the map.
LINES_DRAWN = 6


@dataclass(frozen=True)
class _Layers:
    ways: list[Way]
    stops: dict[str, StopMark]
    zones: list[Zone]


def with_layers(content: MapContent, place: Municipality, reader: Reader, view: View, scenario: Scenario) -> MapContent:
    """The map's content with what the changes and the form at hand are about."""
    try:
        now = changed_municipality(place, scenario)
    except Refused:
        now = place
    layers = _Layers([], {}, [])
    date, _ = day_and_window(place, view.day)
    _changed_lines(layers, place, now, scenario, date)
    topic = chosen_topic()
    if topic == "transit" and now.timetable is not None:
        _line_at_hand(layers, now.timetable, date)
    _changed_stops(layers, reader, place, now, scenario)
    _zones(layers, place, scenario, all_of_them=topic == "taxi")
    return replace(
        content, ways=layers.ways, stops=list(layers.stops.values()), zones=layers.zones, tools=drawing_tools()
    )


def _changed_lines(layers: _Layers, place: Municipality, now: Municipality, scenario: Scenario, date: dt.date) -> None:
    """The lines that the alternative changes, as they become; a line taken away as it was."""
    seen: set[str] = set()
    for change in scenario.changes:
        line = change.id if isinstance(change, AddLine) else getattr(change, "line", None)
        if line is None or line in seen or len(seen) >= LINES_DRAWN:
            continue
        seen.add(line)
        removed = isinstance(change, RemoveLine)
        timetable = place.timetable if removed else now.timetable
        if timetable is not None:
            state = "removed" if removed else "changed"
            layers.ways.extend(_ways(timetable, _route_id(timetable, line), date, state))


def _line_at_hand(layers: _Layers, timetable: Timetable, date: dt.date) -> None:
    """The line that the form is about with its stops in order; the stops being chosen for a new way."""
    known = stops_of(timetable)
    action = transit_forms.chosen_action()
    line_id = None if action in transit_forms.WITHOUT_LINE else chosen_line_id()
    line = line_of(timetable, line_id, date) if line_id else None
    if line is not None:
        layers.ways.extend(_ways(timetable, line.id, date, "chosen"))
        chosen = st.session_state.get({"shorten": f"shorten_stop_{line.id}"}.get(action, f"{action}_stop"))
        for stop in line.stops:
            one = known[stop]
            layers.stops[stop] = StopMark(stop, one.lon, one.lat, one.name, "chosen" if stop == chosen else "stop")
    key = st.session_state.get(PICKER)
    if action not in transit_forms.DRAWN_LINE or key is None:
        return
    drawn = drawn_stops()
    points = []
    for number, stop in enumerate(st.session_state.get(key, ()), start=1):
        at = drawn.get(stop) or known.get(stop)
        if at is None:
            continue
        lon, lat, name = at.lon, at.lat, at.name
        points.append((lon, lat))
        layers.stops[stop] = StopMark(stop, lon, lat, f"{number}. {name}", "draft", number)
    if len(points) > 1:
        layers.ways.append(Way(points, "draft"))


def _changed_stops(layers: _Layers, reader: Reader, place: Municipality, now: Municipality, scenario: Scenario) -> None:
    t = reader.t
    before = stops_of(place.timetable) if place.timetable is not None else {}
    after = stops_of(now.timetable) if now.timetable is not None else {}
    for change in scenario.changes:
        if isinstance(change, MoveStop) and change.stop in after:
            stop, word, state = after[change.stop], t("mark.moved"), "moved"
        elif isinstance(change, AddStop) and change.id in after:
            stop, word, state = after[change.id], t("mark.new"), "new"
        elif isinstance(change, RemoveStop) and change.stop in (before | after):
            stop, word, state = (before | after)[change.stop], t("mark.closed"), "removed"
        else:
            continue
        layers.stops[stop.id] = StopMark(stop.id, stop.lon, stop.lat, f"{stop.name}: {word}", state)


def _zones(layers: _Layers, place: Municipality, scenario: Scenario, *, all_of_them: bool) -> None:
    """The zones of taxis that are changed, and while taxis are being changed of all of them."""
    removed = {change.taxi for change in scenario.changes if isinstance(change, RemoveServiceTaxi)}
    for taxi in place.service_taxis:
        if all_of_them or taxi.id in removed:
            layers.zones.append(_zone(taxi.zone, taxi.name, "removed" if taxi.id in removed else "zone"))
    for change in scenario.changes:
        if isinstance(change, AddServiceTaxi) and change.taxi.id not in removed:
            layers.zones.append(_zone(change.taxi.zone, change.taxi.name, "new"))
    draft = chosen_zone(place) if all_of_them else None
    if draft is not None:
        layers.zones.append(_zone(draft, "", "draft"))


def _zone(shape: shapely.Geometry, title: str, state: str) -> Zone:
    return Zone(json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-5))), title, state)


def _ways(timetable: Timetable, line_id: str | None, date: dt.date, state: str) -> list[Way]:
    line = line_of(timetable, line_id, date) if line_id else None
    if line is None:
        return []
    known = stops_of(timetable)
    # Both directions lie on one another on this scale: one is enough.
    way = max(line.directions, key=lambda one: len(one.stops))
    return [Way([(known[stop].lon, known[stop].lat) for stop in way.stops if stop in known], state, line.title)]


def _route_id(timetable: Timetable, line: str) -> str | None:
    """The route id of a line named by its id or its short name."""
    routes = timetable.routes
    for column in ("route_id", "short_name"):
        found = routes["route_id"][(routes[column] == line).to_numpy(dtype=bool)]
        if len(found):
            return str(found.iloc[0])
    return None

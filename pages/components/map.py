"""The map: areas by their shade, service points as labelled marks, through folium with the Leaflet we keep here.

The ground is sent once; what changes goes as one small layer, so that a change repaints without rebuilding the map.
The browser's part is static/map/map.js. A click or a drawn point comes back as a `MapEvent`, once.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import folium
import streamlit as st
from branca.element import MacroElement
from folium.plugins import Draw
from folium.template import Template
from streamlit_folium import st_folium

from pages.components.map_ground import browser_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pages.components.colours import Shade
    from pages.components.reader import Reader

FILES = "../../files"  # as seen from streamlit-folium's frame at /component/streamlit_folium.st_folium/
# The pen knows these; which of them are in sight is told with the content, so that a change of form keeps the map.
PENS = {"polyline": {}, "polygon": {}, "marker": {}, "rectangle": False, "circle": False, "circlemarker": False}


@dataclass(frozen=True)
class Mark:
    """A service point on the map. `state`: open, closed, moved, old (where it was), new, hours.

    `small`: a lesser mark whose name waits for a closer look, for stops of a bookmobile.
    """

    id: str
    state: str
    lon: float
    lat: float
    label: str
    sub: str = ""
    title: str = ""
    chosen: bool = False
    small: bool = False


@dataclass(frozen=True)
class Way:
    """The way of a line, from stop to stop as lon, lat. `state`: chosen, changed, removed, draft (not made yet)."""

    points: Sequence[tuple[float, float]]
    state: str
    title: str = ""


@dataclass(frozen=True)
class StopMark:
    """A stop on the map. `state`: stop, chosen, new, moved, removed, draft."""

    id: str
    lon: float
    lat: float
    title: str
    state: str = "stop"
    number: int | None = None


@dataclass(frozen=True)
class Zone:
    """A zone of a service taxi: GeoJSON in lon, lat. `state`: zone, new, removed, draft."""

    shape: Mapping[str, Any]
    title: str
    state: str = "zone"


@dataclass(frozen=True)
class Legend:
    """What the colours mean: a title, and for each class its words and its look as an inline style."""

    title: str
    classes: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class MapContent:
    """What the map shows now: a shade and a note for each area, marks, lines from old to new places, a cell image."""

    shades: Mapping[str, Shade]
    notes: Mapping[str, Sequence[str]]
    marks: Sequence[Mark] = ()
    lines: Sequence[Sequence[tuple[float, float]]] = ()
    cells: Mapping[str, Any] | None = None
    ways: Sequence[Way] = ()
    stops: Sequence[StopMark] = ()
    zones: Sequence[Zone] = ()
    tools: Sequence[str] = ("marker",)
    chosen_area: str | None = None
    legend: Legend | None = None


@dataclass(frozen=True)
class MapEvent:
    """What the user did on the map: clicked a service point, a stop or an area, or drew. Places are lon, lat."""

    service_point: str | None = None
    area: str | None = None
    place: tuple[float, float] | None = None
    stop: str | None = None
    line: tuple[tuple[float, float], ...] | None = None
    zone: tuple[tuple[float, float], ...] | None = None


class _Script(MacroElement):  # type: ignore[misc]  # branca is untyped
    """A call of the browser's map script with ready JSON."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "planningMap.{{ this.verb }}({{ this._parent.get_name() }}, {{ this.content }});"
        "{% endmacro %}"
    )

    def __init__(self, verb: str, content: str) -> None:
        super().__init__()
        self._name = "PlanningScript"
        self.verb, self.content = verb, content


def draw_map(
    reader: Reader,
    ground: str,
    content: MapContent,
    *,
    key: str,
    height: int,
    on_event: Callable[[MapEvent], None],
    drawing: bool = False,
) -> None:
    """Draw the map. What the user does on it is told to `on_event` before the page is drawn again."""
    base = folium.Map(location=[0, 0], zoom_start=9, tiles=None, zoom_control=True, attribution_control=False)
    base.default_css = [("leaflet", f"{FILES}/leaflet/leaflet.css"), ("map", f"{FILES}/map/map.css")]
    scripts = [("leaflet", f"{FILES}/leaflet/leaflet.js"), ("words", f"{FILES}/words-{reader.language}.js")]
    if drawing:
        scripts.append(("draw", f"{FILES}/leaflet-draw/leaflet.draw.js"))
        base.default_css.insert(1, ("draw", f"{FILES}/leaflet-draw/leaflet.draw.css"))
    base.default_js = [*scripts, ("cells", f"{FILES}/map/cells.js"), ("map", f"{FILES}/map/map.js")]
    _Script("ground", ground).add_to(base)
    if drawing:
        pen = Draw(
            export=False,
            show_geometry_on_click=False,
            draw_options=PENS,
            edit_options={"edit": False, "remove": False},
        )
        pen.default_js, pen.default_css = [], []
        pen.add_to(base)
    layer = folium.FeatureGroup(name="figures")
    _Script("show", browser_json(_sent(content))).add_to(layer)
    name = f"{key}-{reader.language}"

    def tell() -> None:
        event = _event(st.session_state.get(name))
        if event is not None:
            on_event(event)

    st_folium(
        base,
        key=name,
        height=height,
        use_container_width=True,
        feature_group_to_add=layer,
        returned_objects=["last_active_drawing"],
        on_change=tell,
    )


def _sent(content: MapContent) -> dict[str, Any]:
    areas = {
        area: {
            "fill": shade.fill,
            "pattern": shade.pattern,
            "gap": shade.gap,
            "note": list(content.notes.get(area, ())),
            "chosen": area == content.chosen_area,
        }
        for area, shade in content.shades.items()
    }
    sent = {
        "areas": areas,
        "services": [asdict(mark) for mark in content.marks],
        "lines": [_turned(line) for line in content.lines],
        "ways": [{"points": _turned(way.points), "state": way.state, "title": way.title} for way in content.ways],
        "stops": [asdict(stop) for stop in content.stops],
        "zones": [asdict(zone) for zone in content.zones],
        "tools": list(content.tools),
        "cells": content.cells,
        "legend": asdict(content.legend) if content.legend else None,
    }
    return sent | {"version": hashlib.sha256(browser_json(sent).encode()).hexdigest()[:12]}


def _turned(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Leaflet wants the latitude first."""
    return [[lat, lon] for lon, lat in points]


def _event(answer: Any) -> MapEvent | None:
    """What was done on the map last, from what the frame sends."""
    feature = (answer or {}).get("last_active_drawing")
    if not feature:
        return None
    properties = feature.get("properties") or {}
    if "service" in properties:
        return MapEvent(service_point=str(properties["service"]))
    if "stop" in properties:
        return MapEvent(stop=str(properties["stop"]))
    if "area" in properties:
        return MapEvent(area=str(properties["area"]))
    if "drawn" in properties:
        shape = feature["geometry"]
        if shape["type"] == "LineString":
            return MapEvent(line=_points(shape["coordinates"]))
        if shape["type"] == "Polygon":
            return MapEvent(zone=_points(shape["coordinates"][0]))
        return MapEvent(place=_points([shape["coordinates"]])[0])
    return None


def _points(coordinates: Any) -> tuple[tuple[float, float], ...]:
    return tuple((round(float(lon), 6), round(float(lat), 6)) for lon, lat in coordinates)

"""The map: areas by their shade, service points as labelled marks, through folium with the Leaflet we keep here.

The ground is sent once; what changes goes as one small layer, so that a change repaints without rebuilding the map.
The browser's part is static/map/map.js. A click or a drawn point comes back as a `MapEvent`, once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
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
MARKER_ONLY = dict.fromkeys(("polyline", "polygon", "rectangle", "circle", "circlemarker"), False)


@dataclass(frozen=True)
class Mark:
    """A service point on the map. `state`: open, closed, moved, old (where it was), new, hours."""

    id: str
    state: str
    lon: float
    lat: float
    label: str
    sub: str = ""
    title: str = ""
    chosen: bool = False


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
    chosen_area: str | None = None
    legend: Legend | None = None
    version: str = field(default="")


@dataclass(frozen=True)
class MapEvent:
    """What the user did on the map: clicked a service point or an area, or marked a place."""

    service_point: str | None = None
    area: str | None = None
    place: tuple[float, float] | None = None  # lon, lat


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
    base.default_js = [*scripts, ("map", f"{FILES}/map/map.js")]
    _Script("ground", ground).add_to(base)
    if drawing:
        pen = Draw(
            export=False,
            show_geometry_on_click=False,
            draw_options=MARKER_ONLY,
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
    return {
        "areas": areas,
        "services": [asdict(mark) for mark in content.marks],
        "lines": [[[lat, lon] for lon, lat in line] for line in content.lines],
        "cells": content.cells,
        "legend": asdict(content.legend) if content.legend else None,
        "version": content.version,
    }


def _event(answer: Any) -> MapEvent | None:
    """What was done on the map last, from what the frame sends."""
    feature = (answer or {}).get("last_active_drawing")
    if not feature:
        return None
    properties = feature.get("properties") or {}
    if "service" in properties:
        return MapEvent(service_point=str(properties["service"]))
    if "area" in properties:
        return MapEvent(area=str(properties["area"]))
    if "drawn" in properties:
        lon, lat = feature["geometry"]["coordinates"][:2]
        return MapEvent(place=(round(float(lon), 6), round(float(lat), 6)))
    return None

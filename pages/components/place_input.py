"""A place: marked on the map, chosen by name, or given as coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.markup import Markup, show

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from pages.components.reader import Reader

BY_COORDINATES = "coordinates"
ON_MAP = "map"


def place_input(municipality: Municipality, reader: Reader) -> tuple[float, float]:
    """A place as lon, lat."""
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


def forget_marked_place() -> None:
    """The place marked on the map has served its purpose."""
    st.session_state.pop("marked_place", None)


def nearest_place_name(municipality: Municipality, lon: float, lat: float) -> str:
    """The name of the nearest place of the municipality's map; "" when it has none."""
    places = municipality.settings.places
    nearest = min(places, key=lambda one: (one.lon - lon) ** 2 / 4 + (one.lat - lat) ** 2, default=None)
    return nearest.name if nearest is not None else ""

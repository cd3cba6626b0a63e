"""Service taxis: those there are, each with its end, and the form of a new one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely
import streamlit as st

from assessment.errors import Refused
from assessment.inputs.service_taxi import BookingRule, ServiceTaxi
from assessment.scenario import AddServiceTaxi, RemoveServiceTaxi
from pages.components import alternatives
from pages.components.area_table import area_names
from pages.components.change_button import change_button, free_id
from pages.components.clock_input import clock_input, window_input
from pages.components.lines import stops_by_name
from pages.components.markup import Markup, joined, label, show
from pages.components.municipality import changed_municipality
from pages.components.service_forms import id_of_name, taken_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.inputs.municipality import Municipality
    from pages.components.reader import Reader
    from pages.components.view import View

WGS84 = 4326
ZONE_TOLERANCE_M = 40.0
USUAL_WINDOW_S = (9 * 3600, 13 * 3600)
USUAL_WEEKDAYS = (1,)
BOOKINGS = ("day_before", "same_day", "at_once")
DIRECT, FEEDER = "direct", "feeder"
# Who may use it, as traveller profiles; those who move with difficulty are named with every age limit.
HARDLY = ("walking_frame", "manual_wheelchair")
USERS: dict[str, tuple[str, ...] | None] = {
    "all": None,
    "over_65": ("age_65_74", "age_75_84", "age_85_", *HARDLY),
    "over_75": ("age_75_84", "age_85_", *HARDLY),
    "hardly_moving": HARDLY,
}


def taxi_forms(municipality: Municipality, reader: Reader, view: View) -> None:
    """The taxis there are after the changes so far, and the form of a new one."""
    t = reader.t
    try:
        now = changed_municipality(municipality, alternatives.alternatives()[view.alternative])
    except Refused:
        now = municipality
    if municipality.streets is None:
        show(Markup('<p class="hint">{}</p>').format(t("form.taxi_needs_streets")))
        return
    st.markdown(f"**{label(t('form.new_taxi'))}**")
    _new_taxi(municipality, now, reader)
    if not now.service_taxis:
        return
    with st.expander(t("form.taxis_now", count=len(now.service_taxis))):
        for taxi in now.service_taxis:
            show(
                Markup('<p class="change"><strong>{}</strong><br>{}</p>').format(taxi.name, taxi_in_words(reader, taxi))
            )
            st.button(
                label(t("form.remove_taxi", name=taxi.name)),
                key=f"remove_taxi_{taxi.id}",
                on_click=alternatives.add_change,
                args=(municipality, RemoveServiceTaxi(taxi.id)),
            )


def taxi_in_words(reader: Reader, taxi: ServiceTaxi) -> str:
    """When it runs: ti, to 9.00–13.00."""
    days = reader.t("form.own_dates") if taxi.dates is not None else weekdays_in_words(reader, sorted(taxi.weekdays))
    return f"{days} {reader.clock(taxi.start_s)}–{reader.clock(taxi.end_s)}"


def weekdays_in_words(reader: Reader, weekdays: Sequence[int]) -> str:
    """Weekdays in few letters."""
    return ", ".join(reader.t(f"weekday.{day}") for day in weekdays)


def chosen_zone(municipality: Municipality) -> shapely.Geometry | None:
    """The zone being made: the polygon drawn on the map and the areas chosen from the list, together; lon/lat."""
    parts: list[shapely.Geometry] = []
    drawn = st.session_state.get("drawn_zone")
    if drawn:
        parts.append(_valid(shapely.Polygon(drawn)))
    areas = tuple(st.session_state.get("taxi_areas", ()))
    if areas:
        parts.append(_zone_of_areas(municipality, areas))
    zone = shapely.union_all(parts) if parts else None
    return zone if zone is not None and zone.geom_type in ("Polygon", "MultiPolygon") and not zone.is_empty else None


def take_drawn_zone(points: Sequence[tuple[float, float]]) -> None:
    """Keep a polygon drawn on the map."""
    st.session_state["drawn_zone"] = tuple(points)


def forget_zone() -> None:
    """The change has taken the zone."""
    st.session_state["drawn_zone"] = None
    st.session_state["taxi_areas"] = []


def _new_taxi(municipality: Municipality, now: Municipality, reader: Reader) -> None:
    t = reader.t
    name = st.text_input(t("form.taxi_name"), t("form.taxi_name_default"), key="taxi_name", max_chars=60).strip()
    names = area_names(municipality.areas.table)
    st.multiselect(
        t("form.taxi_areas"),
        sorted(names, key=lambda one: names[one]),
        key="taxi_areas",
        format_func=lambda one: names[one],
        placeholder="",
    )
    if st.session_state.get("drawn_zone"):
        st.button(
            t("form.forget_drawn"), key="forget_drawn_zone", on_click=take_drawn_zone, args=((),), type="tertiary"
        )
    else:
        show(Markup('<p class="hint">{}</p>').format(t("form.taxi_draw_hint")))
    st.session_state.setdefault("taxi_weekdays", list(USUAL_WEEKDAYS))
    weekdays = st.pills(
        t("form.days"),
        range(7),
        selection_mode="multi",
        key="taxi_weekdays",
        format_func=lambda day: t(f"weekday.{day}"),
    )
    window = window_input(reader, "taxi_hours", USUAL_WINDOW_S)
    to_services, destinations, stops = _where_to(now, reader)
    with st.expander(t("form.taxi_terms")):
        booking = _booking(reader)
        users = st.selectbox(
            t("form.taxi_users"), list(USERS), key="taxi_users", format_func=lambda one: t(f"users.{one}")
        )
        wheelchair = st.checkbox(t("form.taxi_wheelchair"), True, key="taxi_wheelchair")
        pickup_min = int(st.number_input(t("form.pickup_window"), 0, 120, 30, 5, key="taxi_pickup"))
        price_box, seats_box = st.columns(2)
        price = price_box.number_input(t("form.price"), 0.0, 500.0, 3.6, 0.1, key="taxi_price", format="%.2f")
        seats = seats_box.number_input(t("form.seats"), 1, 60, 8, 1, key="taxi_seats")
    zone = chosen_zone(municipality)
    missing = [
        words
        for words, there in (
            (t("form.needs_name"), name),
            (t("form.needs_zone"), zone is not None),
            (t("form.needs_days"), weekdays),
            (t("form.needs_service") if to_services else t("form.needs_stop"), destinations if to_services else stops),
        )
        if not there
    ]
    change = None
    if not missing and window is not None and booking is not None:
        taken = {taxi.id for taxi in now.service_taxis} | taken_ids(municipality)
        change = AddServiceTaxi(
            ServiceTaxi(
                free_id(id_of_name("taxi", name), taken),
                name,
                _valid(zone),
                None,
                destinations=destinations if to_services else (),
                feeder_stops=() if to_services else stops,
                weekdays=frozenset(weekdays),
                start_s=window[0],
                end_s=window[1],
                booking=booking,
                pickup_window_s=pickup_min * 60,
                profiles=USERS[str(users)],
                wheelchair=1 if wheelchair else 0,
                seats=int(seats),
                price_eur=round(float(price), 2),
            )
        )
    if missing:
        lines = joined(Markup("<li>{}</li>").format(words) for words in missing)
        show(Markup('<div class="still"><p>{}</p><ul>{}</ul></div>').format(t("form.still_needed"), lines))
    change_button(municipality, t("form.do_taxi", name=name), change, "do_taxi", forget_zone)


def _where_to(now: Municipality, reader: Reader) -> tuple[bool, tuple[tuple[str, float, float], ...], tuple[str, ...]]:
    """Straight to services, or to a stop to change to a bus."""
    t = reader.t
    ways = (DIRECT, FEEDER) if now.timetable is not None else (DIRECT,)
    way = st.segmented_control(
        t("form.taxi_where"),
        ways,
        default=DIRECT,
        key="taxi_where",
        format_func=lambda one: t(f"form.taxi_{one}"),
        required=True,
    )
    if way == FEEDER and now.timetable is not None:
        stops = stops_by_name(now.timetable)
        chosen = st.multiselect(
            t("form.taxi_stops"), list(stops), key="taxi_stops", format_func=lambda one: stops[one].name, placeholder=""
        )
        return False, (), tuple(chosen)
    table = now.service_points.table
    table = table[~table["mobile"]] if "mobile" in table else table
    places = {
        str(point): (str(name), float(lon), float(lat))
        for point, name, lon, lat in zip(*(table[c].tolist() for c in ("id", "name", "lon", "lat")), strict=True)
    }
    services = st.multiselect(
        t("form.taxi_services"),
        list(places),
        key="taxi_services",
        format_func=lambda one: places[one][0],
        placeholder="",
    )
    return True, tuple(places[one] for one in services), ()


def _booking(reader: Reader) -> BookingRule | None:
    t = reader.t
    kind = st.selectbox(t("form.booking"), BOOKINGS, key="taxi_booking", format_func=lambda one: t(f"booking.{one}"))
    if kind == "day_before":
        last = clock_input(reader, t("form.booking_by"), "taxi_booking_by", 15 * 3600)
        return None if last is None else BookingRule("prior_days", prior_days=1, last_time_s=last)
    if kind == "same_day":
        return BookingRule(
            "same_day", notice_min=int(st.number_input(t("form.notice"), 5, 720, 60, 5, key="taxi_notice"))
        )
    return BookingRule("real_time")


@lru_cache(maxsize=32)
def _zone_of_areas(municipality: Municipality, areas: tuple[str, ...]) -> shapely.Polygon | shapely.MultiPolygon:
    table = municipality.areas.table
    shapes = table.geometry.to_numpy()[table["id"].astype(str).isin(areas).to_numpy()]
    whole = shapely.simplify(shapely.union_all(shapes), ZONE_TOLERANCE_M)
    turn = pyproj.Transformer.from_crs(municipality.areas.crs, WGS84, always_xy=True)
    degrees = shapely.transform(whole, lambda points: np.round(np.stack(turn.transform(*points.T), axis=1), 6))
    return _valid(degrees)


def _valid(shape: shapely.Geometry | None) -> shapely.Polygon | shapely.MultiPolygon:
    """The shape as areas only, with lines that cross themselves mended; empty where there is none."""
    pieces = [] if shape is None else list(shapely.get_parts(np.array([shapely.make_valid(shape)])))
    whole = shapely.union_all([piece for piece in pieces if piece.geom_type in ("Polygon", "MultiPolygon")])
    return whole if isinstance(whole, shapely.Polygon | shapely.MultiPolygon) else shapely.Polygon()

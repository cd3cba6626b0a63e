"""The demo's service taxis and bookmobile: Kouvola's terms, one zone a weekday, stops with their own hours."""

import datetime as dt
import itertools

import numpy as np
import shapely

from assessment.inputs.great_circle import great_circle_m
from assessment.inputs.municipality import Municipality
from assessment.inputs.opening_hours import open_intervals, weekly_hours
from assessment.inputs.service_taxi import BookingRule

MONDAY = dt.date(2026, 11, 23)


def test_taxis_by_kouvolas_terms(demo: Municipality) -> None:
    assert [taxi.id for taxi in demo.service_taxis] == [
        "taxi-tuohikotti",
        "taxi-jaala",
        "taxi-elimaki",
        "taxi-anjala-sippola",
        "taxi-valkeala",
    ]
    for taxi in demo.service_taxis:
        assert taxi.booking == BookingRule("prior_days", 1, 15 * 3600, phone="020 615 1502")
        assert (taxi.start_s, taxi.end_s, taxi.price_eur) == (9 * 3600, 13 * 3600, 3.6)
        assert "1,90" in taxi.note
        assert "80 vuotta" in taxi.note
        assert "Mallinnettu" in taxi.note


def test_each_zone_has_its_own_weekday(demo: Municipality) -> None:
    running = [
        [taxi.id for taxi in demo.service_taxis if taxi.runs_on(MONDAY + dt.timedelta(days=n))] for n in range(7)
    ]
    assert running == [[taxi.id] for taxi in demo.service_taxis] + [[], []]
    assert not any(taxi.runs_on(dt.date(2026, 12, 25)) for taxi in demo.service_taxis)


def test_zones_are_apart_and_lead_to_the_taajama(demo: Municipality) -> None:
    zones = [taxi.zone for taxi in demo.service_taxis]
    for i, zone in enumerate(zones):
        assert zone.is_valid
        assert all(zone.intersection(other).area < 0.001 * zone.area for other in zones[:i])
    (town,) = {taxi.destination_zone for taxi in demo.service_taxis}
    points = demo.service_points.table
    inside = shapely.contains_xy(town, points["lon"].to_numpy(), points["lat"].to_numpy())
    assert {"library-main", "health-station-ratamo", "swimming-hall-urheilupuisto"} <= set(points["id"][inside])
    assert not points["mobile"][inside].any()


def test_the_zones_hold_the_villages_of_their_names(demo: Municipality) -> None:
    places = {place.name: (place.lon, place.lat) for place in demo.settings.places}
    for taxi, village in zip(
        demo.service_taxis, ("Tuohikotti", "Jaala", "Elimäki", "Sippola", "Vuohijärvi"), strict=True
    ):
        assert shapely.contains_xy(taxi.zone, *places[village]), village


def test_the_bookmobile_is_in_one_place_at_a_time(demo: Municipality) -> None:
    points = demo.service_points.table
    stops = points[points["mobile"]]
    assert len(stops) == 12
    assert set(stops["kind"]) == {"library"}
    assert set(stops["stay_min"]) == {15}
    assert points.loc[~points["mobile"], "stay_min"].isna().all()
    for n in range(7):
        spans = sorted(
            span for text in stops["opening_hours"] for span in open_intervals(text, MONDAY + dt.timedelta(days=n))
        )
        assert all(later[0] - earlier[1] >= 15 * 60 for earlier, later in itertools.pairwise(spans))
    hours = [weekly_hours(text, MONDAY) for text in stops["opening_hours"]]
    assert min(hours) == 0.5
    assert max(hours) == 1.0
    assert not open_intervals(stops["opening_hours"].iloc[0], dt.date(2026, 4, 6))


def test_the_bookmobile_goes_where_no_library_is(demo: Municipality) -> None:
    points = demo.service_points.table
    libraries = points[(points["kind"] == "library") & ~points["mobile"]]
    for stop in points[points["mobile"]].itertuples():
        away_m = great_circle_m(libraries["lon"].to_numpy(), libraries["lat"].to_numpy(), stop.lon, stop.lat)
        assert np.min(away_m) > 5_000, stop.id

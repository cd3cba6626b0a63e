"""Columns of travel times to service points: right, kept, shared between threads, and stopped when asked."""

import csv
import datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assessment.errors import Refused
from assessment.inputs.municipality import Municipality, read_municipality
from assessment.network.linking import Points
from assessment.network.street_network import street_network
from assessment.network.transit_network import transit_network
from assessment.travel_times.matrix import car_times, transit_times
from assessment.travel_times.profile import TABLE, traveller_profiles
from assessment.travel_times.reach import ReachEngine
from assessment.travel_times.transit_search import UNREACHED
from assessment.travel_times.walks import AlongStreets

WINDOW = (9 * 3600, 11 * 3600)


@pytest.fixture(scope="module")
def municipality(demo_folder: Path) -> Municipality:
    return read_municipality(demo_folder)


@pytest.fixture(scope="module")
def engine(municipality: Municipality) -> ReachEngine:
    return new_engine(municipality)


def new_engine(municipality: Municipality) -> ReachEngine:
    cells = municipality.population.table
    date = municipality.settings.default_date
    lon, lat = cells["lon"].to_numpy(float)[::7].copy(), cells["lat"].to_numpy(float)[::7].copy()
    return ReachEngine(lon, lat, municipality.streets, municipality.timetable, date, WINDOW)


def libraries(municipality: Municipality) -> list[tuple[float, float]]:
    table = municipality.service_points.table
    chosen = table[table["kind"] == "library"]
    return list(zip(chosen["lon"].tolist(), chosen["lat"].tolist(), strict=True))


@pytest.mark.parametrize("name", ["adult", "age_85_", "walking_frame", "manual_wheelchair"])
def test_columns_equal_the_travel_times_of_the_command(
    municipality: Municipality, engine: ReachEngine, name: str
) -> None:
    profile = traveller_profiles()[name]
    places = libraries(municipality)[:3]
    destinations = Points(np.array([lon for lon, _ in places]), np.array([lat for _, lat in places]))
    assert municipality.streets is not None and municipality.timetable is not None
    day = transit_network(municipality.timetable, engine.date, wheelchair=profile.wheelchair)
    ways = AlongStreets(street_network(municipality.streets, "walk_step_free" if profile.wheelchair else "walk"))
    by_transit = transit_times(engine.origins, destinations, day, ways, profile, WINDOW, (50.0,))[0]
    by_car = car_times(engine.origins, destinations, street_network(municipality.streets, "car"), profile, None)
    for row, (lon, lat) in enumerate(places):
        assert engine.column("transit", profile, lon, lat).tolist() == by_transit[row].tolist()
        assert engine.column("car", profile, lon, lat).tolist() == by_car[row].tolist()
    reached = by_transit < UNREACHED
    assert reached.any()
    assert not reached.all()


def test_walking_knows_no_limit_but_the_longest_journey(municipality: Municipality, engine: ReachEngine) -> None:
    profile = traveller_profiles()["age_85_"]
    (lon, lat), *_ = libraries(municipality)
    seconds = engine.column("walk", profile, lon, lat)
    metres = engine.walk_metres(lon, lat)
    expected = np.ceil(metres / profile.walk_speed_ms - 1e-7)
    assert np.array_equal(seconds, np.where(expected <= 10_800, expected, UNREACHED))
    assert (seconds[seconds < UNREACHED] > profile.max_walk_s).any()


def test_a_column_is_computed_once_and_cannot_be_altered(municipality: Municipality, engine: ReachEngine) -> None:
    (lon, lat), *_ = libraries(municipality)
    profile = traveller_profiles()["adult"]
    column = engine.column("transit", profile, lon, lat)
    assert engine.column("transit", profile, lon, lat) is column
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1


def test_threads_get_the_same_columns(municipality: Municipality) -> None:
    alone, shared = new_engine(municipality), new_engine(municipality)
    wanted = [
        (mode, profile, lon, lat)
        for mode in ("walk", "car", "transit")
        for profile in traveller_profiles().values()
        for lon, lat in libraries(municipality)[:2]
    ]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda key: shared.column(*key), wanted * 2))
    for key, column in zip(wanted * 2, together, strict=True):
        assert np.array_equal(alone.column(*key), column)


def test_work_stops_when_asked(municipality: Municipality) -> None:
    class Stopped(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0:
            raise Stopped

    profile = traveller_profiles()["adult"]
    engine = new_engine(municipality)
    with pytest.raises(Stopped):
        engine.prefetch([("transit", profile, lon, lat) for lon, lat in libraries(municipality)], stop)
    shares: list[float] = []
    engine.prefetch([("transit", profile, lon, lat) for lon, lat in libraries(municipality)], shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_what_is_missing_is_said(municipality: Municipality) -> None:
    cells = municipality.population.table
    lon, lat = cells["lon"].to_numpy(float)[:5].copy(), cells["lat"].to_numpy(float)[:5].copy()
    engine = ReachEngine(lon, lat, None, None, municipality.settings.default_date, WINDOW)
    profile = traveller_profiles()["adult"]
    for mode, code in (("car", "streets_needed"), ("transit", "timetable_needed")):
        with pytest.raises(Refused) as refused:
            engine.column(mode, profile, 26.7, 60.9)
        assert [fault.code for fault in refused.value.faults] == [code]
    assert (engine.column("walk", profile, 26.7, 60.9) > 0).all()


def test_a_day_without_service_is_refused(municipality: Municipality) -> None:

    with pytest.raises(Refused) as refused:
        ReachEngine(
            np.array([26.7]), np.array([60.9]), None, municipality.timetable, datetime.date(2019, 5, 15), WINDOW
        )
    assert [fault.code for fault in refused.value.faults] == ["date_without_service"]


def test_the_profiles_table_names_a_source_for_every_value() -> None:

    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {tuple(row) for row in rows} == {("profile", "attribute", "unit", "default", "source")}
    assert all(row["source"] and row["unit"] for row in rows)

"""The demo's timetable: enough trips by day type, holidays, stops along the lines, and what exercises the reader."""

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from assessment.inputs.municipality import Municipality
from assessment.inputs.timetable import Timetable

WEDNESDAY, SCHOOL_HOLIDAY = dt.date(2026, 11, 25), dt.date(2026, 10, 21)
SATURDAY, SUNDAY = dt.date(2026, 11, 28), dt.date(2026, 11, 29)


@pytest.fixture(scope="module")
def timetable(demo: Municipality) -> Timetable:
    assert demo.timetable is not None
    return demo.timetable


def trips_on(timetable: Timetable, day: dt.date) -> np.ndarray:
    return np.flatnonzero(timetable.trips["service_id"].isin(timetable.active_services(day)))


def test_trips_thin_out_from_school_days_to_sundays(timetable: Timetable) -> None:
    counts = [len(trips_on(timetable, day)) for day in (WEDNESDAY, SCHOOL_HOLIDAY, SATURDAY, SUNDAY)]
    assert counts[1] >= 600
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == 4


def test_evenings_are_thinner_than_days(timetable: Timetable) -> None:
    first = timetable.stop_times.groupby("trip")["departure_s"].min().loc[trips_on(timetable, WEDNESDAY)]
    day, evening = ((first >= h * 3600) & (first < (h + 3) * 3600) for h in (12, 19))
    assert 0 < evening.sum() < day.sum() / 2


def test_public_holidays_run_as_sundays(timetable: Timetable) -> None:
    sunday = timetable.active_services(SUNDAY)
    for holiday in ("2026-12-25", "2027-01-06", "2027-03-26", "2027-05-06", "2027-06-26", "2027-12-06"):
        assert timetable.active_services(dt.date.fromisoformat(holiday)) == sunday
    assert timetable.service_dates() == (dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    assert timetable.timezone == "Europe/Helsinki"


def test_the_default_day_is_a_wednesday_of_full_service(demo: Municipality, timetable: Timetable) -> None:
    day = demo.settings.default_date
    assert day.weekday() == 2
    assert timetable.active_services(day) == timetable.active_services(WEDNESDAY)
    assert len(timetable.active_services(day)) == 2


def test_the_lines_of_koutsi(timetable: Timetable) -> None:
    assert {"1", "2", "3", "5", "5A", "6", "7B", "9", "10"} <= set(timetable.routes["short_name"])
    jaala = timetable.routes.index[timetable.routes["long_name"].str.startswith("Jaala")]
    on_jaala = timetable.trips.loc[trips_on(timetable, WEDNESDAY), "route"].isin(jaala)
    assert 2 <= on_jaala.sum() <= 8


def test_some_trips_run_past_midnight(timetable: Timetable) -> None:
    latest = timetable.stop_times.groupby("trip")["arrival_s"].max()
    assert (latest.loc[trips_on(timetable, WEDNESDAY)] > 24 * 3600).any()
    assert (latest.loc[trips_on(timetable, SATURDAY)] > 25 * 3600).any()


def test_buses_keep_a_believable_pace(timetable: Timetable) -> None:
    """Between the ends, stops included, along straight lines between stops: 12 to 70 km/h."""
    times = timetable.stop_times
    stops = timetable.stops
    lon, lat = (stops[name].to_numpy()[times["stop"].to_numpy()] for name in ("lon", "lat"))
    same = np.diff(times["trip"].to_numpy()) == 0
    km = np.hypot(np.diff(lon) * 111.2 * np.cos(np.radians(60.9)), np.diff(lat) * 111.2)[same]
    hours = (times["arrival_s"].to_numpy()[1:] - times["departure_s"].to_numpy()[:-1])[same] / 3600
    trip = times["trip"].to_numpy()[1:][same]
    pace = np.bincount(trip, km) / np.bincount(trip, hours)
    assert pace.min() > 12
    assert pace.max() < 70
    assert (hours >= 0).all()
    assert 0.25 < np.median(km) < 0.6


def test_wheelchair_values_have_all_three_states(timetable: Timetable) -> None:
    assert set(timetable.stops["wheelchair_boarding"]) == {0, 1, 2}
    assert set(timetable.trips["wheelchair_accessible"]) == {0, 1, 2}
    station = timetable.stops.query("location_type == 1")
    assert list(station["name"]) == ["Matkakeskus"]
    platforms = timetable.stops[timetable.stops["parent"] == station.index[0]]
    assert len(platforms) >= 2
    assert set(platforms["wheelchair_boarding"]) == {1}, "blank platforms take the station's value"


def test_country_lines_leave_times_between_timed_stops_blank(demo_folder: Path) -> None:
    with zipfile.ZipFile(demo_folder / "timetable.zip") as feed:
        rows = list(csv.DictReader(io.StringIO(feed.read("stop_times.txt").decode("utf-8"))))
    blank = [row for row in rows if not row["arrival_time"]]
    assert 500 < len(blank) < len(rows) / 3
    assert all(row["shape_dist_traveled"] for row in blank)
    assert {row["trip_id"].split("-")[0] for row in blank} >= {"5", "6", "21"}
    assert "1" not in {row["trip_id"].split("-")[0] for row in blank}

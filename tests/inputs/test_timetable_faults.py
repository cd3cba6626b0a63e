"""Each fault of a timetable's tables: where it is found, and what is left of the timetable."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.errors import Severity
from assessment.inputs.timetable import Timetable, read_timetable
from assessment.language import LOCALE_FOLDER
from tests.inputs.refusals import refusal
from tests.inputs.timetable_cases import BOTH, Case, dropped, must_be_told, refused, warned
from tests.inputs.timetable_feeds import TOWN, edited, stop_times, town, write_zip

AM = ("am,08:00:00,08:00:00,A,1", "am,08:08:00,08:08:00,D,4")
EXCEPTIONS = "service_id,date,exception_type\n"
PLACES = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
OTHER_PLACES = "B,B,60.01,26.7,,\nC,C,60.03,26.7,,\nD,D,60.04,26.7,,\n"


def calls(old: str, new: str) -> dict[str, str]:
    return edited("stop_times.txt", old, new)


CASES = [
    # the form of a table
    refused("gtfs_file_missing", {"stops.txt": None}, "stops.txt"),
    refused("gtfs_file_missing", {"stop_times.txt": None}, "stop_times.txt"),
    refused("gtfs_file_empty", {"trips.txt": ""}, "trips.txt"),
    refused("gtfs_file_empty", {"trips.txt": "\ufeff\n \n"}, "trips.txt"),
    refused("gtfs_file_empty", {"routes.txt": "route_id,route_type\n"}, "routes.txt"),
    refused(
        "gtfs_not_utf8",
        {"stops.txt": TOWN["stops.txt"].replace("Birkko", "Björkö").encode("latin-1")},
        "stops.txt",
        3,
        None,
        "B,Björkö,60.01,26.7",
    ),
    refused("gtfs_not_utf8", {"stops.txt": TOWN["stops.txt"].encode("utf-16")}, "stops.txt", 1, None, "UTF-16"),
    refused("gtfs_nul", edited("stops.txt", "Citta", "Ci\0tta"), "stops.txt", 4),
    refused(
        "gtfs_delimiter",
        {"trips.txt": TOWN["trips.txt"].replace(",", ";")},
        "trips.txt",
        1,
        None,
        "route_id;service_id;trip_id;direction_id",
    ),
    refused("gtfs_column_missing", edited("trips.txt", "service_id", "service"), "trips.txt", 1, "service_id"),
    refused("gtfs_column_missing", edited("calendar.txt", "sunday", "söndag"), "calendar.txt", 1, "sunday"),
    refused(
        "gtfs_column_missing",
        stop_times("am,A,1", "am,B,2", columns="trip_id,stop_id,stop_sequence"),
        "stop_times.txt",
        1,
        "arrival_time",
    ),
    refused("gtfs_column_twice", edited("trips.txt", "direction_id", "trip_id"), "trips.txt", 1, "trip_id"),
    refused("gtfs_row_length", calls("am,08:06:00,08:06:00,C,3", "am,08:06"), "stop_times.txt", 4, None, "am,08:06"),
    refused(
        "gtfs_row_length",
        edited("stops.txt", "Birkko", "Birkko, torg"),
        "stops.txt",
        3,
        None,
        "B,Birkko, torg,60.01,26.7",
    ),
    refused("gtfs_quote_open", edited("stops.txt", "Birkko", '"Birkko'), "stops.txt", 3),
    # calendars
    refused("calendar_missing", {"calendar.txt": None}, "calendar.txt"),
    refused("calendar_empty", {"calendar.txt": TOWN["calendar.txt"].splitlines()[0]}, ""),
    refused("calendar_empty", edited("calendar.txt", "1,1,1,1,1,0,0", "0,0,0,0,0,0,0"), ""),
    refused("date_bad", edited("calendar.txt", "20260302", "20260230"), "calendar.txt", 2, "start_date", "20260230"),
    refused("date_bad", edited("calendar.txt", "20260331", "2026-03-31"), "calendar.txt", 2, "end_date", "2026-03-31"),
    refused(
        "calendar_backwards", edited("calendar.txt", "20260331", "20260301"), "calendar.txt", 2, "end_date", "20260301"
    ),
    refused(
        "calendar_exception_contradicts",
        {"calendar_dates.txt": EXCEPTIONS + "week,20260303,1\nweek,20260303,2\n"},
        "calendar_dates.txt",
        3,
        "date",
        "20260303",
    ),
    refused("gtfs_value_bad", edited("calendar.txt", "week,1", "week,yes"), "calendar.txt", 2, "monday", "yes"),
    refused(
        "gtfs_value_bad",
        {"calendar_dates.txt": EXCEPTIONS + "week,20260303,3\n"},
        "calendar_dates.txt",
        2,
        "exception_type",
        "3",
    ),
    refused("gtfs_value_missing", edited("calendar.txt", "week,1", "week,"), "calendar.txt", 2, "monday", ""),
    refused(
        "gtfs_id_twice",
        {"calendar.txt": TOWN["calendar.txt"] + TOWN["calendar.txt"].splitlines()[1]},
        "calendar.txt",
        3,
        "service_id",
        "week",
    ),
    # agency, stops, routes, trips
    warned("timezone_missing", {"agency.txt": None}, "agency.txt"),
    warned(
        "timezone_unknown",
        edited("agency.txt", "Europe/Helsinki", "Europe/Kouvola"),
        "agency.txt",
        None,
        "agency_timezone",
        "Europe/Kouvola",
    ),
    refused(
        "timezone_differs",
        {"agency.txt": TOWN["agency.txt"] + "2,Other,http://x.example,Europe/Stockholm\n"},
        "agency.txt",
        None,
        "agency_timezone",
        "Europe/Helsinki, Europe/Stockholm",
    ),
    refused("gtfs_id_twice", {"stops.txt": TOWN["stops.txt"] + "A,Again,60.0,26.7\n"}, "stops.txt", 6, "stop_id", "A"),
    refused("gtfs_id_twice", {"trips.txt": TOWN["trips.txt"] + "R,week,am,0\n"}, "trips.txt", 4, "trip_id", "am"),
    refused("gtfs_id_twice", {"routes.txt": TOWN["routes.txt"] + "R,1,2,Other,3\n"}, "routes.txt", 3, "route_id", "R"),
    refused("gtfs_number_bad", edited("routes.txt", "Delta,3", "Delta,bus"), "routes.txt", 2, "route_type", "bus"),
    warned("gtfs_choice_unknown", edited("trips.txt", "am,0", "am,7"), "trips.txt", 2, "direction_id", "7"),
    warned(
        "stop_parent_unknown",
        {"stops.txt": PLACES + "A,A,60.0,26.7,0,X\n" + OTHER_PLACES},
        "stops.txt",
        2,
        "parent_station",
        "X",
    ),
    dropped(
        "stop_coordinate_bad", edited("stops.txt", "60.01", "60°01"), "stops.txt", 3, "stop_lat", "60°01", left=BOTH
    ),
    dropped("stop_coordinate_missing", edited("stops.txt", "60.01", ""), "stops.txt", 3, "stop_lat", "", left=BOTH),
    dropped(
        "stop_swapped", edited("stops.txt", "60.01,26.7", "26.7,60.01"), "stops.txt", 3, "stop_lat", "26.7", left=BOTH
    ),
    refused(
        "stops_swapped",
        {"stops.txt": TOWN["stops.txt"].replace("stop_lat,stop_lon", "stop_lon,stop_lat")},
        "stops.txt",
        None,
        "stop_lat",
    ),
    dropped(
        "stop_outside_earth", edited("stops.txt", "60.01", "6653000"), "stops.txt", 3, "stop_lat", "6653000", left=BOTH
    ),
    dropped(
        "stop_outside_earth",
        edited("stops.txt", "60.01,26.7", "60.01,483000"),
        "stops.txt",
        3,
        "stop_lon",
        "483000",
        left=BOTH,
    ),
    dropped("stop_at_zero", edited("stops.txt", "60.01,26.7", "0,0.0"), "stops.txt", 3, "stop_lat", "0", left=BOTH),
    dropped(
        "call_at_left_out_stop",
        edited("stops.txt", "60.01,26.7", "0,0.0"),
        "stop_times.txt",
        3,
        "stop_id",
        "B",
        left=BOTH,
    ),
    warned(
        "stops_far_from_timezone",
        edited("agency.txt", "Europe/Helsinki", "Europe/Mariehamn")
        | {"stops.txt": TOWN["stops.txt"].replace("26.7", "96.7")},
        "stops.txt",
    ),
    dropped(
        "route_unknown", edited("trips.txt", "R,week,am", "Q,week,am"), "trips.txt", 2, "route_id", "Q", left={"night"}
    ),
    dropped(
        "service_unknown",
        edited("trips.txt", "R,week,am", "R,summer,am"),
        "trips.txt",
        2,
        "service_id",
        "summer",
        left={"night"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_fault_is_told_where_it_is(case: Case, tmp_path: Path) -> None:
    must_be_told(case, tmp_path)


def test_all_faults_of_all_tables_are_told_together(tmp_path: Path) -> None:
    changes = edited("stops.txt", "Citta", "Ci\0tta") | edited("calendar.txt", "20260331", "soon")
    changes |= edited("routes.txt", "Delta,3", "Delta,") | {"trips.txt": "trip_id\n"}
    found = refusal(lambda: read_timetable([write_zip(tmp_path / "a.zip", town(changes)), tmp_path / "gone.zip"]))
    assert {"gtfs_nul", "date_bad", "gtfs_value_missing", "gtfs_column_missing", "file_missing"} <= found.keys()


def test_a_fault_of_many_rows_is_told_a_hundred_times_and_counted(tmp_path: Path) -> None:
    rows = [*AM, *(f"x{i},08:00:00,08:00:00,A,{i}" for i in range(250))]
    timetable = read_timetable([write_zip(tmp_path / "town.zip", town(stop_times(*rows)))])
    assert sum(fault.code == "trip_unknown" for fault in timetable.faults) == 100
    assert timetable.fault_counts[(Severity.DROPPED, "trip_unknown")] == 250


def test_the_share_of_trips_left_out_is_told(tmp_path: Path) -> None:
    timetable = read_timetable([write_zip(tmp_path / "town.zip", town(calls("08:02:00", "8:2")))])
    [fault] = [fault for fault in timetable.faults if fault.code == "many_trips_dropped"]
    assert dict(fault.facts) == {"dropped": 1, "trips": 2, "percent": 50.0}


def test_a_call_left_out_keeps_the_others_as_they_are(tmp_path: Path) -> None:
    timetable = read_timetable([write_zip(tmp_path / "town.zip", town(edited("stops.txt", "60.01", "x")))])
    assert list(timetable.stops["stop_id"]) == ["A", "C", "D"]
    assert times_of(timetable, "am") == [("A", 28800, 28800), ("C", 29160, 29160), ("D", 29280, 29280)]


def times_of(timetable: Timetable, trip_id: str) -> list[tuple[str, int, int]]:
    row = list(timetable.trips["trip_id"]).index(trip_id)
    rows = timetable.stop_times[timetable.stop_times["trip"] == row]
    stops = timetable.stops["stop_id"].to_numpy()[rows["stop"]]
    return list(zip(stops, rows["arrival_s"].tolist(), rows["departure_s"].tolist(), strict=True))


@pytest.mark.parametrize("place", ["Los Angeles", "nowhere known"])
def test_swapped_stops_are_seen_without_a_region_too(place: str, tmp_path: Path) -> None:
    zone = {"Los Angeles": "America/Los_Angeles", "nowhere known": "Asia/Tokyo"}[place]
    stops = "stop_id,stop_lat,stop_lon\nA,-122.3,37.70\nB,-122.3,37.71\nC,-122.3,37.73\nD,-122.3,37.74\n"
    changes = edited("agency.txt", "Europe/Helsinki", zone) | {"stops.txt": stops}
    assert "stops_swapped" in refusal(lambda: read_timetable([write_zip(tmp_path / "a.zip", town(changes))]))
    changes["stops.txt"] = stops.replace("-122.3,37.", "37.3,122.").replace("37.3,122.71", "122.71,37.3")
    timetable = read_timetable([write_zip(tmp_path / "b.zip", town(changes))])
    assert next((fault.code, fault.row) for fault in timetable.faults) == ("stop_swapped", 3)


def test_every_fault_of_the_catalogue_is_tested() -> None:
    text = (LOCALE_FOLDER / "fi" / "timetable.po").read_text(encoding="utf-8")
    codes = {line.split('"')[1].removeprefix("fault.") for line in text.splitlines() if line.startswith('msgid "fault')}
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_timetable*.py"))
    assert {code for code in codes if f'"{code}"' not in tests} == set()

"""GTFS-Flex: today's specification, the older drafts and Aspen's real feed; what has no meaning is told."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import pytest
import shapely

from assessment.errors import Severity
from assessment.inputs import gtfs_flex
from assessment.inputs.great_circle import great_circle_m
from assessment.inputs.service_taxi import BookingRule, ServiceTaxi, ServiceTaxis
from assessment.inputs.service_taxi_files import read_service_taxis
from tests.inputs.flex_feeds import FLEX, TIMES, edited, locations, square, times, write_flex
from tests.inputs.refusals import must_read_well, refusal

Changes = Mapping[str, str | bytes | None]
KOUVOLA = BookingRule("prior_days", 1, 15 * 3600, None, "020 615 1502", "https://a.fi")
NINE, ONE_PM = 9 * 3600, 13 * 3600


def read(changes: Changes, tmp_path: Path) -> ServiceTaxis:
    found = read_service_taxis(write_flex(tmp_path, changes))
    must_read_well(found.faults)
    return found


def by_id(found: ServiceTaxis) -> dict[str, ServiceTaxi]:
    return {taxi.id: taxi for taxi in found.taxis}


def test_there_and_back_at_the_same_hours_are_one_taxi_each_way(tmp_path: Path) -> None:
    """From Jaala to services in the town and back, and from the town to services in Jaala and back."""
    found = by_id(read({}, tmp_path))
    assert set(found) == {"flex:jaala>town", "flex:town>jaala"}
    taxi = found["flex:jaala>town"]
    assert taxi.zone.equals(shapely.box(26.4, 61.0, 26.6, 61.2))
    assert taxi.destination_zone is not None
    assert taxi.destination_zone.equals(shapely.box(26.6, 60.8, 26.8, 61.0))
    assert (taxi.name, taxi.directions, taxi.start_s, taxi.end_s) == ("Kutsu Jaala – Town", "both", NINE, ONE_PM)
    assert taxi.booking == KOUVOLA
    assert (taxi.duration_factor, taxi.duration_offset_s, taxi.pickup_window_s, taxi.wheelchair) == (1.5, 300, 1800, 1)
    assert (taxi.destinations, taxi.feeder_stops, taxi.profiles) == ((), (), None)
    assert read({}, tmp_path).faults == ()


def test_it_runs_as_the_calendar_and_its_exceptions_say(tmp_path: Path) -> None:
    taxi = by_id(read({}, tmp_path))["flex:jaala>town"]
    days = [n for n in range(1, 32) if taxi.runs_on(datetime.date(2026, 3, n))]
    assert days == [3, 6, 10, 12, 17, 19, 24, 26, 31]
    assert taxi.weekdays == {1, 3, 4}


def test_one_way_alone_brings_nobody_home(tmp_path: Path) -> None:
    trip = "\n".join(FLEX["stop_times.txt"].splitlines()[:3]) + "\n"
    found = by_id(read({"stop_times.txt": trip}, tmp_path))
    assert {name: taxi.directions for name, taxi in found.items()} == {
        "flex:jaala>town": "outward",
        "flex:town>jaala": "homeward",
    }


def test_within_one_zone_two_rows_are_both_ways(tmp_path: Path) -> None:
    rows = ("out,,jaala,,1,08:00:00,16:00:00,2,2,now,now", "out,,jaala,,2,08:00:00,16:00:00,2,2,now,now")
    (taxi,) = read(times(*rows), tmp_path).taxis
    assert (taxi.id, taxi.directions, taxi.booking) == ("flex:jaala>jaala", "both", BookingRule("real_time"))
    assert taxi.destination_zone == taxi.zone


def test_of_differing_windows_the_common_part_counts(tmp_path: Path) -> None:
    rows = ("out,,jaala,,1,08:00:00,12:00:00,2,1,hour,", "out,,town,,2,09:00:00,25:00:00,1,2,,")
    taxi = by_id(read(times(*rows), tmp_path))["flex:jaala>town"]
    assert (taxi.start_s, taxi.end_s) == (NINE, 12 * 3600)
    assert taxi.booking == BookingRule("same_day", notice_min=60)


def test_three_zones_give_every_pair_in_order(tmp_path: Path) -> None:
    zones = {"locations.geojson": locations(a=square(26, 61), b=square(27, 61), c=square(28, 61))}
    rows = [f"out,,{name},,{n},09:00:00,13:00:00,2,2,day,day" for n, name in enumerate("abc")]
    found = by_id(read(zones | times(*rows), tmp_path))
    assert {name for name, taxi in found.items() if taxi.directions == "outward"} == {
        "flex:a>b",
        "flex:a>c",
        "flex:b>c",
    }
    assert len(found) == 6


def test_a_group_of_stops_is_a_place_to_change_and_to_arrive_at(tmp_path: Path) -> None:
    rows = ("out,,jaala,,1,09:00:00,13:00:00,2,1,day,", "out,,,G,2,09:00:00,13:00:00,1,2,,day")
    found = read(times(*rows), tmp_path)
    taxi = by_id(found)["flex:jaala>G"]
    assert (taxi.feeder_stops, taxi.destination_zone) == (("A", "B"), None)
    assert taxi.destinations == (("Alku", 26.7, 60.0), ("Birkko", 26.7, 60.01))
    assert taxi.name == "Kutsu Jaala – Pysäkit"
    home = by_id(found)["flex:G>jaala"]
    assert [fault.code for fault in found.faults] == ["flex_stops_as_zone"]
    lon, lat = shapely.get_coordinates(shapely.get_parts(home.zone)[0]).T
    away_m = great_circle_m(lon, lat, 26.7, min((60.0, 60.01), key=lambda y: abs(y - lat.mean())))
    assert away_m.min() == pytest.approx(150, abs=1)
    assert away_m.max() == pytest.approx(150, abs=1)


def test_a_window_at_a_stop_is_on_demand_too(tmp_path: Path) -> None:
    rows = ("out,,jaala,,1,09:00:00,13:00:00,2,1,day,", "out,D,,,2,09:00:00,13:00:00,1,2,,day")
    assert by_id(read(times(*rows), tmp_path))["flex:jaala>D"].feeder_stops == ("D",)


def draft(rows: str, columns: str) -> dict[str, str | bytes | None]:
    trips = "route_id,service_id,trip_id\nK,tt,out\n"
    head = "trip_id,stop_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_type,"
    return {"trips.txt": trips, "stop_times.txt": head + columns + "\n" + rows}


def test_the_older_draft_with_zones_in_stop_id_and_minutes(tmp_path: Path) -> None:
    rows = "out,jaala,1,09:00:00,13:00:00,2,,1.2,20\nout,town,2,09:00:00,13:00:00,1,day,1.2,20\n"
    columns = "dropoff_booking_rule_id,safe_duration_factor,safe_duration_offset"
    found = read(draft(rows, columns), tmp_path)
    taxi = by_id(found)["flex:jaala>town"]
    assert (taxi.duration_factor, taxi.duration_offset_s, taxi.booking) == (1.2, 1200, KOUVOLA)
    assert found.faults == ()


def test_the_draft_that_tells_only_means(tmp_path: Path) -> None:
    rows = "out,jaala,1,09:00:00,13:00:00,2,day,2,3.5\nout,town,2,09:00:00,13:00:00,1,,2,3.5\n"
    found = read(draft(rows, "pickup_booking_rule_id,mean_duration_factor,mean_duration_offset"), tmp_path)
    taxi = by_id(found)["flex:jaala>town"]
    assert (taxi.duration_factor, taxi.duration_offset_s) == (2.0, 210)
    assert [(f.code, f.row, f.field) for f in found.faults] == [("flex_mean_duration", 2, "mean_duration_factor")]


def test_drafts_write_groups_in_other_files(tmp_path: Path) -> None:
    rows = "out,jaala,1,09:00:00,13:00:00,2,day\nout,H,2,09:00:00,13:00:00,1,\n"
    base = draft(rows, "pickup_booking_rule_id") | {"location_group_stops.txt": None}
    older = {"location_groups.txt": "location_group_id,location_id,location_group_name\nH,A,Pysäkit\nH,C,Pysäkit\n"}
    areas = {"location_groups.txt": None, "stop_areas.txt": "area_id,stop_id\nH,A\nH,C\n"}
    for tables in (older, areas):
        assert by_id(read(base | tables, tmp_path))["flex:jaala>H"].feeder_stops == ("A", "C")


def test_aspen(shared_data: Path) -> None:
    """The Downtowner: one zone, one row twice with the same number, minutes in stop_times.txt; counted by hand."""
    found = read_service_taxis(shared_data / "gtfs" / "aspen_flex.zip")
    assert found.faults == ()
    winter, off_season = found.taxis
    assert (winter.id, off_season.id) == ("aspen_flex:area_294>area_294", "aspen_flex:area_294>area_294:2")
    assert (winter.start_s, winter.end_s, off_season.start_s) == (8 * 3600, 23 * 3600, 11 * 3600)
    assert {winter.directions, off_season.directions} == {"both"}
    assert (winter.duration_factor, winter.duration_offset_s, winter.wheelchair) == (1.0, 1200, 0)
    assert winter.booking == BookingRule(
        "real_time", phone="877-230-6045", info_url="https://www.cityofaspen.com/270/Downtowner"
    )
    assert winter.runs_on(datetime.date(2021, 4, 14))
    assert not winter.runs_on(datetime.date(2021, 4, 15))
    assert off_season.runs_on(datetime.date(2021, 4, 15))
    assert len(winter.dates or ()) == 140
    assert winter.zone.contains(shapely.Point(-106.82, 39.19))


ONLY_OUT = ["out,,jaala,,1,09:00:00,13:00:00,2,1,day,", "out,,town,,2,09:00:00,13:00:00,1,2,,day"]
LEFT = ["back,,town,,1,09:00:00,13:00:00,2,1,day,", "back,,jaala,,2,09:00:00,13:00:00,1,2,,day"]
TIMED = "trip_id,location_id,stop_sequence,arrival_time,start_pickup_drop_off_window,end_pickup_drop_off_window\n"


def first(old: str, new: str) -> Changes:
    """The trip `out` with a passage of its first row replaced; `back` stays as it is."""
    assert old in ONLY_OUT[0]
    return times(ONLY_OUT[0].replace(old, new, 1), ONLY_OUT[1], *LEFT)


DROPPED = [
    ("flex_place_unknown", first("jaala", "iitti"), "stop_times.txt", 2, "location_id", "iitti"),
    ("flex_place_unknown", first(",,jaala,,", ",,,,"), "stop_times.txt", 2, "location_id", ""),
    ("flex_place_ambiguous", first(",,jaala,,", ",A,jaala,,"), "stop_times.txt", 2, "location_id", "jaala"),
    ("flex_window_missing", first("13:00:00", ""), "stop_times.txt", 2, "end_pickup_drop_off_window", ""),
    ("time_bad", first("09:00:00", "nine"), "stop_times.txt", 2, "start_pickup_drop_off_window", "nine"),
    (
        "flex_window_backwards",
        first("13:00:00", "8:00:00"),
        "stop_times.txt",
        2,
        "end_pickup_drop_off_window",
        "8:00:00",
    ),
    (
        "flex_windows_apart",
        first("09:00:00,13:00:00", "06:00:00,09:00:00"),
        "stop_times.txt",
        3,
        "start_pickup_drop_off_window",
        "09:00:00",
    ),
    ("flex_trip_too_short", times(ONLY_OUT[0], *LEFT), "stop_times.txt", 2, None, None),
    (
        "flex_timed_stop",
        {
            "stop_times.txt": TIMED + "out,jaala,1,09:00:00,,\nout,town,2,,09:00:00,13:00:00\n"
            "back,town,1,,09:00:00,13:00:00\nback,jaala,2,,09:00:00,13:00:00\n"
        },
        "stop_times.txt",
        2,
        "arrival_time",
        "09:00:00",
    ),
    (
        "trip_unknown",
        times("extra,,jaala,,1,09:00:00,13:00:00,2,1,day,", *LEFT),
        "stop_times.txt",
        2,
        "trip_id",
        "extra",
    ),
    ("service_unknown", edited("trips.txt", "K,tt,out", "K,xx,out"), "trips.txt", 2, "service_id", "xx"),
    (
        "flex_group_member_unknown",
        edited("location_group_stops.txt", "G,A", "G,Q"),
        "location_group_stops.txt",
        2,
        "stop_id",
        "Q",
    ),
    (
        "gtfs_value_missing",
        edited("booking_rules.txt", "hour,1,60", "hour,1,"),
        "booking_rules.txt",
        3,
        "prior_notice_duration_min",
        "",
    ),
    ("gtfs_value_missing", edited("booking_rules.txt", "now,0", "now,"), "booking_rules.txt", 4, "booking_type", ""),
    ("gtfs_value_bad", edited("booking_rules.txt", "now,0", "now,7"), "booking_rules.txt", 4, "booking_type", "7"),
    (
        "gtfs_value_bad",
        edited("booking_rules.txt", "15:00:00", "3 pm"),
        "booking_rules.txt",
        2,
        "prior_notice_last_time",
        "3 pm",
    ),
    (
        "gtfs_number_bad",
        edited("booking_rules.txt", "day,2,,1", "day,2,,one"),
        "booking_rules.txt",
        2,
        "prior_notice_last_day",
        "one",
    ),
]
WARNED = [
    (
        "flex_booking_missing",
        times(ONLY_OUT[0].replace("day", ""), ONLY_OUT[1].replace("day", "")),
        "stop_times.txt",
        2,
        "pickup_booking_rule_id",
        "",
    ),
    ("flex_booking_unknown", first(",day,", ",week,"), "stop_times.txt", 2, "pickup_booking_rule_id", "week"),
    (
        "flex_duration_assumed",
        edited("trips.txt", ",safe_duration_factor,safe_duration_offset", ",a,b"),
        "trips.txt",
        None,
        None,
        None,
    ),
    ("gtfs_number_ignored", edited("trips.txt", "1.5,300", "0,300"), "trips.txt", 2, "safe_duration_factor", "0"),
    (
        "flex_never_runs",
        {
            "calendar_dates.txt": "service_id,date,exception_type\nno,20260305,2\n",
            "trips.txt": FLEX["trips.txt"].replace("tt,out", "no,out"),
        },
        "stop_times.txt",
        2,
        None,
        None,
    ),
    ("flex_period_cut", edited("calendar.txt", "20260331", "20991231"), "calendar.txt", None, None, None),
    (
        "geometry_mended",
        {
            "locations.geojson": locations(
                town=square(26.6, 60.8),
                jaala={
                    "type": "Polygon",
                    "coordinates": [[[26.4, 61], [26.6, 61.2], [26.6, 61], [26.4, 61.2], [26.4, 61]]],
                },
            )
        },
        "locations.geojson",
        3,
        "geometry",
        None,
    ),
]


@pytest.mark.parametrize(
    ("severity", "case"), [(Severity.DROPPED, c) for c in DROPPED] + [(Severity.WARNING, c) for c in WARNED]
)
def test_what_is_left_out_or_worth_knowing_is_told_where_it_is(severity, case, tmp_path: Path) -> None:
    code, changes, file, row, field, value = case
    faults = {fault.code: fault for fault in reversed(read(changes, tmp_path).faults)}
    fault = faults[code]
    assert (fault.severity, fault.file, fault.row, fault.field, fault.value) == (
        severity,
        f"flex.zip/{file}",
        row,
        field,
        value,
    )


REFUSED = [
    ("flex_none_left", times("out,,iitti,,1,,,2,1,,"), "flex.zip", None),
    (
        "flex_no_trips",
        {
            "stop_times.txt": "trip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
            "out,A,1,08:00:00,08:00:00\nout,B,2,08:05:00,08:05:00\n"
        },
        "flex.zip",
        None,
    ),
    (
        "json_invalid",
        {"locations.geojson": '{"type": "FeatureCollection",\n "features": [}'},
        "flex.zip/locations.geojson",
        2,
    ),
    ("json_invalid", {"locations.geojson": '{"features": [NaN]}'}, "flex.zip/locations.geojson", None),
    ("json_not_features", {"locations.geojson": "[]"}, "flex.zip/locations.geojson", None),
    ("gtfs_not_utf8", {"locations.geojson": b"\xff{}"}, "flex.zip/locations.geojson", 1),
    (
        "id_missing",
        {"locations.geojson": FLEX["locations.geojson"].replace('"id": "town"', '"a": 1')},
        "flex.zip/locations.geojson",
        None,
    ),
    (
        "gtfs_id_twice",
        {"locations.geojson": FLEX["locations.geojson"].replace('"id": "town"', '"id": "jaala"')},
        "flex.zip/locations.geojson",
        2,
    ),
    (
        "geometry_missing",
        {"locations.geojson": locations(jaala=None, town=square(26.6, 60.8))},
        "flex.zip/locations.geojson",
        2,
    ),
    (
        "geometry_not_area",
        {"locations.geojson": locations(jaala={"type": "Point", "coordinates": [26, 61]})},
        "flex.zip/locations.geojson",
        2,
    ),
    (
        "coordinates_swapped",
        {"locations.geojson": locations(jaala=square(61.0, 26.4))},
        "flex.zip/locations.geojson",
        2,
    ),
    ("calendar_missing", {"calendar.txt": None, "calendar_dates.txt": None}, "flex.zip/calendar.txt", None),
    ("date_bad", edited("calendar.txt", "20260331", "soon"), "flex.zip/calendar.txt", 2),
    ("gtfs_file_missing", {"trips.txt": None}, "flex.zip/trips.txt", None),
    ("gtfs_column_missing", {"stop_times.txt": "location_id\njaala\n"}, "flex.zip/stop_times.txt", 1),
]


@pytest.mark.parametrize(("code", "changes", "file", "row"), REFUSED)
def test_what_cannot_be_used_is_refused(
    code: str, changes: Changes, file: str, row: int | None, tmp_path: Path
) -> None:
    fault = refusal(lambda: read(changes, tmp_path))[code]
    assert (fault.file, fault.row) == (file, row)


def test_a_feed_of_hundreds_of_zones_a_trip_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gtfs_flex, "MAX_TAXIS", 1)
    assert dict(refusal(lambda: read({}, tmp_path))["flex_too_many"].facts) == {"limit": 1}


def test_what_is_no_feed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "flex.zip"
    path.write_bytes(b"no zip")
    assert set(refusal(lambda: read_service_taxis(path))) == {"not_a_zip"}


def test_the_fixed_trips_of_a_mixed_feed_are_passed_over(tmp_path: Path) -> None:
    trips = FLEX["trips.txt"] + "K,tt,bus,,,\n"
    header = TIMES.strip() + ",arrival_time,departure_time\n"
    flexible = "".join(f"{row},,\n" for row in [*ONLY_OUT, *LEFT])
    fixed = "bus,A,,,1,,,,,,,08:00:00,08:00:00\nbus,B,,,2,,,,,,,08:05:00,08:05:00\n"
    found = read({"trips.txt": trips, "stop_times.txt": header + flexible + fixed}, tmp_path)
    assert (len(found), found.faults) == (2, ())

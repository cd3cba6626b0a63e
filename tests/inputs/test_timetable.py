"""What a timetable says: times worked out by hand, calendars, headways, inherited access, several feeds together.

The feeds are variants of the town in timetable_feeds.py: A, B, C, D on one meridian with ways as 1 : 2 : 1.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessment.inputs.gtfs_values import seconds_of
from assessment.inputs.interpolation import great_circle_m
from assessment.inputs.provenance import sha256_of
from assessment.inputs.timetable import Timetable, read_timetable
from tests.inputs.refusals import refusal
from tests.inputs.timetable_feeds import TOWN, edited, stop_times, town, write_zip

CALLS = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
DIST = CALLS + ",shape_dist_traveled"


def read(tmp_path: Path, changes: Mapping[str, str | bytes | None] | None = None, name: str = "town.zip") -> Timetable:
    return read_timetable([write_zip(tmp_path / name, town(changes or {}))])


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def calls(timetable: Timetable, trip_id: str) -> list[str]:
    """The calls of a trip as "stop arrival departure"."""
    row = list(timetable.trips["trip_id"]).index(trip_id)
    rows = timetable.stop_times[timetable.stop_times["trip"] == row]
    stops = timetable.stops["stop_id"].to_numpy()[rows["stop"]]
    return [
        f"{stop} {clock(arrival)} {clock(departure)}"
        for stop, arrival, departure in zip(stops, rows["arrival_s"], rows["departure_s"], strict=True)
    ]


AM = ["A 08:00:00 08:00:00", "B 08:02:00 08:03:00", "C 08:06:00 08:06:00", "D 08:08:00 08:08:00"]


def test_the_town_is_read_as_written(tmp_path: Path) -> None:
    timetable = read(tmp_path)
    assert timetable.faults == ()
    assert calls(timetable, "am") == AM
    assert calls(timetable, "night") == ["D 23:55:00 23:55:00", "A 24:03:00 24:03:00"]
    assert timetable.stop_times["arrival_s"].iloc[-1] == 24 * 3600 + 180
    assert timetable.timezone == "Europe/Helsinki"
    assert timetable.stops.loc[1, ["stop_id", "name", "lon", "lat"]].tolist() == ["B", "Birkko", 26.7, 60.01]
    assert timetable.routes.loc[0].tolist() == ["R", "1", "Alku-Delta", 3]
    assert timetable.trips["direction_id"].tolist() == [0, 1]
    [source] = timetable.sources
    assert (source.file, source.sha256) == ("town.zip", sha256_of(tmp_path / "town.zip"))


def test_the_columns_are_those_documented(tmp_path: Path) -> None:
    timetable = read(tmp_path)
    text, small, row = "str", "int8", "int32"
    kinds = {name: {c: str(t) for c, t in getattr(timetable, name).dtypes.items()} for name in ("stops", "routes")}
    assert kinds["stops"] == {
        "stop_id": text, "name": text, "lon": "float64", "lat": "float64", "location_type": small, "parent": row,
        "wheelchair_boarding": small,
    }  # fmt: skip
    assert kinds["routes"] == {"route_id": text, "short_name": text, "long_name": text, "route_type": row}
    assert {c: str(t) for c, t in timetable.trips.dtypes.items()} == {
        "trip_id": text, "route": row, "service_id": text, "headsign": text, "direction_id": small,
        "wheelchair_accessible": small, "shape_id": text,
    }  # fmt: skip
    assert {c: str(t) for c, t in timetable.stop_times.dtypes.items()} == {
        "trip": row, "stop": row, "arrival_s": row, "departure_s": row, "pickup_type": small, "drop_off_type": small,
    }  # fmt: skip


# How a table may be written


def quoted(text: str) -> str:
    return "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines()) + "\n"


def spaced(text: str) -> str:
    return text.replace(",", " , ").replace("\n", " \n")


@pytest.mark.parametrize(
    "write",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: "\n" + text,
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n",
        lambda text: text + "," * text.split("\n")[0].count(",") + "\n",
        lambda text: text.replace("\n", ",\n"),
        lambda text: "".join(f"{line},{'note' if i == 0 else i}\n" for i, line in enumerate(text.splitlines())),
        lambda text: text.replace(",08:", ",8:"),
        quoted,
        spaced,
    ],
)
def test_a_table_may_be_written_in_many_ways(write, tmp_path: Path) -> None:
    timetable = read(tmp_path, {name: write(text) for name, text in TOWN.items()})
    assert timetable.faults == ()
    assert calls(timetable, "am") == AM
    assert list(timetable.stops["stop_id"]) == ["A", "B", "C", "D"]


def test_null_and_nan_are_names(tmp_path: Path) -> None:
    renamed = {name: text.replace("A,Alku", "NaN,null") for name, text in TOWN.items()}
    renamed["stop_times.txt"] = renamed["stop_times.txt"].replace(",A,", ",NaN,")
    timetable = read(tmp_path, renamed)
    assert timetable.stops.loc[0, ["stop_id", "name"]].tolist() == ["NaN", "null"]
    assert calls(timetable, "am")[0] == "NaN 08:00:00 08:00:00"


def test_a_line_break_within_quotes_moves_the_lines_but_not_the_rows(tmp_path: Path) -> None:
    changes = edited("stops.txt", "Birkko", '"Birkko,\nold ""town"""') | {}
    changes["stops.txt"] = changes["stops.txt"].replace("D,Delta,60.04", "D,Delta,x")
    timetable = read(tmp_path, changes)
    assert timetable.stops.loc[1, "name"] == 'Birkko,\nold "town"'
    assert timetable.faults[0].row == 6


def test_a_folder_and_a_subfolder_read_like_a_zip(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    folder.mkdir()
    for name, text in TOWN.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert calls(read_timetable([folder]), "am") == AM
    digest = read_timetable([folder]).sources[0].sha256
    (folder / "stops.txt").write_text(TOWN["stops.txt"].replace("Birkko", "Borkko"), encoding="utf-8")
    assert read_timetable([folder]).sources[0].sha256 != digest
    deep = {f"feed/{name}": text for name, text in TOWN.items()} | {"__MACOSX/._stops.txt": "x", "readme.md": "hello"}
    assert calls(read_timetable([write_zip(tmp_path / "deep.zip", deep)]), "am") == AM


def test_reading_again_gives_the_same(tmp_path: Path) -> None:
    one, two = read(tmp_path), read(tmp_path)
    for table in ("stops", "routes", "trips", "stop_times", "calendar", "calendar_dates"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(two, table))


# Times


def test_calls_are_sorted_by_trip_and_order(tmp_path: Path) -> None:
    lines = TOWN["stop_times.txt"].splitlines()
    timetable = read(tmp_path, {"stop_times.txt": "\n".join([lines[0], *reversed(lines[1:])])})
    pd.testing.assert_frame_equal(timetable.stop_times, read(tmp_path, name="b.zip").stop_times)


def test_blank_times_follow_the_way_along_the_stops(tmp_path: Path) -> None:
    """480 s over ways of 1 : 2 : 1 of latitude: B after 120 s, C after 360 s."""
    rows = ("am,08:00:00,08:00:00,A,1", "am,,,B,2", "am,,,C,3", "am,08:08:00,08:08:00,D,4")
    timetable = read(tmp_path, stop_times(*rows))
    assert calls(timetable, "am") == [
        "A 08:00:00 08:00:00",
        "B 08:02:00 08:02:00",
        "C 08:06:00 08:06:00",
        "D 08:08:00 08:08:00",
    ]


def test_blank_times_begin_at_the_departure_and_end_at_the_arrival(tmp_path: Path) -> None:
    """A leaves at 08:01 and D is reached at 08:07: 360 s; B after 90 s, C after 270 s."""
    rows = ("am,08:00:00,08:01:00,A,1", "am,,,B,2", "am,,,C,3", "am,08:07:00,08:09:00,D,4")
    assert calls(read(tmp_path, stop_times(*rows)), "am")[1:3] == ["B 08:02:30 08:02:30", "C 08:05:30 08:05:30"]


def test_blank_times_follow_shape_dist_where_it_is_given(tmp_path: Path) -> None:
    """480 s over 4000 m: B at 1000 m after 120 s, C at 1500 m after 180 s."""
    rows = ("am,08:00:00,08:00:00,A,1,0", "am,,,B,2,1000", "am,,,C,3,1500", "am,08:08:00,08:08:00,D,4,4000")
    timetable = read(tmp_path, stop_times(*rows, columns=DIST))
    assert calls(timetable, "am")[1:3] == ["B 08:02:00 08:02:00", "C 08:03:00 08:03:00"]


def test_shape_dist_counts_from_the_timed_stop_before(tmp_path: Path) -> None:
    """B is timed: from 1000 m at 08:02 to 4000 m at 08:08, C at 1500 m is a sixth of 360 s on: 08:03."""
    rows = ("am,08:00:00,08:00:00,A,1,0", "am,08:02:00,,B,2,1000", "am,,,C,3,1500", "am,,08:08:00,D,4,4000")
    timetable = read(tmp_path, stop_times(*rows, columns=DIST))
    assert calls(timetable, "am")[2] == "C 08:03:00 08:03:00"


@pytest.mark.parametrize("distances", [("0", "", "9", "10"), ("", "1", "2", "4000"), ("5", "5", "5", "5")])
def test_shape_dist_with_gaps_gives_way_to_the_stops(distances: tuple[str, ...], tmp_path: Path) -> None:
    times = (",08:00:00", ",", ",", "08:08:00,")
    rows = (f"am,{time},{stop},{i},{d}" for i, (time, stop, d) in enumerate(zip(times, "ABCD", distances, strict=True)))
    timetable = read(tmp_path, stop_times(*rows, columns=DIST))
    assert calls(timetable, "am")[1:3] == ["B 08:02:00 08:02:00", "C 08:06:00 08:06:00"]


def test_interpolated_times_are_whole_seconds(tmp_path: Path) -> None:
    """10 s over 1 : 2 : 1: 2.5 s and 7.5 s; halves go to the even second."""
    rows = ("am,08:00:00,08:00:00,A,1", "am,,,B,2", "am,,,C,3", "am,08:00:10,08:00:10,D,4")
    shape = (",0", ",1", ",3", ",4")
    timetable = read(tmp_path, stop_times(*(a + b for a, b in zip(rows, shape, strict=True)), columns=DIST))
    assert calls(timetable, "am")[1:3] == ["B 08:00:02 08:00:02", "C 08:00:08 08:00:08"]


def test_stops_in_one_place_share_the_time_evenly(tmp_path: Path) -> None:
    rows = ("am,08:00:00,08:00:00,A,1", "am,,,A,2", "am,,,A,3", "am,08:06:00,08:06:00,A,4")
    times = [call.split()[1] for call in calls(read(tmp_path, stop_times(*rows)), "am")]
    assert times == ["08:00:00", "08:02:00", "08:04:00", "08:06:00"]


def test_one_time_of_two_is_both(tmp_path: Path) -> None:
    rows = ("am,,08:00:00,A,1", "am,08:02:00,,B,2", "am,08:08:00,,D,4")
    assert [call.split()[1:] for call in calls(read(tmp_path, stop_times(*rows)), "am")] == [
        ["08:00:00"] * 2,
        ["08:02:00"] * 2,
        ["08:08:00"] * 2,
    ]
    rows = ("am,08:00:00,A,1", "am,,B,2", "am,08:04:00,C,3")
    timetable = read(tmp_path, stop_times(*rows, columns="trip_id,departure_time,stop_id,stop_sequence"))
    assert calls(timetable, "am")[1] == "B 08:01:20 08:01:20"


def test_great_circle_of_one_degree_of_latitude() -> None:
    """A degree of a great circle is 2 pi R / 360 = 111,195.08 m for R = 6,371,008.8 m."""
    zero, one = np.array([0.0]), np.array([1.0])
    assert great_circle_m(zero, zero, zero, one)[0] == pytest.approx(111_195.08, abs=0.01)
    assert great_circle_m(zero, zero, one, zero)[0] == pytest.approx(111_195.08, abs=0.01)


@pytest.mark.parametrize(("text", "seconds"), [("7:30:00", 27000), ("07:30:00", 27000), ("25:10:05", 90605)])
def test_times_of_day(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


def test_pickup_and_drop_off_types(tmp_path: Path) -> None:
    rows = ("am,08:00:00,08:00:00,A,1,0,1", "am,08:02:00,08:02:00,B,2,,", "am,08:08:00,08:08:00,D,4,1,3")
    timetable = read(tmp_path, stop_times(*rows, columns=CALLS + ",pickup_type,drop_off_type"))
    assert timetable.stop_times["pickup_type"].tolist() == [0, 0, 1]
    assert timetable.stop_times["drop_off_type"].tolist() == [1, 0, 3]


def test_an_on_demand_row_leaves_the_fixed_rows_of_its_trip(tmp_path: Path) -> None:
    rows = ("am,08:00:00,08:00:00,A,1,", "am,,,,2,zone", "am,08:08:00,08:08:00,D,4,", "night,,,,1,zone")
    timetable = read(tmp_path, stop_times(*rows, columns=CALLS + ",location_id"))
    assert calls(timetable, "am") == ["A 08:00:00 08:00:00", "D 08:08:00 08:08:00"]
    assert {(fault.code, fault.row) for fault in timetable.faults} == {("call_on_demand", 3), ("call_on_demand", 5)}


# Headways

HEADWAYS = "trip_id,start_time,end_time,headway_secs\n"


def test_headways_equal_the_trips_written_out(tmp_path: Path) -> None:
    """06:00 to before 06:20 every 600 s: 06:00 and 06:10; 23:50 to 24:15 every 900 s: 23:50 and 24:05."""
    expanded = read(tmp_path, {"frequencies.txt": HEADWAYS + "am,06:00:00,06:20:00,600\nam,23:50:00,24:15:00,900\n"})
    lines = [line for line in TOWN["stop_times.txt"].splitlines() if not line.startswith("am,")]
    trips = TOWN["trips.txt"].replace("R,week,am,0\n", "")
    for at in ("06:00:00", "06:10:00", "23:50:00", "24:05:00"):
        trips += f"R,week,am@{at},0\n"
        start = seconds_of(at)
        assert start is not None
        times = ((0, 0), (120, 180), (360, 360), (480, 480))
        for number, (stop, (a, d)) in enumerate(zip("ABCD", times, strict=True), start=1):
            lines.append(f"am@{at},{clock(start + a)},{clock(start + d)},{stop},{number}")
    written = read(tmp_path, {"trips.txt": trips, "stop_times.txt": "\n".join(lines)}, name="written.zip")
    pd.testing.assert_frame_equal(expanded.trips, written.trips)
    pd.testing.assert_frame_equal(expanded.stop_times, written.stop_times)
    assert expanded.trip_count(datetime.date(2026, 3, 4)) == 5


def test_headways_count_from_the_first_departure(tmp_path: Path) -> None:
    """The template stands at A 07:58-08:00, so the trip of 06:00 arrives at 05:58; nothing before midnight."""
    changes = edited("stop_times.txt", "am,08:00:00,08:00:00", "am,07:58:00,08:00:00")
    changes["frequencies.txt"] = HEADWAYS + "am,06:00:00,06:01:00,600\nam,00:00:00,00:00:01,600\n"
    timetable = read(tmp_path, changes)
    assert calls(timetable, "am@06:00:00")[:2] == ["A 05:58:00 06:00:00", "B 06:02:00 06:03:00"]
    assert calls(timetable, "am@00:00:00")[0] == "A 00:00:00 00:00:00"


# Calendars

EXCEPTIONS = "service_id,date,exception_type\n"
WEDNESDAY, SATURDAY = datetime.date(2026, 3, 4), datetime.date(2026, 3, 7)


def test_weekdays_and_period(tmp_path: Path) -> None:
    timetable = read(tmp_path)
    days = [datetime.date(2026, 3, 1) + datetime.timedelta(days=n) for n in range(40)]
    served = [day for day in days if day.month == 3 and day.day >= 2 and day.weekday() < 5]
    assert [day for day in days if timetable.active_services(day)] == served
    assert [day for day in days if timetable.trip_count(day) == 2] == served
    assert {timetable.trip_count(day) for day in days} == {0, 2}
    assert timetable.service_dates() == (datetime.date(2026, 3, 2), datetime.date(2026, 3, 31))


def test_exceptions_add_and_remove(tmp_path: Path) -> None:
    exceptions = EXCEPTIONS + "week,20260304,2\nweek,20260307,1\nweek,20260305,1\nweek,20260308,2\nweek,20260411,1\n"
    timetable = read(tmp_path, {"calendar_dates.txt": exceptions + "week,20260304,2\n"})
    assert timetable.faults == ()
    assert timetable.active_services(WEDNESDAY) == frozenset()
    assert timetable.trip_count(WEDNESDAY) == 0
    assert timetable.active_services(SATURDAY) == {"week"}
    assert timetable.trip_count(SATURDAY) == 2
    assert timetable.trip_count(datetime.date(2026, 3, 5)) == 2
    assert timetable.trip_count(datetime.date(2026, 3, 8)) == 0
    assert timetable.service_dates() == (datetime.date(2026, 3, 2), datetime.date(2026, 4, 11))
    assert timetable.nearest_service_date(WEDNESDAY) == datetime.date(2026, 3, 5)  # as near as the 3rd; the later


@pytest.mark.parametrize("calendar", [None, TOWN["calendar.txt"].splitlines()[0]])
def test_exceptions_alone_are_a_calendar(calendar: str | None, tmp_path: Path) -> None:
    timetable = read(tmp_path, {"calendar.txt": calendar, "calendar_dates.txt": EXCEPTIONS + "week,20260307,1\n"})
    assert timetable.service_dates() == (SATURDAY, SATURDAY)
    assert timetable.active_services(SATURDAY) == {"week"}


def test_services_without_trips_do_not_stretch_the_period(tmp_path: Path) -> None:
    calendar = TOWN["calendar.txt"] + "old,1,1,1,1,1,1,1,19000101,20991231\n"
    timetable = read(tmp_path, {"calendar.txt": calendar})
    assert timetable.service_dates() == (datetime.date(2026, 3, 2), datetime.date(2026, 3, 31))
    assert timetable.active_services(SATURDAY) == {"old"}
    assert timetable.trip_count(SATURDAY) == 0


# Access


def test_a_stop_that_says_nothing_has_its_stations_access(tmp_path: Path) -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n"
        "A,A,60.00,26.7,0,S,\n"  # the station's 1
        "B,B,60.01,26.7,,S,2\n"  # its own 2
        "C,C,60.03,26.7,0,S,0\n"  # 0 says nothing either
        "D,D,60.04,26.7,0,,\n"  # no station
        "S,S,60.02,26.7,1,,1\n"
        "X,X,,,4,A,\n"  # a boarding area: of its platform, and so of the station; placed there
    )
    timetable = read(tmp_path, {"stops.txt": stops})
    assert timetable.faults == ()
    assert timetable.stops["wheelchair_boarding"].tolist() == [1, 2, 1, 0, 1, 1]
    assert timetable.stops["parent"].tolist() == [4, 4, 4, -1, -1, 0]
    assert timetable.stops["location_type"].tolist() == [0, 0, 0, 0, 1, 4]
    assert timetable.stops.loc[5, ["lon", "lat"]].tolist() == [26.7, 60.0]


def test_access_that_is_not_told_is_unknown(tmp_path: Path) -> None:
    timetable = read(tmp_path)
    assert set(timetable.stops["wheelchair_boarding"]) == {0}
    assert set(timetable.trips["wheelchair_accessible"]) == {0}
    trips = "route_id,service_id,trip_id,wheelchair_accessible\nR,week,am,2\nR,week,night,\n"
    assert read(tmp_path, {"trips.txt": trips}).trips["wheelchair_accessible"].tolist() == [2, 0]


# Several feeds


def test_feeds_with_the_same_ids_are_kept_apart(tmp_path: Path) -> None:
    other = town(
        edited("stops.txt", "Birkko", "Borgå") | edited("stop_times.txt", "08:00:00,08:00:00", "09:00:00,09:00:00")
    )
    other["stop_times.txt"] = str(other["stop_times.txt"]).replace("08:0", "09:0")
    one, two = write_zip(tmp_path / "bus.zip", TOWN), write_zip(tmp_path / "rail.zip", other)
    both = read_timetable([one, two])
    assert list(both.stops["stop_id"])[3:5] == ["bus:D", "rail:A"]
    assert set(both.routes["route_id"]) == {"bus:R", "rail:R"}
    assert set(both.trips["service_id"]) == set(both.calendar["service_id"]) == {"bus:week", "rail:week"}
    assert calls(both, "bus:am") == ["bus:" + call for call in AM]
    assert calls(both, "rail:am")[0] == "rail:A 09:00:00 09:00:00"
    assert both.trips["route"].tolist() == [0, 0, 1, 1]
    assert (np.diff(both.stop_times["trip"]) >= 0).all()
    assert both.active_services(WEDNESDAY) == {"bus:week", "rail:week"}
    assert both.trip_count(WEDNESDAY) == 4
    assert [source.file for source in both.sources] == ["bus.zip", "rail.zip"]
    assert {str(t) for t in both.stop_times.dtypes} == {"int32", "int8"}


def test_two_feeds_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one = write_zip(tmp_path / "gtfs.zip", TOWN)
    two = write_zip(tmp_path / "other" / "gtfs.zip", town(edited("stops.txt", "Birkko", "Borgå")))
    assert set(read_timetable([one, two]).trips["trip_id"]) == {"gtfs:am", "gtfs:night", "gtfs-2:am", "gtfs-2:night"}


def test_feeds_with_and_without_exceptions_merge(tmp_path: Path) -> None:
    one = write_zip(tmp_path / "a.zip", TOWN)
    alone: dict[str, str | bytes | None] = {
        "calendar.txt": None,
        "calendar_dates.txt": EXCEPTIONS + "week,20260307,1\n",
    }
    two = write_zip(tmp_path / "b.zip", town(alone))
    both = read_timetable([one, two])
    assert both.active_services(SATURDAY) == {"b:week"}
    assert both.active_services(WEDNESDAY) == {"a:week"}


def test_where_the_data_come_from(tmp_path: Path) -> None:
    one, two = (
        write_zip(tmp_path / "a.zip", TOWN),
        write_zip(tmp_path / "b.zip", town(edited("stops.txt", "Alku", "X"))),
    )
    described = {"a.zip": {"owner": "Town", "licence": "CC BY 4.0"}, "b.zip": {"owner": "Other"}}
    assert [source.owner for source in read_timetable([one, two], described).sources] == ["Town", "Other"]
    source = read_timetable([one], {"owner": "Town", "date": "2026", "certainty": "modelled"}).sources[0]
    assert (source.owner, source.date, source.certainty) == ("Town", "2026", "modelled")
    assert "certainty_unknown" in refusal(lambda: read_timetable([one], {"certainty": "sure"}))


def test_a_timetable_cannot_be_changed(tmp_path: Path) -> None:
    timetable = read(tmp_path)
    with pytest.raises(dataclasses.FrozenInstanceError):
        timetable.timezone = "UTC"  # type: ignore[misc]

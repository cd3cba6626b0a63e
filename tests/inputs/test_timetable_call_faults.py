"""Each fault of the calls and the headways of a timetable: where it is found, and which trips remain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.timetable_cases import BOTH, Case, dropped, must_be_told, refused, warned
from tests.inputs.timetable_feeds import edited, stop_times

AM = ("am,08:00:00,08:00:00,A,1", "am,08:08:00,08:08:00,D,4")
CALLS = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
WITH_DIST = CALLS + ",shape_dist_traveled"
WITH_PICKUP = CALLS + ",pickup_type"
WITH_WINDOW = CALLS + ",start_pickup_drop_off_window,end_pickup_drop_off_window"
PLACES = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
OTHER_PLACES = "B,B,60.01,26.7,,\nC,C,60.03,26.7,,\nD,D,60.04,26.7,,\n"
HEADWAYS = "trip_id,start_time,end_time,headway_secs\n"


def calls(old: str, new: str) -> dict[str, str]:
    return edited("stop_times.txt", old, new)


CASES = [
    # stop times
    dropped("trip_unknown", calls("am,08:02", "pm,08:02"), "stop_times.txt", 3, "trip_id", "pm", left=BOTH),
    dropped("stop_unknown", calls("08:03:00,B", "08:03:00,X"), "stop_times.txt", 3, "stop_id", "X", left={"night"}),
    dropped("gtfs_value_missing", calls("08:03:00,B", "08:03:00,"), "stop_times.txt", 3, "stop_id", "", left={"night"}),
    dropped("gtfs_value_missing", calls("B,2", "B,"), "stop_times.txt", 3, "stop_sequence", "", left={"night"}),
    dropped("gtfs_number_bad", calls("B,2", "B,2nd"), "stop_times.txt", 3, "stop_sequence", "2nd", left={"night"}),
    dropped("gtfs_number_bad", calls("B,2", "B,-2"), "stop_times.txt", 3, "stop_sequence", "-2", left={"night"}),
    *(
        dropped("time_bad", calls("08:02:00", bad), "stop_times.txt", 3, "arrival_time", bad, left={"night"})
        for bad in ("8:2:00", "08:02", "08:60:00", "NaN", "08.02.00", "-8:02:00", "1000:00:00", "0٨:02:00")
    ),
    dropped(
        "time_bad", calls("08:03:00", "08:03:0x"), "stop_times.txt", 3, "departure_time", "08:03:0x", left={"night"}
    ),
    dropped("stop_sequence_twice", calls("C,3", "C,2"), "stop_times.txt", 4, "stop_sequence", "2", left={"night"}),
    dropped(
        "trip_too_short",
        stop_times(*AM, "night,23:55:00,23:55:00,D,10"),
        "trips.txt",
        3,
        "trip_id",
        "night",
        left={"am"},
    ),
    dropped("trip_too_short", stop_times(*AM), "trips.txt", 3, "trip_id", "night", left={"am"}),
    dropped(
        "time_missing_at_end",
        calls("am,08:00:00,08:00:00", "am,,"),
        "stop_times.txt",
        2,
        "arrival_time",
        "",
        left={"night"},
    ),
    dropped(
        "time_missing_at_end",
        calls("am,08:08:00,08:08:00", "am,,"),
        "stop_times.txt",
        5,
        "arrival_time",
        "",
        left={"night"},
    ),
    dropped(
        "departure_before_arrival",
        calls("08:03:00", "08:01:00"),
        "stop_times.txt",
        3,
        "departure_time",
        "08:01:00",
        left={"night"},
    ),
    dropped(
        "time_falls",
        calls("08:06:00,08:06:00", "08:02:30,08:06:00"),
        "stop_times.txt",
        4,
        "arrival_time",
        "08:02:30",
        left={"night"},
    ),
    dropped(
        "time_falls",
        calls("24:03:00,24:03:00", "00:03:00,00:03:00"),
        "stop_times.txt",
        7,
        "arrival_time",
        "00:03:00",
        left={"am"},
    ),
    warned(
        "time_very_late",
        calls("24:03:00,24:03:00", "149:09:00,149:09:00"),
        "stop_times.txt",
        7,
        "departure_time",
        "149:09:00",
    ),
    warned(
        "gtfs_choice_unknown",
        stop_times("am,08:00:00,08:00:00,A,1,9", "am,08:08:00,08:08:00,D,4,", columns=WITH_PICKUP),
        "stop_times.txt",
        2,
        "pickup_type",
        "9",
        left={"am"},
    ),
    warned(
        "shape_dist_falls",
        stop_times("am,08:00:00,08:00:00,A,1,0", "am,,,B,2,9", "am,08:08:00,08:08:00,D,4,5", columns=WITH_DIST),
        "stop_times.txt",
        3,
        "shape_dist_traveled",
        "9",
        left={"am"},
    ),
    warned(
        "gtfs_number_ignored",
        stop_times("am,08:00:00,08:00:00,A,1,0", "am,,,B,2,far", "am,08:08:00,08:08:00,D,4,5", columns=WITH_DIST),
        "stop_times.txt",
        3,
        "shape_dist_traveled",
        "far",
        left={"am"},
    ),
    warned(
        "call_not_at_stop",
        {"stops.txt": PLACES + "A,A,60.0,26.7,1,\n" + OTHER_PLACES},
        "stop_times.txt",
        2,
        "stop_id",
        "A",
    ),
    warned("speed_impossible", edited("stops.txt", "60.04", "60.54"), "stop_times.txt", 5, "arrival_time", "08:08:00"),
    dropped(
        "call_on_demand",
        stop_times(
            "am,08:00:00,08:00:00,A,1,,",
            "am,08:08:00,08:08:00,D,4,,",
            "night,,,Z,1,09:00:00,15:00:00",
            columns=WITH_WINDOW,
        ),
        "stop_times.txt",
        4,
        "trip_id",
        "night",
        left={"am"},
    ),
    refused(
        "trips_all_on_demand",
        stop_times("am,,A1,1", "night,,A1,1", columns="trip_id,arrival_time,location_id,stop_sequence"),
        "",
    ),
    refused("trips_none_left", edited("routes.txt", "\nR,", "\nQ,"), ""),
    warned("many_trips_dropped", edited("trips.txt", "R,week,am", "R,summer,am"), "trips.txt", left={"night"}),
    # frequencies
    dropped(
        "trip_unknown",
        {"frequencies.txt": HEADWAYS + "pm,06:00:00,07:00:00,600\n"},
        "frequencies.txt",
        2,
        "trip_id",
        "pm",
        left=BOTH,
    ),
    dropped(
        "headway_bad",
        {"frequencies.txt": HEADWAYS + "am,06:00:00,07:00:00,0\n"},
        "frequencies.txt",
        2,
        "headway_secs",
        "0",
        left={"night"},
    ),
    dropped(
        "headway_bad",
        {"frequencies.txt": HEADWAYS + "am,06:00:00,07:00:00,10 min\n"},
        "frequencies.txt",
        2,
        "headway_secs",
        "10 min",
        left={"night"},
    ),
    dropped(
        "time_bad",
        {"frequencies.txt": HEADWAYS + "am,6,07:00:00,600\n"},
        "frequencies.txt",
        2,
        "start_time",
        "6",
        left={"night"},
    ),
    dropped(
        "gtfs_value_missing",
        {"frequencies.txt": HEADWAYS + "am,06:00:00,,600\n"},
        "frequencies.txt",
        2,
        "end_time",
        "",
        left={"night"},
    ),
    dropped(
        "frequency_backwards",
        {"frequencies.txt": HEADWAYS + "am,07:00:00,06:00:00,600\n"},
        "frequencies.txt",
        2,
        "end_time",
        "06:00:00",
        left={"night"},
    ),
    warned(
        "frequency_overlaps",
        {"frequencies.txt": HEADWAYS + "am,06:00:00,06:20:00,600\nam,06:10:00,06:30:00,600\n"},
        "frequencies.txt",
        3,
        "start_time",
        "06:10:00",
        left={"night", "am@06:00:00", "am@06:10:00", "am@06:20:00"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_fault_is_told_where_it_is(case: Case, tmp_path: Path) -> None:
    must_be_told(case, tmp_path)

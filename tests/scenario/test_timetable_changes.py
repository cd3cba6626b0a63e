"""What each change to the timetable does, worked out on paper for the village."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.impact.towns import LON, lat_at
from tests.scenario.village import (
    EPIPHANY,
    FRIDAY,
    SATURDAY,
    SUNDAY,
    WEDNESDAY,
    changed,
    line_1_back,
    line_1_out,
    runs,
    starts,
    village,
)

TODAY = village().timetable
assert TODAY is not None


def test_the_village_is_as_described() -> None:
    assert runs(TODAY, "1", WEDNESDAY) == [line_1_out(minute) for minute in (420, 480, 540, 600)]
    assert runs(TODAY, "1", WEDNESDAY, 1) == [line_1_back(450), line_1_back(510)]
    assert starts(TODAY, "1", FRIDAY) == ["07:00", "08:00", "09:00", "10:00", "22:00"]
    assert starts(TODAY, "1", EPIPHANY) == ["10:00"]


def test_a_removed_line_does_not_run_on_any_day() -> None:
    after = changed("remove_line: {line: R1}")
    assert [starts(after, "1", day) for day in (WEDNESDAY, SATURDAY, SUNDAY)] == [[], [], []]
    assert runs(after, "2", WEDNESDAY) == runs(TODAY, "2", WEDNESDAY)


def test_removed_trips_start_in_the_window_and_no_later() -> None:
    after = changed('remove_trips: {line: "1", from: "08:00", to: "10:00", direction: 0}')
    assert starts(after, "1", WEDNESDAY) == ["07:00", "10:00"]
    assert starts(after, "1", WEDNESDAY, 1) == ["07:30", "08:30"]
    assert starts(after, "1", SATURDAY) == ["22:00"]


def test_a_trip_of_fridays_and_saturdays_is_removed_on_saturdays_only() -> None:
    after = changed('remove_trips: {line: "1", from: "22:00", to: "24:00", days: saturday}')
    assert starts(after, "1", FRIDAY)[-1] == "22:00"
    assert starts(after, "1", SATURDAY) == ["09:00"]


def test_sundays_are_those_days_too_that_the_feed_runs_as_sundays() -> None:
    after = changed('remove_trips: {line: "1", from: "00:00", to: "24:00", days: sunday}')
    assert (starts(after, "1", SUNDAY), starts(after, "1", EPIPHANY)) == ([], [])
    assert starts(after, "1", WEDNESDAY) == starts(TODAY, "1", WEDNESDAY)


def test_days_may_be_services_of_the_feed() -> None:
    after = changed('remove_trips: {line: "1", from: "00:00", to: "24:00", days: [night, sat]}')
    assert starts(after, "1", SATURDAY) == []
    assert starts(after, "1", FRIDAY) == ["07:00", "08:00", "09:00", "10:00"]


def test_retimed_trips_keep_their_running_times() -> None:
    after = changed('retime_trips: {line: "1", from: "07:00", to: "08:30", shift_min: 12, days: weekday}')
    assert runs(after, "1", WEDNESDAY) == [line_1_out(minute) for minute in (432, 492, 540, 600)]
    assert runs(after, "1", WEDNESDAY, 1) == [line_1_back(462), line_1_back(510)]


def test_a_retimed_night_trip_moves_on_its_saturdays_only() -> None:
    after = changed('retime_trips: {line: "1", from: "22:00", to: "23:00", shift_min: -30, days: saturday}')
    assert (starts(after, "1", FRIDAY)[-1], starts(after, "1", SATURDAY)[-1]) == ("22:00", "21:30")


def test_retiming_there_and_back_is_nothing() -> None:
    after = changed(
        'retime_trips: {line: "1", from: "07:00", to: "09:00", shift_min: 10}',
        'retime_trips: {line: "1", from: "07:10", to: "09:10", shift_min: -10, direction: both}',
    )
    # 09:00 was not moved there but stands in the second window.
    assert starts(after, "1", WEDNESDAY) == ["07:00", "08:00", "08:50", "10:00"]
    exact = changed(
        'retime_trips: {line: "1", from: "07:00", to: "08:59", shift_min: 10}',
        'retime_trips: {line: "1", from: "07:10", to: "08:59", shift_min: -10}',
    )
    assert exact.digest() == TODAY.digest()


def test_a_headway_copies_the_typical_trip() -> None:
    after = changed('headway: {line: "1", direction: 0, from: "07:00", to: "09:30", every_min: 45, days: weekday}')
    # 07:00, 08:00 and 09:00 give way to 07:00, 07:45, 08:30 and 09:15; 10:00 stays.
    assert runs(after, "1", WEDNESDAY) == [line_1_out(minute) for minute in (420, 465, 510, 555, 600)]
    assert runs(after, "1", WEDNESDAY, 1) == runs(TODAY, "1", WEDNESDAY, 1)
    assert runs(after, "1", SATURDAY) == runs(TODAY, "1", SATURDAY)
    assert starts(after, "1", EPIPHANY) == ["10:00"]


def test_a_headway_on_all_days_repeats_each_kind_of_day_where_it_had_trips() -> None:
    after = changed('headway: {line: "1", from: "09:00", to: "10:00", every_min: 20}')
    assert starts(after, "1", WEDNESDAY) == ["07:00", "08:00", "09:00", "09:20", "09:40", "10:00"]
    assert starts(after, "1", SATURDAY) == ["09:00", "09:20", "09:40", "22:00"]
    assert starts(after, "1", SUNDAY) == ["10:00"]
    assert starts(after, "1", WEDNESDAY, 1) == ["07:30", "08:30"]


def test_a_line_is_added_by_minutes_both_ways() -> None:
    after = changed(
        "add_line: {id: new, name: Uusi, stops: [A, C, E], minutes: [0, 6, 10], first: '07:00', last: '09:00', "
        "every_min: 60, days: weekday, wheelchair_accessible: true}"
    )
    assert runs(after, "Uusi", WEDNESDAY) == [
        "A 07:00, C 07:06, E 07:10",
        "A 08:00, C 08:06, E 08:10",
        "A 09:00, C 09:06, E 09:10",
    ]
    assert runs(after, "Uusi", WEDNESDAY, 1)[0] == "E 07:00, C 07:04, A 07:10"
    assert starts(after, "Uusi", SATURDAY) == starts(after, "Uusi", EPIPHANY) == []
    new = after.trips[after.trips["trip_id"].str.startswith("new-")]
    assert (len(new), set(new["wheelchair_accessible"])) == (6, {1})


def test_a_line_is_added_by_speed_to_a_new_stop() -> None:
    after = changed(
        f"add_line: {{id: new, name: Uusi, stops: [A, B, {{id: N, name: Uusi pysäkki, lon: {LON}, "
        f"lat: {lat_at(4000)!r}}}], speed_kmh: 36, first: '07:00', last: '07:00', every_min: 60, days: all, "
        "both_directions: false}"
    )
    # 36 km/h is 10 m a second: the walk of 1,000 m, detour and all, takes 100 s, the next 3,000 m take 300 s.
    assert runs(after, "Uusi", SUNDAY) == ["A 07:00, B 07:01:40, N 07:06:40"]
    assert runs(after, "Uusi", SUNDAY, 1) == []
    assert after.stops["stop_id"].iloc[-1] == "N"


def test_an_extended_line_goes_on_at_once_and_comes_back_from_there() -> None:
    after = changed('extend_line: {line: "1", after: D, stops: [F, E], minutes: [3, 7]}')
    assert runs(after, "1", WEDNESDAY)[0] == line_1_out(420) + ", F 07:18, E 07:22"
    assert runs(after, "1", WEDNESDAY, 1)[0] == "E 07:23, F 07:27, " + line_1_back(450)


def test_an_extended_line_finds_the_stop_across_the_street() -> None:
    after = changed('extend_line: {line: "2", after: P3, stops: [E], minutes: [10]}')
    assert runs(after, "2", WEDNESDAY) == ["P1 09:15, P2 09:20, P3 09:25, E 09:35"]
    assert runs(after, "2", WEDNESDAY, 1) == ["E 09:30, Q3 09:40, Q2 09:45, Q1 09:50"]
    one_way = changed('extend_line: {line: "2", after: P3, stops: [E], minutes: [10], both_directions: false}')
    assert runs(one_way, "2", WEDNESDAY, 1) == runs(TODAY, "2", WEDNESDAY, 1)


def test_one_may_board_where_a_line_used_to_end() -> None:
    ends = TODAY.stop_times.assign(pickup_type=np.where(TODAY.stop_times["stop"] == 3, 1, 0).astype(np.int8))

    town = replace(village(), timetable=replace(TODAY, stop_times=ends))
    after = changed('extend_line: {line: "1", after: D, stops: [E], minutes: [4]}', town=town)
    at_d = after.stop_times[(after.stop_times["stop"] == 3) & (after.stop_times["trip"] == 0)]
    assert at_d["pickup_type"].tolist() == [0]


def test_a_line_is_shortened_at_either_end_both_ways() -> None:
    to_c = changed('shorten_line: {line: "1", to_stop: C}')
    assert runs(to_c, "1", WEDNESDAY)[0] == "A 07:00, B 07:05, C 07:09-07:10"
    assert runs(to_c, "1", WEDNESDAY, 1)[0] == "C 07:35, B 07:40, A 07:45"
    from_b = changed('shorten_line: {line: "1", from_stop: B}')
    assert runs(from_b, "1", WEDNESDAY)[0] == "B 07:05, C 07:09-07:10, D 07:15"
    assert runs(from_b, "1", WEDNESDAY, 1)[0] == "D 07:30, C 07:35, B 07:40"


def test_shortening_finds_the_stop_across_the_street() -> None:
    after = changed('shorten_line: {line: "2", to_stop: P2}')
    assert runs(after, "2", WEDNESDAY) == ["P1 09:15, P2 09:20"]
    assert runs(after, "2", WEDNESDAY, 1) == ["Q2 09:45, Q1 09:50"]


def test_a_rerouted_line_takes_the_new_way_both_ways_and_the_rest_moves() -> None:
    after = changed('reroute_line: {line: "1", between: [B, D], via: [E], minutes: [3, 8]}')
    # Out: B at 07:05, E three minutes later, D eight, two minutes earlier than before. Back: D to E five, E to B three.
    assert runs(after, "1", WEDNESDAY)[0] == "A 07:00, B 07:05, E 07:08, D 07:13"
    assert runs(after, "1", WEDNESDAY, 1)[0] == "D 07:30, E 07:35, B 07:38, A 07:43"
    one_way = changed('reroute_line: {line: "1", between: [B, D], via: [], minutes: [6], direction: 0}')
    assert runs(one_way, "1", WEDNESDAY)[0] == "A 07:00, B 07:05, D 07:11"
    assert runs(one_way, "1", WEDNESDAY, 1) == runs(TODAY, "1", WEDNESDAY, 1)


def test_a_moved_stop_keeps_its_times() -> None:
    after = changed(f"move_stop: {{stop: B, lon: {LON}, lat: {lat_at(1200)!r}}}")
    assert after.stops["lat"].iloc[1] == lat_at(1200)
    assert runs(after, "1", WEDNESDAY) == runs(TODAY, "1", WEDNESDAY)


def test_an_added_stop_takes_its_share_of_the_way_both_ways() -> None:
    after = changed(
        f"add_stop: {{id: N, name: Uusi, lon: {LON}, lat: {lat_at(1500)!r}, "
        "lines: [{line: '1', after: B, extra_min: 2}], wheelchair_boarding: true}"
    )
    # B to C took 4 minutes and now takes 6, N halfway at 3. Back C to B took 5 and takes 7, N at 3 and a half.
    assert runs(after, "1", WEDNESDAY)[0] == "A 07:00, B 07:05, N 07:08, C 07:11-07:12, D 07:17"
    assert runs(after, "1", WEDNESDAY, 1)[0] == "D 07:30, C 07:35, N 07:38:30, B 07:42, A 07:47"
    assert after.stops["wheelchair_boarding"].iloc[-1] == 1


def test_a_removed_stop_is_passed_at_the_same_times() -> None:
    after = changed("remove_stop: {stop: B}")
    assert runs(after, "1", WEDNESDAY)[0] == "A 07:00, C 07:09-07:10, D 07:15"
    assert runs(after, "1", WEDNESDAY, 1)[0] == "D 07:30, C 07:35, A 07:45"


def test_a_trip_left_with_one_stop_does_not_run() -> None:
    after = changed("remove_stop: {stop: P1}", "remove_stop: {stop: P2}")
    assert runs(after, "2", WEDNESDAY) == []
    assert runs(after, "2", WEDNESDAY, 1) == runs(TODAY, "2", WEDNESDAY, 1)


@pytest.mark.parametrize(
    ("change", "accessible"),
    [
        ("accessible_stops: {stops: [S, E]}", {"A", "E", "S", "S1", "S2"}),
        ('accessible_stops: {line: "1"}', {"A", "B", "C", "D"}),
    ],
)
def test_stops_are_made_accessible(change: str, accessible: set[str]) -> None:
    stops = changed(change).stops
    assert set(stops["stop_id"][stops["wheelchair_boarding"] == 1]) == accessible


def test_vehicles_of_a_line_are_made_accessible() -> None:
    trips = changed('accessible_vehicles: {line: "2"}').trips
    assert set(trips["trip_id"][trips["wheelchair_accessible"] == 1]) == {"p", "q"}


def test_changes_build_on_each_other_in_order() -> None:
    after = changed(
        "add_line: {id: new, name: Uusi, stops: [A, B], minutes: [0, 5], first: '07:00', last: '07:00', every_min: 60}",
        "add_stop: {id: N, name: Pysäkki, lon: 26.705, lat: 60.81}",
        "extend_line: {line: Uusi, after: B, stops: [N], minutes: [2]}",
        "retime_trips: {line: new, from: '07:00', to: '07:01', shift_min: 5}",
    )
    assert runs(after, "Uusi", WEDNESDAY) == ["A 07:05, B 07:10, N 07:12"]
    # The way back leaves B at 07:00 and so N two minutes earlier, before the window of the last change.
    assert runs(after, "Uusi", WEDNESDAY, 1) == ["N 06:58, B 07:00, A 07:05"]


def test_directions_are_found_where_the_feed_does_not_tell_them() -> None:

    trips = TODAY.trips.assign(direction_id=np.full(len(TODAY.trips), -1, np.int8))
    town = replace(village(), timetable=replace(TODAY, trips=trips))
    after = changed('headway: {line: "1", direction: 1, from: "07:00", to: "09:00", every_min: 60}', town=town)
    # Most trips go out, so that is direction 0: only 07:30 and 08:30 from D have given way to 07:00 and 08:00.
    assert starts(after, "1", WEDNESDAY, -1) == ["07:00", "07:00", "08:00", "08:00", "09:00", "10:00"]


def test_tables_and_columns_keep_their_types() -> None:
    after = changed(
        "add_line: {id: new, name: Uusi, stops: [A, B], minutes: [0, 5], first: '07:00', last: '07:00', every_min: 60}",
        'remove_trips: {line: "1", from: "22:00", to: "23:00", days: saturday}',
    )
    for name in ("stops", "routes", "trips", "stop_times", "calendar", "calendar_dates"):
        assert getattr(after, name).dtypes.to_dict() == getattr(TODAY, name).dtypes.to_dict(), name
        assert list(getattr(after, name).index) == list(range(len(getattr(after, name)))), name

"""Changes to the timetable that cannot be made: every fault at once, with its place, in words that tell the remedy."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest

from assessment.errors import Fault, Refused, Severity
from assessment.language import LANGUAGES, catalogue, fault_message, translator
from assessment.scenario import apply_scenario, parse_scenario, warnings_of
from tests.impact.towns import LON, lat_at
from tests.scenario.village import SATURDAY, SUNDAY, WEDNESDAY, scenario_text, village

NEW_LINE = "id: l, name: L, stops: [A, B], first: '07:00', last: '08:00', every_min: 30"
CASES = [
    ('remove_line: {line: "11"}', "change_unknown_line", "remove_line.line"),
    ('remove_trips: {line: "1", from: "12:00", to: "13:00"}', "change_window_without_trips", "remove_trips.from"),
    (
        'remove_trips: {line: "2", from: "09:00", to: "10:00", days: saturday}',
        "change_window_without_trips",
        "remove_trips.from",
    ),
    ('remove_trips: {line: "1", from: "09:00", to: "09:00"}', "change_window_backwards", "remove_trips.to"),
    ('remove_trips: {line: "1", from: "09:00", to: "10:00", days: [arki]}', "change_unknown_days", "remove_trips.days"),
    ('remove_trips: {line: "1", from: "09:00", to: "10:00", days: []}', "change_unknown_days", "remove_trips.days"),
    ('retime_trips: {line: "1", from: "07:00", to: "08:00", shift_min: -500}', "change_before_midnight", "shift_min"),
    ('retime_trips: {line: "1", from: "07:00", to: "08:00", shift_min: 0}', "change_out_of_range", "shift_min"),
    ('retime_trips: {line: "1", from: "07:00", to: "08:00", shift_min: 1.5}', "change_not_whole", "shift_min"),
    ('headway: {line: "1", from: "07:00", to: "8", every_min: 20}', "change_bad_time", "headway.to"),
    ('headway: {line: "1", from: "07:00", to: "08:00", every_min: 0}', "change_out_of_range", "headway.every_min"),
    ('headway: {line: "1", direction: out, from: "07:00", to: "8:00", every_min: 9}', "change_bad_choice", "direction"),
    (f"add_line: {{{NEW_LINE}, minutes: [0, 5, 9]}}", "change_minutes_count", "add_line.minutes"),
    (f"add_line: {{{NEW_LINE}, minutes: [1, 5]}}", "change_minutes_first", "add_line.minutes"),
    (f"add_line: {{{NEW_LINE}}}", "change_one_of", "add_line.minutes"),
    (f"add_line: {{{NEW_LINE}, minutes: [0, 5], speed_kmh: 30}}", "change_one_of", "add_line.minutes"),
    (f"add_line: {{{NEW_LINE}, speed_kmh: 300}}", "change_out_of_range", "add_line.speed_kmh"),
    (f"add_line: {{{NEW_LINE.replace('A, B', 'A, A')}, speed_kmh: 30}}", "change_stop_follows_itself", "stops[2]"),
    (f"add_line: {{{NEW_LINE.replace('A, B', 'A')}, speed_kmh: 30}}", "change_too_few_stops", "add_line.stops"),
    (f"add_line: {{{NEW_LINE.replace('A, B', 'A, S')}, speed_kmh: 30}}", "change_stop_is_station", "stops[2]"),
    (f"add_line: {{{NEW_LINE.replace('name: L', 'name: R1')}, speed_kmh: 30}}", "change_line_id_exists", "name"),
    (f"add_line: {{{NEW_LINE.replace('08:00', '06:00')}, speed_kmh: 30}}", "change_window_backwards", "add_line.last"),
    (
        'extend_line: {line: "1", after: D, stops: [E, F], minutes: [9, 4]}',
        "change_minutes_decrease",
        "extend_line.minutes",
    ),
    ('extend_line: {line: "1", after: C, stops: [E], minutes: [4]}', "change_stop_not_last", "extend_line.after"),
    ('extend_line: {line: "2", after: P3, stops: [A], minutes: [0]}', "change_too_fast", "extend_line.minutes"),
    ('extend_line: {line: "1", after: D, stops: [], minutes: []}', "change_too_few_stops", "extend_line.stops"),
    ('shorten_line: {line: "1"}', "change_one_of", "shorten_line.from_stop"),
    ('shorten_line: {line: "1", to_stop: E}', "change_stop_not_on_line", "shorten_line.to_stop"),
    ('shorten_line: {line: "1", to_stop: D}', "change_stop_already_end", "shorten_line.to_stop"),
    ('shorten_line: {line: "1", to_stop: A}', "change_no_trips_left", "shorten_line.to_stop"),
    ('reroute_line: {line: "1", between: [A, E], minutes: [9]}', "change_stop_not_on_line", "between[2]"),
    ('reroute_line: {line: "1", between: [A], minutes: [9]}', "change_bad_list", "reroute_line.between"),
    (
        'reroute_line: {line: "1", between: [D, A], minutes: [9], direction: 0}',
        "change_stops_not_in_order",
        "reroute_line.between",
    ),
    ("move_stop: {stop: Z, lon: 26.7, lat: 60.8}", "change_unknown_stop", "move_stop.stop"),
    ("move_stop: {stop: A, lon: 60.8, lat: 26.7}", "change_coordinates_swapped", "move_stop.lon"),
    (f"move_stop: {{stop: B, lon: {LON}, lat: {lat_at(25_000)!r}}}", "change_too_fast", "move_stop.lon"),
    (f"add_stop: {{id: A, name: Uusi, lon: {LON}, lat: 60.8}}", "change_stop_id_exists", "add_stop.id"),
    (
        f"add_stop: {{id: N, name: N, lon: {LON}, lat: 60.8, lines: [{{line: '2', after: P3, extra_min: 1}}]}}",
        "change_stop_is_last",
        "add_stop.lines[1].after",
    ),
    (
        f"add_stop: {{id: N, name: N, lon: {LON}, lat: 60.8, lines: [{{line: '2', after: P1, extra_min: -1}}]}}",
        "change_out_of_range",
        "add_stop.lines[1].extra_min",
    ),
    ("accessible_stops: {stops: [A], line: '1'}", "change_one_of", "accessible_stops.stops"),
    ("remove_service_taxi: {taxi: taxi-odl}", "change_unknown_taxi", "remove_service_taxi.taxi"),
    ("remove_bookmobile_stop: {service_point: library}", "change_not_mobile", "remove_bookmobile_stop.service_point"),
    (
        f'add_bookmobile_stop: {{id: b, name: B, lon: {LON}, lat: 60.8, opening_hours: ""}}',
        "change_mobile_without_hours",
        "add_bookmobile_stop.opening_hours",
    ),
]


def faults_of(*changes: str) -> tuple[Fault, ...]:
    with pytest.raises(Refused) as refused:
        apply_scenario(parse_scenario(scenario_text(*changes)), village())
    return refused.value.faults


@pytest.mark.parametrize(("change", "code", "field"), CASES)
def test_a_change_that_cannot_be_made_is_told(change: str, code: str, field: str) -> None:
    faults = faults_of(change)
    assert [fault.code for fault in faults] == [code]
    assert str(faults[0].field).startswith("changes[1].")
    assert str(faults[0].field).endswith(field)
    assert faults[0].row == 3


def test_all_faults_come_together_and_no_fault_follows_from_another() -> None:
    told = faults_of(
        'remove_line: {line: "1"}',
        "accessible_vehicles: {line: R1}",
        'remove_line: {line: "1"}',
        "remove_stop: {stop: P1}",
        "move_stop: {stop: P1, lon: 26.7, lat: 60.8}",
        "add_line: {id: l, name: L, stops: [A, Z], minutes: [0, 5], first: '07:00', last: '08:00', every_min: 30}",
        "accessible_vehicles: {line: L}",
        "add_stop: {id: N, name: N, lon: 24.9, lat: 60.1, lines: [{line: '2', after: P2, extra_min: 1}]}",
        "remove_stop: {stop: N}",
    )
    assert [(fault.code, fault.row) for fault in told] == [
        ("change_line_removed", 4),
        ("change_repeated", 5),
        ("change_stop_removed", 7),
        ("change_unknown_stop", 8),
        ("change_far_away", 10),
    ]
    assert told[0].facts["removed_by"] == 1


@pytest.mark.parametrize(
    "second",
    [
        'headway: {line: R1, from: "08:00", to: "12:00", every_min: 60}',
        "move_stop: {stop: B, lon: 26.7005, lat: 60.81}",
        'reroute_line: {line: "1", between: [B, D], via: [F], minutes: [3, 9]}',
    ],
)
def test_two_changes_that_settle_the_same_contradict_each_other(second: str) -> None:
    first = (
        'headway: {line: "1", from: "07:00", to: "09:00", every_min: 20}',
        f"move_stop: {{stop: B, lon: {LON}, lat: {lat_at(1100)!r}}}",
        'reroute_line: {line: "1", between: [B, D], via: [E], minutes: [3, 8]}',
    )
    assert [fault.code for fault in faults_of(*first, second)] == ["change_contradicts"]


def test_headways_of_other_directions_and_hours_do_not_contradict() -> None:
    text = scenario_text(
        'headway: {line: "1", direction: 0, from: "07:00", to: "09:00", every_min: 20}',
        'headway: {line: "1", direction: 1, from: "07:00", to: "09:00", every_min: 20}',
        'headway: {line: "1", direction: 0, from: "09:00", to: "11:00", every_min: 60}',
    )
    assert apply_scenario(parse_scenario(text), village()).timetable is not None


@pytest.mark.parametrize(
    ("written", "meant"), [("1a", "1"), ("linja 2", "2"), ("P–Q", "R2 (2 P–Q)"), ("something else", "R1 (1 A–D)")]
)
def test_an_unknown_line_gets_suggestions(written: str, meant: str) -> None:
    (fault,) = faults_of(f'remove_line: {{line: "{written}"}}')
    assert str(fault.facts["suggestions"]).split(", ")[0] == meant


def test_a_stop_is_suggested_by_name() -> None:
    (fault,) = faults_of('remove_stop: {stop: "stop p2"}')
    assert str(fault.facts["suggestions"]).startswith("P2 (Stop P2)")


def test_a_name_that_two_feeds_give_must_be_told_apart() -> None:
    timetable = village().timetable
    assert timetable is not None
    names = timetable.routes.assign(route_id=["a:1", "b:1"], short_name=["1", "1"])
    two = replace(timetable, routes=names, sources=timetable.sources * 2)
    with pytest.raises(Refused) as refused:
        apply_scenario(parse_scenario(scenario_text('remove_line: {line: "1"}')), replace(village(), timetable=two))
    assert [fault.code for fault in refused.value.faults] == ["change_line_ambiguous"]
    assert refused.value.faults[0].facts["lines"] == "a:1 (1), b:1 (1)"


def test_a_direction_that_a_line_has_not_is_told() -> None:
    text = scenario_text(
        "add_line: {id: l, name: L, stops: [A, B], speed_kmh: 30, first: '07:00', last: '08:00', every_min: 30, "
        "both_directions: false}",
        "remove_trips: {line: L, from: '07:00', to: '08:00', direction: 1}",
    )
    with pytest.raises(Refused) as refused:
        apply_scenario(parse_scenario(text), village())
    assert [(fault.code, fault.facts["known"]) for fault in refused.value.faults] == [
        ("change_line_without_direction", "0")
    ]


def test_without_a_timetable_nothing_of_it_can_be_changed() -> None:
    town = replace(village(), timetable=None)
    text = scenario_text('remove_line: {line: "1"}', "remove_stop: {stop: A}")
    with pytest.raises(Refused) as refused:
        apply_scenario(parse_scenario(text), town)
    assert [fault.code for fault in refused.value.faults] == ["change_without_timetable"] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_words_and_no_gap_is_left_open(language: str) -> None:
    told = [fault for change, _, _ in CASES for fault in faults_of(change)]
    said = [fault_message(translator(language), fault) for fault in told]
    assert not [text for text in said if re.search(r"\{[a-z_]+\}", text) or text.startswith("fault.")]
    assert {f"fault.{fault.code}" for fault in told} <= set(catalogue(language))


ALL_GONE = ('remove_line: {line: "1"}', 'remove_line: {line: "2"}')


@pytest.mark.parametrize(
    ("changes", "date", "codes"),
    [
        (ALL_GONE, WEDNESDAY, ["scenario_no_service_on_date"]),
        (ALL_GONE[:1], SATURDAY, ["scenario_no_service_on_date"]),
        (ALL_GONE[:1], WEDNESDAY, []),
        (ALL_GONE[1:], SUNDAY, ["change_not_on_date"]),
        (("accessible_stops: {stops: [A]}",), WEDNESDAY, ["change_without_effect"]),
        (("remove_stop: {stop: E}",), WEDNESDAY, ["change_without_effect"]),
        (("accessible_vehicles: {line: '1'}",) * 1, WEDNESDAY, []),
        (("close: {service_point: library}",), WEDNESDAY, []),
    ],
)
def test_what_does_not_show_on_a_date_is_told(changes: tuple[str, ...], date: datetime.date, codes: list[str]) -> None:
    told = warnings_of(parse_scenario(scenario_text(*changes)), village(), date)
    assert [fault.code for fault in told] == codes
    assert {fault.severity for fault in told} <= {Severity.WARNING}
    said = [fault_message(translator(language), fault) for fault in told for language in LANGUAGES]
    assert not [text for text in said if re.search(r"\{[a-z_]+\}", text)]

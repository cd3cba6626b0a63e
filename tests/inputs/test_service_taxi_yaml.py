"""Service taxis written by hand: read as documented, every fault with its line, written back to the same."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import shapely
import yaml

from assessment.errors import FaultLog, Refused
from assessment.inputs.service_taxi import PROFILE_NAMES, BookingRule, ServiceTaxi
from assessment.inputs.service_taxi_files import read_service_taxis
from assessment.inputs.service_taxi_yaml import (
    EXAMPLES,
    TAXI_FIELDS,
    TaxiReader,
    parse_service_taxi,
    written_service_taxi,
)
from assessment.inputs.yaml_text import read_yaml
from assessment.travel_times.profile import traveller_profiles
from tests.inputs.refusals import must_read_well, refusal

HOME = shapely.box(26.4, 61.0, 26.6, 61.2)
TOWN = shapely.box(26.6, 60.8, 26.8, 60.9)
FULL = """\
service_taxis:
  - id: taxi-jaala
    name: Jaalan asiointitaksi
    zone: {type: Polygon, coordinates: [[[26.4, 61.0], [26.6, 61.0], [26.6, 61.2], [26.4, 61.2], [26.4, 61.0]]]}
    destination_zone: {file: zones.geojson, id: town}
    destinations:
      - {name: Ratamo, lon: 26.715, lat: 60.863}
    feeder_stops: [286001, A]
    weekdays: [tuesday, thursday]
    hours: "09:00-13:00"
    booking: {kind: prior_days, prior_days: 1, last_time: "15:00", phone: 020 615 1502, info_url: "https://a.fi"}
    pickup_window_min: 20
    duration_factor: 1.2
    duration_offset_min: 2.5
    profiles: [age_75_84, age_85_]
    wheelchair: yes
    seats: 8
    price_eur: 3.60
    note: 80 vuotta täyttäneille maksuton
    public_holidays: true
    directions: outward
"""
SHORT = """\
service_taxis:
  - id: t
    zone: zones.geojson
    destination_zone: {file: zones.geojson, id: town}
    weekdays: monday
    hours: 9:00-13:00
    booking: {kind: real_time}
"""


def features(shapes: Mapping[str, shapely.Geometry]) -> str:
    found = [
        {"type": "Feature", "properties": {"id": name}, "geometry": json.loads(shapely.to_geojson(shape))}
        for name, shape in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": found})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "zones.geojson").write_text(features({"town": TOWN, "jaala": HOME}), encoding="utf-8")
    return tmp_path


def read(folder: Path, text: str) -> tuple[ServiceTaxi, ...]:
    path = folder / "service_taxi.yaml"
    path.write_text(text, encoding="utf-8")
    return read_service_taxis(path).taxis


def test_every_field_is_read(folder: Path) -> None:
    (taxi,) = read(folder, FULL)
    assert taxi.zone.equals(HOME)
    assert taxi.destination_zone is not None
    assert taxi.destination_zone.equals(TOWN)
    assert taxi == ServiceTaxi(
        "taxi-jaala",
        "Jaalan asiointitaksi",
        taxi.zone,
        taxi.destination_zone,
        (("Ratamo", 26.715, 60.863),),
        ("286001", "A"),
        frozenset({1, 3}),
        9 * 3600,
        13 * 3600,
        None,
        BookingRule("prior_days", 1, 15 * 3600, None, "020 615 1502", "https://a.fi"),
        1200,
        1.2,
        150,
        ("age_75_84", "age_85_"),
        1,
        8,
        3.6,
        "80 vuotta täyttäneille maksuton",
        True,
        "outward",
    )


def test_what_is_not_written_is_as_usual(folder: Path) -> None:
    (taxi,) = read(folder, SHORT)
    assert taxi.zone.equals(shapely.union_all([TOWN, HOME]))
    assert (taxi.name, taxi.pickup_window_s, taxi.duration_factor, taxi.duration_offset_s) == ("t", 1800, 1.5, 300)
    assert (taxi.profiles, taxi.wheelchair, taxi.seats, taxi.price_eur, taxi.directions) == (
        None,
        0,
        None,
        None,
        "both",
    )


def test_the_sources_are_the_file_and_the_zones_it_names(folder: Path) -> None:
    path = folder / "service_taxi.yaml"
    path.write_text(FULL, encoding="utf-8")
    described = {"zones.geojson": {"owner": "Kouvola"}, "service_taxi.yaml": {"certainty": "modelled"}}
    found = read_service_taxis(path, described)
    assert [(s.file, s.owner, s.certainty) for s in found.sources] == [
        ("service_taxi.yaml", "", "modelled"),
        ("zones.geojson", "Kouvola", "measured"),
    ]


def test_it_runs_on_its_weekdays_but_not_on_public_holidays(folder: Path) -> None:
    (taxi,) = read(folder, SHORT)
    monday, easter_monday = datetime.date(2026, 3, 30), datetime.date(2026, 4, 6)
    assert [taxi.runs_on(monday + datetime.timedelta(days=n)) for n in range(7)] == [True] + 6 * [False]
    assert not taxi.runs_on(easter_monday)
    (on_holidays,) = read(folder, SHORT + "    public_holidays: true\n")
    assert on_holidays.runs_on(easter_monday)
    (dated,) = read(folder, SHORT.replace("weekdays: monday", "dates: [2026-04-06, 2026-04-08]"))
    assert [dated.runs_on(easter_monday + datetime.timedelta(days=n)) for n in range(3)] == [True, False, True]


def changed(old: str, new: str, text: str = FULL) -> str:
    assert old in text
    return text.replace(old, new, 1)


CASES = [
    ("taxis_missing", "service_taxis: []\n", 1, "service_taxis"),
    ("taxis_missing", "a: 1\n", 1, "service_taxis"),
    ("setting_unknown", FULL + "owner: X\n", 22, "owner"),
    ("setting_unknown", changed("seats:", "seat:"), 17, "service_taxis[1].seat"),
    ("setting_unknown", changed("phone:", "tel:"), 11, "service_taxis[1].booking.tel"),
    ("setting_invalid", "service_taxis: [x]\n", 1, "service_taxis[1]"),
    ("setting_missing", changed("id: taxi-jaala\n    ", ""), 2, "service_taxis[1].id"),
    ("setting_missing", changed('    hours: "09:00-13:00"\n', ""), 2, "service_taxis[1].hours"),
    ("setting_missing", changed("kind: prior_days, ", ""), 11, "service_taxis[1].booking.kind"),
    ("setting_missing", changed("prior_days: 1, ", ""), 11, "service_taxis[1].booking.prior_days"),
    ("setting_missing", changed("kind: prior_days", "kind: same_day"), 11, "service_taxis[1].booking.notice_min"),
    ("setting_invalid", changed("kind: prior_days", "kind: email"), 11, "service_taxis[1].booking.kind"),
    ("setting_invalid", changed('"15:00"', '"15.00"'), 11, "service_taxis[1].booking.last_time"),
    ("setting_invalid", changed("09:00-13:00", "13:00-09:00"), 10, "service_taxis[1].hours"),
    ("setting_invalid", changed("tuesday", "tiistai"), 9, "service_taxis[1].weekdays"),
    ("setting_invalid", changed("lon: 26.715", "lon: 206.715"), 7, "service_taxis[1].destinations[1].lon"),
    ("setting_invalid", changed("{name: Ratamo, lon", "{lon"), 7, "service_taxis[1].destinations[1]"),
    ("setting_invalid", changed("duration_factor: 1.2", "duration_factor: 0"), 13, "service_taxis[1].duration_factor"),
    ("setting_invalid", changed("age_75_84", "grandmothers"), 15, "service_taxis[1].profiles"),
    ("setting_invalid", changed("wheelchair: yes", "wheelchair: maybe"), 16, "service_taxis[1].wheelchair"),
    ("setting_invalid", changed("seats: 8", "seats: 8.5"), 17, "service_taxis[1].seats"),
    ("setting_invalid", changed("price_eur: 3.60", "price_eur: -1"), 18, "service_taxis[1].price_eur"),
    ("setting_invalid", changed("directions: outward", "directions: up"), 21, "service_taxis[1].directions"),
    (
        "setting_invalid",
        changed("file: zones.geojson", "file: ../zones.geojson"),
        5,
        "service_taxis[1].destination_zone",
    ),
    ("zone_id_unknown", changed("id: town", "id: toen"), 5, "service_taxis[1].destination_zone.id"),
    ("geometry_missing", changed("[[[26.4, 61.0],", "[[[x, 61.0],"), 4, "service_taxis[1].zone"),
    (
        "geometry_not_area",
        changed("{file: zones.geojson, id: town}", "{type: Point, coordinates: [26, 61]}"),
        5,
        "service_taxis[1].destination_zone",
    ),
    (
        "coordinates_swapped",
        changed(
            "{file: zones.geojson, id: town}",
            "{type: Polygon, coordinates: [[[60, 26], [61, 26], [61, 27], [60, 26]]]}",
        ),
        5,
        "service_taxis[1].destination_zone",
    ),
    (
        "coordinates_in_metres",
        changed(
            "{file: zones.geojson, id: town}",
            "{type: Polygon, coordinates: "
            "[[[480000, 6750000], [490000, 6750000], [490000, 6760000], [480000, 6750000]]]}",
        ),
        5,
        "service_taxis[1].destination_zone",
    ),
    ("taxi_never_runs", changed("    weekdays: [tuesday, thursday]\n", ""), 2, "service_taxis[1].weekdays"),
    ("taxi_never_runs", changed("[tuesday, thursday]", "[]"), 9, "service_taxis[1].weekdays"),
    (
        "taxi_goes_nowhere",
        changed("    destination_zone: {file: zones.geojson, id: town}\n", "", SHORT),
        2,
        "service_taxis[1]",
    ),
    ("taxi_id_twice", SHORT + SHORT.split("\n", 1)[1], 8, "service_taxis[2].id"),
]


@pytest.mark.parametrize(("code", "text", "row", "field"), CASES)
def test_each_fault_is_told_where_it_is(code: str, text: str, row: int, field: str, folder: Path) -> None:
    fault = refusal(lambda: read(folder, text))[code]
    assert (fault.file, fault.row, fault.field) == ("service_taxi.yaml", row, field)


def test_all_faults_come_together(folder: Path) -> None:
    text = changed("seats: 8", "seats: many").replace("tuesday", "x").replace("id: town", "id: x")
    assert set(refusal(lambda: read(folder, text + "a: 1\n"))) == {
        "setting_invalid",
        "zone_id_unknown",
        "setting_unknown",
    }


def test_faults_of_a_file_of_zones_are_told_as_of_that_file(folder: Path) -> None:
    assert (
        refusal(lambda: read(folder, changed("zones.geojson", "other.geojson")))["file_missing"].file == "other.geojson"
    )
    (folder / "zones.geojson").write_text(features({"town": shapely.Point(26, 61)}), encoding="utf-8")
    fault = refusal(lambda: read(folder, FULL))["geometry_not_area"]
    assert (fault.file, fault.row) == ("zones.geojson", 2)


def test_a_zone_that_crosses_itself_is_mended_and_told(folder: Path) -> None:
    bow = "{type: Polygon, coordinates: [[[26.4, 61.0], [26.6, 61.2], [26.6, 61.0], [26.4, 61.2], [26.4, 61.0]]]}"
    path = folder / "service_taxi.yaml"
    path.write_text(changed("{file: zones.geojson, id: town}", bow), encoding="utf-8")
    found = read_service_taxis(path)
    must_read_well(found.faults)
    assert [(fault.code, fault.row) for fault in found.faults] == [("geometry_mended", 5)]
    assert found.taxis[0].destination_zone is not None
    assert found.taxis[0].destination_zone.is_valid


@pytest.mark.parametrize("text", [FULL, SHORT, changed("weekdays: monday", "dates: [2026-04-06]", SHORT)])
def test_written_back_it_reads_the_same(folder: Path, text: str) -> None:
    (taxi,) = read(folder, text)
    again = yaml.safe_dump({"service_taxis": [written_service_taxi(taxi)]}, allow_unicode=True)
    (same,) = read(folder, again)
    assert same == taxi
    assert same.content() == taxi.content()


def test_within_a_scenario_zones_are_written_out(folder: Path) -> None:
    content, lines = read_yaml("zone: zones.geojson\n", "scenario.yaml")
    log = FaultLog()
    assert parse_service_taxi(content, (), TaxiReader("scenario.yaml", lines, log)) is None
    assert {fault.code for fault in log.faults} >= {"setting_invalid", "setting_missing"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("price_eur", 1.9), ("seats", 4), ("zone", HOME.buffer(0.01)), ("weekdays", frozenset({0})), ("note", "x")],
)
def test_the_content_tells_every_change(folder: Path, name: str, value: Any) -> None:
    (taxi,) = read(folder, FULL)
    assert dataclasses.replace(taxi, **{name: value}).content() != taxi.content()


def test_the_content_is_the_same_wherever_a_ring_begins(folder: Path) -> None:
    (taxi,) = read(folder, FULL)
    turned = changed(
        "[[[26.4, 61.0], [26.6, 61.0], [26.6, 61.2], [26.4, 61.2], [26.4, 61.0]]]",
        "[[[26.6, 61.2], [26.4, 61.2], [26.4, 61.0], [26.6, 61.0], [26.6, 61.2]]]",
    )
    assert read(folder, turned)[0].content() == taxi.content()


def test_profiles_are_those_of_travellers() -> None:
    assert set(PROFILE_NAMES) == set(traveller_profiles())
    assert set(TAXI_FIELDS) <= set(EXAMPLES)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        read_service_taxis(tmp_path / "service_taxi.yaml")

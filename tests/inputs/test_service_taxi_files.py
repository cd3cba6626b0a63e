"""The service taxis of a data folder: found, joined with the timetable, part of the municipality and its digest."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import pytest

from assessment.errors import Severity
from assessment.inputs.checking import check_file, examine_file
from assessment.inputs.municipality import read_municipality
from assessment.language import LOCALE_FOLDER
from tests.inputs.flex_feeds import edited, locations, square, times, write_flex
from tests.inputs.refusals import must_read_well, refusal
from tests.inputs.test_municipality import folder as folder
from tests.inputs.test_municipality import write_feed

TAXI = """\
service_taxis:
  - id: taxi
    zone: {type: Polygon, coordinates: [[[26.6, 60.8], [26.8, 60.8], [26.8, 60.9], [26.6, 60.8]]]}
    feeder_stops: [a]
    weekdays: [tuesday]
    hours: "09:00-13:00"
    booking: {kind: prior_days, prior_days: 1}
"""


@pytest.fixture
def served(folder: Path) -> Path:
    """A data folder with a timetable of the stops a and b."""
    write_feed(folder / "timetable.zip", 26.7, 60.86)
    return folder


def test_taxis_of_both_kinds_of_file_are_found(served: Path) -> None:
    (served / "service_taxi.yaml").write_text(TAXI, encoding="utf-8")
    (served / "service_taxi_b.yaml").write_text(TAXI.replace("id: taxi", "id: other"), encoding="utf-8")
    write_flex(served, {})
    found = read_municipality(served)
    assert [taxi.id for taxi in found.service_taxis] == ["flex:jaala>town", "flex:town>jaala", "taxi", "other"]
    files = [source.file for source in found.service_taxi_sources]
    assert files == ["flex.zip", "service_taxi.yaml", "service_taxi_b.yaml"]
    assert [source.file for source in found.sources][-3:] == files
    assert found.faults == ()


def test_without_files_there_are_none(served: Path) -> None:
    assert read_municipality(served).service_taxis == ()


def test_the_digest_covers_taxis_and_timetable(served: Path) -> None:
    (served / "service_taxi.yaml").write_text(TAXI, encoding="utf-8")
    found = read_municipality(served)
    assert found.timetable is not None
    taxi = dataclasses.replace(found.service_taxis[0], end_s=14 * 3600)
    trips = dataclasses.replace(found.timetable, stop_times=found.timetable.stop_times.iloc[:1])
    digests = {
        found.digest(),
        dataclasses.replace(found, service_taxis=()).digest(),
        dataclasses.replace(found, service_taxis=(taxi,)).digest(),
        dataclasses.replace(found, timetable=trips).digest(),
    }
    assert len(digests) == 4
    assert dataclasses.replace(found, service_taxis=found.service_taxis).digest() == found.digest()


def test_an_id_of_two_files(served: Path) -> None:
    for name in ("service_taxi.yaml", "service_taxi_b.yaml"):
        (served / name).write_text(TAXI, encoding="utf-8")
    fault = refusal(lambda: read_municipality(served))["taxi_id_twice"]
    assert (fault.file, fault.value, fault.facts["first"]) == ("service_taxi_b.yaml", "taxi", "service_taxi.yaml")


def test_a_stop_by_hand_must_be_in_the_timetable_one_of_a_feed_need_not(served: Path) -> None:
    (served / "service_taxi.yaml").write_text(TAXI.replace("[a]", "[aa]"), encoding="utf-8")
    fault = refusal(lambda: read_municipality(served))["taxi_stop_unknown"]
    assert (fault.file, fault.value, fault.facts["suggestions"]) == ("service_taxi.yaml", "aa", "a")
    (served / "service_taxi.yaml").unlink()
    rows = ("out,,jaala,,1,09:00:00,13:00:00,2,1,day,", "out,D,,,2,09:00:00,13:00:00,1,2,,day")
    write_flex(served, times(*rows))
    found = read_municipality(served)
    must_read_well(found.faults)
    told = [fault for fault in found.faults if fault.code == "taxi_stop_unknown"]
    assert [(fault.severity, fault.value) for fault in told] == [(Severity.WARNING, "D")]
    assert {taxi.feeder_stops for taxi in found.service_taxis} == {()}
    assert {len(taxi.destinations) for taxi in found.service_taxis} == {0, 1}


def test_stops_of_several_feeds_are_found_by_their_own_id(served: Path) -> None:
    (served / "service_taxi.yaml").write_text(TAXI.replace("[a]", '[c, "timetable:a"]'), encoding="utf-8")
    write_feed(served / "timetable_b.zip", 26.72, 60.86)
    with zipfile.ZipFile(served / "timetable_b.zip") as feed:
        tables = {name: feed.read(name).decode() for name in feed.namelist()}
    tables["stops.txt"] = tables["stops.txt"].replace("\na,A", "\nc,C")
    tables["stop_times.txt"] = tables["stop_times.txt"].replace(",a,1", ",c,1")
    with zipfile.ZipFile(served / "timetable_b.zip", "w") as feed:
        for name, text in tables.items():
            feed.writestr(name, text)
    assert read_municipality(served).service_taxis[0].feeder_stops == ("timetable_b:c", "timetable:a")
    (served / "service_taxi.yaml").write_text(TAXI.replace("[a]", "[b]"), encoding="utf-8")
    assert "taxi_stop_unknown" in refusal(lambda: read_municipality(served))


def test_zones_of_another_city(served: Path) -> None:
    write_flex(served, {"locations.geojson": locations(jaala=square(21.0, 60.8), town=square(21.2, 60.8))})
    assert refusal(lambda: read_municipality(served))["far_from_areas"].file == "flex.zip"


def test_faults_of_taxis_come_with_all_others(served: Path) -> None:
    (served / "service_taxi.yaml").write_text(TAXI.replace("tuesday", "x"), encoding="utf-8")
    write_flex(served, edited("calendar.txt", "20260331", "soon"))
    (served / "population.csv").write_text("id\n", encoding="utf-8")
    with_files = {fault.file for fault in refusal(lambda: read_municipality(served)).values()}
    assert with_files >= {"service_taxi.yaml", "flex.zip/calendar.txt", "population.csv"}


def test_check_knows_them(served: Path, shared_data: Path) -> None:
    (served / "service_taxi.yaml").write_text(TAXI, encoding="utf-8")
    for path, count in ((served / "service_taxi.yaml", 1), (shared_data / "gtfs" / "aspen_flex.zip", 2)):
        found = examine_file(path)
        assert (found.kind, dict(found.counts), found.faults) == ("service-taxi", {"service_taxis": count}, ())
        assert found.extent is not None
    assert examine_file(write_flex(served, {}), "service-taxi").counts["service_taxis"] == 2
    assert {fault.code for fault in check_file(served / "municipality.yaml")} == {"taxis_missing"}


def test_every_fault_of_the_catalogue_is_tested() -> None:
    text = (LOCALE_FOLDER / "fi" / "service_taxi.po").read_text(encoding="utf-8")
    codes = {line.split('"')[1].removeprefix("fault.") for line in text.splitlines() if line.startswith('msgid "fault')}
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert {code for code in codes if f'"{code}"' not in tests} == set()

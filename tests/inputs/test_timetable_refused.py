"""Timetables refused as a whole: what is no feed, feeds that do not go together, and dates without service."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assessment.errors import Fault, Severity
from assessment.inputs import frequencies, gtfs_files
from assessment.inputs.timetable import expired, read_timetable, require_service
from tests.inputs.refusals import must_read_well, refusal
from tests.inputs.timetable_feeds import TOWN, edited, town, write_zip


def broken(tmp_path: Path, name: str, make: Callable[[Path], object]) -> Fault:
    path = tmp_path / name
    make(path)
    found = refusal(lambda: read_timetable([path]))
    assert len(found) == 1
    return next(iter(found.values()))


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    assert broken(tmp_path, "a.zip", lambda path: path.write_text("<html>not found</html>")).code == "not_a_zip"
    whole = write_zip(tmp_path / "whole.zip", TOWN).read_bytes()
    assert broken(tmp_path, "half.zip", lambda path: path.write_bytes(whole[: len(whole) // 2])).code == "not_a_zip"
    assert broken(tmp_path, "none.zip", lambda path: path.write_bytes(b"")).code == "file_empty"


def test_a_zip_within_the_zip_is_refused(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", TOWN).read_bytes()
    fault = broken(tmp_path, "outer.zip", lambda path: write_zip(path, {"feed/gtfs.zip": inner}))
    assert (fault.code, fault.value) == ("zip_in_zip", "feed/gtfs.zip")


def test_something_else_in_the_zip_is_refused(tmp_path: Path) -> None:
    assert broken(tmp_path, "a.zip", lambda path: write_zip(path, {"readme.txt": "hello"})).code == "gtfs_no_tables"
    assert broken(tmp_path, "b.zip", lambda path: write_zip(path, {})).code == "gtfs_no_tables"
    assert broken(tmp_path, "folder", lambda path: path.mkdir()).code == "gtfs_no_tables"


def test_two_feeds_in_one_zip_are_refused(tmp_path: Path) -> None:
    two = {f"{folder}/{name}": text for folder in ("bus", "rail") for name, text in TOWN.items()}
    fault = broken(tmp_path, "two.zip", lambda path: write_zip(path, two))
    assert (fault.code, fault.value) == ("gtfs_several_folders", "bus, rail")


def test_a_damaged_table_in_the_zip_is_refused(tmp_path: Path) -> None:
    def damage(path: Path) -> None:
        bytes_ = write_zip(path, TOWN).read_bytes()
        path.write_bytes(bytes_.replace(b"Birkko", b"Borkko"))  # the checksum no longer holds

    fault = broken(tmp_path, "town.zip", damage)
    assert (fault.code, fault.file) == ("gtfs_file_unreadable", "town.zip/stops.txt")


def test_a_huge_table_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gtfs_files, "MAX_TABLE_GIB", 1e-7)
    found = refusal(lambda: read_timetable([write_zip(tmp_path / "town.zip", TOWN)]))
    assert found["gtfs_file_too_large"].file.startswith("town.zip/")


def test_headways_that_explode_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"frequencies.txt": "trip_id,start_time,end_time,headway_secs\nam,00:00:00,24:00:00,1\n"}
    monkeypatch.setattr(frequencies, "MAX_EXPANDED_CALLS", 86_400 * 4 - 1)
    found = refusal(lambda: read_timetable([write_zip(tmp_path / "town.zip", town(changes))]))
    assert found["frequencies_too_many"].file == "town.zip/frequencies.txt"


def test_the_same_timetable_twice_is_refused(tmp_path: Path) -> None:
    paths = [write_zip(tmp_path / "a.zip", TOWN)]
    paths.append(tmp_path / "b.zip")
    paths[1].write_bytes(paths[0].read_bytes())
    assert "timetable_twice" in refusal(lambda: read_timetable(paths))


def test_timetables_of_two_time_zones_are_refused(tmp_path: Path) -> None:
    other = town(edited("agency.txt", "Helsinki", "Tallinn"))
    paths = [write_zip(tmp_path / "a.zip", TOWN), write_zip(tmp_path / "b.zip", other)]
    assert refusal(lambda: read_timetable(paths))["timezone_differs"].value == "Europe/Helsinki, Europe/Tallinn"


def test_no_timetable_is_refused() -> None:
    assert "timetable_none_given" in refusal(lambda: read_timetable([]))


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "town.zip", TOWN)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # set the encryption bit of every header
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    assert zipfile.is_zipfile(path)
    assert set(refusal(lambda: read_timetable([path]))) == {"gtfs_file_unreadable"}


def test_a_date_without_service_names_the_period_and_the_nearest_date(tmp_path: Path) -> None:
    timetable = read_timetable([write_zip(tmp_path / "town.zip", TOWN)])
    require_service(timetable, datetime.date(2026, 3, 4))
    sunday = refusal(lambda: require_service(timetable, datetime.date(2026, 3, 8)))["date_without_service"]
    assert (sunday.file, sunday.value) == ("town.zip", "2026-03-08")
    assert dict(sunday.facts) == {"first": "2026-03-02", "last": "2026-03-31", "nearest": "2026-03-09"}
    later = refusal(lambda: require_service(timetable, datetime.date(2030, 1, 1)))["date_without_service"]
    assert later.facts["nearest"] == "2026-03-31"


def test_an_expired_timetable_is_warned_of_on_the_day_asked(tmp_path: Path) -> None:
    timetable = read_timetable([write_zip(tmp_path / "town.zip", TOWN)])
    assert expired(timetable, datetime.date(2026, 3, 31)) is None
    fault = expired(timetable, datetime.date(2026, 4, 1))
    assert fault is not None
    must_read_well((fault,))
    assert (fault.code, fault.severity, fault.facts["last"]) == ("calendar_expired", Severity.WARNING, "2026-03-31")

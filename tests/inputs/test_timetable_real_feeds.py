"""Real timetables (see ../shared/data/README.md): counts known beforehand, and what must hold of every timetable."""

from __future__ import annotations

import csv
import datetime
import io
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from assessment.inputs.timetable import Timetable, read_timetable
from tests.inputs.refusals import must_read_well, refusal


def feed(shared_data: Path, name: str) -> Path:
    path = shared_data / "gtfs" / name
    if not path.exists():
        pytest.skip(f"the real timetable {name} is not in ../shared/data/gtfs")
    return path


def rows(path: Path, table: str) -> list[dict[str, str]]:
    """A table by Python's own csv reader, to compare with."""
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(table).decode("utf-8-sig"), newline="")))


def must_be_in_order(timetable: Timetable) -> None:
    """No blank time, none that falls along a trip, every trip with two stops or more, every row number in range."""
    calls = timetable.stop_times
    trip, arrival_s, departure_s = (calls[name].to_numpy() for name in ("trip", "arrival_s", "departure_s"))
    assert (arrival_s >= 0).all()
    assert (departure_s >= arrival_s).all()
    assert (np.diff(trip) >= 0).all()
    within = trip[1:] == trip[:-1]
    assert (arrival_s[1:] >= departure_s[:-1])[within].all()
    assert (np.bincount(trip, minlength=len(timetable.trips)) >= 2).all()
    assert calls["stop"].between(0, len(timetable.stops) - 1).all()
    assert timetable.trips["route"].between(0, len(timetable.routes) - 1).all()


def test_kuopio(shared_data: Path) -> None:
    path = feed(shared_data, "kuopio_2017.zip")
    timetable = read_timetable([path])
    must_be_in_order(timetable)
    must_read_well(timetable.faults)
    assert (len(timetable.stops), len(timetable.routes), len(timetable.trips)) == (1355, 46, 2149)
    assert len(timetable.stop_times) == 79_123
    assert (timetable.stop_times["departure_s"] >= 24 * 3600).sum() == 2335
    assert set(timetable.stops["wheelchair_boarding"]) == {0}
    assert timetable.service_dates() == (datetime.date(2016, 10, 24), datetime.date(2017, 6, 4))
    assert {fault.code for fault in timetable.faults} == {"speed_impossible"}


def test_kuopio_row_for_row(shared_data: Path) -> None:
    path = feed(shared_data, "kuopio_2017.zip")
    timetable = read_timetable([path])
    trip = timetable.trips["trip_id"].to_numpy()[timetable.stop_times["trip"]]
    stop = timetable.stops["stop_id"].to_numpy()[timetable.stop_times["stop"]]
    read = zip(trip, stop, timetable.stop_times["arrival_s"], timetable.stop_times["departure_s"], strict=True)
    written = []
    for row in rows(path, "stop_times.txt"):
        times = seconds(row["arrival_time"]), seconds(row["departure_time"])
        written.append((row["trip_id"], row["stop_id"], int(row["stop_sequence"]), *times))
    in_order = sorted(written, key=lambda row: (row[0], row[2]))
    assert sorted(read) == sorted((t, s, a, d) for t, s, _, a, d in in_order)
    ours = {}
    for t, s in zip(trip, stop, strict=True):
        ours.setdefault(t, []).append(s)
    theirs: dict[str, list[str]] = {}
    for t, s, *_ in in_order:
        theirs.setdefault(t, []).append(s)
    assert ours == theirs


def seconds(text: str) -> int:
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def test_kuopio_by_date(shared_data: Path) -> None:
    """Every date of the period, by the calendars read afresh; Christmas Day 2016 is a removed Sunday."""
    path = feed(shared_data, "kuopio_2017.zip")
    timetable = read_timetable([path])
    first, last = timetable.service_dates()
    services = timetable.trips["service_id"].value_counts()
    weekly, exceptions = rows(path, "calendar.txt"), rows(path, "calendar_dates.txt")
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for n in range((last - first).days + 1):
        date = first + datetime.timedelta(days=n)
        text = date.strftime("%Y%m%d")
        running = {
            row["service_id"]
            for row in weekly
            if row[days[date.weekday()]] == "1" and row["start_date"] <= text <= row["end_date"]
        }
        running |= {row["service_id"] for row in exceptions if row["date"] == text and row["exception_type"] == "1"}
        running -= {row["service_id"] for row in exceptions if row["date"] == text and row["exception_type"] == "2"}
        assert timetable.active_services(date) == running, date
        assert timetable.trip_count(date) == sum(services.get(service, 0) for service in running), date
    assert "Talvikausi_Su" not in timetable.active_services(datetime.date(2016, 12, 25))


def test_kuopio_is_read_within_a_second(shared_data: Path) -> None:
    """About 0.15 s on two idle cores. Processor time is measured, as other tests run beside this one."""
    path = feed(shared_data, "kuopio_2017.zip")
    start = time.process_time()
    read_timetable([path])
    assert time.process_time() - start < 1.0


def test_porto_alegre_has_no_blank_left_and_keeps_its_order(shared_data: Path) -> None:
    path = feed(shared_data, "porto_alegre_eptc_2019.zip")
    timetable = read_timetable([path])
    must_be_in_order(timetable)
    assert timetable.faults == ()
    assert (len(timetable.stops), len(timetable.routes), len(timetable.trips)) == (3986, 115, 2374)
    assert len(timetable.stop_times) == 130_019
    assert timetable.trips["wheelchair_accessible"].value_counts().keys().isin([1, 2]).all()
    written = rows(path, "stop_times.txt")
    assert sum(row["arrival_time"] == "" for row in written) > 100_000
    timed = {(row["trip_id"], seconds(row["arrival_time"])) for row in written if row["arrival_time"]}
    calls = timetable.stop_times
    trip = timetable.trips["trip_id"].to_numpy()[calls["trip"]]
    assert timed <= set(zip(trip, calls["arrival_s"].tolist(), strict=True))
    # The vehicle moves on between the ends: nearly no two stops in a row are left at the same time.
    within = np.diff(calls["trip"]) == 0
    assert (np.diff(calls["arrival_s"])[within] > 0).mean() > 0.99


def test_trensurb_and_the_buses_together(shared_data: Path) -> None:
    names = ("porto_alegre_eptc_2019", "porto_alegre_trensurb_2019")
    both = read_timetable([feed(shared_data, f"{name}.zip") for name in names])
    must_be_in_order(both)
    apart = [read_timetable([feed(shared_data, f"{name}.zip")]) for name in names]
    assert len(apart[1].trips) == 1248
    assert len(both.stop_times) == sum(len(one.stop_times) for one in apart)
    date = datetime.date(2019, 5, 15)
    assert both.trip_count(date) == sum(one.trip_count(date) for one in apart) > 0
    assert {text.split(":")[0] for text in both.stops["stop_id"]} == set(names)
    assert apart[1].service_dates() == (datetime.date(2019, 3, 1), datetime.date(2019, 12, 31))


def test_caltrain_tells_its_access(shared_data: Path) -> None:
    path = feed(shared_data, "caltrain_2016.zip")
    timetable = read_timetable([path])
    must_be_in_order(timetable)
    written = {row["stop_id"]: row for row in rows(path, "stops.txt")}
    for stop in timetable.stops.itertuples():
        own = written[stop.stop_id]["wheelchair_boarding"] or "0"
        parent = written.get(written[stop.stop_id]["parent_station"], {}).get("wheelchair_boarding") or "0"
        assert stop.wheelchair_boarding == int(own if own != "0" else parent)
    assert {1, 2} <= set(timetable.stops["wheelchair_boarding"])
    trips = {row["trip_id"]: int(row["wheelchair_accessible"] or 0) for row in rows(path, "trips.txt")}
    assert dict(zip(timetable.trips["trip_id"], timetable.trips["wheelchair_accessible"], strict=True)) == trips


def test_a_feed_of_on_demand_transport_alone_is_answered_clearly(shared_data: Path) -> None:
    path = feed(shared_data, "aspen_flex.zip")
    found = refusal(lambda: read_timetable([path]))
    assert dict(found["trips_all_on_demand"].facts) == {"trips": 2}
    assert found["call_on_demand"].row == 2
    assert set(found) == {"trips_all_on_demand", "call_on_demand"}

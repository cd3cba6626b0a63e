"""Whatever is done to a feed's cells or bytes, reading it gives a sound timetable or a refusal, never anything else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.errors import FaultLog, Refused
from assessment.inputs.gtfs_tables import read_table
from assessment.inputs.timetable import read_timetable
from tests.inputs.refusals import must_read_well
from tests.inputs.timetable_feeds import town, write_zip

FULL = town(
    {
        "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nam,06:00:00,07:00:00,600\n",
        "calendar_dates.txt": "service_id,date,exception_type\nweek,20260306,2\nweek,20260307,1\n",
        "stops.txt": (
            "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n"
            "A,Alku,60.00,26.7,0,S,\nB,Birkko,60.01,26.7,0,,1\nC,Citta,60.03,26.7,,,\nD,Delta,60.04,26.7,,,2\n"
            "S,Asema,60.0,26.7,1,,1\n"
        ),
        "stop_times.txt": (
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,shape_dist_traveled,location_id\n"
            "am,08:00:00,08:00:00,A,1,0,0,\nam,,,B,2,1,10,\nam,,,C,3,,30,\nam,08:08:00,08:08:00,D,4,0,40,\n"
            "night,23:55:00,23:55:00,D,10,,,\nnight,24:03:00,24:03:00,A,20,,,\n"
        ),
    }
)
WORDS = [
    "",
    "null",
    "NaN",
    "-1",
    "0",
    "1",
    "2",
    "9" * 12,
    "1e400",
    "inf",
    "A",
    "am",
    "99:99:99",
    "999:59:59",
    "7:30:00",
]
MARKS = ["20260230", "99991231", "00010101", '"', ";", "\n", "\r", ",", "\0", "\ufeff", "ä", "  ", "x" * 5000, "٣"]
CELLS = st.sampled_from(WORDS + MARKS) | st.text(max_size=6)
TABLE = st.sampled_from(sorted(FULL))


def must_be_sound_or_refused(path: Path) -> None:
    try:
        timetable = read_timetable([path])
    except Refused as refused:
        assert refused.faults
        must_read_well(refused.faults)
        return
    must_read_well(timetable.faults)
    calls = timetable.stop_times
    trip, arrival_s, departure_s = (calls[name].to_numpy() for name in ("trip", "arrival_s", "departure_s"))
    assert (arrival_s >= 0).all()
    assert (departure_s >= arrival_s).all()
    assert (arrival_s[1:] >= departure_s[:-1])[trip[1:] == trip[:-1]].all()
    assert (np.bincount(trip, minlength=len(timetable.trips)) >= 2).all()
    assert calls["stop"].between(0, len(timetable.stops) - 1).all()
    assert timetable.trips["trip_id"].is_unique
    assert timetable.stops[["lon", "lat"]].notna().all(axis=None)
    first, last = timetable.service_dates()
    assert timetable.trip_count(first) > 0 < timetable.trip_count(last)
    assert timetable.trip_count(first) == timetable.trips["service_id"].isin(timetable.active_services(first)).sum()


many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(table=TABLE, row=st.integers(0, 9), column=st.integers(0, 9), cell=CELLS)
def test_any_cell_may_be_anything(table: str, row: int, column: int, cell: str, tmp_path: Path) -> None:
    rows = [line.split(",") for line in str(FULL[table]).splitlines()]
    cells = rows[row % len(rows)]
    cells[column % len(cells)] = cell
    text = "\n".join(",".join(cells) for cells in rows).encode("utf-8", "surrogatepass")
    must_be_sound_or_refused(write_zip(tmp_path / "town.zip", {**FULL, table: text}))


@many
@given(table=TABLE, at=st.floats(0, 1), length=st.integers(0, 40), put=st.binary(max_size=12))
def test_any_bytes_may_be_replaced(table: str, at: float, length: int, put: bytes, tmp_path: Path) -> None:
    data = str(FULL[table]).encode()
    start = int(at * len(data))
    must_be_sound_or_refused(
        write_zip(tmp_path / "town.zip", {**FULL, table: data[:start] + put + data[start + length :]})
    )


@many
@given(table=TABLE, order=st.randoms(use_true_random=False), keep=st.floats(0, 1))
def test_any_rows_may_be_missing_or_in_another_order(table: str, order, keep: float, tmp_path: Path) -> None:
    header, *rows = str(FULL[table]).splitlines()
    order.shuffle(rows)
    text = "\n".join([header, *rows[: round(keep * len(rows))]])
    must_be_sound_or_refused(write_zip(tmp_path / "town.zip", {**FULL, table: text}))


@many
@given(at=st.floats(0, 1, exclude_max=True), put=st.binary(min_size=1, max_size=4))
def test_any_bytes_of_the_zip_may_be_replaced(at: float, put: bytes, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "town.zip", FULL)
    data = path.read_bytes()
    start = int(at * len(data))
    path.write_bytes(data[:start] + put + data[start + len(put) :])
    must_be_sound_or_refused(path)


@given(
    rows=st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4)] * 3)),
    breaks=st.sampled_from(["\n", "\r\n"]),
)
@settings(deadline=None)
def test_the_fast_and_the_exact_way_of_reading_agree(rows: list[tuple[str, str, str]], breaks: str) -> None:
    """A row with a line break in quotes makes the whole table be read by Python's csv module; the others read alike."""

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    lines = [",".join(map(cell, (*row, "last"))) for row in rows]
    plain = breaks.join(["a,b,c,d", *lines]).encode()
    broken = breaks.join(["a,b,c,d", *lines, '"x\ny",,,last']).encode()
    log = FaultLog()
    fast = read_table(plain, "a.txt", "abcd", (), log)
    exact = read_table(broken, "a.txt", "abcd", (), log)
    assert log.faults == ()
    assert fast is not None
    assert exact is not None
    for place, name in enumerate("abc"):
        expected = [row[place].strip() for row in rows]
        assert fast[name].all_texts().tolist() == expected
        assert exact[name].all_texts().tolist()[:-1] == expected


def test_the_feed_that_is_changed_is_sound(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "town.zip", FULL)
    assert zipfile.is_zipfile(path)
    timetable = read_timetable([path])
    assert timetable.faults == ()
    assert len(timetable.trips) == 7
    must_be_sound_or_refused(path)

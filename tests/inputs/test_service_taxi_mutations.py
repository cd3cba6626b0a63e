"""Whatever is done to a file of service taxis, reading it gives usable taxis or a refusal, never anything else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.errors import Refused
from assessment.inputs.service_taxi_files import read_service_taxis
from assessment.inputs.timetable import read_timetable
from tests.inputs.flex_feeds import FLEX, write_flex
from tests.inputs.refusals import must_read_well
from tests.inputs.test_service_taxi_yaml import FULL, HOME, TOWN, features
from tests.inputs.timetable_feeds import TOWN as FEED
from tests.inputs.timetable_feeds import town, write_zip

WORDS = ["", "null", "NaN", "-1", "0", "1", "2", "9" * 12, "1e400", "99:99:99", "24:00:00", "jaala", "A", "day", "out"]
MARKS = ["20260230", "99991231", '"', ";", "\n", ",", "\0", "\ufeff", "ä", "  ", "x" * 5000, "٣", "[", "{", "*", "&a"]
CELLS = st.sampled_from(WORDS + MARKS) | st.text(max_size=6)
many = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def must_be_sound_or_refused(path: Path) -> None:
    try:
        found = read_service_taxis(path)
    except Refused as refused:
        assert refused.faults
        must_read_well(refused.faults)
        return
    must_read_well(found.faults)
    assert len(found) > 0
    assert len({taxi.id for taxi in found.taxis}) == len(found)
    for taxi in found.taxis:
        assert isinstance(taxi.zone, shapely.Polygon | shapely.MultiPolygon)
        assert taxi.zone.is_valid
        assert np.isfinite(taxi.zone.bounds).all()
        assert taxi.start_s < taxi.end_s
        assert taxi.duration_factor > 0
        assert min(taxi.pickup_window_s, taxi.duration_offset_s) >= 0
        assert taxi.dates or taxi.weekdays
        assert taxi.destination_zone is not None or taxi.destinations or taxi.feeder_stops
        assert taxi.content() == taxi.content()


@many
@given(
    table=st.sampled_from(sorted(set(FLEX) - {"locations.geojson"})),
    row=st.integers(0, 5),
    column=st.integers(0, 11),
    cell=CELLS,
)
def test_any_cell_of_flex_may_be_anything(table: str, row: int, column: int, cell: str, tmp_path: Path) -> None:
    rows = [line.split(",") for line in FLEX[table].splitlines()]
    cells = rows[row % len(rows)]
    cells[column % len(cells)] = cell
    text = "\n".join(",".join(cells) for cells in rows).encode("utf-8", "surrogatepass")
    must_be_sound_or_refused(write_flex(tmp_path, {table: text}))


@many
@given(table=st.sampled_from(sorted(FLEX)), at=st.floats(0, 1), length=st.integers(0, 40), put=st.binary(max_size=12))
def test_any_bytes_of_flex_may_be_replaced(table: str, at: float, length: int, put: bytes, tmp_path: Path) -> None:
    data = FLEX[table].encode()
    start = int(at * len(data))
    must_be_sound_or_refused(write_flex(tmp_path, {table: data[:start] + put + data[start + length :]}))


@many
@given(at=st.floats(0, 1), length=st.integers(0, 20), put=CELLS)
def test_any_part_of_the_yaml_may_be_replaced(at: float, length: int, put: str, tmp_path: Path) -> None:
    (tmp_path / "zones.geojson").write_text(features({"town": TOWN, "jaala": HOME}), encoding="utf-8")
    start = int(at * len(FULL))
    path = tmp_path / "service_taxi.yaml"
    path.write_bytes((FULL[:start] + put + FULL[start + length :]).encode("utf-8", "surrogatepass"))
    must_be_sound_or_refused(path)


TABLES = {
    "stops.txt": (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\nA,Alku,60.00,26.7,0,S\nB,Birkko,60.01,26.7,0,S\n"
        "C,Citta,60.03,26.7,0,\nD,Delta,60.04,26.7,0,\nS,Asema,60.0,26.7,1,\n"
    ),
    "transfers.txt": (
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id\nS,S,2,60,\nA,C,3,,\nC,A,0,,am\nB,D,4,,\n"
    ),
    "pathways.txt": (
        "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,traversal_time,stair_count\n"
        "p,A,B,2,1,10,20,14\nq,B,A,5,1,,30,\n"
    ),
}


@many
@given(table=st.sampled_from(sorted(TABLES)), row=st.integers(0, 5), column=st.integers(0, 7), cell=CELLS)
def test_any_cell_of_transfers_and_pathways_may_be_anything(
    table: str, row: int, column: int, cell: str, tmp_path: Path
) -> None:
    rows = [line.split(",") for line in TABLES[table].splitlines()]
    cells = rows[row % len(rows)]
    cells[column % len(cells)] = cell
    text = "\n".join(",".join(cells) for cells in rows).encode("utf-8", "surrogatepass")
    path = write_zip(tmp_path / "town.zip", town({**FEED, **TABLES, table: text}))
    try:
        timetable = read_timetable([path])
    except Refused as refused:
        must_read_well(refused.faults)
        return
    must_read_well(timetable.faults)
    for frame in (timetable.transfers, timetable.pathways):
        for name in ("from_stop", "to_stop"):
            assert frame[name].between(0, len(timetable.stops) - 1).all()
    assert not timetable.transfers.duplicated(["from_stop", "to_stop"]).any()
    assert timetable.transfers["transfer_type"].isin([0, 1, 2, 3]).all()
    assert (timetable.transfers["min_transfer_time_s"] >= 0).all()
    assert timetable.pathways["step_free"].isin([0, 1, 2]).all()
    assert len(timetable.digest()) == 64

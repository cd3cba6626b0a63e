"""transfers.txt and pathways.txt: stations resolved to platforms, what is not used is told, feeds kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from assessment.inputs import gtfs_transfers
from assessment.inputs.timetable import Timetable, read_timetable
from tests.inputs.refusals import must_read_well, refusal
from tests.inputs.timetable_cases import Case, dropped, must_be_told, warned
from tests.inputs.timetable_feeds import TOWN, town, write_zip

BOTH = {"am", "night"}
# S is a station of A and B; E its entrance, N a node inside; X has no usable place.
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "A,Alku,60.00,26.7,0,S\nB,Birkko,60.01,26.7,0,S\nC,Citta,60.03,26.7,0,\nD,Delta,60.04,26.7,0,\n"
    "S,Asema,60.005,26.7,1,\nE,Ovi,60.005,26.7,2,S\nN,Aula,60.005,26.7,3,S\nX,Muualla,x,26.7,0,\n"
)
TRANSFERS = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_route_id,to_trip_id\n"
PATHWAYS = (
    "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,traversal_time,stair_count,"
    "max_slope,min_width\n"
)


def transfers(*rows: str) -> dict[str, str]:
    """Rows may be written short: what follows is blank."""
    full = [row + "," * (5 - row.count(",")) for row in rows]
    return {
        "stops.txt": STOPS.replace("X,Muualla,x,26.7,0,\n", ""),
        "transfers.txt": TRANSFERS + "\n".join(full) + "\n",
    }


def pathways(*rows: str) -> dict[str, str]:
    return {"stops.txt": STOPS.replace("X,Muualla,x,26.7,0,\n", ""), "pathways.txt": PATHWAYS + "\n".join(rows) + "\n"}


def read(changes: Mapping[str, str | bytes | None], tmp_path: Path, name: str = "town.zip") -> Timetable:
    timetable = read_timetable([write_zip(tmp_path / name, town(changes))])
    must_read_well(timetable.faults)
    return timetable


def rules(timetable: Timetable) -> dict[tuple[str, str], tuple[int, int]]:
    ids = timetable.stops["stop_id"].to_numpy()
    table = timetable.transfers
    pairs = zip(ids[table["from_stop"]], ids[table["to_stop"]], strict=True)
    return dict(zip(pairs, zip(table["transfer_type"], table["min_transfer_time_s"], strict=True), strict=True))


def test_a_feed_without_them_has_empty_tables_of_the_right_types(tmp_path: Path) -> None:
    timetable = read({}, tmp_path)
    assert (len(timetable.transfers), len(timetable.pathways)) == (0, 0)
    assert timetable.transfers.dtypes.astype(str).to_dict() == {
        "from_stop": "int32",
        "to_stop": "int32",
        "transfer_type": "int8",
        "min_transfer_time_s": "int32",
    }
    assert timetable.pathways.dtypes.astype(str).to_dict() == {
        "from_stop": "int32",
        "to_stop": "int32",
        "mode": "int8",
        "length_m": "float64",
        "traversal_s": "int32",
        "stair_count": "int32",
        "step_free": "int8",
    }
    same = read({"transfers.txt": TRANSFERS, "pathways.txt": ""}, tmp_path, "empty.zip")
    assert same.faults == ()


def test_each_type_with_its_time(tmp_path: Path) -> None:
    timetable = read(transfers("A,C,,", "A,D,0,900", "C,A,1,", "C,D,2,300", "D,C,3,"), tmp_path)
    assert rules(timetable) == {
        ("A", "C"): (0, 0),
        ("A", "D"): (0, 0),
        ("C", "A"): (1, 0),
        ("C", "D"): (2, 300),
        ("D", "C"): (3, 0),
    }
    assert timetable.faults == ()


def test_a_station_stands_for_its_platforms_and_a_platform_wins_over_it(tmp_path: Path) -> None:
    found = rules(read(transfers("S,C,2,240", "A,C,3,", "S,S,2,120"), tmp_path))
    assert found[("A", "C")] == (3, 0)
    assert found[("B", "C")] == (2, 240)
    assert {pair for pair in found if "S" not in pair and "C" not in pair} == {
        ("A", "A"),
        ("A", "B"),
        ("B", "A"),
        ("B", "B"),
    }
    assert found[("A", "B")] == (2, 120)


def test_the_more_exact_row_wins_whatever_the_order(tmp_path: Path) -> None:
    first = rules(read(transfers("S,S,3,", "S,B,1,", "A,B,2,60"), tmp_path, "a.zip"))
    last = rules(read(transfers("A,B,2,60", "S,B,1,", "S,S,3,"), tmp_path, "b.zip"))
    assert first == last
    assert (first[("A", "B")], first[("B", "B")], first[("B", "A")]) == ((2, 60), (1, 0), (3, 0))


CASES: list[Case] = [
    dropped("transfer_narrowed", transfers("A,C,2,60,R,"), "transfers.txt", 2, "from_route_id", "R", left=BOTH),
    dropped("transfer_narrowed", transfers("A,C,3,,,am"), "transfers.txt", 2, "to_trip_id", "am", left=BOTH),
    warned("transfer_in_seat", transfers("A,C,4,,,am"), "transfers.txt", 2, "transfer_type", "4"),
    warned("transfer_in_seat", transfers("A,C,5,"), "transfers.txt", 2, "transfer_type", "5"),
    dropped("transfer_stop_unknown", transfers("A,Q,0,"), "transfers.txt", 2, "to_stop_id", "Q", left=BOTH),
    dropped(
        "transfer_stop_left_out",
        {"stops.txt": STOPS, "transfers.txt": TRANSFERS + "X,A,0,,,\n"},
        "transfers.txt",
        2,
        "from_stop_id",
        "X",
        left=BOTH,
    ),
    dropped("gtfs_number_bad", transfers("A,C,2,soon"), "transfers.txt", 2, "min_transfer_time", "soon", left=BOTH),
    warned("transfer_time_missing", transfers("A,C,2,"), "transfers.txt", 2, "min_transfer_time", ""),
    warned("gtfs_choice_unknown", transfers("A,C,9,"), "transfers.txt", 2, "transfer_type", "9"),
    warned("transfer_contradicts", transfers("A,C,3,", "A,C,0,"), "transfers.txt", 3, "from_stop_id", "A"),
    dropped("pathway_stop_unknown", pathways("p,A,Q,1,1,,,,,"), "pathways.txt", 2, "to_stop_id", "Q", left=BOTH),
    dropped("pathway_mode_bad", pathways("p,A,B,9,1,,,,,"), "pathways.txt", 2, "pathway_mode", "9", left=BOTH),
    dropped("pathway_mode_bad", pathways("p,A,B,,1,,,,,"), "pathways.txt", 2, "pathway_mode", "", left=BOTH),
    dropped("pathway_direction_bad", pathways("p,A,B,1,2,,,,,"), "pathways.txt", 2, "is_bidirectional", "2", left=BOTH),
    warned("gtfs_number_ignored", pathways("p,A,B,1,1,long,,,,"), "pathways.txt", 2, "length", "long"),
    warned("gtfs_number_ignored", pathways("p,A,B,1,1,,,up,,"), "pathways.txt", 2, "stair_count", "up"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_fault_is_told_where_it_is(case: Case, tmp_path: Path) -> None:
    must_be_told(case, tmp_path)


def test_rows_that_are_not_used_leave_no_rule(tmp_path: Path) -> None:
    timetable = read(transfers("A,C,3,,R,", "A,C,4,,,", "A,Q,3,,,", "A,D,2,x,,", "A,C,0,,,"), tmp_path)
    assert rules(timetable) == {("A", "C"): (0, 0)}


def test_a_station_of_thousands_of_platforms_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gtfs_transfers, "MAX_PAIRS", 8)
    found = refusal(lambda: read(transfers("S,S,3,"), tmp_path))
    assert dict(found["transfers_too_many"].facts) == {"pairs": 9, "limit": 8}


def test_ways_inside_a_station_in_both_directions(tmp_path: Path) -> None:
    timetable = read(
        pathways(
            "stairs,E,N,2,1,10,20,14,,",
            "lift,N,A,5,1,,45,,,",
            "gate,N,E,7,1,,,,,0.9",
            "belt,N,B,3,0,50,,,,",
        ),
        tmp_path,
    )
    ids = timetable.stops["stop_id"].to_numpy()
    table = timetable.pathways
    rows = {
        (ids[row.from_stop], ids[row.to_stop], row.mode): (row.traversal_s, row.stair_count, row.step_free)
        for row in table.itertuples()
    }
    assert rows == {
        ("E", "N", 2): (20, 14, 2),
        ("N", "E", 2): (20, -14, 2),
        ("N", "A", 5): (45, 0, 1),
        ("A", "N", 5): (45, 0, 1),
        ("N", "E", 7): (-1, 0, 1),
        ("N", "B", 3): (-1, 0, 0),
    }
    assert table["length_m"].tolist()[0] == 10
    assert np.isnan(table["length_m"].tolist()[1])
    assert timetable.faults == ()


@pytest.mark.parametrize(
    ("row", "step_free"),
    [
        ("p,A,B,1,0,,,,,", 1),
        ("p,A,B,1,0,,,3,,", 2),
        ("p,A,B,1,0,,,,0.05,1.2", 1),
        ("p,A,B,1,0,,,,-0.1,", 2),
        ("p,A,B,1,0,,,,,0.7", 2),
        ("p,A,B,4,0,,,,,", 2),
        ("p,A,B,6,0,,,,,", 0),
        ("p,A,B,6,0,,,,,0.7", 2),
        ("p,A,B,5,0,,,,,0.7", 2),
    ],
)
def test_what_is_free_of_steps(row: str, step_free: int, tmp_path: Path) -> None:
    assert read(pathways(row), tmp_path).pathways["step_free"].tolist() == [step_free]


def test_rows_of_several_feeds_point_to_their_own_stops(tmp_path: Path) -> None:
    changes = transfers("A,C,2,60") | {"pathways.txt": PATHWAYS + "p,A,B,1,0,,,,,\n"}
    paths = [
        write_zip(tmp_path / f"{name}.zip", town(changes | {"agency.txt": TOWN["agency.txt"] + "\n" * n}))
        for n, name in enumerate(("one", "two"))
    ]
    both = read_timetable(paths)
    ids = both.stops["stop_id"].to_numpy()
    assert [(ids[a], ids[b]) for a, b in both.transfers[["from_stop", "to_stop"]].to_numpy()] == [
        ("one:A", "one:C"),
        ("two:A", "two:C"),
    ]
    assert ids[both.pathways["to_stop"]].tolist() == ["one:B", "two:B"]


def test_the_digest_tells_content_not_order(tmp_path: Path) -> None:
    base = read(transfers("A,C,2,60", "C,A,1,"), tmp_path)
    turned = read(
        transfers("C,A,1,", "A,C,2,60")
        | {"trips.txt": "route_id,service_id,trip_id,direction_id\nR,week,night,1\nR,week,am,0\n"},
        tmp_path,
        "turned.zip",
    )
    other = read(transfers("A,C,2,61", "C,A,1,"), tmp_path, "other.zip")
    later = read(
        transfers("A,C,2,60", "C,A,1,") | {"stop_times.txt": TOWN["stop_times.txt"].replace("08:08:00", "08:09:00")},
        tmp_path,
        "later.zip",
    )
    assert base.digest() == turned.digest()
    assert len({base.digest(), other.digest(), later.digest()}) == 3

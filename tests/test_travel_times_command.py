"""`python -m assessment travel-times` as a user runs it: the hand-worked towns, its files and its refusals."""

from __future__ import annotations

import csv
import itertools
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from tests.reference import street_town, town
from tests.reference.asked import ask, seconds_of_table
from tests.reference.oracle import NEVER
from tests.reference.small_feeds import SmallFeed, call_command, run_command, write_places


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two towns as files."""
    path = tmp_path_factory.mktemp("towns")
    town.write_timetable(path / "town.zip")
    town.write_timetable(path / "other.zip")
    street_town.write_timetable(path / "street_town.zip")
    street_town.write_streets(path / "streets.osm.pbf")
    write_places(path / "places.csv", town.places())
    write_places(path / "street_places.csv", street_town.places())
    return path


def runs_of(cases):
    """Group cases that one run of the command answers together."""
    grouped = itertools.groupby(sorted(cases, key=lambda c: repr(c.run)), key=lambda c: repr(c.run))
    return [list(group) for _, group in grouped]


def check(cases, table, places, allowed_s) -> None:
    found = seconds_of_table(table, places, places)
    row = {place[0]: i for i, place in enumerate(places)}
    wrong = []
    for case in cases:
        start, end = case.way.split()
        expected = [NEVER if (s := town.seconds(text)) is None else s for text in case.expected.split()]
        if (np.abs(found[row[start], row[end]] - expected) > allowed_s).any():
            answer = ["-" if s == NEVER else f"{s // 60:.0f}:{s % 60:04.1f}" for s in found[row[start], row[end]]]
            wrong.append(f"{case.name}: {case.way} should be {case.expected}, is {' '.join(answer)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("cases", runs_of(town.CASES), ids=lambda cases: cases[0].name)
def test_town_worked_out_on_paper(cases, folder: Path, tmp_path: Path) -> None:
    mode, date, window, limits = cases[0].run
    table = ask(
        tmp_path,
        origins=town.places(),
        destinations=town.places(),
        mode=mode,
        date=date,
        window=window,
        options=limits.options(),
        timetables=[folder / "town.zip"],
    )
    check(cases, table, town.places(), allowed_s=0.5)


@pytest.mark.parametrize("cases", runs_of(street_town.CASES), ids=lambda cases: cases[0].name)
def test_street_town_worked_out_on_paper(cases, folder: Path, tmp_path: Path) -> None:
    mode, date, window, limits = cases[0].run
    table = ask(
        tmp_path,
        origins=street_town.places(),
        destinations=street_town.places(),
        mode=mode,
        date=date,
        window=window,
        options=limits.options(),
        timetables=[folder / "street_town.zip"] if mode == "transit" else [],
        streets=folder / "streets.osm.pbf",
    )
    check(cases, table, street_town.places(), allowed_s=1.5)  # a second for the centimetres of the street file


def test_car_respects_one_way(folder: Path, tmp_path: Path) -> None:
    places = [place for place in street_town.places() if place[0] in ("west", "east")]
    table = ask(
        tmp_path,
        origins=places,
        destinations=places,
        mode="car",
        date="2026-03-04",
        window="08:00-08:10",
        options=[],
        streets=folder / "streets.osm.pbf",
        percentiles=[50],
    )
    there, back = (seconds_of_table(table, places, places)[o, d, 0] for o, d in ((0, 1), (1, 0)))
    assert 30 < there < 120  # 400 m at something like 30 km/h
    assert back / there == pytest.approx(2.5, abs=0.08)  # 1000 m against 400 m, each to a whole second


# --- the files it writes and reads -----------------------------------------------------------------------------------


def common(folder: Path, written_to: Path, **changed: object) -> list[object]:
    """Return the arguments of a run over the town, some of them changed (None leaves one out)."""
    given = {
        "timetable": folder / "town.zip",
        "origins": folder / "places.csv",
        "destinations": folder / "places.csv",
        "mode": "transit",
        "date": "2026-03-04",
        "window": "08:00-08:10",
        "output": written_to,
        **changed,
    }
    return [w for name, value in given.items() if value is not None for w in ("--" + name.replace("_", "-"), value)]


def limits() -> list[str]:
    return town.TOWN.options()


def test_columns_order_and_empty_cells(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "times.csv"
    done = call_command("travel-times", *common(folder, output), *limits(), "--percentiles", "5,50,95")
    assert done.returncode == 0, done.stderr
    with output.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["from_id", "to_id", "travel_time_p05", "travel_time_p50", "travel_time_p95"]
    names = [place[0] for place in town.places()]
    assert [tuple(row[:2]) for row in rows[1:]] == list(itertools.product(names, names))
    by_pair = {tuple(row[:2]): row[2:] for row in rows[1:]}
    assert by_pair["home", "i"] == ["", "", ""]
    assert by_pair["home", "shop"][0] != "" and float(by_pair["home", "shop"][0]) == 7


def test_the_median_is_what_one_gets_without_asking(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "times.csv"
    assert call_command("travel-times", *common(folder, output), *limits()).returncode == 0
    table = pd.read_csv(output)
    assert list(table.columns[:2]) == ["from_id", "to_id"]
    assert "travel_time_p50" in table.columns


@pytest.mark.parametrize("first", ["shop", "f"])
def test_nearest_takes_the_first_of_equals(first: str, folder: Path, tmp_path: Path) -> None:
    """The shop and the place f lie at the same spot: the one that stands first in the file wins."""
    named = {place[0]: place for place in town.places()}
    second = "f" if first == "shop" else "shop"
    write_places(tmp_path / "to.csv", [named[name] for name in ("work", first, second)])
    write_places(tmp_path / "from.csv", [named[name] for name in ("c", "home", "i", "a")])
    output = tmp_path / "times.csv"
    changed = {"origins": tmp_path / "from.csv", "destinations": tmp_path / "to.csv"}
    done = call_command(
        "travel-times", *common(folder, output, **changed), *limits(), "--nearest", "--percentiles", "5,50,95"
    )
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(output).set_index("from_id")
    assert list(table.index) == ["c", "home", "i", "a"]
    assert table.loc["home", "to_id"] == first
    assert table.loc["home", ["travel_time_p05", "travel_time_p50"]].tolist() == [7, 11]
    assert table.loc["c", "to_id"] == "work"
    assert table.loc["i"].filter(like="travel_time").isna().all()


def test_nearest_goes_by_the_median_whatever_is_printed(folder: Path, tmp_path: Path) -> None:
    """h is nearer than i at the median (9 against 14 min), but not reached at the 95th percentile where i is."""
    named = {place[0]: place for place in town.places()}
    write_places(tmp_path / "to.csv", [named["i"], named["h"]])
    write_places(tmp_path / "from.csv", [named["g"]])
    changed = {"origins": tmp_path / "from.csv", "destinations": tmp_path / "to.csv", "window": town.MORNING}
    output = tmp_path / "times.csv"
    done = call_command("travel-times", *common(folder, output, **changed), *limits(), "--nearest", "--percentiles=95")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(output)
    assert table["to_id"].tolist() == ["h"]
    assert table["travel_time_p95"].isna().all()


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet"])
def test_places_from_other_formats(suffix: str, folder: Path, tmp_path: Path) -> None:
    places = [(name, round(lon, 6), round(lat, 6)) for name, lon, lat in town.places()]
    as_csv = write_places(tmp_path / "places.csv", places)
    ids, lon, lat = zip(*places, strict=True)
    frame = gpd.GeoDataFrame({"id": ids}, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    path = tmp_path / f"places{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    elif suffix == ".gpkg":
        frame.to_crs("EPSG:3067").to_file(path)  # what it says of its own coordinates is heeded
    else:
        frame.to_file(path, COORDINATE_PRECISION=9)
    answers = []
    for origins in (as_csv, path):
        output = tmp_path / "times.csv"
        done = call_command("travel-times", *common(folder, output, origins=origins), *limits())
        assert done.returncode == 0, done.stderr
        answers.append(pd.read_csv(output))
    pd.testing.assert_frame_equal(answers[0], answers[1])


def test_two_timetables_are_one_network(folder: Path, tmp_path: Path) -> None:
    """The bus from A is in one feed, the buses from C in another with the same ids."""
    first, second = SmallFeed(), SmallFeed()
    for feed, stops, trips in (
        (first, "AB", {"1": "A 08:10, B 08:20"}),
        (second, "CD", {"1": "C 08:24, D 08:34", "2": "C 08:30, D 08:40"}),
    ):
        feed.service("ALL")
        for number, stop in enumerate(stops):
            feed.stop(f"s{number}", town.LON, town.north(town.STOPS[stop]))
        for trip_id, calls in trips.items():
            renamed = calls.replace(stops[0], "s0").replace(stops[1], "s1")
            feed.trip(trip_id, renamed)
    paths = [first.write(tmp_path / "first.zip"), second.write(tmp_path / "second.zip")]
    named = {place[0]: place for place in town.places()}
    table = ask(
        tmp_path,
        origins=[named["home"]],
        destinations=[named["work"]],
        mode="transit",
        date="2026-03-04",
        window="08:00-08:10",
        options=limits(),
        timetables=paths,
    )
    # as on paper for m <= 5; later nothing runs
    assert (table["travel_time_p05"] * 60).round().tolist() == [36 * 60 + 40]
    assert (table["travel_time_p50"] * 60).round().tolist() == [40 * 60 + 40]
    assert table["travel_time_p95"].isna().all()


def test_profile_sets_values_and_a_value_beside_it_wins(folder: Path, tmp_path: Path) -> None:
    """age_85_ walks 0.75 m/s: 300 paper metres take 299.7 / 0.75 = 399.6 -> 400 s; at 1 m/s they take 300 s."""
    named = {place[0]: place for place in town.places()}
    write_places(tmp_path / "from.csv", [named["home"]])
    write_places(tmp_path / "to.csv", [named["a"]])
    changed = {"origins": tmp_path / "from.csv", "destinations": tmp_path / "to.csv", "timetable": None, "mode": "walk"}
    seconds = []
    for beside in ([], ["--walk-speed-ms", "1.0"]):
        output = tmp_path / "times.csv"
        options = ["--profile", "age_85_", "--detour", "1.0", *beside]
        done = call_command("travel-times", *common(folder, output, **changed), *options)
        assert done.returncode == 0, done.stderr
        seconds.append(round(pd.read_csv(output)["travel_time_p50"].iloc[0] * 60))
    assert seconds == [400, 300]


def test_the_same_run_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for output in outputs:
        assert run_command("travel-times", *common(folder, output), *limits()).returncode == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


# --- what it refuses -------------------------------------------------------------------------------------------------


def rewritten(source: Path, target: Path, table: str, change) -> Path:
    """Copy a feed with the text of one table changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == f"{table}.txt" else text)
    return target


def empty_file(folder: Path) -> Path:
    (folder / "empty").write_bytes(b"")
    return folder / "empty"


def text_file(name: str, text: str):
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def metres_as_degrees(folder: Path) -> Path:
    """Places whose lon, lat columns hold metres of EPSG:3067."""
    return text_file("metres.csv", "id,lon,lat\na,483500.0,6707000.0\nb,483600.0,6707100.0\n")(folder)


def swapped(folder: Path) -> Path:
    """Longitude and latitude in each other's column: a point in the Indian Ocean's latitude band."""
    return text_file("swapped.csv", "id,lon,lat\na,60.5,26.7\nb,60.51,26.7\n")(folder)


def without_crs(folder: Path) -> Path:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.points_from_xy([483500.0], [6707000.0]))
    with pytest.warns(UserWarning, match="crs"):
        frame.to_file(folder / "no_crs.gpkg")
    return folder / "no_crs.gpkg"


def other_city(folder: Path) -> Path:
    """A timetable of a town far from every place asked for."""
    feed = SmallFeed()
    feed.service("ALL")
    feed.stop("A", -51.2, -30.0)
    feed.stop("B", -51.2, -30.1)
    feed.trip("1", "A 08:10, B 08:20")
    return feed.write(folder / "other_city.zip")


def broken_feed(table: str, change):
    def write(folder: Path) -> Path:
        source = town.write_timetable(folder / "whole.zip")
        return rewritten(source, folder / "broken.zip", table, change)

    return write


REFUSED = {
    "a date that does not exist": ({"date": "2026-02-30"}, "2026-02-30"),
    "a date in another form": ({"date": "4.3.2026"}, "4.3.2026"),
    "a date outside the timetable": ({"date": "2031-03-04"}, "2031-03-04"),
    "a window that ends before it begins": ({"window": "11:00-09:00"}, "11:00-09:00"),
    "a window that is empty": ({"window": "09:00-09:00"}, "09:00-09:00"),
    "a window that is no window": ({"window": "morning"}, "morning"),
    "an unknown mode": ({"mode": "bicycle"}, "bicycle"),
    "an unknown profile": ({"profile": "acrobat"}, "acrobat"),
    "a speed of nothing": ({"walk_speed_ms": "0"}, "0"),
    "a negative walk": ({"max_walk_min": "-5"}, "-5"),
    "no vehicle at all": ({"max_boardings": "-1"}, "-1"),
    "a percentile beyond 100": ({"percentiles": "50,150"}, "150"),
    "a percentile in words": ({"percentiles": "median"}, "median"),
    "unknown_accessible neither yes nor no": ({"unknown_accessible": "perhaps"}, "perhaps"),
    "transit without a timetable": ({"timetable": None}, "timetable"),
    "a file that is not there": ({"origins": "nowhere.csv"}, "nowhere.csv"),
    "a timetable that is not there": ({"timetable": "nowhere.zip"}, "nowhere.zip"),
    "an empty file of places": ({"origins": empty_file}, "empty"),
    "an empty timetable": ({"timetable": empty_file}, "empty"),
    "places without rows": ({"origins": text_file("rows.csv", "id,lon,lat\n")}, "rows.csv"),
    "places without a latitude": ({"origins": text_file("lat.csv", "id,lon\na,26.7\n")}, "lat"),
    "a place that is no number": ({"origins": text_file("nan.csv", "id,lon,lat\na,east,60.5\n")}, "east"),
    "a place given twice": ({"origins": text_file("twice.csv", "id,lon,lat\na,26.7,60.5\na,26.7,60.6\n")}, "twice.csv"),
    "metres in the columns of degrees": ({"origins": metres_as_degrees}, "metres.csv"),
    "coordinates of an unknown system": ({"origins": without_crs}, "no_crs.gpkg"),
    "a timetable of another city": ({"timetable": other_city}, "other_city.zip"),
    "longitude and latitude swapped": ({"origins": swapped}, "swapped.csv"),
    "a timetable that is no zip": ({"timetable": text_file("feed.zip", "not a zip")}, "feed.zip"),
    "stop times without trips' ids": (
        {"timetable": broken_feed("stop_times", lambda text: text.replace("trip_id", "run_id", 1))},
        "trip_id",
    ),
    "streets that are no streets": ({"streets": text_file("streets.osm.pbf", "<osm/>")}, "streets.osm.pbf"),
    "an output in a folder that is not there": ({"output": "no/such/folder/times.csv"}, "times.csv"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refusals_are_clear_and_leave_nothing_behind(what: str, folder: Path, tmp_path: Path) -> None:
    changed, named = REFUSED[what]
    changed = {name: value(tmp_path) if callable(value) else value for name, value in changed.items()}
    work = tmp_path / "work"
    work.mkdir()
    output = work / "times.csv"
    output.write_text("what was there before\n", encoding="utf-8")
    options = [] if set(changed) & {"walk_speed_ms", "max_walk_min", "max_boardings"} else limits()
    options = [o for o in options if not o.startswith(tuple("--" + name.replace("_", "-") for name in changed))]
    done = call_command("travel-times", *common(folder, output, **changed), *options, cwd=work)
    said = done.stdout + done.stderr
    assert done.returncode == 2, f"exit {done.returncode}\n{said}"
    assert "Traceback" not in said
    assert named in said.replace("\n", ""), said
    assert [path.name for path in work.iterdir()] == ["times.csv"]
    assert output.read_text(encoding="utf-8") == "what was there before\n"


def test_all_faults_of_all_files_are_told_together(folder: Path, tmp_path: Path) -> None:
    first = text_file("from.csv", "id,lon,lat\na,east,60.5\nb,26.7,north\n")(tmp_path)
    second = text_file("to.csv", "id,lon,lat\nc,26.7,\n")(tmp_path)
    done = call_command("travel-times", *common(folder, tmp_path / "t.csv", origins=first, destinations=second))
    assert done.returncode == 2
    for named in ("from.csv", "to.csv", "east", "north"):
        assert named in done.stdout + done.stderr


def test_help_explains_every_option_with_units() -> None:
    done = run_command("travel-times", "--help")
    assert done.returncode == 0
    for option in (
        *("--timetable", "--streets", "--origins", "--destinations", "--mode", "--date", "--window", "--profile"),
        *("--walk-speed-ms", "--max-walk-min", "--max-transfer-walk-min", "--transfer-slack-s", "--max-boardings"),
        *("--max-time-min", "--wheelchair", "--unknown-accessible", "--detour", "--percentiles", "--nearest"),
        "--output",
    ):
        assert option in done.stdout

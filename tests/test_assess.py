"""The main path: closing never helps, opening never hurts, undo restores, and the same inputs give the same result."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.assess import Baseline, Impact, Query, assess, modes_possible, prepare
from assessment.errors import Refused
from assessment.impact.measures import MEASURES
from assessment.inputs.municipality import Municipality, read_municipality
from assessment.inputs.opening_hours import open_intervals
from assessment.report.exports import csv_bytes, export_impact
from assessment.scenario import (
    CloseServicePoint,
    MoveServicePoint,
    OpenServicePoint,
    Scenario,
    write_scenario,
)
from tests.impact.towns import DATE, LON, WINDOW, lat_at, line_town

WALK = Query(DATE, WINDOW, modes=("walk",))


def improvements(table: pd.DataFrame) -> pd.Series[float]:
    """How much each figure improves for residents: negative = worse; NaN where there is nothing to compare."""
    sign = table["measure"].astype("str").map({name: measure.improves for name, measure in MEASURES.items()})
    baseline, value = table["baseline"].to_numpy(), table["value"].to_numpy()
    with np.errstate(invalid="ignore"):
        change = np.where(baseline == value, 0.0, value - baseline)
    return pd.Series(change * sign.to_numpy(dtype=float), index=table.index)


masked_or = st.one_of(st.just(math.nan), st.integers(0, 30).map(float))
cells = st.lists(
    st.tuples(st.integers(0, 9000), st.integers(90, 200), masked_or, masked_or, masked_or), min_size=1, max_size=8
)
places = st.lists(st.integers(0, 9000), min_size=1, max_size=4)


def town_of(rows: list[tuple[float, ...]], services: list[int]) -> Municipality:
    return line_town(
        {f"c{i}": row for i, row in enumerate(rows)},
        {f"s{i}": ("library", metres, "Mo-Fr 10:00-18:00") for i, metres in enumerate(services)},
        [3000, 6000, 10_000],
    )


@settings(max_examples=12, deadline=None)
@given(cells, places, st.data())
def test_closing_never_helps_and_opening_never_hurts(
    rows: list[tuple[float, ...]], services: list[int], data: st.DataObject
) -> None:
    baseline = prepare(town_of(rows, services), WALK)
    closed = data.draw(st.integers(0, len(services) - 1))
    new = OpenServicePoint("new", "New", "library", LON, lat_at(data.draw(st.integers(0, 9000))))
    impact = assess(
        baseline,
        [Scenario("close", "", (CloseServicePoint(f"s{closed}"),)), Scenario("open", "", (new,)), Scenario("none")],
    )
    change = improvements(impact.table)
    of = {name: change[(impact.table["alternative"] == name).to_numpy()].dropna() for name in impact.alternatives}
    assert (of["close"] <= 0).all()
    assert (of["open"] >= 0).all()
    assert (of["none"] == 0).all()


@settings(max_examples=12, deadline=None)
@given(cells, places)
def test_areas_add_up_to_the_municipality(rows: list[tuple[float, ...]], services: list[int]) -> None:
    impact = assess(prepare(town_of(rows, services), WALK), [Scenario("VE0")])
    counts = impact.table[impact.table["unit"] == "residents"]
    counts = counts[~counts["measure"].astype("str").str.endswith(("_low", "_high"))]
    whole = counts[counts["area_id"] == "all"].set_index(["group", "measure"])["value"].sort_index()
    parts = counts[counts["area_id"] != "all"].groupby(["group", "measure"], observed=True)["value"].sum().sort_index()
    assert whole.tolist() == parts.tolist()


@settings(max_examples=12, deadline=None)
@given(cells, places)
def test_moving_a_service_is_closing_it_and_opening_it_there(
    rows: list[tuple[float, ...]], services: list[int]
) -> None:
    move = MoveServicePoint("s0", LON, lat_at(4500))
    anew = OpenServicePoint("new", "New", "library", LON, lat_at(4500), "Mo-Fr 10:00-18:00")
    baseline = prepare(town_of(rows, services), WALK)
    impact = assess(baseline, [Scenario("move", "", (move,)), Scenario("both", "", (CloseServicePoint("s0"), anew))])
    by_name = [impact.table[(impact.table["alternative"] == name).to_numpy()] for name in impact.alternatives]
    assert by_name[0]["value"].tolist() == pytest.approx(by_name[1]["value"].tolist(), nan_ok=True)


@pytest.fixture(scope="module")
def small() -> Baseline:
    return prepare(town_of([(100.0, 90, 20, 10, 5), (4000.0, 90, 20, 10, 5)], [0, 5000]), WALK)


def test_a_query_for_what_is_not_there_is_refused(small: Baseline) -> None:
    query = Query(DATE, WINDOW, kinds=("libary",), modes=("walk", "car", "transit", "fly"), groups=("all", "giants"))
    with pytest.raises(Refused) as refused:
        prepare(small.municipality, query)
    codes = [fault.code for fault in refused.value.faults]
    assert codes == ["mode_unknown", "streets_needed", "timetable_needed", "group_unknown", "kind_unknown"]
    assert modes_possible(small.municipality) == ("walk",)


def test_the_faults_of_all_scenarios_come_together(small: Baseline) -> None:
    scenarios = [
        Scenario("VE1", "", (CloseServicePoint("x"),), "one.yaml"),
        Scenario("VE1", "", (CloseServicePoint("y"),), "two.yaml"),
    ]
    with pytest.raises(Refused) as refused:
        assess(small, scenarios)
    assert [(fault.code, fault.file) for fault in refused.value.faults] == [
        ("change_unknown_service_point", "one.yaml"),
        ("scenario_name_twice", "two.yaml"),
        ("change_unknown_service_point", "two.yaml"),
    ]


def test_another_date_needs_a_baseline_of_its_own(small: Baseline) -> None:
    with pytest.raises(ValueError, match="date and window"):
        assess(small, [], dataclasses.replace(WALK, date=DATE + dt.timedelta(days=1)))


def test_no_scenario_gives_an_empty_table(small: Baseline) -> None:
    impact = assess(small, [])
    assert len(impact.table) == 0
    assert csv_bytes(impact).count(b"\n") == 1


def test_what_progress_raises_ends_the_work(small: Baseline) -> None:
    class Cancelled(Exception):
        pass

    def cancel(done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        prepare(small.municipality, WALK, cancel)


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Baseline:
    municipality = read_municipality(demo_folder)
    settings = municipality.settings
    return prepare(municipality, Query(settings.default_date, settings.default_window_s))


def close(demo: Baseline, service_point: str) -> Impact:
    return assess(demo, [Scenario("VE1", "", (CloseServicePoint(service_point),))])


def test_closing_any_service_of_the_demo_improves_no_figure(demo: Baseline) -> None:
    table = demo.municipality.service_points.table
    for service_point, mobile, hours in zip(table["id"], table["mobile"], table["opening_hours"], strict=True):
        impact = close(demo, service_point)
        change = improvements(impact.table).dropna()
        assert (change <= 0).all(), service_point
        # A bookmobile that does not come that day is not missed that day.
        there = not mobile or bool(open_intervals(hours, demo.query.date))
        assert (change < 0).any() or not there, service_point


def test_undo_restores_every_figure_and_the_digest(demo: Baseline) -> None:
    before = demo.municipality.digest()
    scenario = Scenario("VE1", "", (CloseServicePoint("library-inkeroinen"),))
    assess(demo, [scenario])
    undone = assess(demo, [scenario.without_change(0)])
    assert (improvements(undone.table).dropna() == 0).all()
    assert demo.municipality.digest() == before
    alternatives = undone.provenance["alternatives"]
    assert isinstance(alternatives, list)
    assert alternatives[0]["digest"] == before


def test_one_kind_asked_for_gives_the_same_figures_as_all(demo: Baseline) -> None:
    whole = close(demo, "library-jaala").table
    scenario = Scenario("VE1", "", (CloseServicePoint("library-jaala"),))
    one = assess(demo, [scenario], dataclasses.replace(demo.query, kinds=("library",))).table
    expected = whole[(whole["kind"] == "library").to_numpy()]
    assert one["value"].tolist() == pytest.approx(expected["value"].tolist(), nan_ok=True)


def test_from_folder_to_files_twice_gives_identical_bytes(demo: Baseline, demo_folder: Path, tmp_path: Path) -> None:
    scenario = Scenario("VE1", "", (CloseServicePoint("library-koria"),))
    told: list[float] = []
    once = assess(demo, [scenario])
    again = assess(prepare(read_municipality(demo_folder), demo.query), [scenario], progress=told.append)
    for name, impact in (("one", once), ("two", again)):
        export_impact(impact, [write_scenario(scenario)], tmp_path / name)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert sorted(one) == ["impact.csv", "impact.gpkg", "provenance.json", "scenario.yaml"]
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)

"""Attacks on the figures of the example: two alternatives that differ by one stop, nested areas, and files scanned."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from assessment.assess import Impact, Query, assess, prepare
from assessment.impact.area_of_cells import area_of_cells
from assessment.impact.disclosure import protected
from assessment.impact.measures import main_name, measure_of
from assessment.inputs.municipality import Municipality, read_municipality
from assessment.report.exports import csv_bytes, geopackage_bytes, xlsx_bytes
from assessment.scenario import CloseServicePoint, RemoveStop, Scenario
from tests.impact.attacker import Attack

CLOSED = CloseServicePoint("swimming-hall-kuusankoski")
STOP = "286243"  # in the countryside: a few people walk farther, some of them lose their visit
GROUPS = ("age_65_", "age_75_", "wheelchair_users")
FAMILIES = (
    ("residents", "residents_within_30_min", "residents_within_45_min", "residents_within_60_min"),
    ("residents", "residents_longer_by_5_min", "residents_longer_by_10_min", "residents_lost"),
    ("residents", "residents_with_visit", "residents_losing_every_visit", "residents_gaining_a_visit"),
)


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Municipality:
    return read_municipality(demo_folder)


@pytest.fixture(scope="module")
def impact(demo: Municipality) -> Impact:
    """Two alternatives that differ by one stop."""
    assert demo.settings.default_date is not None
    query = Query(
        demo.settings.default_date, (9 * 3600, 11 * 3600), ("swimming_hall",), ("transit",), GROUPS, visits=True
    )
    scenarios = [Scenario("VE1", "", (CLOSED,)), Scenario("VE2", "", (CLOSED, RemoveStop(STOP)))]
    return assess(prepare(demo, query), scenarios)


@pytest.fixture(scope="module")
def shown(impact: Impact) -> pd.DataFrame:
    return protected(impact.table)


def counts_of(impact: Impact) -> np.ndarray:
    return np.array([measure_of(str(name)).count and main_name(str(name)) == name for name in impact.table["measure"]])


def test_the_two_alternatives_differ_by_few_people(impact: Impact, shown: pd.DataFrame) -> None:
    """There is something to find, and what is shown of the two is the same or ten apart."""
    rows, counts = impact.table, counts_of(impact)
    one, other = (counts & (rows["alternative"] == name).to_numpy() for name in impact.alternatives)
    apart = np.abs(rows["value"].to_numpy()[one] - rows["value"].to_numpy()[other])
    assert ((apart > 0) & (apart < 10)).sum() >= 20
    told = np.abs(shown["value"].to_numpy()[one] - shown["value"].to_numpy()[other])
    assert set(told[~np.isnan(told)]) <= {0, *range(10, 10_000, 5)}


@pytest.mark.parametrize("family", FAMILIES, ids=["within", "longer", "visits"])
def test_linear_programs_find_no_small_count_between_them(
    impact: Impact, shown: pd.DataFrame, family: tuple[str, ...]
) -> None:
    """All 48 areas and the whole, two ages, today and both alternatives at once."""
    rows = (impact.table["measure"].isin(family) & impact.table["group"].isin(GROUPS[:2])).to_numpy()
    attack = Attack(shown[rows], impact.table[rows], whole_numbers=False)
    random = np.random.default_rng(1)
    small, pairs = attack.small_hidden(), attack.small_differences()
    for place in random.permutation(len(small))[:20]:
        least, most = attack.bounds_of({small[place]: 1})
        assert most >= 9.999 and least <= 1, (small[place], attack.truth[small[place]], least, most)
    for place in random.permutation(len(pairs))[:20]:
        one, other = pairs[place]
        least, most = attack.bounds_of({one: 1, other: -1})
        assert least < 0.001 or most > 9.999, (one, other)
        assert most > -0.001 or least < -9.999, (one, other)


def test_the_headline_figures_of_the_whole_survive(impact: Impact, shown: pd.DataFrame) -> None:
    headlines = ("residents", "residents_within_30_min", "residents_longer_by_10_min", "residents_with_visit")
    whole = (shown["area_id"] == "all") & shown["measure"].isin(headlines) & shown["group"].isin(GROUPS[:2])
    assert shown.loc[whole, "value"].notna().mean() > 0.85
    assert shown.loc[whole, "baseline"].notna().all()
    areas = (shown["area_id"] != "all") & shown["group"].isin(GROUPS[:2]) & counts_of(impact)
    assert shown.loc[areas, "suppressed"].mean() < 0.3


def test_fifty_runs_give_the_same_figures(impact: Impact, shown: pd.DataFrame) -> None:
    random = np.random.default_rng(2)
    told = shown["value"].to_numpy()
    for run in range(50):
        if run % 10:
            np.testing.assert_array_equal(protected(impact.table)["value"].to_numpy(), told)
        else:
            order = random.permutation(len(told))
            mixed = protected(impact.table.iloc[order])["value"].to_numpy()
            np.testing.assert_array_equal(mixed, told[order])


@pytest.mark.parametrize("what", ["csv", "xlsx", "gpkg"])
def test_no_file_holds_a_small_count(impact: Impact, what: str, tmp_path: Path) -> None:
    """Whatever number of people stands in a file is 0 or a multiple of 5 from 10 up, differences too."""
    for number in _counts_in(what, impact, tmp_path):
        assert number == 0 or (abs(number) >= 10 and number % 5 == 0), number


def _counts_in(what: str, impact: Impact, folder: Path) -> list[float]:
    if what == "csv":
        table = pd.read_csv(io.BytesIO(csv_bytes(impact)))
        table = table[table["unit"] == "residents"]
        found = table[["baseline", "value", "change"]].to_numpy().ravel()
    elif what == "xlsx":
        sheets = pd.read_excel(io.BytesIO(xlsx_bytes(impact)), sheet_name=list(impact.alternatives))
        rows = pd.concat(sheets.values())
        found = rows.loc[rows["unit"] == "residents", ["baseline", "value", "change"]].to_numpy(dtype=float).ravel()
    else:
        path = folder / "impact.gpkg"
        path.write_bytes(geopackage_bytes(impact))
        columns = []
        for layer, _ in pyogrio.list_layers(path):
            frame = gpd.read_file(path, layer=layer)
            columns += [frame[name].to_numpy(dtype=float) for name in frame if re.search("residents", name)]
        found = np.concatenate(columns)
    numbers = [float(number) for number in found if not math.isnan(number)]
    assert len(numbers) > 100
    return numbers


def test_squares_of_250_metres_of_1_km_and_postal_areas_do_not_give_each_other_back(demo: Municipality) -> None:
    """Residents of 65 and more told of three systems of areas, each run apart: what one attacker makes of all."""
    table = demo.population.table
    x, y = table["x"].to_numpy(), table["y"].to_numpy()
    bands = table[["age_65_74", "age_75_84", "age_85_"]].fillna(0.0).sum(axis=1).to_numpy()
    postal = area_of_cells(table["lon"].to_numpy(), table["lat"].to_numpy(), demo.areas)
    squares = pd.factorize(pd.Series(list(zip(postal, x // 1000, y // 1000, strict=True))))[0]
    cells = np.arange(len(table))
    told = {name: _told_of(area, bands) for name, area in (("postal", postal), ("km", squares), ("cell", cells))}
    # Three postal areas are enough, and quicker.
    chosen = np.isin(postal, [5, 11, 30])
    here = np.flatnonzero(chosen)
    low, high = np.zeros(len(here)), np.full(len(here), np.inf)
    for place, cell in enumerate(here):
        low[place], high[place] = _interval(told["cell"][cell])
    rows, least, most = [], [], []
    for name, area in (("postal", postal), ("km", squares)):
        for one in np.unique(area[chosen]):
            if not math.isnan(told[name][one]):
                rows.append((area[here] == one).astype(float))
                for bound, value in zip((least, most), _interval(told[name][one]), strict=True):
                    bound.append(value)
    matrix = csr_matrix(np.vstack([*rows, *(-np.array(rows))]))
    right = np.concatenate([most, -np.array(least)])
    random = np.random.default_rng(3)
    for name, area in (("km", squares), ("cell", cells)):
        counts = np.bincount(area, weights=bands)
        small = [one for one in np.unique(area[chosen]) if 0 < counts[one] < 10]
        assert len(small) > 20
        for one in random.permutation(small)[:20]:
            goal = (area[here] == one).astype(float)
            ends = []
            for sign in (1.0, -1.0):
                solved = linprog(sign * goal, matrix, right, bounds=np.column_stack([low, high]), method="highs")
                assert solved.status in (0, 3)
                ends.append(sign * solved.fun if solved.status == 0 else math.inf)
            assert ends[0] <= 1 and ends[1] >= 9, (name, one, counts[one], ends)


def _told_of(area: np.ndarray, people: np.ndarray) -> np.ndarray:
    """What is told of the people of each area, protected on its own."""
    counts = np.bincount(area, weights=people)
    names = ["all", *(f"{one:05d}" for one in range(len(counts)))]
    values = np.concatenate([[counts.sum()], counts])
    table = pd.DataFrame({"area_id": names, "baseline": values, "value": values, "change": 0.0})
    table = table.assign(alternative="VE1", group="age_65_", kind="library", mode="walk")
    return protected(table.assign(measure="residents", unit="residents"))["value"].to_numpy()[1:]


def _interval(told: float) -> tuple[float, float]:
    if math.isnan(told):
        return 0.0, math.inf
    return (0.0, 0.0) if told == 0 else (max(10.0, told - 7), told + 7)

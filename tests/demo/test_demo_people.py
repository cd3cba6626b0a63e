"""The demo's areas and residents against the facts they are modelled on."""

import numpy as np
import pandas as pd
import pytest
import shapely

from assessment.demo.facts import rows
from assessment.inputs.municipality import Municipality

AGES = ["age_65_74", "age_75_84", "age_85_"]


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return pd.DataFrame(rows("areas.csv")).set_index("id")


@pytest.fixture(scope="module")
def area_of_cell(demo: Municipality) -> np.ndarray:
    cells = demo.population.table
    tree = shapely.STRtree(demo.areas.table.geometry.to_numpy())
    cell, area = tree.query(shapely.points(cells["x"], cells["y"]), predicate="within")
    assert np.array_equal(cell, np.arange(len(cells))), "each cell's centre is in exactly one area"
    return demo.areas.table["id"].to_numpy()[area]


def test_areas_cover_the_outline_once(demo: Municipality, facts: pd.DataFrame) -> None:
    shapes = demo.areas.table.geometry
    assert list(demo.areas.table["id"]) == list(facts.index)
    assert len(facts) == 48
    assert (shapely.get_num_geometries(shapes.to_numpy()) == 1).all(), "each area is in one piece"
    assert shapely.coverage_is_valid(shapes.to_numpy())
    assert demo.outline is not None
    assert shapes.area.sum() == pytest.approx(demo.outline.area, rel=1e-5)
    assert demo.outline.area / 1e6 == pytest.approx(2883, abs=1)


def test_areas_have_about_their_own_surface(demo: Municipality, facts: pd.DataFrame) -> None:
    """Voronoi cells cannot match every surface; most do, and none of the larger is off by half."""
    own = facts["area_km2"].astype(float).to_numpy()
    ratio = demo.areas.table.geometry.area.to_numpy() / 1e6 / own
    assert np.median(np.abs(ratio - 1)) < 0.1
    assert (np.abs(ratio[own > 40] - 1) < 0.5).mean() > 0.95


def test_residents_sum_to_each_areas_own_number(
    demo: Municipality, facts: pd.DataFrame, area_of_cell: np.ndarray
) -> None:
    sums = demo.population.table["population"].groupby(area_of_cell).sum()
    assert sums.astype(int).to_dict() == facts["population_2022"].astype(int).to_dict()
    assert sums.sum() == 78_701


def test_a_realistic_number_of_cells(demo: Municipality) -> None:
    assert len(demo.population) >= 4_000
    assert demo.population.cell_size_m == 250
    assert demo.population.table["population"].min() >= 1


def test_ages_are_masked_exactly_where_fewer_than_three_live(demo: Municipality) -> None:
    cells = demo.population.table
    masked = cells[AGES].isna()
    assert (masked.all(axis=1) == masked.any(axis=1)).all()
    assert (masked.all(axis=1) == (cells["population"] < 3)).all()
    assert 0.005 < cells.loc[masked.all(axis=1), "population"].sum() / cells["population"].sum() < 0.1


def test_known_ages_are_plausible(demo: Municipality) -> None:
    cells = demo.population.table.dropna(subset=AGES)
    ages = cells[AGES].sum()
    share = ages / cells["population"].sum()
    assert share.sum() == pytest.approx(0.30, abs=0.02)
    assert share["age_75_84"] + share["age_85_"] == pytest.approx(0.14, abs=0.02)
    assert share["age_85_"] == pytest.approx(0.037, abs=0.01)
    assert (cells[AGES].sum(axis=1) <= cells["population"]).all()


def test_about_as_many_live_near_a_swimming_hall_as_the_city_counted(demo: Municipality) -> None:
    """Kouvola counted 78 % of residents within 10 km of its four halls in 2021; straight lines here reach some more."""
    halls = demo.service_points.table.query("kind == 'swimming_hall'")
    cells = demo.population.table
    east_km = (cells["lon"].to_numpy()[:, None] - halls["lon"].to_numpy()) * 111.2 * np.cos(np.radians(60.9))
    north_km = (cells["lat"].to_numpy()[:, None] - halls["lat"].to_numpy()) * 111.2
    near = np.hypot(east_km, north_km).min(axis=1) <= 10
    assert 0.75 < cells.loc[near, "population"].sum() / cells["population"].sum() < 0.95

"""Population cells of 250 m: residents that sum to each area's own number, modelled ages, small cells masked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from assessment.demo.facts import Facts, Points
from assessment.demo.land import Land, living_density, wobble
from assessment.demo.street_graph import StreetGraph, nearest

CELL_SIZE_M = 250
# Statistics Finland's Grid Database, which has 250 m cells, hides ages where fewer than three live; they are -1.
MASKED_BELOW_RESIDENTS = 3
MASKED = -1
RURAL_RESIDENTS_PER_CELL = 3.6
RURAL_ROAD_REACH_M = 1300.0
VILLAGE_PER_KM2 = 60.0
AGE_BANDS = ("age_65_74", "age_75_84", "age_85_")
# Modelled shares of all residents; together near the 29-30 % aged 65+ that Kouvola reported for 2021.
AGE_SHARES = np.array([0.143, 0.098, 0.037])
RURAL_AGE_FACTOR = np.array([1.30, 1.12, 0.85])

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Inhabited cells: lower-left corner (EPSG:3067, multiples of 250 m), area, residents and residents by age band."""

    corner: Ints
    area: npt.NDArray[np.str_]
    population: Ints
    ages: Ints  # one column an age band, true counts before masking

    @property
    def centre(self) -> Points:
        """Cell centres in EPSG:3067."""
        return (self.corner + CELL_SIZE_M / 2).astype(np.float64)

    @property
    def masked(self) -> npt.NDArray[np.bool_]:
        """Cells whose ages are hidden."""
        return self.population < MASKED_BELOW_RESIDENTS

    def published_ages(self) -> Ints:
        """Residents by age band as published: -1 in masked cells."""
        return np.where(self.masked[:, None], MASKED, self.ages)


def model_cells(facts: Facts, land: Land, streets: StreetGraph) -> Cells:
    """Settle each area's residents on its cells: by density in towns and villages, the rest along the roads."""
    corner, area = _dry_cells(land)
    centre: Points = (corner + CELL_SIZE_M / 2).astype(np.float64)
    density = living_density(centre, facts.settlements)
    grain = np.exp(0.55 * np.random.default_rng(41).standard_normal(len(centre)) + 0.5 * wobble(centre, 900.0, 42))
    road_m = nearest(streets.node_xy, centre)[0]
    population = np.zeros(len(centre), dtype=np.int64)
    for index, known in enumerate(facts.areas):
        inside = np.flatnonzero(area == known.id)
        settled = min(known.population, sum(s.residents for s in facts.settlements if s.area == known.id))
        rng = np.random.default_rng([43, index])
        dense = inside[density[inside] > VILLAGE_PER_KM2]
        if len(dense) == 0:
            dense = inside[np.argsort(-density[inside], kind="stable")[:1]]
        # A village of few has few houses: keep the densest cells, so that none falls under about six residents.
        weight = density[dense] * grain[dense]
        dense = dense[np.argsort(-weight, kind="stable")[: max(1, settled // 6)]]
        population[dense] += _shared(settled, density[dense] * grain[dense], least=1)
        rural = known.population - settled
        free = inside[(population[inside] == 0) & (road_m[inside] < RURAL_ROAD_REACH_M)]
        count = min(len(free), int(rural / RURAL_RESIDENTS_PER_CELL))
        if count == 0:
            population[dense] += _shared(rural, density[dense] * grain[dense], least=0)
            continue
        pull = np.exp(-road_m[free] / 420.0) * (0.15 + np.exp(1.3 * wobble(centre[free], 3800.0, 44)))
        chosen = rng.choice(free, size=count, replace=False, p=pull / pull.sum())
        chosen.sort()
        population[chosen] += _shared(rural, rng.gamma(1.1, 1.0, count), least=1)
    lived = population > 0
    ages = _ages(population[lived], density[lived], np.random.default_rng(45))
    return Cells(corner[lived], area[lived], population[lived], ages)


def _dry_cells(land: Land) -> tuple[Ints, npt.NDArray[np.str_]]:
    """Every cell whose centre is on dry land inside the outline, row by row from the south, with its area's id."""
    x0, y0, x1, y1 = (int(bound // CELL_SIZE_M) * CELL_SIZE_M for bound in land.outline.bounds)
    rows, columns = np.meshgrid(
        np.arange(y0, y1 + CELL_SIZE_M, CELL_SIZE_M), np.arange(x0, x1 + CELL_SIZE_M, CELL_SIZE_M), indexing="ij"
    )
    corner = np.column_stack([columns.ravel(), rows.ravel()]).astype(np.int64)
    x, y = (corner + CELL_SIZE_M / 2).T
    area = np.full(len(corner), "", dtype="U5")
    for area_id, shape in land.areas.items():
        shapely.prepare(shape)
        area[shapely.contains_xy(shape, x, y)] = area_id
    shapely.prepare(land.water)
    dry = (area != "") & ~shapely.contains_xy(land.water, x, y)
    return corner[dry], area[dry]


def _shared(total: int, weight: npt.NDArray[np.float64], least: int) -> Ints:
    """Whole numbers that sum to `total`, in proportion to the weights by largest remainder, each at least `least`."""
    spare = total - least * len(weight)
    exact = spare * weight / weight.sum()
    share: Ints = np.floor(exact).astype(np.int64)
    order = np.argsort(share - exact, kind="stable")
    share[order[: spare - int(share.sum())]] += 1
    share += least
    return share


def _ages(population: Ints, density: npt.NDArray[np.float64], rng: np.random.Generator) -> Ints:
    """Residents by age band: drawn a cell at a time around shares that grow older out of town and in some blocks."""
    rural = 1.0 / (1.0 + density / 400.0)
    share = AGE_SHARES * (1.0 + rural[:, None] * (RURAL_AGE_FACTOR - 1.0))
    share = share * rng.gamma(9.0, 1.0 / 9.0, len(population))[:, None]
    # One block in sixty of the denser towns holds homes for the oldest.
    homes = (density > 900.0) & (rng.random(len(population)) < 1 / 60)
    share[homes] *= np.array([1.2, 2.4, 5.5])
    share *= np.minimum(1.0, 0.85 / share.sum(axis=1))[:, None]
    rest = 1.0 - share.sum(axis=1, keepdims=True)
    ages: Ints = rng.multinomial(population, np.hstack([share, rest]))[:, :-1]
    return ages

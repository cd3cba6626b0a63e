"""The table of an impact in its long form: one row a figure; floats as computed, rounded only on writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from assessment.impact.comparison import Figures
from assessment.impact.measures import HIGH, LONGER_BY_MIN, LOST, LOW, MEAN, NAMES, main_name, measure_of

COLUMNS = (
    "alternative",
    "area_id",
    "group",
    "kind",
    "mode",
    "measure",
    "unit",
    "baseline",
    "value",
    "change",
)
WHOLE = "all"

_MAIN_ROW = np.array([NAMES.index(main_name(name)) for name in NAMES])
_IS_BOUND = np.array([main_name(name) != name for name in NAMES])
_LOW_ROW = np.array([NAMES.index(main_name(name) + LOW) if measure_of(name).has_bounds else 0 for name in NAMES])
_HIGH_ROW = np.array([NAMES.index(main_name(name) + HIGH) if measure_of(name).has_bounds else 0 for name in NAMES])
_ABOUT_VISITS = np.array([measure_of(name).about_visits for name in NAMES])


def long_form(
    figures: Mapping[tuple[str, str, str], Figures],
    alternatives: Sequence[str],
    area_ids: Sequence[str],
    groups: Sequence[str],
    kinds: Sequence[str],
    modes: Sequence[str],
) -> pd.DataFrame:
    """The figures of every (alternative, kind, mode) as a table with the columns of COLUMNS.

    Rows are in the order of the arguments, column by column from the left; `all` is the first area. Texts are
    categories in that order, baseline, value and change float64: NaN where there is none (no residents, nobody
    reached), inf where the median or p90 resident does not get there. Bounds (`residents_low`, `residents_high`) have
    a row only where they differ before or after; same-day visits only where the figures have them. A further column
    `people` tells how many residents a mean rests on, NaN where that is the whole group: for `disclosure.protected`.
    """
    areas = (WHOLE, *area_ids)
    shape = (len(alternatives), len(areas), len(groups), len(kinds), len(modes), len(NAMES))
    baseline, value, people = np.empty(shape), np.empty(shape), np.empty(shape)
    there = np.zeros(shape, dtype=bool)
    for place in np.ndindex(shape[0], shape[3], shape[4]):
        a, k, m = place
        one = figures[(alternatives[a], kinds[k], modes[m])]
        baseline[a, :, :, k, m] = np.moveaxis(one.baseline, 0, 2).swapaxes(0, 1)
        value[a, :, :, k, m] = np.moveaxis(one.value, 0, 2).swapaxes(0, 1)
        people[a, :, :, k, m] = np.moveaxis(one.people, 0, 2).swapaxes(0, 1)
        there[a, :, :, k, m] = np.moveaxis(_rows_of(one, modes[m]), 0, 2).swapaxes(0, 1)
    rows = np.flatnonzero(there)
    places = dict(
        zip(("alternative", "area_id", "group", "kind", "mode", "measure"), np.unravel_index(rows, shape), strict=True)
    )
    units = sorted({measure_of(name).unit for name in NAMES})
    unit_of_name = np.array([units.index(measure_of(name).unit) for name in NAMES])
    labels = {
        "alternative": alternatives,
        "area_id": areas,
        "group": groups,
        "kind": kinds,
        "mode": modes,
        "measure": NAMES,
        "unit": units,
    }
    places["unit"] = unit_of_name[places["measure"]]
    columns: dict[str, object] = {
        name: pd.Categorical.from_codes(places[name], categories=pd.Index(list(labels[name]), dtype="str"))
        for name in labels
    }
    before, after = baseline.ravel()[rows], value.ravel()[rows]
    columns["baseline"], columns["value"] = before, after
    with np.errstate(invalid="ignore"):  # inf - inf: neither before nor after, no change to tell
        columns["change"] = after - before
    columns["people"] = people.ravel()[rows]
    return pd.DataFrame(columns)


def _rows_of(figures: Figures, mode: str) -> np.ndarray:
    """Which figures have a row, bool[names, G, A + 1]."""
    differ = np.zeros(figures.value.shape, dtype=bool)
    for side in (figures.baseline, figures.value):
        low, high = side[_LOW_ROW], side[_HIGH_ROW]
        differ |= (low != high) & ~(np.isnan(low) & np.isnan(high))
    there = ~_IS_BOUND[:, None, None] | differ
    elsewhere = np.array([measure_of(name).only_mode not in (None, mode) for name in NAMES])
    if not figures.has_visits:
        elsewhere |= _ABOUT_VISITS
    return np.asarray(there & ~elsewhere[:, None, None])


def figures_by_area(table: pd.DataFrame, alternative: str, group: str, kind: str, mode: str) -> pd.DataFrame:
    """One row an area, `all` included, of the long form: columns `<measure>`, `<measure>_baseline`, `<measure>_change`.

    Index area_id (str) in the table's order. NaN where the table has no row or is blank.
    """
    chosen = table[
        (table["alternative"] == alternative)
        & (table["group"] == group)
        & (table["kind"] == kind)
        & (table["mode"] == mode)
    ]
    area_ids = list(dict.fromkeys(chosen["area_id"].tolist()))
    names = list(dict.fromkeys(chosen["measure"].tolist()))
    row = chosen["area_id"].map({area: i for i, area in enumerate(area_ids)}).to_numpy(dtype=np.int64)
    column = chosen["measure"].map({name: i for i, name in enumerate(names)}).to_numpy(dtype=np.int64)
    wide: dict[str, np.ndarray] = {}
    for source, ending in (("value", ""), ("baseline", "_baseline"), ("change", "_change")):
        values = np.full((len(area_ids), len(names)), np.nan)
        values[row, column] = chosen[source].to_numpy(dtype=np.float64)
        wide |= {name + ending: values[:, i] for i, name in enumerate(names)}
    return pd.DataFrame(wide, index=pd.Index(area_ids, dtype="str", name="area_id"))


def worst_hit_areas(table: pd.DataFrame, alternative: str, group: str, kind: str, mode: str) -> pd.DataFrame:
    """The areas as in `figures_by_area`, without `all`, those who lose most first.

    Order: most residents who lose reach or whose way grows by more than 10 minutes; then most who lose reach or whose
    way grows by more than 5; then the largest growth of the mean travel time; then the table's order. Of a protected
    table blank figures count as 0, so that the order tells nothing about them.
    """
    areas = figures_by_area(table, alternative, group, kind, mode).drop(index=WHOLE, errors="ignore")
    lost = areas[LOST].fillna(0.0).to_numpy()
    longer = [areas[f"residents_longer_by_{minutes}_min"].fillna(0.0).to_numpy() for minutes in LONGER_BY_MIN[:2]]
    slower = areas[f"{MEAN}_change"].fillna(0.0).to_numpy()
    order = np.lexsort((-slower, -(lost + longer[0]), -(lost + longer[1])))
    return areas.iloc[order]

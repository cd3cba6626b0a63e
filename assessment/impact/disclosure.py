"""Small counts are not shown: whatever leaves the program goes through here unless a planner asks for the raw view."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assessment.impact.measures import (
    GAINING_VISIT,
    LOSING_VISIT,
    MEASURES,
    NAMES,
    RESIDENTS,
    WITH_VISIT,
    main_name,
    measure_of,
)

# Counts of elderly and disabled residents below 10 are not shown, differences included, as in the open 1 km grid.
SMALLEST_SHOWN = 10.0
# "Nobody here uses a wheelchair" says as much about the one who does not as a small count: not shown either.
ZERO_HIDDEN_GROUPS = frozenset({"mobility_limitation", "wheelchair_users"})

_COUNT_NAMES = frozenset(name for name in NAMES if measure_of(name).count)
_COMPARING = frozenset(measure.name for measure in MEASURES.values() if measure.compares)


def protected(table: pd.DataFrame, raw: bool = False) -> pd.DataFrame:
    """The table of an impact with a column `suppressed` (0 or 1) and small counts blank (NaN); `raw` blanks nothing.

    - A count between 0 and 10, estimates too, is blank, and so is the change that would tell it.
    - A change between 0 and 10, up or down, is blank together with the value that would tell it.
    - A zero is shown, except of the groups in ZERO_HIDDEN_GROUPS. The baseline of a measure that compares (residents
      who lose reach) is 0 by definition and always shown.
    - Residents with a same-day visit change by those who gain one less those who lose every one. Where one of these is
      hidden and not 0, value and change are blank: else the hidden one would follow.
    - Bounds are blank where the count they belong to is.
    - Averages are blank where the row's group has fewer than 10 residents.
    """
    shown = table.copy()
    if raw:
        shown["suppressed"] = np.zeros(len(table), dtype=np.int8)
        return shown
    is_count = table["measure"].isin(_COUNT_NAMES).to_numpy(dtype=bool)
    by_definition = table["measure"].map(main_name).isin(_COMPARING).to_numpy(dtype=bool)
    hide_zero = table["group"].isin(ZERO_HIDDEN_GROUPS).to_numpy(dtype=bool)
    baseline, value, change = (
        table[name].to_numpy(dtype=np.float64, copy=True) for name in ("baseline", "value", "change")
    )

    hidden_baseline = is_count & ~by_definition & _is_small(baseline, hide_zero)
    hidden_value = is_count & _is_small(value, hide_zero)
    small_change = is_count & _is_small(change, np.zeros(len(table), dtype=bool))
    hidden_value |= small_change
    hidden_value |= _told_by_visits(table, hidden_value & (value > 0))
    hidden_change = hidden_baseline | hidden_value

    of_main = _rows_of_main_measures(table)
    hidden_baseline |= hidden_baseline[of_main]
    hidden_value |= hidden_value[of_main]
    hidden_change |= hidden_change[of_main]

    few = ~is_count & _in_small_groups(table, baseline, value)
    for values, hidden in ((baseline, hidden_baseline), (value, hidden_value), (change, hidden_change)):
        values[hidden | few] = np.nan
    shown["baseline"], shown["value"], shown["change"] = baseline, value, change
    shown["suppressed"] = (hidden_baseline | hidden_value | hidden_change | few).astype(np.int8)
    return shown


def _is_small(counts: np.ndarray, hide_zero: np.ndarray) -> np.ndarray:
    size = np.abs(counts)
    return np.asarray(((size > 0) & (size < SMALLEST_SHOWN)) | ((size == 0) & hide_zero))


def _told_by_visits(table: pd.DataFrame, hidden: np.ndarray) -> np.ndarray:
    """The rows of residents with a visit beside which the number of those who lose or gain one is hidden."""
    with_visit = (table["measure"] == WITH_VISIT).to_numpy(dtype=bool)
    parts: np.ndarray = table["measure"].isin([LOSING_VISIT, GAINING_VISIT]).to_numpy(dtype=bool) & hidden
    if not parts.any():
        return parts
    keys = _row_keys(table)
    told: np.ndarray = with_visit & np.isin(keys, keys[parts])
    return told


def _row_keys(table: pd.DataFrame) -> np.ndarray:
    """A number for each row that is the same for rows of one alternative, area, group, kind and mode."""
    keys = np.zeros(len(table), dtype=np.int64)
    for name in ("alternative", "area_id", "group", "kind", "mode"):
        codes, labels = pd.factorize(table[name])
        keys = keys * (len(labels) + 1) + codes
    return keys


def _rows_of_main_measures(table: pd.DataFrame) -> np.ndarray:
    """For each row the position of the row of its measure itself: a bound's count, every other row's own."""
    names = table["measure"].astype("str").to_numpy()
    positions = np.arange(len(table))
    is_bound = np.array([name not in MEASURES for name in names], dtype=bool)
    if not is_bound.any():
        return positions
    order = {name: place for place, name in enumerate(MEASURES)}
    place = np.array([order[main_name(name)] for name in names], dtype=np.int64)
    keys = _row_keys(table) * len(order) + place
    mains = np.flatnonzero(~is_bound)
    sorted_mains = mains[np.argsort(keys[mains], kind="stable")]
    found = np.searchsorted(keys[sorted_mains], keys[is_bound])
    positions[is_bound] = sorted_mains[np.minimum(found, len(sorted_mains) - 1)]
    return positions


def _in_small_groups(table: pd.DataFrame, baseline: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Whether the row's group has fewer than 10 residents in the row's area, before or after; unknown counts as few."""
    keys = _row_keys(table)
    residents = np.flatnonzero((table["measure"] == RESIDENTS).to_numpy(dtype=bool))
    many = residents[(baseline[residents] >= SMALLEST_SHOWN) & (value[residents] >= SMALLEST_SHOWN)]
    return ~np.isin(keys, keys[many])

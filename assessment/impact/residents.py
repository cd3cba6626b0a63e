"""Residents of each cell by age band: what is known, what the source masks, and within which bounds that must lie.

A masked value is never a zero. It is estimated by the municipality's own age structure and carries bounds: the masked
bands of a cell share what the cell's known numbers leave over, together never more than that.

Numbers of residents are kept as multiples of 2**-20. Sums of such numbers are exact in float64 up to 8 billion, so
that sums do not depend on the order of adding, areas add up to the municipality, and the same inputs give the same
bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.impact.prevalence import AGE_BANDS, AGE_STRUCTURE, Prevalence

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

GRID = 2.0**20
# A cell whose total is masked has 1..9 residents: Statistics Finland's open 1 km grid shows nothing but the total
# below 10. The estimate is the middle of that.
MASKED_TOTAL_HIGH = 9.0
MASKED_TOTAL_ESTIMATE = 5.0


@dataclass(frozen=True)
class AgeBands:
    """Residents of n cells by age band, rows in the order of AGE_BANDS.

    `estimate`, `low`, `high`: float64[4, n], of which low and high leave the pool aside. The pool of a cell is what its
    masked bands share: between `pool_low` and `pool_high` residents (float64[n], 0 where nothing is masked), each
    belonging to one of the bands that are `open` (bool[4, n]). `masked`: bool[n], whether anything is masked;
    `total_masked`: bool[n].
    """

    estimate: Floats
    low: Floats
    high: Floats
    pool_low: Floats
    pool_high: Floats
    open: Flags
    masked: Flags
    total_masked: Flags


def on_grid(residents: Floats) -> Floats:
    """Numbers of residents rounded to multiples of 2**-20."""
    return np.asarray(np.rint(residents * GRID) / GRID, dtype=np.float64)


def column_of(table: pd.DataFrame, name: str) -> Floats:
    """A count column, NaN = masked; all masked where the table has no such column. Negative numbers are masks too."""
    if name not in table.columns:
        return np.full(len(table), np.nan)
    values = table[name].to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    values[values < 0] = np.nan
    return on_grid(values)


def age_bands_of(table: pd.DataFrame, prevalence: Prevalence) -> AgeBands:
    """Residents by age band of a population table (columns population, age_65_74, age_75_84, age_85_; NaN = masked).

    A column `age_65_`, as in Statistics Finland's open grid, is used where bands are masked: they then share what it
    leaves over.
    """
    total = column_of(table, "population")
    bands = np.stack([column_of(table, band) for band in AGE_BANDS[1:]])
    seniors = column_of(table, "age_65_")
    shares = _age_structure(total, bands, seniors, prevalence)

    masked_band = np.isnan(bands)
    any_masked = masked_band.any(axis=0)
    known_old = np.where(masked_band, 0.0, bands).sum(axis=0)
    total_masked = np.isnan(total)
    by_seniors = any_masked & ~np.isnan(seniors)
    old = np.where(by_seniors, np.fmax(seniors, known_old), known_old)  # residents of 65+ the data account for

    # What the total leaves over beside those, with bounds where the total itself is masked.
    rest_high = np.where(total_masked, np.maximum(MASKED_TOTAL_HIGH - old, 0.0), np.fmax(total - old, 0.0))
    rest_low = np.where(total_masked, 0.0, rest_high)
    rest_estimate = np.where(total_masked, np.maximum(MASKED_TOTAL_ESTIMATE - old, 0.0), rest_high)

    pooled_rest = any_masked & ~by_seniors  # under 65s are unknown too: they share the pool
    beyond_known = old - known_old
    pool_low = np.where(by_seniors, beyond_known, np.where(pooled_rest, rest_low, 0.0))
    pool_high = np.where(by_seniors, beyond_known, np.where(pooled_rest, rest_high, 0.0))
    pool_estimate = np.where(by_seniors, beyond_known, np.where(pooled_rest, rest_estimate, 0.0))
    is_open = np.vstack([pooled_rest, masked_band])

    from_pool = _shared_out(pool_estimate, is_open, shares)
    known = np.vstack([np.where(pooled_rest, 0.0, rest_estimate), np.where(masked_band, 0.0, bands)])
    low, high = known.copy(), known.copy()
    low[0] = np.where(pooled_rest, 0.0, rest_low)
    high[0] = np.where(pooled_rest, 0.0, rest_high)
    return AgeBands(known + from_pool, low, high, pool_low, pool_high, is_open, any_masked | total_masked, total_masked)


def _age_structure(total: Floats, bands: Floats, seniors: Floats, prevalence: Prevalence) -> Floats:
    """Each band's share of residents, float64[4]: over the cells where all is known, else the table's default."""
    defaults = np.array([share.estimate for share in prevalence.of(AGE_STRUCTURE)])
    known = ~np.isnan(total) & ~np.isnan(bands).any(axis=0)
    residents = total[known].sum()
    if residents > 0:
        old = bands[:, known].sum(axis=1) / residents
        return np.array([max(0.0, 1.0 - float(old.sum())), *old])
    known = ~np.isnan(total) & ~np.isnan(seniors)
    if total[known].sum() > 0:  # only 65+ is known: its split follows the default
        old_share = min(1.0, float(seniors[known].sum() / total[known].sum()))
        return np.array([1.0 - old_share, *(old_share * defaults[1:] / defaults[1:].sum())])
    return defaults


def _shared_out(pool: Floats, is_open: Flags, shares: Floats) -> Floats:
    """The pool shared among the open bands by their shares, float64[4, n]; the parts add up to the pool exactly."""
    weights = np.where(is_open, shares[:, None], 0.0)
    nothing_known = is_open.any(axis=0) & (weights.sum(axis=0) == 0)
    weights[:, nothing_known] = is_open[:, nothing_known]
    whole = weights.sum(axis=0)
    parts = np.zeros_like(weights)
    left = pool.copy()
    weight_left = whole.copy()
    for band in range(len(weights)):
        with np.errstate(divide="ignore", invalid="ignore"):
            fraction = np.where(weight_left > 0, weights[band] / weight_left, 0.0)
        # The last open band takes all that is left, whatever rounding did before it.
        last = is_open[band] & ~is_open[band + 1 :].any(axis=0)
        parts[band] = np.where(last, left, on_grid(left * np.minimum(fraction, 1.0)))
        left = left - parts[band]
        weight_left = weight_left - weights[band]
    return parts

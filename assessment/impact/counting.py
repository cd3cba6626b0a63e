"""Residents counted by area and group: counts with bounds, sums, and quantiles weighted by residents.

Numbers of residents are multiples of 2**-20 (see residents.py), so that every count below is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.impact.accessibility import UNREACHED
from assessment.impact.population_groups import Pool, Residents

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Classes = npt.NDArray[np.int8]


class Counting:
    """Counts the residents of n cells in G groups by A areas; place 0 of every area axis is the whole municipality."""

    def __init__(self, residents: Residents, area: Ints, n_areas: int) -> None:
        """`area`: int64[n], each cell's area in 0..n_areas-1."""
        self.residents = residents
        self.n_areas = n_areas
        n_strata, n_cells = residents.estimate.shape
        self._stratum_area = np.arange(n_strata)[:, None] * n_areas + area
        self._pools = [None if pool is None else _by_area(pool, area) for pool in residents.pools]
        # Rows are profiles x cells; the narrow type makes sorting by area a radix sort.
        n_profiles = len(residents.profiles)
        self._row_area = np.tile(area, n_profiles).astype(np.int16 if n_areas < 2**15 else np.int64)
        self._cells_up_to = np.cumsum(np.bincount(area, minlength=n_areas))
        self._row_residents = residents.by_profile.reshape(len(residents.groups), n_profiles * n_cells)
        self._has_profile = [
            np.unique(residents.profile_of_stratum[members > 0]) for members in residents.members
        ]  # by group
        self._row_profile = np.repeat(np.arange(n_profiles), n_cells)
        self.everybody = self.counts(np.zeros((n_profiles, n_cells), dtype=np.int8), np.ones((1, 1), dtype=bool))[:, 0]

    def counts(self, classes: Classes, sets: Flags) -> Floats:
        """Residents by set of classes, float64[3, K, G, A + 1]: estimate, low, high.

        `classes`: int8[P, n], a class for each profile and cell. `sets`: bool[K, C], the classes each count takes in.
        """
        residents, n_classes = self.residents, sets.shape[1]
        n_strata = len(residents.estimate)
        index = (self._stratum_area * n_classes + classes[residents.profile_of_stratum]).ravel()
        size = n_strata * self.n_areas * n_classes
        by_class = np.stack(
            [
                np.bincount(index, weights=weights.ravel(), minlength=size)
                for weights in (residents.estimate, residents.low, residents.high)
            ]
        )
        by_class = by_class.reshape(3, n_strata, self.n_areas * n_classes)
        by_group = (residents.members @ by_class).reshape(3, len(residents.groups), self.n_areas, n_classes)
        counts = np.moveaxis(by_group @ sets.T.astype(np.float64), 3, 1)  # [3, K, G, A]
        for place, pool in enumerate(self._pools):
            if pool is not None:
                low, high = pool.bounds(classes, sets)
                counts[1, :, place, pool.areas] += low.T
                counts[2, :, place, pool.areas] += high.T
        counts = _with_whole(counts)
        # Rounding to the grid may put an estimate a millionth of a resident outside its bounds.
        counts[1] = np.minimum(counts[1], counts[0])
        counts[2] = np.maximum(counts[2], counts[0])
        return counts

    def sums(self, values: Floats) -> Floats:
        """Residents times values, float64[G, A + 1], by the estimate; `values`: float64[P, n]."""
        residents = self.residents
        weights = (residents.estimate * values[residents.profile_of_stratum]).ravel()
        size = len(residents.estimate) * self.n_areas
        by_stratum = np.bincount(self._stratum_area.ravel(), weights=weights, minlength=size)
        return _with_whole(residents.members @ by_stratum.reshape(-1, self.n_areas))

    def quantiles(self, time_s: npt.NDArray[np.int32], ranks: Sequence[tuple[int, int]]) -> Floats:
        """Travel times by nearest rank weighted by residents, seconds as float64[ranks, G, A + 1].

        A rank (1, 2) is the smallest time by which at least 1/2 of the residents have arrived. `time_s`: int32[P, n].
        Those not reached count as infinite, so that the answer may be inf; NaN where the group has no residents.
        """
        times = time_s.ravel()
        by_time = np.argsort(times)
        by_area = by_time[np.argsort(self._row_area[by_time], kind="stable")]
        found = np.empty((len(ranks), len(self.residents.groups), self.n_areas + 1))
        for group, profiles in enumerate(self._has_profile):
            travels = np.isin(np.arange(len(self.residents.profiles)), profiles)[self._row_profile]
            ends = self._cells_up_to * len(profiles)
            for order, end, places in ((by_time, ends[-1:], slice(0, 1)), (by_area, ends, slice(1, None))):
                chosen = order[travels[order]]
                residents = self._row_residents[group][chosen]
                found[:, group, places] = _quantiles(times[chosen], residents, end, ranks)
        return found


@dataclass(frozen=True, eq=False)
class _PoolByArea:
    """A pool with its cells sorted by area: `start[i]` is the first cell of the area `areas[i]`.

    `low` is inf and `none` is inf where an option is closed: it is never the one that counts least.
    """

    cells: Ints
    profile: Ints
    low: Floats
    none: Floats
    high: Floats
    start: Ints
    areas: Ints

    def bounds(self, classes: Classes, sets: Flags) -> tuple[Floats, Floats]:
        """Least and most masked residents in each set of classes, float64[K, areas] twice."""
        shape = (len(sets), len(self.cells))
        least, most = np.full(shape, np.inf), np.zeros(shape)
        for option, profile in enumerate(self.profile.tolist()):
            counted = sets[:, classes[profile, self.cells]]  # [K, m]
            np.minimum(least, np.where(counted, self.low[option], self.none[option]), out=least)
            np.maximum(most, counted * self.high[option], out=most)
        return np.add.reduceat(least, self.start, axis=1), np.add.reduceat(most, self.start, axis=1)


def _by_area(pool: Pool, area: Ints) -> _PoolByArea:
    order = np.argsort(area[pool.cells], kind="stable")
    closed = pool.closed[:, order]
    areas, start = np.unique(area[pool.cells][order], return_index=True)
    low = np.where(closed, np.inf, pool.low[:, order])
    high = np.where(closed, 0.0, pool.high[:, order])
    return _PoolByArea(pool.cells[order], pool.profile, low, np.where(closed, np.inf, 0.0), high, start, areas)


def _quantiles(times: npt.NDArray[np.int32], residents: Floats, end: Ints, ranks: Sequence[tuple[int, int]]) -> Floats:
    """The quantiles of each stretch of rows, float64[ranks, stretches]; a stretch ends before `end`, sorted by time."""
    ordered = np.where(times < UNREACHED, times, np.inf)
    running = np.cumsum(residents)
    up_to = np.concatenate([[0.0], running])[end]
    before = np.concatenate([[0.0], up_to[:-1]])
    total = up_to - before
    found = np.full((len(ranks), len(end)), np.nan)
    there = total > 0
    for place, (part, whole) in enumerate(ranks):
        # Times the whole: residents stay multiples of the grid, so that nothing is rounded.
        target = (before * whole + total * part)[there]
        found[place, there] = ordered[np.searchsorted(running * whole, target)]
    return found


def _with_whole(by_area: Floats) -> Floats:
    """The areas with their sum before them on the last axis."""
    return np.concatenate([by_area.sum(axis=-1, keepdims=True), by_area], axis=-1)

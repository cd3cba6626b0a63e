"""Residents counted by area and group: counts with bounds, sums, and quantiles weighted by residents.

Numbers of residents are multiples of 2**-20 (see residents.py), so that every count below is exact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse

from assessment.impact.accessibility import UNREACHED
from assessment.impact.population_groups import Pool, Residents

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Counting:
    """Counts the residents of n cells in G groups by A areas; place 0 of every area axis is the whole municipality."""

    def __init__(self, residents: Residents, area: Ints, n_areas: int) -> None:
        """`area`: int64[n], each cell's area in 0..n_areas-1."""
        self.residents = residents
        self.n_areas = n_areas
        n_strata, n_cells = residents.estimate.shape
        self._stratum_area = np.arange(n_strata)[:, None] * n_areas + area
        self._pool_areas = [None if pool is None else _one_hot(area[pool.cells], n_areas) for pool in residents.pools]
        # Rows are profiles x cells; the narrow type makes sorting by area a radix sort.
        self._row_area = np.tile(area, len(residents.profiles)).astype(np.int16 if n_areas < 2**15 else np.int64)
        self._area_end = np.cumsum(np.bincount(self._row_area, minlength=n_areas))
        self._row_residents = residents.by_profile.reshape(len(residents.groups), len(residents.profiles) * n_cells)

    def counts(self, classes: npt.NDArray[np.int8], sets: Flags) -> Floats:
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
        for place, (pool, areas) in enumerate(zip(residents.pools, self._pool_areas, strict=True)):
            if pool is not None and areas is not None:
                counts[1:, :, place] += _pool_bounds(pool, areas, classes, sets)
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
        ends = self._area_end
        found = np.full((len(ranks), len(self.residents.groups), self.n_areas + 1), np.nan)
        for order, end, places in ((by_time, ends[-1:], slice(0, 1)), (by_area, ends, slice(1, None))):
            ordered = times[order].astype(np.float64)
            ordered[ordered == UNREACHED] = np.inf
            running = np.cumsum(self._row_residents[:, order], axis=1)
            up_to = np.concatenate([np.zeros((len(running), 1)), running], axis=1)[:, end]
            before = np.concatenate([np.zeros((len(running), 1)), up_to[:, :-1]], axis=1)
            total = up_to - before
            for place, (part, whole) in enumerate(ranks):
                scaled = running * whole  # whole numbers, so that nothing is rounded
                for group in range(len(running)):
                    target = before[group] * whole + total[group] * part
                    position = np.minimum(np.searchsorted(scaled[group], target), len(ordered) - 1)
                    found[place, group, places] = np.where(total[group] > 0, ordered[position], np.nan)
        return found


def _pool_bounds(pool: Pool, areas: scipy.sparse.csr_array, classes: npt.NDArray[np.int8], sets: Flags) -> Floats:
    """Least and most masked residents in each set of classes, float64[2, K, A]."""
    counted = sets[:, classes[pool.profile[:, None], pool.cells]]  # [K, options, m]
    least = np.where(pool.closed, np.inf, np.where(counted, pool.low, 0.0)).min(axis=1)
    most = np.where(counted, pool.high, 0.0).max(axis=1)
    return np.stack([least @ areas, most @ areas])


def _one_hot(area: Ints, n_areas: int) -> scipy.sparse.csr_array:
    """A matrix float64[m, A] that sums the columns of a table by area when multiplied from the right."""
    cells = np.arange(len(area))
    return scipy.sparse.csr_array((np.ones(len(area)), (cells, area)), shape=(len(area), n_areas))


def _with_whole(by_area: Floats) -> Floats:
    """The areas with their sum before them on the last axis."""
    return np.concatenate([by_area.sum(axis=-1, keepdims=True), by_area], axis=-1)

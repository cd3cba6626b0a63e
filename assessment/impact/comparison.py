"""The figures of one service kind and mode, before and after: every measure for every group and area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.impact.accessibility import UNREACHED, Access
from assessment.impact.counting import Counting
from assessment.impact.measures import (
    GAINED,
    HIGH,
    HOURS,
    LONGER_BY_MIN,
    LOST,
    LOW,
    MEAN,
    MEDIAN,
    NAMES,
    P90,
    RESIDENTS,
    WITHIN_KM,
    WITHIN_MIN,
)

Floats = npt.NDArray[np.float64]

_MEDIAN_RANK = (1, 2)
_P90_RANK = (9, 10)
_LONGER_S = [minutes * 60 for minutes in LONGER_BY_MIN]
_LOST_CLASS = len(LONGER_BY_MIN) + 1
_GAINED_CLASS = len(LONGER_BY_MIN) + 2


@dataclass(frozen=True, eq=False)
class OneSide:
    """What one side alone tells: counts by name, float64[3, G, A + 1] (estimate, low, high), and averages by name."""

    counts: dict[str, Floats]
    averages: dict[str, Floats]


@dataclass(frozen=True, eq=False)
class Figures:
    """Before and after, float64[names, G, A + 1], in the order of measures.NAMES; NaN where a name does not apply."""

    baseline: Floats
    value: Floats


def one_side(access: Access, counting: Counting) -> OneSide:
    """Residents, residents within minutes and kilometres, and the quantiles of travel time."""
    shape = access.time_s.shape
    counts = {RESIDENTS: counting.everybody}
    by_minutes = _within(access.time_s, [minutes * 60 for minutes in WITHIN_MIN])
    within = counting.counts(by_minutes, _up_to(len(WITHIN_MIN)))
    counts |= {f"residents_within_{minutes}_min": within[:, i] for i, minutes in enumerate(WITHIN_MIN)}
    if access.walk_m is not None:
        by_metres = np.broadcast_to(_within(access.walk_m, [km * 1000 for km in WITHIN_KM]), shape)
        within = counting.counts(by_metres, _up_to(len(WITHIN_KM)))
        counts |= {f"residents_within_{km}_km": within[:, i] for i, km in enumerate(WITHIN_KM)}
    median_s, p90_s = counting.quantiles(access.time_s, (_MEDIAN_RANK, _P90_RANK))
    return OneSide(counts, {MEDIAN: median_s / 60, P90: p90_s / 60})


def compared(before: Access, after: Access, side_before: OneSide, side_after: OneSide, counting: Counting) -> Figures:
    """All figures before and after.

    A way grows only for those who are reached before and after; those who lose or gain reach are counted apart. Means
    are over residents reached on both sides, so that they compare the same people.
    """
    baseline = {name: side_before.averages[name] for name in side_before.averages}
    value = {name: side_after.averages[name] for name in side_after.averages}
    for counts, figures in ((side_before.counts, baseline), (side_after.counts, value)):
        for name, bounds in counts.items():
            figures |= {name: bounds[0], name + LOW: bounds[1], name + HIGH: bounds[2]}
    changes = counting.counts(_change_classes(before.time_s, after.time_s), _CHANGE_SETS)
    names = [*(f"residents_longer_by_{minutes}_min" for minutes in LONGER_BY_MIN), LOST, GAINED]
    for place, name in enumerate(names):
        bounds = changes[:, place]
        value |= {name: bounds[0], name + LOW: bounds[1], name + HIGH: bounds[2]}
        baseline |= {name + end: np.zeros_like(bounds[0]) for end in ("", LOW, HIGH)}
    both = (before.time_s < UNREACHED) & (after.time_s < UNREACHED)
    baseline[MEAN], value[MEAN] = _means(before.time_s / 60, after.time_s / 60, both, counting)
    hours_before, hours_after = before.hours(), after.hours()
    both = ~np.isnan(hours_before) & ~np.isnan(hours_after)
    baseline[HOURS], value[HOURS] = _means(hours_before, hours_after, both, counting)
    return Figures(_in_order(baseline), _in_order(value))


def _within(values: npt.NDArray[np.generic], limits: list[int]) -> npt.NDArray[np.int8]:
    """The class of each value: the first limit it does not exceed, else len(limits)."""
    return np.searchsorted(np.array(limits), values, side="left").astype(np.int8)


def _up_to(n_limits: int) -> npt.NDArray[np.bool_]:
    """For each limit the classes of values within it."""
    return np.arange(n_limits + 1) <= np.arange(n_limits)[:, None]


def _change_classes(before_s: npt.NDArray[np.int32], after_s: npt.NDArray[np.int32]) -> npt.NDArray[np.int8]:
    """0 grows by at most the first limit, 1.. by more than the first.. limit, then lost, then gained."""
    grows_s = after_s.astype(np.int64) - before_s
    classes = np.searchsorted(np.array(_LONGER_S), grows_s, side="left").astype(np.int8)
    reached_before, reached_after = before_s < UNREACHED, after_s < UNREACHED
    classes[~(reached_before & reached_after)] = 0
    classes[reached_before & ~reached_after] = _LOST_CLASS
    classes[~reached_before & reached_after] = _GAINED_CLASS
    return classes


def _sets_of_changes() -> npt.NDArray[np.bool_]:
    sets = np.zeros((len(LONGER_BY_MIN) + 2, _GAINED_CLASS + 1), dtype=bool)
    for place in range(len(LONGER_BY_MIN)):
        sets[place, place + 1 : _LOST_CLASS] = True
    sets[-2, _LOST_CLASS] = sets[-1, _GAINED_CLASS] = True
    return sets


_CHANGE_SETS = _sets_of_changes()


def _means(before: Floats, after: Floats, counted: npt.NDArray[np.bool_], counting: Counting) -> tuple[Floats, Floats]:
    """Residents' means before and after over those counted, float64[G, A + 1]; NaN where there are none."""
    weight = counting.sums(counted.astype(np.float64))
    with np.errstate(invalid="ignore", divide="ignore"):
        return (
            counting.sums(np.where(counted, before, 0.0)) / weight,
            counting.sums(np.where(counted, after, 0.0)) / weight,
        )


def _in_order(figures: dict[str, Floats]) -> Floats:
    absent = np.full_like(figures[RESIDENTS], np.nan)
    return np.stack([figures.get(name, absent) for name in NAMES])

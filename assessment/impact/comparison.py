"""The figures of one service kind and mode, before and after: every measure for every group and area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.impact.accessibility import UNREACHED, Access
from assessment.impact.bounds import Bounds, counted, means_of_both, spanned
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
Seconds = npt.NDArray[np.int32]

_RANKS = {MEDIAN: (1, 2), P90: (9, 10)}
_LONGER_S = [minutes * 60 for minutes in LONGER_BY_MIN]


@dataclass(frozen=True, eq=False)
class OneSide:
    """What one side alone tells, by name."""

    figures: dict[str, Bounds]


@dataclass(frozen=True, eq=False)
class Figures:
    """Before and after, float64[names, G, A + 1], in the order of measures.NAMES; NaN where a name does not apply.

    `people`: how many residents a mean rests on, NaN where that is all of the group. `has_visits`: whether they tell of
    same-day visits.
    """

    baseline: Floats
    value: Floats
    people: Floats
    has_visits: bool = False


def one_side(access: Access, counting: Counting) -> OneSide:
    """Residents, residents within minutes and kilometres, and the quantiles of travel time."""
    shape = access.time_s.shape
    figures = {RESIDENTS: counting.everybody}
    readings = [access.time_s] if access.hopeful is None else [access.time_s, access.hopeful.time_s]
    limits_s = [minutes * 60 for minutes in WITHIN_MIN]
    within = counted(counting, [_within(time_s, limits_s) for time_s in readings], _up_to(len(WITHIN_MIN)))
    figures |= {f"residents_within_{minutes}_min": within[:, i] for i, minutes in enumerate(WITHIN_MIN)}
    if access.walk_m is not None:
        by_metres = np.broadcast_to(_within(access.walk_m, [km * 1000 for km in WITHIN_KM]), shape)
        within = counting.counts(by_metres, _up_to(len(WITHIN_KM)))
        figures |= {f"residents_within_{km}_km": within[:, i] for i, km in enumerate(WITHIN_KM)}
    quantiles = spanned([counting.quantiles(time_s, list(_RANKS.values())) / 60 for time_s in readings])
    figures |= {name: quantiles[:, place] for place, name in enumerate(_RANKS)}
    return OneSide(figures)


def compared(before: Access, after: Access, side_before: OneSide, side_after: OneSide, counting: Counting) -> Figures:
    """All figures before and after.

    A way grows only for those who are reached before and after; those who lose or gain reach are counted apart. Means
    are over residents reached on both sides, so that they compare the same people.
    """
    baseline, value = dict(side_before.figures), dict(side_after.figures)
    readings = [(before.time_s, after.time_s)]
    if before.hopeful is not None and after.hopeful is not None:
        readings.append((before.hopeful.time_s, after.hopeful.time_s))
    changes = counted(counting, [change_classes(*times, _LONGER_S) for times in readings], _CHANGE_SETS)
    names = [*(f"residents_longer_by_{minutes}_min" for minutes in LONGER_BY_MIN), LOST, GAINED]
    for place, name in enumerate(names):
        value[name], baseline[name] = changes[:, place], np.zeros_like(changes[:, place])
    reached = [(one < UNREACHED) & (other < UNREACHED) for one, other in readings]
    means = [
        means_of_both(one / 60, other / 60, both, counting)
        for (one, other), both in zip(readings, reached, strict=True)
    ]
    people = {MEAN: fewest(reached, counting)}
    baseline[MEAN], value[MEAN] = spanned([mean[0] for mean in means]), spanned([mean[1] for mean in means])
    hours_before, hours_after = before.hours(), after.hours()
    known = ~np.isnan(hours_before) & ~np.isnan(hours_after)
    hours = means_of_both(hours_before, hours_after, known, counting)
    baseline[HOURS], value[HOURS] = spanned([hours[0]]), spanned([hours[1]])
    people[HOURS] = fewest([known], counting)
    return in_order(baseline, value, people)


def fewest(chosen: Sequence[npt.NDArray[np.bool_]], counting: Counting) -> Bounds:
    """How many residents a mean over those chosen rests on, the fewest of the readings; float64[3, G, A + 1]."""
    least = np.minimum.reduce([counting.sums(one.astype(np.float64)) for one in chosen])
    return np.stack([least, least, least])


def in_order(
    baseline: Mapping[str, Bounds],
    value: Mapping[str, Bounds],
    people: Mapping[str, Bounds],
    has_visits: bool = False,
) -> Figures:
    """Figures by name in the order of measures.NAMES; a name not told of is NaN."""
    absent = np.full_like(next(iter(baseline.values()))[0], np.nan)
    return Figures(_stacked(baseline, absent), _stacked(value, absent), _stacked(people, absent), has_visits)


def _stacked(figures: Mapping[str, Bounds], absent: Floats) -> Floats:
    by_name: dict[str, Floats] = {}
    for name, bounds in figures.items():
        by_name |= {name: bounds[0], name + LOW: bounds[1], name + HIGH: bounds[2]}
    return np.stack([by_name.get(name, absent) for name in NAMES])


def _within(values: npt.NDArray[np.generic], limits: list[int]) -> npt.NDArray[np.int8]:
    """The class of each value: the first limit it does not exceed, else len(limits)."""
    return np.searchsorted(np.array(limits), values, side="left").astype(np.int8)


def _up_to(n_limits: int) -> npt.NDArray[np.bool_]:
    """For each limit the classes of values within it."""
    return np.arange(n_limits + 1) <= np.arange(n_limits)[:, None]


def change_classes(before_s: Seconds, after_s: Seconds, limits_s: list[int]) -> npt.NDArray[np.int8]:
    """0 grows by at most the first limit, 1.. by more than the first.. limit, then lost, then gained; int8[P, n]."""
    grows_s = after_s.astype(np.int64) - before_s
    classes = np.searchsorted(np.array(limits_s), grows_s, side="left").astype(np.int8)
    there_before, there_after = before_s < UNREACHED, after_s < UNREACHED
    classes[~(there_before & there_after)] = 0
    classes[there_before & ~there_after] = len(limits_s) + 1
    classes[~there_before & there_after] = len(limits_s) + 2
    return classes


def change_sets(n_limits: int) -> npt.NDArray[np.bool_]:
    """The classes of `change_classes` each count takes in: longer by each limit, lost, gained; bool[n + 2, n + 3]."""
    sets = np.zeros((n_limits + 2, n_limits + 3), dtype=bool)
    for place in range(n_limits):
        sets[place, place + 1 : n_limits + 1] = True
    sets[-2, -2] = sets[-1, -1] = True
    return sets


_CHANGE_SETS = change_sets(len(LONGER_BY_MIN))

"""The compiled rounding of disclosure control: a lattice of counts as it is told.

Arrays are [areas, kinds, groups, lines, sides]; a line is a way of travelling and a measure; side 0 is the baseline,
the others are the alternatives. NaN = no such count. `shown` holds what is told of each count that is not hidden.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# How far from the truth a count may be told, in steps of rounding: half a step, or one and a half where the nearest
# number stands one step from another count it is part of.
FURTHEST_STEPS = 1.5
# The nearest number, one step either way, two steps either way.
_CANDIDATES = 5


@kernel
def round_lattice(
    values: Floats,
    hidden: Flags,
    comparable: Flags,
    comparable_groups: Flags,
    base: float,
    threshold: float,
    apart: float,
) -> tuple[Floats, Flags]:
    """What is told of each count: a multiple of `base`, never so near a count it is compared with that few are between.

    Two numbers one step of 5 apart would tell of 1 to 9 people. Counts are taken in the order of the lines; each gets
    the nearest multiple that is the same as, or `apart` and more from, every told count of the same area and kind that
    it can be subtracted from: on any side, of a comparable line, of a comparable group. Returned with the counts for
    which there is no such number: they must be hidden.
    """
    n_areas, n_kinds, n_groups, n_lines, n_sides = values.shape
    shown = np.full(values.shape, np.nan)
    failed = np.zeros(values.shape, dtype=np.bool_)
    fits = np.ones(_CANDIDATES, dtype=np.bool_)
    candidates = np.zeros(_CANDIDATES)
    for area in range(n_areas):
        for kind in range(n_kinds):
            true, told = values[area, kind], shown[area, kind]
            for line in range(n_lines):
                for group in range(n_groups):
                    for side in range(n_sides):
                        value = true[group, line, side]
                        if math.isnan(value) or hidden[area, kind, group, line, side]:
                            continue
                        if value == 0.0:
                            told[group, line, side] = 0.0
                            continue
                        same = _told_of_same(true, told, group, line, side)
                        if not math.isnan(same):
                            told[group, line, side] = same
                            continue
                        _candidates(value, base, threshold, candidates, fits)
                        for other in range(n_lines):
                            if other != line and not comparable[line, other]:
                                continue
                            for other_group in range(n_groups):
                                if other_group != group and not comparable_groups[group, other_group]:
                                    continue
                                for other_side in range(n_sides):
                                    beside = told[other_group, other, other_side]
                                    if math.isnan(beside) or abs(beside - value) > 4.0 * apart:
                                        continue
                                    direction = value - true[other_group, other, other_side]
                                    for step in range(_CANDIDATES):
                                        between = candidates[step] - beside
                                        if 0.0 < abs(between) < apart or between * direction < 0.0:
                                            fits[step] = False
                        failed[area, kind, group, line, side] = True
                        for step in range(_CANDIDATES):
                            if fits[step]:
                                told[group, line, side] = candidates[step]
                                failed[area, kind, group, line, side] = False
                                break
    return shown, failed


@kernel
def _told_of_same(true: Floats, told: Floats, group: int, line: int, side: int) -> float:
    """What is told of the same number on a side before; NaN where there is none."""
    for before in range(side):
        if true[group, line, before] == true[group, line, side] and not math.isnan(told[group, line, before]):
            return float(told[group, line, before])
    return math.nan


@kernel
def _candidates(value: float, base: float, threshold: float, candidates: Floats, fits: Flags) -> None:
    """What may be told of a value, the nearest first; `fits`: not a small count and not too far from the truth."""
    middle = nearest(value, base)
    for step in range(_CANDIDATES):
        away = (step + 1) // 2
        # One step down and up, the closer one first.
        sign = -1.0 if (step % 2 == 1) == (value < middle) else 1.0
        candidates[step] = middle + sign * away * base
        fits[step] = candidates[step] >= threshold and abs(candidates[step] - value) <= FURTHEST_STEPS * base


@kernel
def nearest(value: float, base: float) -> float:
    """The nearest multiple of the base, halves up."""
    return math.floor(value / base + 0.5) * base

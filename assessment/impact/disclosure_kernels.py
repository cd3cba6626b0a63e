"""The compiled parts of disclosure control: rounding a lattice of counts, and hiding what a sum would give back.

Arrays are [areas, kind and mode, groups, measures, sides]; side 0 is the baseline, the others are the alternatives.
NaN = no such count. `shown` holds what is told of each count that is not hidden.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# How far from the truth a count may be told, in steps of rounding: half a step, or one and a half where the nearest
# number stands one step from another count it is part of.
FURTHEST_STEPS = 1.5


@kernel
def round_lattice(
    values: Floats,
    hidden: Flags,
    measure_order: Ints,
    part_of: Flags,
    nested: Flags,
    nested_residents: Flags,
    residents: int,
    base: float,
    threshold: float,
) -> tuple[Floats, Flags]:
    """What is told of each count: a multiple of `base`, never one step from a count it is compared with.

    Two numbers one step apart would tell of 1 to 9 people. Counts are taken in order of importance; each gets the
    nearest multiple that is the same as, or two steps and more from, every told count of the same place it can be
    subtracted from: in another side, a measure it is part of (`part_of`), a group it is part of (`nested`; for
    residents `nested_residents`). Returned with the counts for which there is no such number: they must be hidden.
    """
    n_areas, n_kinds, n_groups, n_measures, n_sides = values.shape
    shown = np.full(values.shape, np.nan)
    failed = np.zeros(values.shape, dtype=np.bool_)
    for area in range(n_areas):
        for kind in range(n_kinds):
            for place in range(n_measures):
                measure = measure_order[place]
                groups_of = nested_residents if measure == residents else nested
                for group in range(n_groups):
                    for side in range(n_sides):
                        value = values[area, kind, group, measure, side]
                        if math.isnan(value) or hidden[area, kind, group, measure, side]:
                            continue
                        if value == 0.0:
                            shown[area, kind, group, measure, side] = 0.0
                            continue
                        nearest = math.floor(value / base + 0.5) * base
                        found = math.nan
                        for step in range(5):
                            # The nearest, then one below and above, then two: the closer one first.
                            away = (step + 1) // 2
                            down = value < nearest
                            sign = -1.0 if (step % 2 == 1) == down else 1.0
                            candidate = nearest + (sign * away * base if step else 0.0)
                            if candidate < threshold or abs(candidate - value) > FURTHEST_STEPS * base:
                                continue
                            fits = True
                            for other in range(n_sides):
                                told = shown[area, kind, group, measure, other]
                                if other == side or math.isnan(told):
                                    continue
                                truth = values[area, kind, group, measure, other]
                                if not _fits(candidate, value, told, truth, base, truth == value):
                                    fits = False
                            for other in range(n_measures):
                                told = shown[area, kind, group, other, side]
                                if other == measure or not part_of[measure, other] or math.isnan(told):
                                    continue
                                truth = values[area, kind, group, other, side]
                                if not _fits(candidate, value, told, truth, base, False):
                                    fits = False
                            for other in range(n_groups):
                                told = shown[area, kind, other, measure, side]
                                if other == group or not groups_of[group, other] or math.isnan(told):
                                    continue
                                truth = values[area, kind, other, measure, side]
                                if not _fits(candidate, value, told, truth, base, False):
                                    fits = False
                            if fits:
                                found = candidate
                                break
                        if math.isnan(found):
                            failed[area, kind, group, measure, side] = True
                        else:
                            shown[area, kind, group, measure, side] = found
    return shown, failed


@kernel
def _fits(candidate: float, value: float, told: float, truth: float, base: float, same: bool) -> bool:
    """Whether a number may be told beside another: the same, or two steps and more apart and on the right side."""
    apart = candidate - told
    if same:
        return apart == 0.0
    if abs(apart) > 0.0 and abs(apart) < 2.0 * base:
        return False
    return apart * (value - truth) >= 0.0


@kernel
def hide_beside(values: Floats, shown: Floats, hidden: Flags, whole: int, base: float, threshold: float) -> Flags:
    """Further counts to hide so that no hidden one of an area follows from the whole less the other areas; flags.

    A hidden count never stands alone, and the sum of the hidden ones cannot be held to be below the threshold. What is
    hidden further is the smallest count shown of an area (a zero tells nothing less), in all sides; where no area is
    left, the whole.
    """
    n_areas, n_kinds, n_groups, n_measures, n_sides = values.shape
    further = np.zeros(hidden.shape, dtype=np.bool_)
    for kind in range(n_kinds):
        for group in range(n_groups):
            for measure in range(n_measures):
                while True:
                    unsafe = False
                    for side in range(n_sides):
                        total = shown[whole, kind, group, measure, side]
                        if math.isnan(total) or hidden[whole, kind, group, measure, side]:
                            continue
                        if further[whole, kind, group, measure, side]:
                            continue
                        out_of_sight = 0
                        most = total + base / 2 if total > 0 else 0.0
                        for area in range(n_areas):
                            if area == whole or math.isnan(values[area, kind, group, measure, side]):
                                continue
                            if hidden[area, kind, group, measure, side] or further[area, kind, group, measure, side]:
                                out_of_sight += 1
                            else:
                                most -= max(0.0, shown[area, kind, group, measure, side] - base / 2)
                        if out_of_sight == 1 or (out_of_sight > 1 and most < threshold and total > 0):
                            unsafe = True
                    if not unsafe:
                        break
                    smallest, chosen = math.inf, -1
                    for area in range(n_areas):
                        if area == whole:
                            continue
                        largest, free = 0.0, False
                        for side in range(n_sides):
                            if hidden[area, kind, group, measure, side] or further[area, kind, group, measure, side]:
                                largest = math.nan
                                break
                            count = values[area, kind, group, measure, side]
                            if not math.isnan(count):
                                largest, free = max(largest, count), True
                        if free and largest > 0.0 and largest < smallest:
                            smallest, chosen = largest, area
                    if chosen < 0:
                        further[whole, kind, group, measure, :] = True
                        break
                    further[chosen, kind, group, measure, :] = True
    return further

"""The compiled secondary suppression: hiding what the whole less the other areas would give back.

Arrays are [areas, kinds, groups, lines, sides] as in `disclosure_kernels`; `told` is NaN where a count is hidden.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from assessment.compiled import kernel
from assessment.impact.disclosure_kernels import nearest

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@kernel
def hide_beside(
    values: Floats,
    told: Floats,
    whole: int,
    everybody: Flags,
    inside: Flags,
    groups_inside: Flags,
    base: float,
    threshold: float,
) -> Flags:
    """Further counts to hide so that no hidden one of an area follows from the whole less the other areas; flags.

    A hidden count never stands alone. What the hidden ones sum to, less what is told inside some of them, is never held
    to be below the threshold; nor is it so much that a few must be nearly the threshold. What is hidden further is the
    smallest count shown of an area (a zero is exact, hiding it helps nothing), on all sides; where no area is left,
    what is told inside a hidden one; and at last the whole. `everybody`: the lines that count all residents.
    """
    n_areas, n_kinds, n_groups, n_lines, n_sides = values.shape
    further = np.zeros(values.shape, dtype=np.bool_)
    told = told.copy()
    within = np.zeros(n_areas)
    for group in range(n_groups):
        for line in range(n_lines):
            parts = _parts(group, line, groups_inside, inside)
            # Residents are the same on all sides.
            sides = 1 if everybody[line] else n_sides
            for kind in range(n_kinds):
                side = 0
                while side < sides:
                    of_sides = (0, n_sides) if everybody[line] else (side, side + 1)
                    if not _unsafe(
                        values[:, kind],
                        told[:, kind],
                        whole,
                        group,
                        line,
                        side,
                        of_sides,
                        parts,
                        base,
                        threshold,
                        within,
                    ):
                        side += 1
                        continue
                    area = _smallest(values[:, kind, group, line], told[:, kind, group, line], whole)
                    if area >= 0:
                        further[area, kind, group, line] = True
                        told[area, kind, group, line] = np.nan
                        side = 0
                        continue
                    area = _least_of(within)
                    if area < 0:
                        further[whole, kind, group, line, side] = True
                        told[whole, kind, group, line, side] = np.nan
                        continue
                    for part, part_line in parts:
                        if np.nanmax(np.append(told[area, kind, part, part_line], 0.0)) > 0.0:
                            further[area, kind, part, part_line] = True
                            told[area, kind, part, part_line] = np.nan
                    side = 0
    return further


@kernel
def hide_zeros(
    values: Floats,
    told: Floats,
    whole: int,
    everybody: Flags,
    inside: Flags,
    groups_inside: Flags,
    base: float,
    threshold: float,
) -> Flags:
    """Zeros to hide because they tell that a small hidden count is no more than the difference of two wholes; flags.

    Where 100 within an hour and 100 within half an hour are told of the whole, hardly anybody is between: a place with
    none within half an hour then has hardly any within the hour.
    """
    n_areas, n_kinds, n_groups, n_lines, n_sides = values.shape
    further = np.zeros(values.shape, dtype=np.bool_)
    for group in range(n_groups):
        for line in range(n_lines):
            parts = _parts(group, line, groups_inside, inside)
            sides = 1 if everybody[line] else n_sides
            for kind in range(n_kinds):
                for side in range(sides):
                    total = told[whole, kind, group, line, side]
                    if math.isnan(total):
                        continue
                    total = _most(total, values[whole, kind, group, line, side], base)
                    for place in range(len(parts)):
                        part, part_line = parts[place, 0], parts[place, 1]
                        of_part = told[whole, kind, part, part_line, side]
                        if math.isnan(of_part) or (part == group and part_line == line):
                            continue
                        between = total - _least(of_part, values[whole, kind, part, part_line, side], base, threshold)
                        for area in range(n_areas):
                            shown, shown_part = (
                                told[area, kind, group, line, side],
                                told[area, kind, part, part_line, side],
                            )
                            if area != whole and shown > 0.0 and not math.isnan(shown_part):
                                least = _least(shown, values[area, kind, group, line, side], base, threshold)
                                most = _most(shown_part, values[area, kind, part, part_line, side], base)
                                between -= max(0.0, least - most)
                        if between >= threshold:
                            continue
                        for area in range(n_areas):
                            count = values[area, kind, group, line, side]
                            out_of_sight = math.isnan(told[area, kind, group, line, side]) and count < threshold
                            if area != whole and out_of_sight and told[area, kind, part, part_line, side] == 0.0:
                                further[area, kind, part, part_line] = True
    return further


@kernel
def hide_movers(
    values: Floats, told: Floats, whole: int, before: int, losing: int, gaining: int, base: float, threshold: float
) -> Flags:
    """Losers or gainers to hide because they tell that the other ones, hidden, are few; flags.

    Those who have a visit after a change are those who had one before, less the losing, more the gaining. `before`,
    `losing`, `gaining`: their lines. Of the whole those with a visit give way: losing one is told first.
    """
    n_areas, n_kinds, n_groups, _, n_sides = values.shape
    further = np.zeros(values.shape, dtype=np.bool_)
    for area in range(n_areas):
        for kind in range(n_kinds):
            for group in range(n_groups):
                true, shown = values[area, kind, group], told[area, kind, group]
                for side in range(1, n_sides):
                    if math.isnan(shown[before, 0]) or math.isnan(shown[before, side]):
                        continue
                    for one, other, sign in ((losing, gaining, 1), (gaining, losing, -1)):
                        if not (
                            math.isnan(shown[one, side]) and true[one, side] < threshold and shown[other, side] > 0.0
                        ):
                            continue
                        first, last = (0, side) if sign > 0 else (side, 0)
                        most = (
                            _most(shown[before, first], true[before, first], base)
                            - _least(shown[before, last], true[before, last], base, threshold)
                            + _most(shown[other, side], true[other, side], base)
                        )
                        if most < threshold:
                            further[area, kind, group, before if area == whole else other, side] = True
    return further


@kernel
def _parts(group: int, line: int, groups_inside: Flags, inside: Flags) -> Ints:
    """The groups and lines whose people are among those of a group and line, itself too; int64[parts, 2]."""
    found = np.zeros((groups_inside.shape[0] * inside.shape[0], 2), dtype=np.int64)
    count = 0
    for part in range(groups_inside.shape[0]):
        for part_line in range(inside.shape[0]):
            if (part == group or groups_inside[part, group]) and (part_line == line or inside[part_line, line]):
                found[count] = part, part_line
                count += 1
    return found[:count]


@kernel
def _unsafe(
    values: Floats,
    told: Floats,
    whole: int,
    group: int,
    line: int,
    side: int,
    of_sides: tuple[int, int],
    parts: Ints,
    base: float,
    threshold: float,
    within: Floats,
) -> bool:
    """Whether the whole of one figure gives a hidden area back; `within` is filled: what is told inside hidden ones.

    `of_sides`: from which side to which what is told of parts is told of this figure too.
    """
    within[:] = 0.0
    total = told[whole, group, line, side]
    if math.isnan(total):
        return False
    whole_count = values[whole, group, line, side]
    most, least = _most(total, whole_count, base), _least(total, whole_count, base, threshold)
    smallest_shown = math.inf
    for area in range(values.shape[0]):
        count, shown = values[area, group, line, side], told[area, group, line, side]
        if area == whole or math.isnan(count) or math.isnan(shown):
            continue
        most -= _least(shown, count, base, threshold)
        least -= _most(shown, count, base)
        if shown > 0.0:
            smallest_shown = min(smallest_shown, _most(shown, count, base))
    out_of_sight, open_below, some_small = 0, False, False
    for area in range(values.shape[0]):
        count = values[area, group, line, side]
        if area == whole or math.isnan(count) or not math.isnan(told[area, group, line, side]):
            continue
        out_of_sight += 1
        # Those hidden for being few are fewer than the threshold, those hidden beside them no more than any shown.
        small = count < threshold
        some_small |= small
        least -= threshold - 1.0 if small else (smallest_shown if count <= smallest_shown else math.inf)
        for place in range(len(parts)):
            part, part_line = parts[place, 0], parts[place, 1]
            for other in range(of_sides[0], of_sides[1]):
                shown = told[area, part, part_line, other]
                if shown > 0.0:
                    count = values[area, part, part_line, other]
                    within[area] = max(within[area], _least(shown, count, base, threshold))
        most -= within[area]
        open_below = open_below or within[area] == 0.0
    # Nobody at all is no secret here: a zero is shown unless it tells of a disability.
    if total == 0.0:
        return out_of_sight == 1
    pinned_high = some_small and least + threshold - 1.0 > threshold / 2.0
    return out_of_sight == 1 or (open_below and most < threshold) or pinned_high


@kernel
def _smallest(values: Floats, told: Floats, whole: int) -> int:
    """The area whose largest count on any side is the smallest that is shown and not zero, -1 without one."""
    smallest, chosen = math.inf, -1
    for area in range(values.shape[0]):
        if area == whole:
            continue
        largest = 0.0
        for side in range(values.shape[1]):
            if math.isnan(values[area, side]):
                continue
            if math.isnan(told[area, side]):
                largest = 0.0
                break
            largest = max(largest, values[area, side])
        if 0.0 < largest < smallest:
            smallest, chosen = largest, area
    return chosen


@kernel
def _least_of(within: Floats) -> int:
    """The place of the smallest that is not zero, -1 without one."""
    chosen = -1
    for area in range(len(within)):
        if within[area] > 0.0 and (chosen < 0 or within[area] < within[chosen]):
            chosen = area
    return chosen


@kernel
def _most(told: float, truth: float, base: float) -> float:
    """The most a told count can be: less than half a step above, for those who know where it was not the nearest."""
    if told == 0.0:
        return 0.0
    return min(told, nearest(truth, base)) + (base - 1.0) / 2.0


@kernel
def _least(told: float, truth: float, base: float, threshold: float) -> float:
    """The least a told count can be: a shown one is none or at least the threshold."""
    if told == 0.0:
        return 0.0
    return max(threshold, max(told, nearest(truth, base)) - (base - 1.0) / 2.0)

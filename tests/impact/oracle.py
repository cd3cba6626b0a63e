"""An independent, slow reading of the definitions: plain loops over residents, no numpy, no sorting tricks."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

Reached = Callable[[str], bool]

PROFILE = {"under_65": "adult", "age_65_74": "age_65_74", "age_75_84": "age_75_84", "age_85_": "age_85_"}
BANDS = tuple(PROFILE)
OLDER = {"all": BANDS, "age_65_": BANDS[1:], "age_75_": BANDS[2:], "age_85_": BANDS[3:]}
MASKED_TOTAL = 9


def possible_cells(total: int | None, bands: Sequence[int | None]) -> list[dict[str, int]]:
    """Every way the residents of a cell may be spread over the age bands, given what the source shows."""
    found = []
    totals = [total] if total is not None else range(max(MASKED_TOTAL, sum(band or 0 for band in bands)) + 1)
    for whole in totals:
        choices = [[band] if band is not None else range(whole + 1) for band in bands]
        found += [
            dict(zip(BANDS, (whole - sum(old), *old), strict=True))
            for old in itertools.product(*choices)
            if sum(old) <= whole
        ]
    return found


def bounds(possible: Sequence[dict[str, int]], group: str, reached: Reached) -> tuple[int, int]:
    """The least and most residents of a group of age bands in a cell for whom something holds."""
    counts = [sum(cell[band] for band in OLDER[group] if reached(PROFILE[band])) for cell in possible]
    return min(counts), max(counts)


def estimated_bounds(
    possible: Sequence[dict[str, int]], least: Sequence[float], most: Sequence[float], reached: Reached
) -> tuple[float, float]:
    """The same for a group estimated by shares of each age band, all travelling by one profile."""
    if not reached("walking_frame"):
        return 0.0, 0.0
    lows = [sum(cell[band] * share for band, share in zip(BANDS, least, strict=True)) for cell in possible]
    highs = [sum(cell[band] * share for band, share in zip(BANDS, most, strict=True)) for cell in possible]
    return min(lows), max(highs)


def quantile(residents: Sequence[tuple[float, float]], part: Fraction) -> float:
    """The smallest time by which at least a part of the residents have arrived; pairs of (time, residents)."""
    total = sum(Fraction(weight) for _, weight in residents)
    if total == 0:
        return math.nan
    for time in sorted({time for time, _ in residents}):
        arrived = sum(Fraction(weight) for other, weight in residents if other <= time)
        if arrived >= part * total:
            return time
    raise AssertionError("everybody arrives at the last time, which may be infinite")

"""Figures with their bounds: over both readings of unknown accessibility, and what the population's numbers leave open.

The estimate is that of the cautious reading, in which what is not known is not accessible.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from assessment.impact.counting import Counting

Floats = npt.NDArray[np.float64]
# float64[3, G, A + 1] or with more axes after the first: estimate, low, high
Bounds: TypeAlias = Floats


def counted(counting: Counting, readings: Sequence[npt.NDArray[np.int8]], sets: npt.NDArray[np.bool_]) -> Bounds:
    """Residents by set of classes, float64[3, K, G, A + 1]; `readings`: classes of the cautious reading, then others.

    Low and high are the least and the most of any reading. What only one side tells (residents within 30 minutes) lies
    between the two whatever is true of each stop; of a comparison a mixture could lie outside.
    """
    first, *others = [counting.counts(classes, sets) for classes in readings]
    for other in others:
        np.minimum(first[1], other[1], out=first[1])
        np.maximum(first[2], other[2], out=first[2])
    return first


def spanned(readings: Sequence[Floats]) -> Bounds:
    """Averages of the readings, the cautious one first, as estimate, least and most; NaN says nothing."""
    return np.stack([readings[0], np.fmin.reduce(list(readings)), np.fmax.reduce(list(readings))])


def means_of_both(
    before: Floats, after: Floats, chosen: npt.NDArray[np.bool_], counting: Counting
) -> tuple[Floats, Floats]:
    """Residents' means before and after over those chosen, float64[G, A + 1]; NaN where there are none."""
    weight = counting.sums(chosen.astype(np.float64))
    with np.errstate(invalid="ignore", divide="ignore"):
        return (
            counting.sums(np.where(chosen, before, 0.0)) / weight,
            counting.sums(np.where(chosen, after, 0.0)) / weight,
        )

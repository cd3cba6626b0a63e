"""The rules of disclosure control: how few are not told of, and how coarsely the others are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# "Nobody here uses a wheelchair" says as much about the one who does not as a small count: not shown either.
ZERO_HIDDEN_GROUPS = frozenset({"mobility_limitation", "wheelchair_users"})


@dataclass(frozen=True)
class Rules:
    """The rules of disclosure control. An administrator may raise each, lower none below 5.

    `threshold`: the smallest count shown. `base`: what counts are rounded to. `smallest_mean_base`: how many residents
    a mean or median needs behind it. `mean_grain`: a mean of n residents is rounded to `mean_grain` / n or a little
    more, so that a few residents more or less who gain or lose some minutes do not show in it.
    """

    threshold: float = 10.0
    base: float = 5.0
    smallest_mean_base: float = 30.0
    mean_grain: float = 100.0

    def __post_init__(self) -> None:
        if self.base < 5 or self.threshold < self.base:
            raise ValueError("counts below 5, or differences of one step of rounding, would be told")

    @property
    def apart(self) -> float:
        """How far apart two told numbers are at least where they are not the same.

        Each is up to half a step from the truth: those one step of 5 apart would stand for 1 to 9 people.
        """
        return float(np.floor(self.threshold / self.base) * self.base)


USUAL_RULES = Rules()
SMALLEST_SHOWN = USUAL_RULES.threshold

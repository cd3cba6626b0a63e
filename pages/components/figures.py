"""The figures of an impact, looked up by alternative, area, group, mode and measure; small counts are already blank."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

from assessment.impact.disclosure import SMALLEST_SHOWN

WHOLE = "all"


@dataclass(frozen=True)
class Figure:
    """One figure before and after. Not-a-number: infinite for a travel time, not shown for a suppressed count."""

    baseline: float
    value: float
    change: float
    suppressed: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a figure after the changes."""
        return math.isfinite(self.value)

    @property
    def small_change(self) -> bool:
        """Whether only the change is not shown: then today's count is told, and that its change is not."""
        return self.suppressed and math.isfinite(self.baseline) and self.baseline >= SMALLEST_SHOWN


NOTHING = Figure(math.nan, math.nan, math.nan)


class Figures:
    """Lookup over the protected table of one service kind."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._by_key = {
            (alternative, area, group, mode, measure): Figure(baseline, value, change, bool(suppressed))
            for alternative, area, group, mode, measure, baseline, value, change, suppressed in zip(
                *(
                    table[column]
                    for column in (
                        "alternative",
                        "area_id",
                        "group",
                        "mode",
                        "measure",
                        "baseline",
                        "value",
                        "change",
                        "suppressed",
                    )
                ),
                strict=True,
            )
        }

    def get(self, alternative: str, area: str, group: str, mode: str, measure: str) -> Figure:
        """The figure, or one that knows nothing."""
        return self._by_key.get((alternative, area, group, mode, measure), NOTHING)

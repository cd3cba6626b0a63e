"""Which cells' journeys to tell of an area: a typical one, the worst hit and one that gains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.travel_times.pareto import UNREACHED

FEWEST_RESIDENTS = 10  # as in impact/disclosure: fewer people are not told of


@dataclass(frozen=True)
class TypicalCells:
    """Rows of cells, None where there is none.

    median: the cell whose change half of the residents fall short of. worst_hit: the longest added time, where the
    service is no longer reached before all. gained: the most time saved, where it is reached for the first time before
    all.
    """

    median: int | None
    worst_hit: int | None
    gained: int | None


def typical_cells(
    before_s: npt.NDArray[np.integer],
    after_s: npt.NDArray[np.integer],
    weights: npt.NDArray[np.floating],
    area_of_cell: npt.NDArray[np.integer],
    area: int | None,
    residents: npt.NDArray[np.floating] | None = None,
) -> TypicalCells:
    """Choose the cells of one area, None = everywhere.

    before_s, after_s: seconds by cell, UNREACHED where not reached: travel times or times away. weights: residents of
    the group by cell, NaN where masked at the source. residents: all residents by cell, of the group or not; without
    it the weights. A cell with fewer than ten residents is never chosen, nor one where nobody of the group is known to
    live, nor one that is reached neither before nor after. Ties: the median by the time before, the others by most
    residents of the group; then the first cell.
    """
    before = np.where(before_s == UNREACHED, np.inf, before_s.astype(np.float64))
    after = np.where(after_s == UNREACHED, np.inf, after_s.astype(np.float64))
    reached = np.isfinite(before) | np.isfinite(after)
    members = np.nan_to_num(weights, nan=0.0)
    everybody = members if residents is None else np.nan_to_num(residents, nan=0.0)
    enough = (everybody >= FEWEST_RESIDENTS) & (members > 0)
    here = np.ones(before.size, np.bool_) if area is None else area_of_cell == area
    cells = np.flatnonzero(reached & enough & here)
    if cells.size == 0:
        return TypicalCells(None, None, None)
    change, people = after[cells] - before[cells], members[cells]
    order = np.lexsort((cells, before[cells], change))
    passed = np.cumsum(people[order])
    median = order[np.searchsorted(passed, passed[-1] / 2)]
    # Among the cut off, and among those reached for the first time, the one with the most residents stands for all.
    worst = np.lexsort((cells, -people, -change))[0]
    best = np.lexsort((cells, -people, change))[0]
    return TypicalCells(
        int(cells[median]),
        int(cells[worst]) if change[worst] > 0 else None,
        int(cells[best]) if change[best] < 0 else None,
    )

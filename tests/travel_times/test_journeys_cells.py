"""Which cells are told of: worked out by hand, never one with fewer than ten residents."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessment.travel_times.journey_cells import TypicalCells, typical_cells
from assessment.travel_times.pareto import UNREACHED

NAN = float("nan")


def chosen(cells: list[tuple[int, int, float, int]], area: int | None) -> TypicalCells:
    """Ask of cells (before, after, residents, area)."""
    before, after, weights, areas = (np.array(column) for column in zip(*cells, strict=True))
    return typical_cells(before.astype(np.int32), after.astype(np.int32), weights.astype(float), areas, area)


CELLS = [
    (600, 900, 40, 0),  # + 300
    (600, 1200, 30, 0),  # + 600
    (600, 3000, 9, 0),  # + 2400, but nine residents
    (600, 4000, NAN, 0),  # masked
    (900, 900, 50, 0),  # as before
    (1500, 1200, 10, 0),  # - 300
    (1500, 600, 9.5, 0),  # - 900, but fewer than ten
    (1800, UNREACHED, 12, 1),  # lost
    (1800, UNREACHED, 13, 1),  # lost, by more
    (UNREACHED, 1800, 20, 1),  # reached for the first time
    (UNREACHED, UNREACHED, 500, 1),  # never reached
]


def test_of_one_area() -> None:
    """Changes -300 (10), 0 (50), 300 (40), 600 (30): half of 130 residents, 65, is passed in the third."""
    assert chosen(CELLS, 0) == TypicalCells(median=0, worst_hit=1, gained=5)


def test_those_cut_off_and_those_reached_for_the_first_time_come_first() -> None:
    """Reached first (20), lost (13, 12): half of 45 is passed in the lost; of these, as equal, in the first."""
    assert chosen(CELLS, 1) == TypicalCells(median=7, worst_hit=8, gained=9)
    everywhere = chosen(CELLS, None)
    assert (everywhere.worst_hit, everywhere.gained) == (8, 9)


def test_an_area_without_people_or_change() -> None:
    assert chosen(CELLS, 2) == TypicalCells(None, None, None)
    assert chosen([(600, 600, 9, 0)], 0) == TypicalCells(None, None, None)
    assert chosen([(900, 900, 10, 0), (600, 600, 10, 0)], 0) == TypicalCells(1, None, None)


times = st.one_of(st.integers(0, 9000), st.just(UNREACHED))
weights = st.one_of(st.floats(0, 40), st.just(NAN))


@given(st.lists(st.tuples(times, times, weights, st.integers(0, 2)), min_size=1, max_size=30))
def test_nobody_among_fewer_than_ten_is_told_of(cells: list[tuple[int, int, float, int]]) -> None:
    found = chosen(cells, 1)
    for row in (found.median, found.worst_hit, found.gained):
        assert row is None or (cells[row][2] >= 10 and cells[row][3] == 1)
    if found.worst_hit is not None:
        before, after, *_ = cells[found.worst_hit]
        assert after > before
        assert all(
            a - b <= after - before or w < 10 or w != w or where != 1 for b, a, w, where in cells if b < UNREACHED
        )
    if found.gained is not None:
        before, after, *_ = cells[found.gained]
        assert after < before

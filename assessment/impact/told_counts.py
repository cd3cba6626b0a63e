"""Which counts are hidden and what is told of the others: masks, rounding, and hiding on until nothing more follows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assessment.impact.count_lattice import CountLattice
from assessment.impact.disclosure_kernels import round_lattice
from assessment.impact.disclosure_rules import ZERO_HIDDEN_GROUPS, Rules
from assessment.impact.measures import GAINING_VISIT, LOSING_VISIT, RESIDENTS, WITH_VISIT
from assessment.impact.parts import Line, comparable, groups_inside, inside
from assessment.impact.secondary_kernels import hide_beside, hide_movers, hide_zeros

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def told_counts(lattice: CountLattice, rules: Rules) -> tuple[Floats, Flags]:
    """What is told of each count of the lattice, NaN where it is hidden or there is none, and which are hidden."""
    counts = lattice.counts
    hidden = _primary(lattice, rules)
    _one_mask(hidden, lattice.whole)
    line_inside, group_inside = inside(lattice.lines), groups_inside(lattice.groups)
    everybody = np.array([measure == RESIDENTS for _, measure in lattice.lines], dtype=bool)
    line_comparable, group_comparable = comparable(lattice.lines), group_inside | group_inside.T
    while True:
        told, further = round_lattice(
            counts, hidden, line_comparable, group_comparable, rules.base, rules.threshold, rules.apart
        )
        for before, losing, gaining in _visit_lines(lattice.lines):
            further |= hide_movers(counts, told, lattice.whole, before, losing, gaining, rules.base, rules.threshold)
        if lattice.whole >= 0:
            told[further] = np.nan
            about = (lattice.whole, everybody, line_inside, group_inside, rules.base, rules.threshold)
            further |= hide_beside(counts, told, *about) | hide_zeros(counts, told, *about)
        if not further.any():
            return told, hidden
        hidden |= further
        _one_mask(hidden, lattice.whole)


def _visit_lines(lines: Sequence[Line]) -> list[tuple[int, int, int]]:
    """The places of the lines of those with a visit, losing one and gaining one, by each way of travelling."""
    names = (WITH_VISIT, LOSING_VISIT, GAINING_VISIT)
    found = [[lines.index((mode, name)) for name in names] for mode in dict.fromkeys(mode for mode, _ in lines)]
    return [(before, losing, gaining) for before, losing, gaining in found]


def _primary(lattice: CountLattice, rules: Rules) -> Flags:
    """Small counts, small differences from the baseline, and zeros that tell of somebody's disability."""
    counts = lattice.counts
    with np.errstate(invalid="ignore"):
        hidden = (counts > 0) & (counts < rules.threshold)
        change = np.abs(counts[..., 1:] - counts[..., :1])
        hidden[..., 1:] |= (change > 0) & (change < rules.threshold)
    zero_tells = np.array([group in ZERO_HIDDEN_GROUPS for group in lattice.groups], dtype=bool)
    zero = (counts == 0) & zero_tells[None, None, :, None, None]
    # Where an alternative changes nothing at all of a kind and mode, nobody loses by definition: that tells of no one.
    compares = lattice.compares
    same = (change == 0) | np.isnan(change)
    same &= ~compares[:, None] | ~(counts[..., 1:] > 0)
    modes = [mode for mode, _ in lattice.lines]
    for mode in set(modes):
        of_mode = np.array([one == mode for one in modes])
        still = same[..., of_mode, :].all(axis=(0, 2, 3))  # [kinds, alternatives]
        zero[..., 1:] &= ~(still[:, None, None, :] & (of_mode & compares)[:, None])
    return np.asarray(hidden | zero)


def _one_mask(hidden: Flags, whole: int) -> None:
    """Hide in every side what is hidden of an area in any; of the whole, what is hidden in the baseline."""
    anywhere: Flags = np.asarray(hidden.any(axis=-1))
    if whole >= 0:
        anywhere[whole] = hidden[whole, ..., 0]
    hidden |= anywhere[..., None]

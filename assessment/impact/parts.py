"""Which counts are parts of which: what can be subtracted from what, and tells of the people between.

A line is a way of travelling and a measure. `comparable` is meant widely: everybody knows that whoever walks somewhere
in 15 minutes gets there by car in 30. `inside` holds whatever the network and the speeds are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from assessment.impact.measures import (
    AWAY_LONGER_BY_MIN,
    GAINING_VISIT,
    LONGER_BY_MIN,
    LOSING_VISIT,
    RESIDENTS,
    WITH_VISIT,
    WITHIN_KM,
    WITHIN_MIN,
)

Flags = npt.NDArray[np.bool_]
Line = tuple[str, str]  # mode, measure

# Each is a part of the one before: nobody of 75 or more is younger than 65. Every other group is a part of all
# residents only.
NESTED_GROUPS = ("all", "age_65_", "age_75_", "age_85_")

# Each measure is a part of the next.
_CHAINS = (
    tuple(f"residents_within_{minutes}_min" for minutes in WITHIN_MIN),
    tuple(f"residents_within_{km}_km" for km in WITHIN_KM),
    tuple(f"residents_longer_by_{minutes}_min" for minutes in reversed(LONGER_BY_MIN)),
    (*(f"residents_away_longer_by_{minutes}_min" for minutes in reversed(AWAY_LONGER_BY_MIN)), WITH_VISIT),
    (GAINING_VISIT, WITH_VISIT),
)
_WITHIN = frozenset((*_CHAINS[0], *_CHAINS[1]))


def inside(lines: Sequence[Line]) -> Flags:
    """Whether everybody whom line i counts of a group on a side is counted by line j too, bool[lines, lines]."""
    flags = np.zeros((len(lines), len(lines)), dtype=bool)
    for i, j in _pairs(lines):
        (mode, part), (other_mode, whole) = lines[i], lines[j]
        chained = any(part in chain and whole in chain[chain.index(part) + 1 :] for chain in _CHAINS)
        flags[i, j] = whole == RESIDENTS or (chained and mode == other_mode)
    return flags


def comparable(lines: Sequence[Line]) -> Flags:
    """Whether one of two lines may be a part of the other, on one side or on two, bool[lines, lines]; symmetric.

    Those near by one limit are among those near by another, in minutes or kilometres, on foot, by bus or by car; and
    those who lose a visit are among those who had one.
    """
    related = inside(lines)
    for i, j in _pairs(lines):
        one, other = lines[i][1], lines[j][1]
        related[i, j] |= (one in _WITHIN and other in _WITHIN) or (one == LOSING_VISIT and other == WITH_VISIT)
    return np.asarray(related | related.T)


def groups_inside(groups: Sequence[str]) -> Flags:
    """Whether group i is a part of group j, bool[groups, groups]."""
    flags = np.zeros((len(groups), len(groups)), dtype=bool)
    for i, j in _pairs(groups):
        part, whole = groups[i], groups[j]
        nested = part in NESTED_GROUPS and whole in NESTED_GROUPS
        flags[i, j] = whole == NESTED_GROUPS[0] or (nested and NESTED_GROUPS.index(part) > NESTED_GROUPS.index(whole))
    return flags


def _pairs(things: Sequence[object]) -> Iterator[tuple[int, int]]:
    return ((i, j) for i in range(len(things)) for j in range(len(things)) if i != j)

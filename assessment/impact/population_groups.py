"""Population groups as strata: how many residents, by which traveller profile they go, and within which bounds.

A group is a set of strata; a stratum is an age band, or part of one, that travels by one profile. Residents with a
mobility limitation go as with a walking frame, wheelchair users as in a manual wheelchair, all others by their age.
A group is counted from the data where they have a column of its name, else estimated from prevalence.csv; any further
count column may be asked for as a group whose members travel as others of their age.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.impact.prevalence import AGE_BANDS, ESTIMATED_GROUPS, Prevalence
from assessment.impact.residents import AgeBands, age_bands_of, column_of, on_grid

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

GROUPS = ("all", "age_65_", "age_75_", "age_85_", "mobility_limitation", "wheelchair_users", "no_car")
PROFILE_OF_BAND = ("adult", "age_65_74", "age_75_84", "age_85_")
# The age bands (places in AGE_BANDS) of the groups that are nothing but age bands.
BANDS_OF_GROUP: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"all": (0, 1, 2, 3), "age_65_": (1, 2, 3), "age_75_": (2, 3), "age_85_": (3,)}
)
# The profile of a group whose members do not travel as others of their age do.
PROFILE_OF_GROUP: Mapping[str, str] = MappingProxyType(
    {"mobility_limitation": "walking_frame", "wheelchair_users": "manual_wheelchair"}
)


@dataclass(frozen=True)
class Pool:
    """Residents of one group whom the source masks: bounds beside the strata's own.

    In each of the `cells` (int64[m]) the masked residents are all of the one option that gives the least, or the most:
    option o travels by profile `profile[o]` and holds between low[o] and high[o] residents (float64[options, m]).
    `closed` options (bool[options, m]) are not possible in that cell.
    """

    cells: Ints
    profile: Ints
    low: Floats
    high: Floats
    closed: Flags


@dataclass(frozen=True)
class Residents:
    """Residents of n cells in S strata, G groups and P profiles.

    `estimate`, `low`, `high`: float64[S, n]; bounds are those of the strata plus those of each group's pool.
    `profile_of_stratum`: int64[S]; `members`: float64[G, S], 1 where the group has the stratum; `by_profile`:
    float64[G, P, n], the estimate by profile; `typical_profile`: int64[G], the profile most of the group's members
    travel by; `certainty`: measured, estimated or modelled, by group; `masked_cells`: how many cells hide a number.
    """

    groups: tuple[str, ...]
    profiles: tuple[str, ...]
    estimate: Floats
    low: Floats
    high: Floats
    profile_of_stratum: Ints
    members: Floats
    pools: tuple[Pool | None, ...]
    by_profile: Floats
    typical_profile: Ints
    certainty: Mapping[str, str]
    masked_cells: int


@dataclass(frozen=True)
class _Strata:
    """One group's strata before they are put together: their profiles and residents, and the group's pool."""

    profiles: tuple[str, ...]
    estimate: Floats
    low: Floats
    high: Floats
    pool: Pool | None


def residents_of(
    table: pd.DataFrame, prevalence: Prevalence, groups: Sequence[str] = GROUPS, data_certainty: str = "measured"
) -> Residents:
    """The strata of the groups for a population table (columns as in inputs.population; NaN = masked).

    `data_certainty` is the source's own: a modelled population stays modelled.
    """
    bands = age_bands_of(table, prevalence)
    parts: list[_Strata] = []
    members: list[list[int]] = []  # by group, places of its strata
    pools: list[Pool | None] = []
    aged = [group for group in groups if group in BANDS_OF_GROUP]
    names: list[str] = [*PROFILE_OF_BAND] if aged else []
    if aged:
        parts.append(_Strata(PROFILE_OF_BAND, bands.estimate, bands.low, bands.high, None))
    for group in groups:
        if group in BANDS_OF_GROUP:
            members.append(list(BANDS_OF_GROUP[group]))
            pools.append(_pool_of_bands(bands, BANDS_OF_GROUP[group]))
            continue
        strata = _counted(group, table, bands, prevalence) if group in table.columns else None
        strata = strata or _estimated(group, bands, prevalence)
        members.append(list(range(len(names), len(names) + len(strata.profiles))))
        pools.append(strata.pool)
        names.extend(strata.profiles)
        parts.append(strata)
    return _put_together(tuple(groups), names, parts, members, pools, bands, data_certainty)


def _put_together(
    groups: tuple[str, ...],
    names: list[str],
    parts: list[_Strata],
    members: list[list[int]],
    pools: list[Pool | None],
    bands: AgeBands,
    data_certainty: str,
) -> Residents:
    profiles = tuple(dict.fromkeys(names))
    n = bands.estimate.shape[1]
    estimate = np.vstack([part.estimate for part in parts]) if parts else np.zeros((0, n))
    low = np.vstack([part.low for part in parts]) if parts else np.zeros((0, n))
    high = np.vstack([part.high for part in parts]) if parts else np.zeros((0, n))
    belongs = np.zeros((len(groups), len(names)))
    for i, places in enumerate(members):
        belongs[i, places] = 1.0
    profile_of_stratum = np.array([profiles.index(name) for name in names], dtype=np.int64)
    by_profile = np.zeros((len(groups), len(profiles), n))
    for i, places in enumerate(members):
        for stratum in places:
            by_profile[i, profile_of_stratum[stratum]] += estimate[stratum]
    placed = tuple(None if pool is None else _placed(pool, profiles) for pool in pools)
    certainty = {}
    for i, group in enumerate(groups):
        pool = placed[i]
        exact = bool((belongs[i] @ (high - low) == 0).all()) and (pool is None or _is_exact(pool))
        certainty[group] = data_certainty if exact else "estimated"
    for array in (estimate, low, high, belongs, by_profile):
        array.flags.writeable = False
    return Residents(
        groups,
        profiles,
        estimate,
        low,
        high,
        profile_of_stratum,
        belongs,
        placed,
        by_profile,
        by_profile.sum(axis=2).argmax(axis=1),
        MappingProxyType(certainty),
        int(bands.masked.sum()),
    )


# While the strata are put together a pool's profiles are places in this tuple, afterwards in Residents.profiles.
_ALL_PROFILES = (*PROFILE_OF_BAND, *PROFILE_OF_GROUP.values())


def _placed(pool: Pool, profiles: tuple[str, ...]) -> Pool:
    """The pool with its profiles as places in `profiles`; an option that counts nobody may have any profile."""
    names = [_ALL_PROFILES[place] for place in pool.profile]
    places = [profiles.index(name) if name in profiles else 0 for name in names]
    return Pool(pool.cells, np.array(places, dtype=np.int64), pool.low, pool.high, pool.closed)


def _is_exact(pool: Pool) -> bool:
    """Whether the number of residents in the pool is certain, wherever they belong."""
    least = np.where(pool.closed, np.inf, pool.low).min(axis=0)
    most = np.where(pool.closed, 0.0, pool.high).max(axis=0)
    return bool((least == most).all())


def _pool_of_bands(bands: AgeBands, chosen: tuple[int, ...]) -> Pool | None:
    """The pool of a group of age bands: masked residents of other bands do not count."""
    cells = np.flatnonzero(bands.pool_high > 0)
    if cells.size == 0:
        return None
    counts = np.isin(np.arange(len(AGE_BANDS)), chosen)[:, None]
    closed = ~bands.open[:, cells]
    low = np.where(counts & ~closed, bands.pool_low[cells], 0.0)
    high = np.where(counts & ~closed, bands.pool_high[cells], 0.0)
    return Pool(cells, np.arange(len(AGE_BANDS)), low, high, closed)


def _estimated(group: str, bands: AgeBands, prevalence: Prevalence) -> _Strata:
    """A group estimated by its prevalence in each age band."""
    shares = prevalence.of(group)
    least = np.array([share.low for share in shares])[:, None]
    likely = np.array([share.estimate for share in shares])[:, None]
    most = np.array([share.high for share in shares])[:, None]
    estimate, low, high = on_grid(bands.estimate * likely), on_grid(bands.low * least), on_grid(bands.high * most)
    cells = np.flatnonzero(bands.pool_high > 0)
    pool = None
    if cells.size:
        closed = ~bands.open[:, cells]
        pool_low = np.where(closed, 0.0, on_grid(bands.pool_low[cells] * least))
        pool_high = np.where(closed, 0.0, on_grid(bands.pool_high[cells] * most))
        pool = Pool(cells, np.arange(len(AGE_BANDS)), pool_low, pool_high, closed)
    if group not in PROFILE_OF_GROUP:
        return _Strata(PROFILE_OF_BAND, estimate, low, high, pool)
    # All travel alike whatever their age: one stratum, and one option that spans the others.
    profile = PROFILE_OF_GROUP[group]
    if pool is not None:
        least_of_open = np.where(pool.closed, np.inf, pool.low).min(axis=0, keepdims=True)
        most_of_open = pool.high.max(axis=0, keepdims=True)
        place = np.array([_ALL_PROFILES.index(profile)])
        pool = Pool(cells, place, least_of_open, most_of_open, np.zeros((1, cells.size), dtype=bool))
    return _Strata(
        (profile,),
        estimate.sum(axis=0, keepdims=True),
        low.sum(axis=0, keepdims=True),
        high.sum(axis=0, keepdims=True),
        pool,
    )


def _counted(group: str, table: pd.DataFrame, bands: AgeBands, prevalence: Prevalence) -> _Strata | None:
    """A group counted in the data; a masked cell holds between none and all of the cell's residents.

    None where every cell is masked: such a column says nothing, the group is estimated.
    """
    counted = column_of(table, group)
    masked = np.isnan(counted)
    if masked.all():
        return None
    total = bands.estimate.sum(axis=0)
    known_total = total[~masked & ~bands.total_masked].sum()
    known_counted = counted[~masked & ~bands.total_masked].sum()
    share = min(1.0, float(known_counted / known_total)) if known_total > 0 else 0.0
    estimate = np.where(masked, on_grid(total * share), counted)
    known = np.where(masked, 0.0, counted)
    cells = np.flatnonzero(masked)
    upper = (bands.high.sum(axis=0) + bands.pool_high)[cells]
    names = (PROFILE_OF_GROUP[group],) if group in PROFILE_OF_GROUP else PROFILE_OF_BAND
    pool = None
    if cells.size:
        shape = (len(names), cells.size)
        places = np.array([_ALL_PROFILES.index(name) for name in names])
        pool = Pool(cells, places, np.zeros(shape), np.broadcast_to(upper, shape).copy(), np.zeros(shape, dtype=bool))
    if len(names) == 1:
        return _Strata(names, estimate[None, :], known[None, :], known[None, :].copy(), pool)
    split = _split_by_band(group, bands, prevalence)
    known_split = _shares_of(known, split)
    return _Strata(names, _shares_of(estimate, split), known_split, known_split.copy(), pool)


def _split_by_band(group: str, bands: AgeBands, prevalence: Prevalence) -> Floats:
    """Each age band's likely part of a counted group, float64[4, n], adding up to 1."""
    weights = bands.estimate.copy()
    if group in ESTIMATED_GROUPS:
        weights *= np.array([share.estimate for share in prevalence.of(group)])[:, None]
    weights[0, weights.sum(axis=0) == 0] = 1.0  # a count in a cell with no known residents: adults
    return np.asarray(weights / weights.sum(axis=0), dtype=np.float64)


def _shares_of(residents: Floats, split: Floats) -> Floats:
    """Residents shared by a split; the first band takes what rounding leaves, so that the parts add up exactly."""
    parts = on_grid(residents * split)
    parts[0] += residents - parts.sum(axis=0)
    return parts

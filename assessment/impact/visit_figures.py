"""The figures of same-day visits to one service kind, before and after, for every group and area."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from assessment.impact.bounds import Bounds, counted, means_of_both, spanned
from assessment.impact.comparison import Figures, change_classes, change_sets, fewest, in_order
from assessment.impact.counting import Counting
from assessment.impact.measures import (
    AWAY_LONGER_BY_MIN,
    AWAY_MEAN,
    AWAY_MEDIAN,
    GAINING_VISIT,
    LOSING_VISIT,
    NAMES,
    VISIT_OPTIONS,
    WITH_VISIT,
    measure_of,
)
from assessment.impact.visiting import VisitAccess

Floats = npt.NDArray[np.float64]

_MEDIAN_RANK = (1, 2)
_LONGER_S = [minutes * 60 for minutes in AWAY_LONGER_BY_MIN]
_SETS = change_sets(len(AWAY_LONGER_BY_MIN))
_VISIT_ROWS = np.array([measure_of(name).about_visits for name in NAMES])


def visits_of_side(access: VisitAccess, counting: Counting) -> dict[str, Bounds]:
    """Residents with a visit, the median of the time away (without a visit: infinite) and the mean of options.

    Residents without a visit count in the mean of options, with none.
    """
    readings = _readings(access)
    classes = [one.possible.astype(np.int8) for one in readings]
    figures = {WITH_VISIT: counted(counting, classes, np.array([[False, True]]))[:, 0]}
    figures[AWAY_MEDIAN] = spanned([counting.quantiles(one.away_s, [_MEDIAN_RANK])[0] / 60 for one in readings])
    everybody = np.ones(access.away_s.shape, dtype=bool)
    options = [one.options.astype(np.float64) for one in readings]
    figures[VISIT_OPTIONS] = spanned([means_of_both(one, one, everybody, counting)[0] for one in options])
    return figures


def visits_compared(
    before: VisitAccess,
    after: VisitAccess,
    side_before: dict[str, Bounds],
    side_after: dict[str, Bounds],
    counting: Counting,
) -> Figures:
    """All figures of visits before and after.

    Away grows only for those who have a visit before and after; those who lose every visit or gain one are counted
    apart. The mean is over residents with a visit on both sides.
    """
    baseline, value = dict(side_before), dict(side_after)
    pairs = list(zip(_readings(before), _readings(after), strict=True))
    classes = [change_classes(one.away_s, other.away_s, _LONGER_S) for one, other in pairs]
    changes = counted(counting, classes, _SETS)
    names = [
        *(f"residents_away_longer_by_{minutes}_min" for minutes in AWAY_LONGER_BY_MIN),
        LOSING_VISIT,
        GAINING_VISIT,
    ]
    for place, name in enumerate(names):
        value[name], baseline[name] = changes[:, place], np.zeros_like(changes[:, place])
    possible = [one.possible & other.possible for one, other in pairs]
    means = [
        means_of_both(one.away_s / 60, other.away_s / 60, both, counting)
        for (one, other), both in zip(pairs, possible, strict=True)
    ]
    baseline[AWAY_MEAN], value[AWAY_MEAN] = spanned([mean[0] for mean in means]), spanned([mean[1] for mean in means])
    return in_order(baseline, value, {AWAY_MEAN: fewest(possible, counting)}, has_visits=True)


def with_visits(figures: Figures, visits: Figures) -> Figures:
    """Figures of travel times and of visits together."""
    rows = _VISIT_ROWS[:, None, None]
    return replace(
        figures,
        baseline=np.where(rows, visits.baseline, figures.baseline),
        value=np.where(rows, visits.value, figures.value),
        people=np.where(rows, visits.people, figures.people),
        has_visits=True,
    )


def _readings(access: VisitAccess) -> list[VisitAccess]:
    return [access] if access.hopeful is None else [access, access.hopeful]

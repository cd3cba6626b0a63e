"""Same-day visits one can tell: the way there, the stay and the way home, on foot, by vehicles or by service taxi.

They equal those of `visits` in every clock time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assessment.inputs.service_taxi import ServiceTaxi
from assessment.travel_times.journey_legs import Journey, Place, VisitJourney
from assessment.travel_times.journey_search import Ends, Found, last_journey
from assessment.travel_times.journey_taxis import (
    NO_OFFERS,
    Offers,
    direct_homeward,
    direct_outward,
    feeder_homeward,
    feeder_outward,
    offers_of,
    rides_of,
)
from assessment.travel_times.journeys import JourneyAccess, earliest_journey, told_journey
from assessment.travel_times.pareto import UNREACHED
from assessment.travel_times.visits import VisitRules, Visits, visits


def visit_journey(
    by: JourneyAccess,
    home: Place,
    service: Place,
    rules: VisitRules,
    visits_known: Visits | None = None,
    row: int = 0,
    taxis: Sequence[ServiceTaxi] = (),
) -> VisitJourney | None:
    """The best same-day visit from a home, there and back; None where none is possible that day.

    visits_known: what `visits` has found for the same service, profile, rules and taxis, and the home's row in it;
    without it the visit is looked for here. taxis: those the traveller may use; those that do not run that day offer
    nothing. Raises ValueError where what is known needs a ride that none of the taxis gives.
    """
    ends = by.ends(home, service)
    offers = offers_of(by, home, service, taxis) if taxis else NO_OFFERS
    if visits_known is None:
        visits_known, row = _visits_of(by, home, service, ends, rules, offers), 0
    if visits_known.away_s[row] == UNREACHED:
        return None
    leave_s, there_s, home_s = (
        int(column[row])
        for column in (
            visits_known.outward_departure_s,
            visits_known.service_arrival_s,
            visits_known.home_arrival_s,
        )
    )
    on_foot = bool(visits_known.on_foot[row])
    outward: Journey | None
    if on_foot:
        outward = told_journey(by, home, service, Found(leave_s, ()), leave_s, there_s)
    elif visits_known.by_taxi[row]:
        outward = direct_outward(offers, home, service, leave_s, there_s)
    else:
        outward = _by_vehicle(by, home, service, ends, leave_s, there_s)
        outward = outward or feeder_outward(by, offers, home, service, leave_s, there_s)
    if outward is None:
        raise ValueError("the visit found leaves home by something else than the timetable and the taxis given")
    for opens_s, closes_s in rules.openings:
        ready_s = max(there_s, opens_s) + rules.stay_s
        if ready_s > closes_s:
            continue
        homeward = _homeward(by, offers, service, home, rules, (ready_s, home_s), on_foot)
        if homeward is not None:
            away_s = int(visits_known.away_s[row])
            return VisitJourney(outward, there_s, opens_s, closes_s, rules.stay_s, ready_s, homeward, away_s)
    raise ValueError("the visit found comes home by something else than the timetable and the taxis given")


def _by_vehicle(
    by: JourneyAccess, home: Place, service: Place, ends: Ends, leave_s: int, there_s: int
) -> Journey | None:
    """The journey between two moments on foot and by vehicles; None if there is none."""
    found = last_journey(by.access, ends, leave_s, there_s)
    if found is None or found.departure_s != leave_s:
        return None
    return told_journey(by, home, service, found, leave_s, there_s)


def _homeward(
    by: JourneyAccess,
    offers: Offers,
    service: Place,
    home: Place,
    rules: VisitRules,
    moments: tuple[int, int],
    on_foot: bool,
) -> Journey | None:
    """The way home from when one is ready to when one is home; None if there is none."""
    ready_s, home_s = moments
    ends = by.ends(service, home)
    if on_foot:
        if ready_s + ends.walk_s != home_s:
            return None
        return told_journey(by, service, home, Found(ready_s, ()), ready_s, home_s)
    if rules.wait_limited:
        back = earliest_journey(by, service, home, ready_s)
    else:
        # The last way home that is there as early as any: one waits at the service, not on the way.
        found = last_journey(by.access, ends, ready_s, home_s)
        back = None if found is None else told_journey(by, service, home, found, ready_s, home_s)
    if back is not None and back.arrival_s == home_s:
        return back
    return feeder_homeward(by, offers, service, home, ready_s, home_s) or direct_homeward(
        offers, service, home, ready_s, home_s
    )


def _visits_of(by: JourneyAccess, home: Place, service: Place, ends: Ends, rules: VisitRules, offers: Offers) -> Visits:
    """The visits of a single home."""
    near = np.flatnonzero(ends.access_s < UNREACHED).astype(np.int32)
    one = replace(
        by.access,
        access_start=np.array([0, near.size], np.int64),
        access_stop=near,
        access_s=ends.access_s[near],
    )
    rides = rides_of(by, home, service, offers.taxis) if offers.taxis else None
    return visits(one, by.back, ends.egress_s, np.array([ends.walk_s], np.int32), rules, rides)

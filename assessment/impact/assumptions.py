"""What is assumed of travellers and visits beside the data: how they travel, how long they stay, when they are home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.impact.stays import Stays, read_stays
from assessment.travel_times.profile import TravellerProfile, traveller_profiles

DAY_S = 24 * 3600


@dataclass(frozen=True)
class Assumptions:
    """Traveller profiles (each name once), stays by kind of service, and by when one is home (seconds of the day).

    Equal assumptions give equal answers: they are part of what results are kept by.
    """

    profiles: tuple[TravellerProfile, ...]
    stays: Stays
    home_by_s: int = DAY_S

    def of(self, names: Sequence[str]) -> tuple[TravellerProfile, ...]:
        """The profiles of those names, in that order."""
        known = {profile.name: profile for profile in self.profiles}
        return tuple(known[name] for name in names)


def usual_assumptions(stays: Stays | None = None) -> Assumptions:
    """The assumptions of the project's own tables."""
    return Assumptions(tuple(traveller_profiles().values()), stays or read_stays())

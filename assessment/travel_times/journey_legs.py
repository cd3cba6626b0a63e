"""What a journey is made of: legs with clock times, metres and names, from a place to a place.

All times are seconds since midnight of the service day; past 86,400 is the night after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from assessment.inputs.service_taxi import BookingRule

PlaceKind: TypeAlias = Literal["home", "service", "place", "stop"]


@dataclass(frozen=True)
class Place:
    """Where a leg begins or ends. lon, lat: degrees WGS84. stop_id: of a stop, else empty."""

    name: str
    lon: float
    lat: float
    kind: PlaceKind = "place"
    stop_id: str = ""


@dataclass(frozen=True)
class WalkLeg:
    """A walk. metres: along the way; its seconds are those metres at the profile's speed, rounded up."""

    from_place: Place
    to_place: Place
    metres: float
    start_s: int
    end_s: int

    @property
    def from_name(self) -> str:
        """Where the walk begins."""
        return self.from_place.name

    @property
    def to_name(self) -> str:
        """Where the walk ends."""
        return self.to_place.name


@dataclass(frozen=True)
class RideLeg:
    """A ride on one vehicle. waited_s: at the stop before it leaves. stops_passed: names between the two stops.

    line: the route's short name, else its long name, else its id. headsign: where the vehicle goes, its last stop where
    the feed gives none. route_type: as in GTFS.
    """

    line: str
    headsign: str
    route_type: int
    from_place: Place
    to_place: Place
    board_s: int
    alight_s: int
    trip_id: str
    stops_passed: tuple[str, ...] = ()
    waited_s: int = 0

    @property
    def from_stop(self) -> str:
        """Name of the stop where one boards."""
        return self.from_place.name

    @property
    def to_stop(self) -> str:
        """Name of the stop where one gets off."""
        return self.to_place.name

    @property
    def start_s(self) -> int:
        """When the vehicle leaves."""
        return self.board_s

    @property
    def end_s(self) -> int:
        """When one gets off."""
        return self.alight_s


@dataclass(frozen=True)
class TaxiLeg:
    """A booked ride with a service taxi. start_s: ready for it; it comes by pickup_by_s; end_s: there at the latest.

    waited_s: at the stop before one has to be ready. price_eur: of the ride, None = not known.
    """

    service_taxi: str  # its name
    from_place: Place
    to_place: Place
    start_s: int
    pickup_by_s: int
    end_s: int
    booking: BookingRule
    waited_s: int = 0
    price_eur: float | None = None


Leg: TypeAlias = WalkLeg | RideLeg | TaxiLeg


@dataclass(frozen=True)
class Journey:
    """One way. ready_s: when one may leave; departure_s: when one leaves to be there as early, never before ready_s."""

    origin: Place
    destination: Place
    ready_s: int
    departure_s: int
    arrival_s: int
    legs: tuple[Leg, ...]

    @property
    def total_s(self) -> int:
        """From leaving to arriving."""
        return self.arrival_s - self.departure_s

    @property
    def travel_time_s(self) -> int:
        """From being ready to arriving: the travel time of COMMANDS.md, the wait before leaving counted."""
        return self.arrival_s - self.ready_s

    @property
    def walk_m(self) -> float:
        """Metres on foot."""
        return sum(leg.metres for leg in self.legs if isinstance(leg, WalkLeg))

    @property
    def waiting_s(self) -> int:
        """Waiting on the way, at stops; not the wait before leaving."""
        return sum(leg.waited_s for leg in self.legs if not isinstance(leg, WalkLeg))

    @property
    def vehicles(self) -> int:
        """How many vehicles one rides."""
        return sum(not isinstance(leg, WalkLeg) for leg in self.legs)


@dataclass(frozen=True)
class VisitJourney:
    """A same-day visit: there, the stay, home. service_arrival_s to ready_s holds the wait for opening and the stay.

    opening_s, closing_s: the opening hours it is done in. away_s: from leaving home to being home.
    """

    outward: Journey
    service_arrival_s: int
    opening_s: int
    closing_s: int
    stay_s: int
    ready_s: int
    homeward: Journey
    away_s: int

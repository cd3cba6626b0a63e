"""Service taxis: booked shared taxis with their zones, days, hours and booking rule."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

import shapely

from assessment.errors import Fault
from assessment.inputs.opening_hours import is_public_holiday
from assessment.inputs.provenance import Source

Booking = Literal["real_time", "same_day", "prior_days"]
BOOKING_KINDS: tuple[Booking, ...] = ("real_time", "same_day", "prior_days")

Directions = Literal["both", "outward", "homeward"]
DIRECTIONS: tuple[Directions, ...] = ("both", "outward", "homeward")

# Our own estimates [M], to be replaced by the operator's figures: half an hour's promise of when the car comes, detours
# that make a shared ride half as long again as driving straight, five minutes to get in and out.
PICKUP_WINDOW_S = 1800
DURATION_FACTOR = 1.5
DURATION_OFFSET_S = 300


PROFILE_NAMES = ("adult", "age_65_74", "age_75_84", "age_85_", "walking_frame", "manual_wheelchair")
"""The traveller profiles that `profiles` may name; travel_times/profiles.csv says what each is."""


@dataclass(frozen=True)
class BookingRule:
    """When and where a ride is booked.

    kind: `real_time` (just before), `same_day` (`notice_min` minutes before at the latest) or `prior_days`
    (`prior_days` days before, by `last_time_s` seconds since midnight of that day; None = any time of it).
    """

    kind: Booking
    prior_days: int = 0
    last_time_s: int | None = None
    notice_min: int | None = None
    phone: str = ""
    info_url: str = ""


@dataclass(frozen=True)
class ServiceTaxi:
    """A service taxi: whom it takes where and when.

    zone: where it picks people up at home and brings them back (Polygon or MultiPolygon, lon/lat WGS84).
    destination_zone: it takes them straight to services inside it; destinations: (name, lon, lat), to services within
        150 m of these; feeder_stops: stop_ids it takes people to and from, to change to a bus.
    weekdays: 0 = Monday; dates: the days it runs on, from a GTFS calendar; None = by weekdays, not on public holidays
        unless `public_holidays`.
    start_s, end_s: seconds since midnight; pick-ups and drop-offs are both inside.
    pickup_window_s: the passenger is ready at its start and the car comes by its end; counted in the journey.
    duration_factor, duration_offset_s: a ride takes the driving time times the factor plus the offset.
    profiles: names of the traveller profiles that may use it; None = all. wheelchair: 0 not known, 1 yes, 2 no.
    directions: `both`, or only `outward` (from home) or `homeward`, as GTFS-Flex tells each way apart.
    """

    id: str
    name: str
    zone: shapely.Polygon | shapely.MultiPolygon
    destination_zone: shapely.Geometry | None
    destinations: tuple[tuple[str, float, float], ...] = ()
    feeder_stops: tuple[str, ...] = ()
    weekdays: frozenset[int] = frozenset()
    start_s: int = 0
    end_s: int = 86_400
    dates: frozenset[datetime.date] | None = None
    booking: BookingRule = BookingRule("prior_days", prior_days=1)
    pickup_window_s: int = PICKUP_WINDOW_S
    duration_factor: float = DURATION_FACTOR
    duration_offset_s: int = DURATION_OFFSET_S
    profiles: tuple[str, ...] | None = None
    wheelchair: int = 0
    seats: int | None = None
    price_eur: float | None = None
    note: str = ""
    public_holidays: bool = False
    directions: Directions = "both"

    def runs_on(self, date: datetime.date) -> bool:
        """Whether it takes passengers on a date."""
        if self.dates is not None:
            return date in self.dates
        return date.weekday() in self.weekdays and (self.public_holidays or not is_public_holiday(date))

    def content(self) -> dict[str, object]:
        """Everything it is as plain values for a digest; positions to 1e-7 degrees (1 cm)."""
        plain: dict[str, object] = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["zone"] = _written(self.zone)
        plain["destination_zone"] = None if self.destination_zone is None else _written(self.destination_zone)
        plain["destinations"] = [[name, round(lon * 1e7), round(lat * 1e7)] for name, lon, lat in self.destinations]
        plain["weekdays"] = sorted(self.weekdays)
        plain["dates"] = None if self.dates is None else sorted(date.isoformat() for date in self.dates)
        plain["booking"] = {name: getattr(self.booking, name) for name in self.booking.__dataclass_fields__}
        for name in ("duration_factor", "price_eur"):
            plain[name] = None if plain[name] is None else repr(float(str(plain[name])))
        return plain


@dataclass(frozen=True)
class ServiceTaxis:
    """The service taxis of one file, where they came from, and what is worth knowing of the file."""

    taxis: tuple[ServiceTaxi, ...]
    sources: tuple[Source, ...]
    faults: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        return len(self.taxis)


def _written(shape: shapely.Geometry) -> str:
    """A shape as text that does not depend on where its rings begin."""
    return str(shapely.to_wkt(shapely.normalize(shape), rounding_precision=7))

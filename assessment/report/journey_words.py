"""Journeys in plain words: a sentence or two a leg and one that sums up. The words stand in the catalogue journeys.po.

Names stand in their basic form, as no ending can be put to a name one does not know ("pysäkille Marjoniemi"). Clock
times are whole minutes: leaving is rounded down, arriving up, and a duration or a wait is the difference of two shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.travel_times.journey_legs import Journey, Leg, RideLeg, TaxiLeg, VisitJourney, WalkLeg

if TYPE_CHECKING:
    from assessment.inputs.service_taxi import BookingRule

Translate = Callable[..., str]

DAY_MIN = 24 * 60
# GTFS route_type, the basic ones and the hundreds of the extended ones; bus is what has no other word.
_VEHICLES = {0: "tram", 1: "metro", 2: "train", 4: "ferry", 12: "train"}
_VEHICLES_BY_HUNDRED = {1: "train", 2: "bus", 4: "metro", 7: "bus", 8: "bus", 9: "tram", 10: "ferry", 12: "ferry"}
_BUSES = frozenset({3, 11})


@dataclass(frozen=True)
class JourneyWords:
    """steps: one text a leg. summary: one sentence. ready: the travel time from when one was ready, "" if the same."""

    steps: tuple[str, ...]
    summary: str
    ready: str = ""


@dataclass(frozen=True)
class VisitWords:
    """A visit: the way there, what happens at the service, the way home, and one sentence that sums up."""

    outward: JourneyWords
    stay: str
    homeward: JourneyWords
    summary: str


def journey_words(translate: Translate, journey: Journey, booked: BookingRule | None = None) -> JourneyWords:
    """One way in words. booked: how the ride of the other way was ordered; this one is ordered together with it."""
    if not journey.legs:
        return JourneyWords((), translate("journey.already_there", place=journey.destination.name))
    steps = [_step(translate, leg, place == 0, booked) for place, leg in enumerate(journey.legs)]
    if not isinstance(journey.legs[-1], TaxiLeg):  # a ride tells itself when one is there
        arrived = "journey.arrived_home" if journey.destination.kind == "home" else "journey.arrived"
        steps[-1] += " " + translate(arrived, end=_clock(translate, _up(journey.arrival_s)))
    left_min = _down(journey.departure_s)
    total = _duration(translate, _up(journey.arrival_s) - left_min)
    walking, waiting = (
        distance_words(translate, journey.walk_m),
        _waiting(translate, sum(map(_waited_min, journey.legs))),
    )
    summary = _summary(translate, journey, total, walking, waiting)
    ready = ""
    if _down(journey.ready_s) < left_min:
        ready_min = _down(journey.ready_s)
        taken = _short(translate, _up(journey.arrival_s) - ready_min)
        ready = translate("journey.ready", ready=_clock(translate, ready_min), total=taken)
    return JourneyWords(tuple(steps), summary, ready)


def visit_words(translate: Translate, visit: VisitJourney) -> VisitWords:
    """A same-day visit in words."""
    begins_s = max(visit.service_arrival_s, visit.opening_s)
    begins, ready_min = _clock(translate, _up(begins_s)), _down(visit.ready_s)
    stay = translate("journey.stay", start=begins, ready=_clock(translate, ready_min))
    waiting = _waiting(translate, _up(begins_s) - _up(visit.service_arrival_s))
    if waiting:
        stay = translate("journey.stay_opening", opening=begins, waiting=waiting) + " " + stay
    leaving_min = _down(visit.homeward.departure_s)
    if leaving_min > ready_min:
        stay += " " + translate("journey.stay_then", departure=_clock(translate, leaving_min))
    summary = translate(
        "journey.visit_summary",
        away=_duration(translate, _away_min(visit)),
        departure=_clock(translate, _down(visit.outward.departure_s)),
        home=_clock(translate, _up(visit.homeward.arrival_s)),
    )
    booked = next((leg.booking for leg in visit.outward.legs if isinstance(leg, TaxiLeg)), None)
    homeward = journey_words(translate, visit.homeward, booked)
    return VisitWords(journey_words(translate, visit.outward), stay, homeward, summary)


def journey_change(translate: Translate, before: Journey | None, after: Journey | None) -> str:
    """What an alternative does to a journey, in one sentence: its travel time, then its place, then its clock times."""
    if before is None or after is None:
        return _possible_change(translate, "journey.change", before is not None, after is not None)
    same = before.legs == after.legs
    return _change(
        translate,
        "journey.change",
        (_up(before.arrival_s) - _down(before.ready_s), _up(after.arrival_s) - _down(after.ready_s)),
        (before, after),
        same,
    )


def visit_change(translate: Translate, before: VisitJourney | None, after: VisitJourney | None) -> str:
    """What an alternative does to a same-day visit, in one sentence: the time away from home."""
    if before is None or after is None:
        return _possible_change(translate, "journey.visit_change", before is not None, after is not None)
    same = before.outward.legs == after.outward.legs and before.homeward.legs == after.homeward.legs
    return _change(
        translate,
        "journey.visit_change",
        (_away_min(before), _away_min(after)),
        (before.outward, after.outward),
        same,
    )


def distance_words(translate: Translate, metres: float) -> str:
    """Metres as one says them: to ten metres below a kilometre, to a tenth of a kilometre above."""
    tens = max(10, round(metres / 10) * 10)
    if tens < 1000:
        return translate("journey.metres", metres=tens)
    hundreds = round(metres / 100)
    return translate("journey.kilometres", whole=hundreds // 10, tenth=hundreds % 10)


def _possible_change(translate: Translate, part: str, before: bool, after: bool) -> str:
    return translate(f"{part}_{'lost' if before else 'gained' if after else 'never'}")


def _change(
    translate: Translate, part: str, minutes: tuple[int, int], ways: tuple[Journey, Journey], same: bool
) -> str:
    """The sentence of two journeys that are both possible."""
    (before_min, after_min), (before, after) = minutes, ways
    elsewhere = ""
    if (before.destination.lon, before.destination.lat) != (after.destination.lon, after.destination.lat):
        elsewhere = translate("journey.change_elsewhere", service=after.destination.name)
    if before_min != after_min:
        return translate(
            f"{part}_{'longer' if after_min > before_min else 'shorter'}",
            difference=_duration(translate, abs(after_min - before_min)),
            before=_short(translate, before_min),
            after=_short(translate, after_min),
            elsewhere=elsewhere,
        )
    left_min, leaves_min = _down(before.departure_s), _down(after.departure_s)
    if same or left_min == leaves_min:
        key = "unchanged" if same else "as_long"
        return translate(f"{part}_{key}", after=_short(translate, after_min), elsewhere=elsewhere)
    return translate(
        f"{part}_moved",
        after=_short(translate, after_min),
        departure=_clock(translate, leaves_min),
        departure_before=_clock(translate, left_min),
        elsewhere=elsewhere,
    )


def _summary(translate: Translate, journey: Journey, total: str, walking: str, waiting: str) -> str:
    if journey.vehicles == 0:
        return translate("journey.summary_on_foot", total=total, walking=walking)
    if journey.walk_m > 0:
        key = "journey.summary_walking_waiting" if waiting else "journey.summary_walking"
        return translate(key, total=total, walking=walking, waiting=waiting)
    key = "journey.summary_waiting" if waiting else "journey.summary_plain"
    return translate(key, total=total, waiting=waiting)


def _step(translate: Translate, leg: Leg, first: bool, booked: BookingRule | None) -> str:
    if isinstance(leg, WalkLeg):
        # A walk after a ride begins when that ride is said to end.
        start_min = _down(leg.start_s) if first else _up(leg.start_s)
        # Stops across a street or a square often have one name.
        same_name = leg.from_place.kind == leg.to_place.kind == "stop" and leg.from_name == leg.to_name
        return translate(
            f"journey.walk_to_{'other_stop' if same_name else leg.to_place.kind}",
            start=_clock(translate, start_min),
            distance=distance_words(translate, leg.metres),
            to=leg.to_name,
        )
    step = _ride(translate, leg) if isinstance(leg, RideLeg) else _taxi(translate, leg, booked)
    waiting = _waiting(translate, _waited_min(leg))
    return translate("journey.wait", waiting=waiting) + " " + step if waiting else step


def _ride(translate: Translate, leg: RideLeg) -> str:
    return translate(
        "journey.ride" if leg.headsign else "journey.ride_nowhere_named",
        board=_clock(translate, _down(leg.board_s)),
        vehicle=translate(f"journey.board_{_vehicle(leg.route_type)}", line=leg.line),
        headsign=leg.headsign,
        alight=_clock(translate, _up(leg.alight_s)),
        to=leg.to_stop,
    )


def _taxi(translate: Translate, leg: TaxiLeg, booked: BookingRule | None) -> str:
    kind = leg.to_place.kind
    words = translate(
        f"journey.taxi_to_{kind if kind in ('home', 'stop') else 'place'}",
        start=_clock(translate, _down(leg.start_s)),
        taxi=leg.service_taxi,
        pickup=_clock(translate, _up(leg.pickup_by_s)),
        to=leg.to_place.name,
        end=_clock(translate, _up(leg.end_s)),
    )
    if leg.price_eur is not None:
        euros, cents = divmod(round(leg.price_eur * 100), 100)
        words += " " + translate("journey.taxi_price", euros=euros, cents=f"{cents:02d}")
    together = leg.booking == booked
    return words + " " + (translate("journey.book_together") if together else booking_words(translate, leg.booking))


def booking_words(translate: Translate, booking: BookingRule) -> str:
    """How to order a ride, in a sentence or two."""
    last = None if booking.last_time_s is None else _clock(translate, _down(booking.last_time_s))
    if booking.kind == "prior_days":
        days = "day" if booking.prior_days == 1 else "days"
        key = f"journey.book_{days}_before" + ("_until" if last else "")
        words = translate(key, days=booking.prior_days, last=last)
    elif booking.notice_min:
        words = translate("journey.book_minutes_before", minutes=booking.notice_min)
    elif booking.kind == "same_day" and last:
        words = translate("journey.book_same_day_until", last=last)
    else:
        words = translate(f"journey.book_{'same_day' if booking.kind == 'same_day' else 'when_leaving'}")
    return words + " " + translate("journey.book_phone", phone=booking.phone) if booking.phone else words


def _vehicle(route_type: int) -> str:
    if route_type in _BUSES:
        return "bus"
    return _VEHICLES.get(route_type) or _VEHICLES_BY_HUNDRED.get(route_type // 100, "other")


def _down(seconds: int) -> int:
    return seconds // 60


def _up(seconds: int) -> int:
    return -(-seconds // 60)


def _away_min(visit: VisitJourney) -> int:
    return _up(visit.homeward.arrival_s) - _down(visit.outward.departure_s)


def _clock(translate: Translate, minutes: int) -> str:
    """Minutes since midnight of the service day as a clock shows them, with a word where it is the day after."""
    key = "journey.clock_next_day" if minutes >= DAY_MIN else "journey.clock"
    return translate(key, hour=minutes // 60 % 24, minute=f"{minutes % 60:02d}")


def _duration(translate: Translate, minutes: int) -> str:
    """How long something lasts, in the form that follows a verb ("kestää 1 minuutin")."""
    if minutes == 1:
        return translate("journey.minute")
    return translate("journey.minutes", minutes=minutes) if minutes < 60 else _short(translate, minutes)


def _short(translate: Translate, minutes: int) -> str:
    """A duration in units that need no ending."""
    if minutes < 60:
        return translate("journey.minutes_short", minutes=minutes)
    key = "journey.hours_minutes" if minutes % 60 else "journey.hours"
    return translate(key, hours=minutes // 60, minutes=minutes % 60)


def _waiting(translate: Translate, minutes: int) -> str:
    """A wait, empty where it is none."""
    return _short(translate, minutes) if minutes > 0 else ""


def _waited_min(leg: Leg) -> int:
    """Minutes of waiting before a ride, as the clock times told leave them."""
    return 0 if isinstance(leg, WalkLeg) else max(0, _down(leg.start_s) - _up(leg.start_s - leg.waited_s))

"""What OpenStreetMap tags say of a way: may one walk it, is it step-free, how fast may one drive each way."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Default speeds in km/h where a way has no maxspeed, and whether cars use the class at all (0 = no).
# After the Finnish general limits (50 in built-up areas, 80 elsewhere) and what the classes stand for in Finland;
# [M] in the sense of the profiles table: an editable default, no norm.
CAR_SPEED_KMH: Mapping[str, float] = {
    "motorway": 110,
    "motorway_link": 70,
    "trunk": 80,
    "trunk_link": 60,
    "primary": 80,
    "primary_link": 60,
    "secondary": 70,
    "secondary_link": 50,
    "tertiary": 60,
    "tertiary_link": 50,
    "unclassified": 50,
    "residential": 40,
    "living_street": 20,
    "service": 20,
    "road": 40,
    "track": 0,
    "pedestrian": 0,
    "footway": 0,
    "cycleway": 0,
    "path": 0,
    "steps": 0,
    "bridleway": 0,
    "platform": 0,
}
HIGHWAY_CLASSES = tuple(CAR_SPEED_KMH)

_NEVER_WALKED = frozenset({"motorway", "motorway_link"})
_DENIED = frozenset({"no", "private"})
_ALLOWED = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
_ZONE_KMH: Mapping[str, float] = {
    "urban": 50,
    "rural": 80,
    "trunk": 100,
    "motorway": 120,
    "living_street": 20,
    "walk": 7,
}
_KMH_IN_A_MILE_AN_HOUR = 1.609344
_SPEED = re.compile(r"^(\d+(?:\.\d+)?)\s*(mph|km/h|kmh)?$")


def is_walkable(tags: Mapping[str, str]) -> bool:
    """Whether a walker may use the way: no motorway, and neither foot nor general access forbids it."""
    foot = tags.get("foot", "")
    if foot in _ALLOWED:
        return True
    if foot in _DENIED or tags.get("motorroad") == "yes" or tags.get("highway") in _NEVER_WALKED:
        return False
    return tags.get("access", "") not in _DENIED


def step_free_state(tags: Mapping[str, str]) -> int:
    """1 step-free, 0 not known, 2 not: steps without a wheelchair ramp, or tagged wheelchair=no."""
    wheelchair = tags.get("wheelchair", "")
    if wheelchair == "no":
        return 2
    if tags.get("highway") == "steps":
        return 1 if tags.get("ramp:wheelchair") == "yes" or wheelchair in ("yes", "designated") else 2
    return 1 if wheelchair in ("yes", "designated") else 0


def car_speeds_ms(tags: Mapping[str, str]) -> tuple[float, float]:
    """Metres a second along and against the way's direction; 0 where a car may not go that way."""
    kmh = CAR_SPEED_KMH.get(tags.get("highway", ""), 0)
    if kmh == 0 or not _cars_allowed(tags):
        return 0.0, 0.0
    both = _speed_kmh(tags.get("maxspeed")) or kmh
    forward_ms = (_speed_kmh(tags.get("maxspeed:forward")) or both) / 3.6
    backward_ms = (_speed_kmh(tags.get("maxspeed:backward")) or both) / 3.6
    direction = tags.get("oneway", "")
    if direction in ("-1", "reverse"):
        return 0.0, backward_ms
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    if direction in ("yes", "true", "1") or (implied and direction != "no"):
        return forward_ms, 0.0
    return forward_ms, backward_ms


def _cars_allowed(tags: Mapping[str, str]) -> bool:
    """The most particular of the access tags that is given decides."""
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        if key in tags:
            return tags[key] not in _DENIED
    return True


def _speed_kmh(value: str | None) -> float | None:
    """A maxspeed value in km/h, None where it is absent or not a speed (`none`, `signals`, …)."""
    if value is None:
        return None
    found = _SPEED.match(value.strip().lower())
    if found:
        kmh = float(found.group(1)) * (_KMH_IN_A_MILE_AN_HOUR if found.group(2) == "mph" else 1)
        return kmh if kmh > 0 else None
    return _ZONE_KMH.get(value.partition(":")[2].lower())

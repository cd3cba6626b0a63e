"""Traveller profiles: how members of a group travel. The table profiles.csv is their schema and documentation."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("profiles.csv")


@dataclass(frozen=True)
class TravellerProfile:
    """How a member of a group travels; limits as COMMANDS.md defines them.

    max_walk_min: each walk to the first stop, from the last stop, and the way walked whole. wheelchair: only accessible
    vehicles, stops and step-free streets; unknown_accessible: how stops and vehicles of unknown accessibility are read.
    """

    name: str
    walk_speed_ms: float = 1.2
    max_walk_min: float = 20.0
    max_transfer_walk_min: float = 10.0
    transfer_slack_s: int = 60
    max_boardings: int = 4
    max_time_min: float = 180.0
    wheelchair: bool = False
    unknown_accessible: bool = False

    @property
    def max_walk_s(self) -> int:
        """The longest walk in whole seconds."""
        return whole_seconds(self.max_walk_min)

    @property
    def max_transfer_walk_s(self) -> int:
        """The longest walk between two stops in whole seconds."""
        return whole_seconds(self.max_transfer_walk_min)

    @property
    def max_time_s(self) -> int:
        """The longest journey in whole seconds."""
        return whole_seconds(self.max_time_min)


def whole_seconds(minutes: float) -> int:
    """The whole seconds that fit in some minutes; a hair of binary rounding does not take one away."""
    return math.floor(minutes * 60 + 1e-6)


@cache
def traveller_profiles() -> dict[str, TravellerProfile]:
    """The profiles of profiles.csv by name; its walk limits in metres become minutes at the profile's speed."""
    values: dict[str, dict[str, float]] = {}
    with TABLE.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            values.setdefault(row["profile"], {})[row["attribute"]] = float(row["default"])
    return {name: _profile(name, attributes) for name, attributes in values.items()}


def _profile(name: str, attributes: dict[str, float]) -> TravellerProfile:
    metres_a_minute = attributes["walk_speed_ms"] * 60
    return TravellerProfile(
        name=name,
        walk_speed_ms=attributes["walk_speed_ms"],
        max_walk_min=attributes["max_walk_m"] / metres_a_minute,
        max_transfer_walk_min=attributes["max_transfer_walk_m"] / metres_a_minute,
        transfer_slack_s=int(attributes["transfer_slack_s"]),
        max_boardings=int(attributes["max_boardings"]),
        max_time_min=attributes["max_time_min"],
        wheelchair=attributes["wheelchair"] == 1,
    )

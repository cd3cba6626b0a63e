"""Reads the demo municipality's facts: small tables of names, figures and rounded points beside this module."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

FACTS = Path(__file__).parent / "facts"
METRES = "EPSG:3067"
DEGREES = "EPSG:4326"

Points = npt.NDArray[np.float64]


@cache
def _transformer(origin: str, target: str) -> Transformer:
    return Transformer.from_crs(origin, target, always_xy=True)


def to_metres(lon_lat: Points) -> Points:
    """Turn rows of (lon, lat) in WGS84 into rows of (x, y) in EPSG:3067 metres."""
    x, y = _transformer(DEGREES, METRES).transform(lon_lat[:, 0], lon_lat[:, 1])
    return np.column_stack([x, y])


def to_degrees(metres: Points) -> Points:
    """Turn rows of (x, y) in EPSG:3067 metres into rows of (lon, lat) in WGS84."""
    lon, lat = _transformer(METRES, DEGREES).transform(metres[:, 0], metres[:, 1])
    return np.column_stack([lon, lat])


def rows(file: str) -> list[dict[str, str]]:
    """The rows of one facts table."""
    with (FACTS / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@dataclass(frozen=True)
class Area:
    """A postal area: code, name, residents in 2022, surface and centre (Statistics Finland, CC BY 4.0)."""

    id: str
    name: str
    population: int
    area_km2: float
    xy: tuple[float, float]


@dataclass(frozen=True)
class Settlement:
    """A town, district or village: about how many live there and how widely (metres, one standard deviation)."""

    id: str
    area: str
    name: str
    xy: tuple[float, float]
    residents: int
    spread_m: float
    rank: int


@dataclass(frozen=True)
class Road:
    """A main road's corridor as a few rounded points, some of them settlements; `maxspeed` in km/h outside towns."""

    ref: str
    name: str
    highway: str
    maxspeed: int
    points: Points


@dataclass(frozen=True)
class Water:
    """A river (centre line and width) or a lake (ring), as rounded points."""

    name: str
    kind: str
    width_m: float
    points: Points


@dataclass(frozen=True)
class ServicePoint:
    """A service point: id, Finnish name, kind, place and modelled opening hours in OpenStreetMap syntax.

    A bookmobile's stop is `mobile`; `stay_min` is the shortest useful visit in minutes, "" = as usual for its kind.
    """

    id: str
    name: str
    kind: str
    xy: tuple[float, float]
    opening_hours: str
    mobile: bool
    stay_min: str


@dataclass(frozen=True)
class Facts:
    """All facts the demo is modelled on."""

    outline: Points
    areas: tuple[Area, ...]
    settlements: tuple[Settlement, ...]
    roads: tuple[Road, ...]
    water: tuple[Water, ...]
    services: tuple[ServicePoint, ...]

    def settlement(self, settlement_id: str) -> Settlement:
        """The settlement of that id."""
        return next(s for s in self.settlements if s.id == settlement_id)


def _xy(row: dict[str, str]) -> tuple[float, float]:
    ((x, y),) = to_metres(np.array([[float(row["lon"]), float(row["lat"])]]))
    return (float(x), float(y))


def _points(text: str, anchors: Callable[[str], tuple[float, float]]) -> Points:
    """Points from "lon lat;@settlement;lon lat", in metres."""
    parts = [
        anchors(part[1:])
        if part.startswith("@")
        else tuple(to_metres(np.array([[float(value) for value in part.split()]]))[0])
        for part in text.split(";")
    ]
    return np.array(parts, dtype=np.float64)


def read_facts() -> Facts:
    """Read every facts table; points become EPSG:3067 metres."""
    settlements = tuple(
        Settlement(
            row["id"],
            row["area"],
            row["name"],
            _xy(row),
            int(row["residents"]),
            float(row["spread_m"]),
            int(row["rank"]),
        )
        for row in rows("settlements.csv")
    )
    places = {settlement.id: settlement.xy for settlement in settlements}
    return Facts(
        outline=to_metres(np.array([[float(row["lon"]), float(row["lat"])] for row in rows("outline.csv")])),
        areas=tuple(
            Area(row["id"], row["name"], int(row["population_2022"]), float(row["area_km2"]), _xy(row))
            for row in rows("areas.csv")
        ),
        settlements=settlements,
        roads=tuple(
            Road(
                row["ref"],
                row["name"],
                row["highway"],
                int(row["maxspeed"]),
                _points(row["points"], places.__getitem__),
            )
            for row in rows("roads.csv")
        ),
        water=tuple(
            Water(row["name"], row["kind"], float(row["width_m"]), _points(row["points"], places.__getitem__))
            for row in rows("water.csv")
        ),
        services=tuple(
            ServicePoint(
                row["id"],
                row["name"],
                row["kind"],
                _xy(row),
                row["opening_hours"],
                row["mobile"] == "1",
                row["stay_min"],
            )
            for row in rows("services.csv")
        ),
    )

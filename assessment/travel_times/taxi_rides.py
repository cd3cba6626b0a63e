"""What service taxis offer every origin on the way to one service: direct rides, and rides to a stop."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assessment.inputs.great_circle import great_circle_m
from assessment.inputs.points_inside import points_inside
from assessment.inputs.service_taxi import ServiceTaxi
from assessment.network.linking import JoinedPlaces, Points, join_places
from assessment.network.street_network import StreetNetwork
from assessment.network.transit_network import TURNING_POINT_S
from assessment.travel_times.flexible import FlexibleRides
from assessment.travel_times.street_search import costs_from_place, costs_to_place

IntArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]

# A service within this of a named destination counts as being there.
AT_DESTINATION_M = 150.0

# Driving times of 5,000 origins to one place take 40 kB.
PLACES_KEPT = 1_000


class Drives:
    """Seconds of driving between the origins and places, there and back, kept by place; shared between threads."""

    def __init__(self, cars: StreetNetwork, home: JoinedPlaces) -> None:
        """home: where the origins join the car network."""
        self._cars, self._home = cars, home
        self.there = lru_cache(PLACES_KEPT)(self._there)
        self.back = lru_cache(PLACES_KEPT)(self._back)

    def _there(self, lon: float, lat: float) -> FloatArray:
        return costs_to_place(self._cars, self._joined(lon, lat), 0, self._home)

    def _back(self, lon: float, lat: float) -> FloatArray:
        return costs_from_place(self._cars, self._joined(lon, lat), 0, self._home)

    def _joined(self, lon: float, lat: float) -> JoinedPlaces:
        return join_places(self._cars, Points(np.array([lon]), np.array([lat])))


def taxi_rides(
    taxis: Sequence[ServiceTaxi],
    origins: Points,
    drives: Drives,
    service: tuple[float, float],
    stops: Points,
    stop_rows: dict[str, int],
    transfer_slack_s: int,
) -> FlexibleRides:
    """Rides of the taxis between every origin and one service.

    service: its lon and lat. stops: all stops of the timetable, stop_rows: their rows by stop_id. A ride takes the
    pick-up window, the drive times the taxi's factor, and its offset: the passenger is ready at the window's start and
    the car comes at its end, which is the cautious reading.
    """
    direct: list[tuple[IntArray, IntArray, IntArray]] = []
    feeder: list[tuple[IntArray, IntArray, IntArray, IntArray]] = []
    for taxi in taxis:
        living = np.flatnonzero(points_inside(taxi.zone, origins.lon, origins.lat)).astype(np.int32)
        if not living.size:
            continue
        if _goes_to(taxi, service):
            out_s = _ride_s(taxi, drives.there(*service)[living])
            back_s = _ride_s(taxi, drives.back(*service)[living])
            direct.append((living, _leaving(taxi, out_s, "outward"), _leaving(taxi, back_s, "homeward")))
        for stop_id in taxi.feeder_stops:
            row = stop_rows.get(stop_id)
            if row is None:
                continue
            stop = float(stops.lon[row]), float(stops.lat[row])
            out = _leaving(taxi, _ride_s(taxi, drives.there(*stop)[living]), "outward")
            back = _leaving(taxi, _ride_s(taxi, drives.back(*stop)[living]), "homeward")
            # Turned around, one "leaves" home when one arrives there.
            turned = np.column_stack(
                [
                    TURNING_POINT_S - back[:, 1] - back[:, 2],
                    TURNING_POINT_S - back[:, 0] - back[:, 2],
                    back[:, 2] + transfer_slack_s,
                ]
            ).astype(np.int32)
            out[:, 2] += transfer_slack_s
            feeder.append((living, np.full(living.size, row, np.int32), out, turned))
    none = np.zeros((0, 3), np.int32)
    rows = _together([living for living, _, _ in direct])
    start, order = _by_origin(rows, len(origins))
    feeder_start, feeder_order = _by_origin(_together([living for living, _, _, _ in feeder]), len(origins))
    return FlexibleRides(
        start,
        np.concatenate([out for _, out, _ in direct] or [none])[order],
        np.concatenate([back for _, _, back in direct] or [none])[order],
        feeder_start,
        _together([stop for _, stop, _, _ in feeder])[feeder_order],
        np.concatenate([out for _, _, out, _ in feeder] or [none])[feeder_order],
        np.concatenate([back for _, _, _, back in feeder] or [none])[feeder_order],
    )


def _goes_to(taxi: ServiceTaxi, service: tuple[float, float]) -> bool:
    """Whether the taxi takes people straight to the service."""
    lon, lat = service
    if taxi.destination_zone is not None and bool(points_inside(taxi.destination_zone, lon, lat)):
        return True
    return any(
        float(great_circle_m(lon, lat, to_lon, to_lat)) <= AT_DESTINATION_M for _, to_lon, to_lat in taxi.destinations
    )


def _ride_s(taxi: ServiceTaxi, drive_s: FloatArray) -> FloatArray:
    """Seconds from being ready to being there; inf where the streets lead nowhere."""
    ride_s = taxi.pickup_window_s + np.ceil(drive_s * taxi.duration_factor) + taxi.duration_offset_s
    return np.asarray(ride_s, dtype=np.float64)


def _leaving(taxi: ServiceTaxi, ride_s: FloatArray, direction: str) -> IntArray:
    """int32[n, 3]: ready from, ready until, duration.

    Until lies before from where there is no ride: it would end after hours, or the taxi does not go that way.
    """
    goes = taxi.directions in ("both", direction)
    possible = goes & np.isfinite(ride_s) & (ride_s <= taxi.end_s - taxi.start_s)
    duration_s = np.where(possible, np.where(possible, ride_s, 0), 0)
    until_s = np.where(possible, taxi.end_s - duration_s, taxi.start_s - 1)
    return np.column_stack([np.full(ride_s.size, taxi.start_s), until_s, duration_s]).astype(np.int32)


def _together(parts: list[IntArray]) -> IntArray:
    return np.concatenate(parts) if parts else np.zeros(0, np.int32)


def _by_origin(rows: IntArray, n_origins: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    start = np.zeros(n_origins + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=n_origins), out=start[1:])
    return start, np.argsort(rows, kind="stable")

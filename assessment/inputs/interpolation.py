"""Fills blank stop times between timed ones, by shape_dist_traveled where given, else by the way along the stops."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assessment.inputs.gtfs_tables import Bools, Ints

Floats = npt.NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG 1980 R1), the one that every great-circle distance of the program uses."""

_PIECE = 1 << 20


def great_circle_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Great-circle distance in metres between points in degrees, by the haversine formula."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half = np.sin((phi_b - phi_a) / 2) ** 2
    half += np.cos(phi_a) * np.cos(phi_b) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def way_along_stops_m(trip: Ints, stop: Ints, stop_lon: Floats, stop_lat: Floats) -> Floats:
    """Metres from the first row on to each row, straight from stop to stop; a change of trip adds nothing.

    Rows lie trip by trip in order. Only differences within one trip mean anything.
    """
    legs = np.zeros(len(trip))
    for start in range(1, len(trip), _PIECE):  # in pieces, so that ten million rows need no gigabyte of scratch
        end = min(start + _PIECE, len(trip))
        a, b = stop[start - 1 : end - 1], stop[start:end]
        leg = great_circle_m(stop_lon[a], stop_lat[a], stop_lon[b], stop_lat[b])
        leg[trip[start - 1 : end - 1] != trip[start:end]] = 0.0
        legs[start:end] = leg
    return np.cumsum(legs)


def fill_blank_times(arrival_s: Ints, departure_s: Ints, shape_dist: Floats | None, way_m: Floats) -> Bools:
    """Fill the blank (negative) times in place; rows lie trip by trip, the first and last row of each trip timed.

    A blank row between the timed rows p and n gets departure[p] + (arrival[n] - departure[p]) x its share of the way
    from p to n, rounded to the whole second (halves to even). The way is `shape_dist` where it is given (not NaN) on
    every row from p to n, never falls and grows in all; else `way_m`. Where even that does not grow (all stops in one
    place), the rows share the time evenly. Gives the rows whose shape distance could not be used although given.
    """
    timed = arrival_s >= 0
    unusable = np.zeros(len(arrival_s), dtype=np.bool_)
    blank = np.flatnonzero(~timed)
    if not len(blank):
        return unusable
    row = np.arange(len(arrival_s))
    before = np.maximum.accumulate(np.where(timed, row, 0))[blank]
    after = np.minimum.accumulate(np.where(timed, row, len(row) - 1)[::-1])[::-1][blank]
    along, total = way_m[blank] - way_m[before], way_m[after] - way_m[before]
    if shape_dist is not None:
        fit, falls = _shape_fit(shape_dist, before, after)
        along = np.where(fit, shape_dist[blank] - shape_dist[before], along)
        total = np.where(fit, shape_dist[after] - shape_dist[before], total)
        unusable[blank] = falls
    even = (blank - before) / (after - before)
    share = np.divide(along, total, out=even, where=total > 0)
    start = departure_s[before].astype(np.float64)
    filled = np.rint(start + (arrival_s[after] - departure_s[before]) * share).astype(np.int32)
    arrival_s[blank] = filled
    departure_s[blank] = filled
    return unusable


def _shape_fit(shape_dist: Floats, before: npt.NDArray[np.intp], after: npt.NDArray[np.intp]) -> tuple[Bools, Bools]:
    """Whether shape distances from `before` to `after` are all given, never fall and grow; whether one falls."""
    missing = np.concatenate([[0], np.cumsum(np.isnan(shape_dist))])
    step = np.diff(shape_dist, prepend=np.nan)
    fallen = np.cumsum(step < 0)
    given = missing[after + 1] == missing[before]
    falls = given & (fallen[after] > fallen[before])
    grows = shape_dist[after] > shape_dist[before]
    return given & ~falls & grows, falls

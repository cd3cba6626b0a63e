"""How a place joins the streets: at the nearest point of the nearest segment, over a straight way to that point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from assessment.inputs.great_circle import great_circle_m
from assessment.network.street_network import StreetNetwork


@dataclass(frozen=True, eq=False)
class Points:
    """Points in degrees (WGS84), float64[n]; told apart as objects, so that what is found for them can be kept."""

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return self.lon.size


@dataclass(frozen=True)
class JoinedPlaces:
    """Where places join a street network, one row a place.

    segment: int32, -1 where the network has no segment. along: share of the segment passed at the joint, from its first
    node. straight_m: metres of the straight way between place and joint. node_a, node_b: the segment's ends. leave_a,
    leave_b: cost from the joint to that end; enter_a, enter_b: cost from that end to the joint; inf where not allowed.
    """

    segment: npt.NDArray[np.int32]
    along: npt.NDArray[np.float64]
    straight_m: npt.NDArray[np.float64]
    node_a: npt.NDArray[np.int32]
    node_b: npt.NDArray[np.int32]
    leave_a: npt.NDArray[np.float64]
    leave_b: npt.NDArray[np.float64]
    enter_a: npt.NDArray[np.float64]
    enter_b: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return self.segment.size


def join_places(network: StreetNetwork, places: Points) -> JoinedPlaces:
    """Join places to the nearest segment of the network."""
    lon, lat = places.lon, places.lat
    if network.segment_from.size == 0:
        nowhere = np.full(lon.size, -1, np.int32)
        inf = np.full(lon.size, np.inf)
        return JoinedPlaces(nowhere, np.zeros(lon.size), inf, nowhere, nowhere, inf, inf, inf, inf)
    points = shapely.points(lon * network.lon_scale, lat)
    segment = np.asarray(network.segment_index.nearest(points), dtype=np.int32)
    node_a, node_b = network.segment_from[segment], network.segment_to[segment]
    along, joint_lon, joint_lat = _nearest_point(network, lon, lat, node_a, node_b)
    forward, backward = network.forward_cost[segment], network.backward_cost[segment]
    return JoinedPlaces(
        segment=segment,
        along=along,
        straight_m=great_circle_m(lon, lat, joint_lon, joint_lat),
        node_a=node_a,
        node_b=node_b,
        leave_a=_part(along, backward),
        leave_b=_part(1 - along, forward),
        enter_a=_part(along, forward),
        enter_b=_part(1 - along, backward),
    )


def _nearest_point(
    network: StreetNetwork,
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    node_a: npt.NDArray[np.int32],
    node_b: npt.NDArray[np.int32],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Project each place onto its segment, in a plane true at the place itself."""
    a_lon, a_lat = network.node_lon[node_a], network.node_lat[node_a]
    d_lon, d_lat = network.node_lon[node_b] - a_lon, network.node_lat[node_b] - a_lat
    scale = np.cos(np.radians(lat)) ** 2
    length = d_lon**2 * scale + d_lat**2
    with np.errstate(invalid="ignore", divide="ignore"):
        along = ((lon - a_lon) * d_lon * scale + (lat - a_lat) * d_lat) / length
    along = np.clip(np.where(length > 0, along, 0.0), 0.0, 1.0)
    return along, a_lon + along * d_lon, a_lat + along * d_lat


def _part(share: npt.NDArray[np.float64], cost: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A share of a segment's cost. At a segment's end no direction is forbidden: the joint is the junction itself."""
    return np.where(share > 0, np.where(share > 0, share, 1.0) * cost, 0.0)

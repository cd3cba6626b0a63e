"""What reports draw and tell beside the figures of a frozen result: its map, where services are given, journeys.

The map is kept once for all results of the same areas, by its digest; a result names the digest in its account.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from assessment.impact.kept import Kept
from assessment.inputs.areas import Areas
from assessment.records.schema import FrozenResult, KeptMap

MAP = "map_sha256"
# On a map of a municipality of 50 km, drawn 1000 dots wide, a dot is 50 m.
TOLERANCE_M = 60.0
# Five decimals of a degree are about a metre.
DECIMALS = 5
DEGREES = "EPSG:4326"

# Read again by every page that shows a map; one takes some hundreds of kilobytes.
_KEPT = Kept(20)


@dataclass(frozen=True)
class FrozenService:
    """A place where a service of the kinds asked about is given; degrees WGS84."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float


@dataclass(frozen=True)
class FrozenArea:
    """An area and its GeoJSON geometry, EPSG:4326, simplified to about 60 m, without gaps between neighbours."""

    id: str
    name: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True)
class FrozenMap:
    """The areas in the order of their file, and the outline of them all as a GeoJSON geometry."""

    areas: tuple[FrozenArea, ...]
    outline: Mapping[str, Any]


@dataclass(frozen=True)
class FrozenJourney:
    """A journey from somewhere near a place, before and after, in words by language (`fi`, `sv`, `en`).

    `group`: whose journey it is. `change`: what the alternative does to it, in one sentence. A way that there is not is
    said in words too.
    """

    place: str
    area_id: str
    group: str
    kind: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    change: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def map_content(areas: Areas) -> bytes:
    """The map of areas as it is kept, before it is packed: JSON, the same bytes for the same areas."""
    table = areas.table
    # Borders that neighbours share stay shared.
    simple = shapely.coverage_simplify(table.geometry.to_numpy(), TOLERANCE_M)
    *shapes, outline = gpd.GeoSeries([*simple, _outline(simple)], crs=areas.crs).to_crs(DEGREES)
    content = {
        "areas": [
            {"id": str(identifier), "name": str(name), "geometry": _geometry(shape)}
            for identifier, name, shape in zip(table["id"].tolist(), table["name"].tolist(), shapes, strict=True)
        ],
        "outline": _geometry(outline),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def keep_map(session: Session, content: bytes) -> str:
    """Keep a map, once; its digest."""
    digest = hashlib.sha256(content).hexdigest()
    if session.get(KeptMap, digest) is None:
        session.add(KeptMap(sha256=digest, content=zlib.compress(content, 9)))
        session.flush()
    return digest


def frozen_map_of(session: Session, result: FrozenResult) -> FrozenMap | None:
    """The map a frozen result is drawn on; None where it was frozen before maps were kept."""
    digest = result.account.get(MAP)
    if not digest:
        return None

    def read() -> FrozenMap:
        return _read(zlib.decompress(session.get_one(KeptMap, digest).content))

    return _KEPT.get(digest, read)


def services_of(points: pd.DataFrame, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """The service points of the kinds asked, as the account of a frozen result keeps them."""
    asked = points[points["kind"].isin(list(kinds))]
    return [
        {"id": str(identifier), "name": str(name), "kind": str(kind), "lon": round(lon, 6), "lat": round(lat, 6)}
        for identifier, name, kind, lon, lat in zip(
            *(asked[column].tolist() for column in ("id", "name", "kind", "lon", "lat")), strict=True
        )
    ]


def services_in(account: Mapping[str, Any], side: str) -> tuple[FrozenService, ...]:
    """The services of an account, `before` or `after`; none where it was frozen before they were kept."""
    return tuple(FrozenService(**one) for one in account.get("services", {}).get(side, ()))


def journeys_kept(journeys: Sequence[FrozenJourney]) -> list[dict[str, Any]]:
    """Journeys as the account of a frozen result keeps them."""
    return [
        {
            "place": one.place,
            "area_id": one.area_id,
            "group": one.group,
            "kind": one.kind,
            "before": dict(one.before),
            "after": dict(one.after),
            "change": dict(one.change),
        }
        for one in journeys
    ]


def journeys_in(account: Mapping[str, Any]) -> tuple[FrozenJourney, ...]:
    """The journeys of an account; those of the first records were one Finnish text each."""
    return tuple(
        FrozenJourney(**one) if isinstance(one, dict) else FrozenJourney("", "", "", "", {}, {}, {"fi": str(one)})
        for one in account.get("journeys", ())
    )


def _outline(shapes: np.ndarray) -> shapely.Geometry:
    # Areas that overlap by a mistake of their file have no common borders to follow.
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    rounded = shapely.transform(shape, lambda corners: np.round(corners, DECIMALS))
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return geometry


def _read(content: bytes) -> FrozenMap:
    kept = json.loads(content)
    return FrozenMap(tuple(FrozenArea(**one) for one in kept["areas"]), kept["outline"])

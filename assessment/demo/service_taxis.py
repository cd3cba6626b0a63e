"""The demo's service taxis: Kouvola's terms of 9 June 2025, zones and weekdays modelled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import yaml

from assessment.demo.facts import rows, to_degrees
from assessment.demo.land import Land

HEADING = "# Mallinnettu esimerkkiaineisto: tehty komennolla python -m assessment data demo.\n"
DESTINATION = "taajama"
ROUGHNESS_M = 40.0  # corners nearer to a straight line than this are left out of the zones


def write_service_taxis(path: Path, zones_path: Path, land: Land) -> None:
    """Write service_taxi.yaml and the zones it names: a taxi for each zone, one weekday each, to the taajama."""
    terms = {row["field"]: row["value"] for row in rows("taxi_terms.csv")}
    shapes = {DESTINATION: _zone(terms["destination"], land)}
    taxis: list[dict[str, Any]] = []
    for row in rows("service_taxis.csv"):
        zone = row["id"].removeprefix("taxi-")
        shapes[zone] = _zone(row["areas"], land)
        taxis.append(
            {
                "id": row["id"],
                "name": row["name"],
                "zone": {"file": zones_path.name, "id": zone},
                "destination_zone": {"file": zones_path.name, "id": DESTINATION},
                "weekdays": [row["weekday"]],
                "hours": terms["hours"],
                "booking": {
                    "kind": "prior_days",
                    "prior_days": int(terms["prior_days"]),
                    "last_time": terms["last_time"],
                    "phone": terms["phone"],
                },
                "wheelchair": "unknown",
                "seats": int(terms["seats"]),
                "price_eur": float(terms["price_eur"]),
                "note": terms["note"],
            }
        )
    text = yaml.safe_dump({"service_taxis": taxis}, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(HEADING + text, encoding="utf-8", newline="\n")
    features = [
        {
            "type": "Feature",
            "properties": {"id": zone, "certainty": "modelled"},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for zone, shape in shapes.items()
    ]
    collection = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    zones_path.write_text(collection + "\n", encoding="utf-8", newline="\n")


def _zone(areas: str, land: Land) -> shapely.Geometry:
    """The postal areas together, in degrees rounded to six decimals."""
    together = shapely.simplify(shapely.union_all([land.areas[area] for area in areas.split()]), ROUGHNESS_M)
    return shapely.transform(together, lambda metres: np.round(to_degrees(metres), 6))

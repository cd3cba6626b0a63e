"""Writes the demo municipality's data folder: whole or not at all, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
import yaml

from assessment.demo.bus_timetable import Table, feed_tables
from assessment.demo.facts import METRES, Facts, read_facts, rows, to_degrees
from assessment.demo.land import Land, model_land
from assessment.demo.lanes import with_lanes
from assessment.demo.residents import AGE_BANDS, CELL_SIZE_M, MASKED, Cells, model_cells
from assessment.demo.service_taxis import HEADING, write_service_taxis
from assessment.demo.street_file import write_streets
from assessment.demo.street_graph import StreetGraph, join, nearest
from assessment.demo.street_lines import Line, bend, main_roads
from assessment.demo.towns import town_streets
from assessment.errors import Fault, Refused

SETTINGS_FILE = "municipality.yaml"
TAXI_FILE = "service_taxi.yaml"
ZONES_FILE = "service_taxi_zones.geojson"
FILES = (
    SETTINGS_FILE,
    "population.gpkg",
    "areas.gpkg",
    "service_points.csv",
    "streets.osm.pbf",
    "timetable.zip",
    TAXI_FILE,
    ZONES_FILE,
    "outline.geojson",
)
MODELLED_ON = "2026-11-24"  # the day the model was made; also the moment inside files that must carry one
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
SERVICE_STREETS = frozenset({"secondary", "tertiary", "residential"})
BESIDE_STREET_M = 14.0

Progress = Callable[[float], None]


def write_demo(folder: Path, progress: Progress | None = None) -> None:
    """Write the demo municipality into `folder`, replacing an earlier demo there.

    `progress` is called with the share done, 0 to 1; an exception it raises stops the work and leaves nothing behind.
    Raises Refused (`demo_folder_taken`) when the folder holds anything else than a demo, or is a file.
    """
    folder = folder.resolve()
    _check_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        made = Path(beside) / "new"
        made.mkdir()
        _write_all(made, progress or (lambda share: None))
        if folder.exists():
            folder.rename(Path(beside) / "old")
        made.rename(folder)


def _check_free(folder: Path) -> None:
    """Refuse a folder that holds files of someone else's."""
    if not folder.exists():
        return
    taken = [] if folder.is_dir() else [folder.name]
    if folder.is_dir():
        taken = sorted(entry.name for entry in folder.iterdir() if entry.name not in FILES)
        settings = folder / SETTINGS_FILE
        if settings.exists() and "\nexample: true\n" not in settings.read_text(encoding="utf-8", errors="replace"):
            taken.append(SETTINGS_FILE)
    if taken:
        raise Refused([Fault("demo_folder_taken", folder.name, value=taken[0])])


def _write_all(folder: Path, progress: Progress) -> None:
    facts = read_facts()
    progress(0.02)
    land = model_land(facts)
    progress(0.10)
    roads = main_roads(facts, land)
    lines = [*roads, *town_streets(facts, land, roads)]
    progress(0.25)
    towns = join([Line(bend(line.xy), line.tags, line.joins_trunk) for line in lines])
    cells = model_cells(facts, land, towns)
    progress(0.45)
    streets = with_lanes(towns, cells.centre, land)
    progress(0.55)
    write_streets(folder / "streets.osm.pbf", facts, land, streets)
    progress(0.70)
    _write_feed(folder / "timetable.zip", feed_tables(facts, streets))
    progress(0.90)
    with _fixed_clock():
        _write_population(folder / "population.gpkg", cells)
        _write_areas(folder / "areas.gpkg", facts, land)
    _write_service_points(folder / "service_points.csv", facts, streets)
    write_service_taxis(folder / TAXI_FILE, folder / ZONES_FILE, land)
    _write_outline(folder / "outline.geojson", land)
    _write_settings(folder / SETTINGS_FILE, facts)
    progress(1.0)


@contextmanager
def _fixed_clock() -> Iterator[None]:
    """Let GDAL write one fixed moment into GeoPackages instead of now."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{MODELLED_ON}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_population(path: Path, cells: Cells) -> None:
    x, y = cells.corner.T
    # Statistics Finland's way of naming a 250 m square: its lower-left corner in tens of metres.
    ids = [f"{CELL_SIZE_M}mN{row // 10}E{column // 10}" for column, row in cells.corner.tolist()]
    columns: dict[str, Any] = {"id": ids, "population": cells.population}
    columns |= dict(zip(AGE_BANDS, cells.published_ages().T, strict=True))
    squares = shapely.box(x, y, x + CELL_SIZE_M, y + CELL_SIZE_M)
    frame = gpd.GeoDataFrame(columns, geometry=squares, crs=METRES)
    frame.to_file(path, layer="population", driver="GPKG", engine="pyogrio")


def _write_areas(path: Path, facts: Facts, land: Land) -> None:
    frame = gpd.GeoDataFrame(
        {
            "id": [area.id for area in facts.areas],
            "name": [area.name for area in facts.areas],
            "population_2022": [area.population for area in facts.areas],
        },
        geometry=[shapely.multipolygons(shapely.get_parts(land.areas[area.id])) for area in facts.areas],
        crs=METRES,
    )
    frame.to_file(path, layer="areas", driver="GPKG", engine="pyogrio")


def _write_service_points(path: Path, facts: Facts, streets: StreetGraph) -> None:
    """Write the service points, each moved beside the nearest street that one may drive and walk."""
    node_xy = streets.node_xy[
        np.unique(np.concatenate([way.nodes for way in streets.ways if way.tags["highway"] in SERVICE_STREETS]))
    ]
    wanted = np.array([service.xy for service in facts.services])
    near = node_xy[nearest(node_xy, wanted)[1]]
    away = wanted - near
    metres = np.maximum(np.hypot(*away.T), 1e-6)[:, None]
    places = to_degrees(near + away / metres * np.minimum(metres, BESIDE_STREET_M))
    table = [["id", "name", "kind", "lon", "lat", "opening_hours", "mobile", "stay_min"]]
    table += [
        [
            service.id,
            service.name,
            service.kind,
            f"{lon:.6f}",
            f"{lat:.6f}",
            service.opening_hours,
            str(int(service.mobile)),
            service.stay_min,
        ]
        for service, (lon, lat) in zip(facts.services, places, strict=True)
    ]
    path.write_bytes(_csv(table))


def _write_outline(path: Path, land: Land) -> None:
    ring = np.round(to_degrees(np.array(land.outline.exterior.coords)), 6).tolist()
    feature = {
        "type": "Feature",
        "properties": {"name": "Kouvola", "certainty": "modelled"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _write_feed(path: Path, tables: dict[str, Table]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, table in tables.items():
            entry = zipfile.ZipInfo(name, ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, _csv(table))


def _write_settings(path: Path, facts: Facts) -> None:
    points = to_degrees(np.array([settlement.xy for settlement in facts.settlements]))
    settings = {
        "name": "Kouvola",
        "number": "286",
        "example": True,
        "default_date": "2026-11-25",
        "default_window": "09:00-11:00",
        "kinds": {
            row["kind"]: {language: row[language] for language in ("fi", "sv", "en")} for row in rows("kinds.csv")
        },
        "masks": [MASKED],
        "outline": "outline.geojson",
        "sources": {
            row["file"]: {key: row[key] for key in ("owner", "licence", "date", "certainty")}
            for row in rows("sources.csv")
        },
        "places": [
            {"name": s.name, "lon": round(float(lon), 4), "lat": round(float(lat), 4), "rank": s.rank}
            for s, (lon, lat) in sorted(
                zip(facts.settlements, points, strict=True), key=lambda pair: (pair[0].rank, pair[0].name)
            )
        ],
    }
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(HEADING + text, encoding="utf-8", newline="\n")


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().encode("utf-8")

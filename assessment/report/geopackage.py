"""Figures as map data: of an impact, and of a matter with its services; styled as our maps are, with their sources."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd
import shapely

from assessment.assess import Impact
from assessment.impact.disclosure import protected
from assessment.impact.impact_csv import rounded
from assessment.impact.measures import MEDIAN
from assessment.language import Translate, translator
from assessment.records.frozen_figures import table_of
from assessment.records.frozen_maps import FrozenMap
from assessment.report.area_columns import area_columns, change_class, column_words
from assessment.report.figure_words import Reader
from assessment.report.geopackage_file import Layer, Style, file_bytes
from assessment.report.geopackage_styles import area_style, service_style
from assessment.report.matter_report import AlternativeReport, MatterReport
from assessment.report.pictures.service_marks import service_marks
from assessment.report.source_words import computed_for
from assessment.report.telling import Telling

DEGREES = 4326
# The metres of Finland's maps.
METRES = 3067
_SOURCE = ("file", "owner", "licence", "date", "certainty", "sha256")
_SHORT = ("residents", "median_before_min", "median_after_min", "mean_change_min", "longer_by_10_min", "lost")
# On the map an area has its name and the change of the middle resident's travel time: Inkeroinen, +12 min.
_LABEL = (
    "\"name\" || CASE WHEN {change} IS NULL THEN '' WHEN abs({change}) < 0.5 THEN '\\n±0 min' "
    "WHEN {change} > 0 THEN '\\n+' || format_number({change}, 0) || ' min' "
    "ELSE '\\n−' || format_number(-({change}), 0) || ' min' END"
)


def geopackage_bytes(impact: Impact, raw: bool = False, words: Translate | None = None) -> bytes:
    """impact.gpkg: a layer `<alternative> <kind> <mode>` of the areas, with the main figures of every group.

    Columns `area_id`, `name`, then those of area_columns.py. NULL = suppressed or nothing to tell. Tables `sources`,
    and `layer_styles` with a style a group, the first one by default. `words`: of legends and names of fields, Finnish
    by default. `raw` hides no small counts: for planners only.
    """
    said = words or translator("fi")
    table = rounded(protected(impact.table, raw))
    areas = impact.areas.table
    ids = areas["id"].tolist()
    named = _names(said, impact.query.groups)
    layers = []
    for alternative in impact.alternatives:
        for kind in impact.query.kinds or ():
            for mode in impact.query.modes:
                columns = {"area_id": ids, "name": areas["name"].tolist()}
                columns |= area_columns(table, alternative, impact.query.groups, kind, mode, ids)
                frame = gpd.GeoDataFrame(columns, geometry=areas.geometry.to_numpy(), crs=impact.areas.crs)
                told = f"{alternative}: {_named(said, 'report.kind', kind)}, {said(f'mode.{mode}')}"
                layers.append(_layer(f"{alternative} {kind} {mode}", frame, told, said, impact.query.groups, named))
    inputs = impact.provenance["inputs"]
    assert isinstance(inputs, list)
    rows = [tuple(str(one[name]) for name in _SOURCE) for one in inputs]
    return file_bytes([*layers, Layer("sources", pd.DataFrame(rows, columns=list(_SOURCE)))])


def matter_geopackage(report: MatterReport, words: Translate) -> bytes:
    """A matter's frozen figures on its frozen maps, EPSG:3067; the same record gives the same bytes.

    For every alternative that changes something: `<VE> areas`, the figures of the group told first in few columns;
    `<VE> services`, what becomes of them; and `<VE> <kind> <mode>`, the columns of impact.gpkg for all groups. Tables
    `about` and `sources`; `layer_styles` as QGIS reads them. NULL = not shown or nothing to tell.
    """
    telling = Telling(report, Reader(words("workbook.language"), words))
    layers: list[Layer] = []
    wide: list[Layer] = []
    for one in report.changing:
        ground = one.map
        if ground is not None:
            layers.append(_areas(telling, one, ground))
            wide += _all_groups(telling, one, ground)
        layers.append(_services(telling, one))
    sources = pd.DataFrame(
        [tuple(getattr(one, name) for name in _SOURCE) for one in report.sources], columns=list(_SOURCE)
    )
    about = pd.DataFrame(_about(telling), columns=["subject", "text"])
    return file_bytes([*layers, *wide, Layer("about", about), Layer("sources", sources)])


def _areas(telling: Telling, alternative: AlternativeReport, ground: FrozenMap) -> Layer:
    """The figures of the group told first, by the way of travelling told first."""
    t, main = telling.t, telling.main
    assert main is not None
    report = telling.report
    figures = {one.area_id: one for one in report.area_figures(alternative, main.group, main.kind, main.mode)}
    kept = [figures.get(area.id) for area in ground.areas]
    columns: dict[str, list[object]] = _ids(ground)
    for name in _SHORT:
        columns[name] = [None if one is None else getattr(one, name) for one in kept]
    columns["class"] = [None if one is None else change_class(one) for one in kept]
    frame = _frame(columns, ground)
    for name in _SHORT:
        frame[name] = frame[name].astype("float64")
    fields = {"fid": "fid", "area_id": t("column.area_id"), "name": t("column.area_name")}
    short = ("residents", "median_before", "median_after", "mean_change", "longer", "lost")
    fields |= {name: t(f"workbook.{word}") for name, word in zip(_SHORT, short, strict=True)}
    fields["class"] = t("map_data.class", group=telling.group(main.group))
    change = '("median_after_min" - "median_before_min")'
    style = Style("default", area_style(t, "class", _LABEL.replace("{change}", change), fields))
    told = f"{telling.named(alternative)}: {telling.whose(main)}"
    return Layer(f"{alternative.label} areas", frame, told, (style,))


def _all_groups(telling: Telling, alternative: AlternativeReport, ground: FrozenMap) -> list[Layer]:
    """The main figures of every group, a layer a kind of service and way of travelling."""
    offered, main, result = telling.offered, telling.main, alternative.result
    assert offered is not None and main is not None and result is not None
    table = table_of(result.impact_sha256, alternative.csv_bytes)
    name = str(table["alternative"].iloc[0])
    groups = sorted(offered.groups, key=lambda group: group != main.group)
    named = _names(telling.t, groups)
    layers = []
    for kind in telling.kinds:
        for mode in offered.modes:
            columns = _ids(ground)
            columns |= area_columns(table, name, groups, kind, mode, [area.id for area in ground.areas])
            told = f"{telling.named(alternative)}: {telling.kind(kind)}, {telling.mode(mode)}"
            title = f"{alternative.label} {kind} {mode}"
            layers.append(_layer(title, _frame(columns, ground), told, telling.t, groups, named))
    return layers


def _layer(
    name: str, frame: gpd.GeoDataFrame, told: str, words: Translate, groups: Sequence[str], named: Mapping[str, str]
) -> Layer:
    """A layer of all groups with a style for each, that of the first by default."""
    fields = {column: named[column] for column in ("fid", *frame.columns) if column in named}
    styles: list[Style] = []
    for group in groups:
        label = _LABEL.replace("{change}", f'"{group}_{MEDIAN}_change"')
        # What fields are called stands in the first: the others leave it as it is.
        style = area_style(words, f"{group}_class", label, {} if styles else fields)
        styles.append(Style(group[:30], style))
    return Layer(name, frame, told, tuple(styles))


def _services(telling: Telling, alternative: AlternativeReport) -> Layer:
    """The services before and after: open, closed, new; a moved one stands at its new place and, as `old`, its old."""
    assert alternative.result is not None
    rows = []
    for mark in service_marks(alternative.result.services_before, alternative.result.services_after):
        one = mark.service
        rows.append((one.id, one.name, one.kind, mark.state, one.lon, one.lat))
        if mark.from_lon is not None and mark.from_lat is not None:
            rows.append((one.id, one.name, one.kind, "old", mark.from_lon, mark.from_lat))
    names = ("service_id", "name", "kind", "state")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    points = shapely.points([row[4] for row in rows], [row[5] for row in rows])
    frame = gpd.GeoDataFrame(columns, geometry=points, crs=DEGREES).to_crs(METRES)
    fields = {"fid": "fid"} | {name: telling.t(f"map_data.service.{name}") for name in names}
    style = Style("default", service_style(telling.t, fields))
    return Layer(f"{alternative.label} services", frame, telling.named(alternative), (style,))


def _about(telling: Telling) -> list[tuple[str, str]]:
    """What the file is, where it comes from and what it does not show, in the reader's language."""
    t, report = telling.t, telling.report
    rows = [
        (t("map_data.about.matter"), report.matter.title),
        (t("map_data.about.register_number"), report.matter.register_number),
        (t("map_data.about.computed"), computed_for(telling)),
        (t("map_data.about.hidden"), t("map_data.about.rule")),
        (t("map_data.about.history"), report.history_head),
    ]
    if report.modelled:
        rows.append((t("map_data.about.example"), t("report.example")))
    for one in report.computed:
        assert one.result is not None
        version = t("map_data.about.version", version=one.result.version, sha256=one.result.impact_sha256)
        rows.append((telling.named(one), version))
    return rows


def _ids(ground: FrozenMap) -> dict[str, list[object]]:
    return {"area_id": [area.id for area in ground.areas], "name": [area.name for area in ground.areas]}


def _frame(columns: Mapping[str, list[object]], ground: FrozenMap) -> gpd.GeoDataFrame:
    shapes = [shapely.from_geojson(json.dumps(area.geometry)) for area in ground.areas]
    return gpd.GeoDataFrame(dict(columns), geometry=shapes, crs=DEGREES).to_crs(METRES)


def _names(words: Translate, groups: Sequence[str]) -> dict[str, str]:
    """What every field of a layer of all groups is called."""
    named = {"fid": "fid", "area_id": words("column.area_id"), "name": words("column.area_name")}
    return named | column_words(words, groups)


def _named(words: Translate, family: str, word: str) -> str:
    said = words(f"{family}.{word}")
    return word.replace("_", " ") if said == f"{family}.{word}" else said

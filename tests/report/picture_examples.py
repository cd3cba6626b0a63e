"""A small municipality to draw: areas in rows, a service in some, figures made up; and what every picture must keep."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from assessment.language import translator
from assessment.records.frozen_figures import AreaFigures, FrozenFigure
from assessment.records.frozen_maps import FrozenArea, FrozenMap, FrozenService
from assessment.report.figure_words import Reader
from assessment.report.pictures.group_bars import GroupFigures
from assessment.report.pictures.picture import About, Picture
from assessment.report.pictures.text_widths import text_width

SVG = "{http://www.w3.org/2000/svg}"
ABOUT = About("VE3 Matkakeskus", "65 vuotta täyttäneet, uimahalli, joukkoliikenteellä", label="VE3")
SMALLEST_TEXT_PX = 9 * 96 / 72
DRAWN = {"svg", "path", "rect", "circle", "text"}


def reader(language: str = "fi") -> Reader:
    return Reader(language, translator(language))


def municipality(names: Sequence[str], columns: int = 4) -> FrozenMap:
    """Areas of a hundredth of a degree side by side, `columns` in a row."""
    areas = []
    for number, name in enumerate(names):
        west, north = 26.0 + 0.1 * (number % columns), 61.0 - 0.05 * (number // columns)
        ring = [[west, north], [west + 0.1, north], [west + 0.1, north - 0.05], [west, north - 0.05], [west, north]]
        areas.append(FrozenArea(f"a{number}", name, {"type": "Polygon", "coordinates": [ring]}))
    rows = -(-len(names) // columns)
    east, south = 26.0 + 0.1 * min(columns, max(1, len(names))), 61.0 - 0.05 * max(1, rows)
    outline = [[26.0, 61.0], [east, 61.0], [east, south], [26.0, south], [26.0, 61.0]]
    return FrozenMap(tuple(areas), {"type": "Polygon", "coordinates": [outline]})


def area(
    number: int,
    name: str,
    before: float | None,
    after: float | None,
    longer: float | None = 0.0,
    lost: float | None = 0.0,
    residents: float | None = 100.0,
    hidden: bool = False,
) -> AreaFigures:
    change = None if before is None or after is None else after - before
    return AreaFigures(f"a{number}", name, residents, before, after, change, longer, lost, hidden)


def service(identifier: str, lon: float, lat: float, name: str = "", kind: str = "library") -> FrozenService:
    return FrozenService(identifier, name or f"Palvelu {identifier}", kind, lon, lat)


def figure(
    baseline: float | None,
    value: float | None,
    *,
    measure: str = "residents",
    unit: str = "residents",
    low: float | None = None,
    high: float | None = None,
    suppressed: bool = False,
    improves: int = 1,
) -> FrozenFigure:
    change = None if baseline is None or value is None else value - baseline
    return FrozenFigure(measure, unit, "g", "k", "transit", baseline, value, change, low, high, suppressed, improves)


def group(name: str, residents: float, longer: float | None, lost: float | None, **bounds: float) -> GroupFigures:
    return GroupFigures(
        name,
        figure(residents, residents),
        figure(0.0, longer, suppressed=longer is None, improves=-1, **bounds),
        figure(0.0, lost, suppressed=lost is None, improves=-1),
        figure(26.0, 45.0, unit="min", improves=-1),
    )


# Four areas that lose, gain, stay and are lost; one hidden, one never reached, one where only some lose.
NAMES = ("Jaala", "Koria", "Utti", "Verla", "Ahvio", "Tirva", "Voikkaa", "Sippola")
FIGURES = (
    area(0, "Jaala", 20.0, 38.0, longer=80.0),
    area(3, "Verla", 50.0, None, lost=60.0),
    area(6, "Voikkaa", 30.0, 30.0, lost=12.0),
    area(1, "Koria", 40.0, 25.0),
    area(2, "Utti", 33.0, 33.0),
    area(4, "Ahvio", None, None, longer=None, lost=None, residents=None, hidden=True),
    area(5, "Tirva", None, None),
    area(7, "Sippola", 12.0, 14.0),
)
BEFORE = (
    service("s1", 26.05, 60.98),
    service("s2", 26.25, 60.98),
    service("s3", 26.35, 60.93),
    service("hall", 26.1, 60.9, kind="swimming_hall"),
)
AFTER = (service("s1", 26.05, 60.98), service("s2", 26.28, 60.91), service("s4", 26.12, 60.93))


def texts(picture: Picture) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(picture.svg).iter(f"{SVG}text")]


def check(picture: Picture) -> ElementTree.Element:
    """What holds for every picture; its root."""
    assert not re.search(r"\b(nan|inf|None|true|false)\b", re.sub(r">[^<]*<|aria-label=\"[^\"]*\"", "", picture.svg))
    root = ElementTree.fromstring(picture.svg)
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    millimetres = float(root.attrib["width"].removesuffix("mm")), float(root.attrib["height"].removesuffix("mm"))
    assert abs(millimetres[0] / 25.4 * 96 - width) < 0.5
    assert abs(millimetres[1] / 25.4 * 96 - height) < 0.5
    assert root.attrib["aria-label"] == picture.alt
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in DRAWN
        forbidden = {"style", "class", "id", "onload", "href", "filter", "clip-path"}
        assert not forbidden & {name.rpartition("}")[2] for name in element.attrib}
        assert not any("url(" in value for name, value in element.attrib.items() if name != "aria-label")
    for one in root.iter(f"{SVG}text"):
        size = float(one.attrib["font-size"])
        assert size >= SMALLEST_TEXT_PX
        wide = text_width(one.text or "", size, one.get("font-weight") == "bold")
        start = (
            float(one.attrib["x"]) - {"start": 0.0, "middle": 0.5, "end": 1.0}[one.get("text-anchor", "start")] * wide
        )
        assert start >= -1.0, (one.text, start)
        assert start + wide <= width + 1.0, (one.text, start, wide, width)
        assert size * 0.7 - 1.5 <= float(one.attrib["y"]) <= height + 0.5, (one.text, one.attrib["y"], height)
    assert picture.alt.strip()
    assert picture.title.strip()
    heads = len(picture.table.heads)
    assert all(len(row) == heads for row in picture.table.rows)
    assert picture.table.caption.strip()
    return root

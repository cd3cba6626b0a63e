"""A picture as it can be printed: its texts in the documents' fonts, and how large it is meant to be."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from assessment.report.printable import FAMILIES, font_runs

SVG = "http://www.w3.org/2000/svg"
USUAL_WIDTH_MM = 165.0
# Leaves room for the caption on a page.
LARGEST_HEIGHT_MM = 225.0
_TEXTS = (f"{{{SVG}}}text", f"{{{SVG}}}tspan")


def svg_width_mm(svg: str) -> float:
    """The width a picture is printed at: as it says, else a whole line; less where it were too high for a page."""
    root = _root(svg)
    told = re.fullmatch(r"([\d.]+)mm", root.get("width", ""))
    width = min(float(told.group(1)) if told else USUAL_WIDTH_MM, USUAL_WIDTH_MM)
    box = [float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if part]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        width = min(width, LARGEST_HEIGHT_MM * box[2] / box[3])
    return width


def printable_svg(svg: str) -> str:
    """The picture with every character in a font that has it, and without anything that lies outside it.

    Where Typst draws a picture it tries one font for a text.
    """
    root = _root(svg)
    ElementTree.register_namespace("", SVG)
    for element in [*root.iter()]:
        for child in [*element]:
            if any(_leads_out(name, value) for name, value in child.items()):
                element.remove(child)
        if element.tag in _TEXTS:
            _in_fonts(element)
    return ElementTree.tostring(root, encoding="unicode")


def _root(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own pictures, without entities


def _leads_out(name: str, value: str) -> bool:
    return name.rpartition("}")[2] == "href" and not value.startswith(("#", "data:image/png", "data:image/jpeg"))


def _in_fonts(element: ElementTree.Element) -> None:
    """The element's own text, and what follows the elements in it, in runs of one font each."""
    runs = font_runs(element.text or "") or [(FAMILIES[0], "")]
    children = [*element]
    element.set("font-family", runs[0][0])
    element.text = runs[0][1]
    parts = [_part(family, run) for family, run in runs[1:]]
    for child in children:
        parts += [child, *(_part(family, run) for family, run in font_runs(child.tail or ""))]
        child.tail = None
    element[:] = parts


def _part(family: str, run: str) -> ElementTree.Element:
    part = ElementTree.Element(f"{{{SVG}}}tspan", {"font-family": family})
    part.text = run
    return part

"""A picture as it can be printed: its texts in the documents' fonts, and how wide it is meant to be."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree

from assessment.report.printable import family_of, printable

SVG = "http://www.w3.org/2000/svg"
USUAL_WIDTH_MM = 165.0


def svg_width_mm(svg: str) -> float:
    """The width a picture is meant to be printed at; the whole line where it does not say."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own pictures, without entities
    match = re.fullmatch(r"([\d.]+)mm", root.get("width", ""))
    return float(match.group(1)) if match else USUAL_WIDTH_MM


def printable_svg(svg: str) -> str:
    """The picture with every character in a font that has it: where Typst draws a picture it tries but one font."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own pictures, without entities
    ElementTree.register_namespace("", SVG)
    for element in [*root.iter()]:
        if element.tag in (f"{{{SVG}}}text", f"{{{SVG}}}tspan"):
            _in_fonts(element)
        elif element.text:
            element.text = printable(element.text)
        if element.tail:
            element.tail = printable(element.tail)
    return ElementTree.tostring(root, encoding="unicode")


def _in_fonts(element: ElementTree.Element) -> None:
    """The element's own text in runs of one font each."""
    text = printable(element.text or "").replace("\u200b", "")
    runs = [(family, "".join(signs)) for family, signs in groupby(text, family_of)]
    element.set("font-family", runs[0][0] if runs else family_of(" "))
    element.text = runs[0][1] if runs else ""
    for place, (family, run) in enumerate(runs[1:]):
        part = ElementTree.Element(f"{{{SVG}}}tspan", {"font-family": family})
        part.text = run
        element.insert(place, part)

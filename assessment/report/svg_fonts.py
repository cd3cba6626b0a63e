"""Pictures that carry their letters, so that a browser shows them as they were measured whatever fonts it has."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import lru_cache
from xml.etree import ElementTree

from fontTools import subset
from fontTools.ttLib import TTFont

from assessment.report.printable import FAMILIES, FONTS, covered
from assessment.report.printable_svg import SVG

_WEIGHTS = (("Regular", "normal"), ("Bold", "bold"))


def with_letters(svgs: Iterable[str]) -> list[str]:
    """The pictures, each with the shapes of the letters that stand in any of them (some 20 kB a picture)."""
    ElementTree.register_namespace("", SVG)
    roots = [ElementTree.fromstring(svg) for svg in svgs]  # noqa: S314 - our own pictures, without entities
    signs = {sign for root in roots for text in root.itertext() for sign in text}
    style = _faces(frozenset(ord(sign) for sign in signs) & covered()[FAMILIES[0]])
    shown = []
    for root in roots:
        element = ElementTree.Element(f"{{{SVG}}}style")
        element.text = style
        root.insert(0, element)
        shown.append(ElementTree.tostring(root, encoding="unicode"))
    return shown


@lru_cache(maxsize=64)
def _faces(points: frozenset[int]) -> str:
    """The rules of style that bring the first family's shapes of some characters."""
    faces = []
    for name, weight in _WEIGHTS:
        content = base64.b64encode(_shapes(name, points)).decode("ascii")
        faces.append(
            f'@font-face{{font-family:"{FAMILIES[0]}";font-weight:{weight};'
            f'src:url(data:font/woff;base64,{content}) format("woff")}}'
        )
    return "".join(faces)


def _shapes(name: str, points: frozenset[int]) -> bytes:
    options = subset.Options()
    options.layout_features = []
    options.name_IDs = []
    options.hinting = False
    out = io.BytesIO()
    with TTFont(FONTS / f"NotoSans-{name}.ttf", lazy=True, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=points | {ord(" ")})
        cutter.subset(font)
        font.flavor = "woff"
        font.save(out)
    return out.getvalue()

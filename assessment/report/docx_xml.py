"""What python-docx has no words for: fields, frames, heads that repeat, writing from right to left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

LINE_GREY = "B9C4CD"
PAPER = "F3F6F9"
INK = "14202B"
# The order in which a paragraph's properties have to stand.
_AFTER_BORDER = ("w:shd", "w:tabs", "w:bidi", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")


def say_language(properties: Any, language: str) -> None:
    """A run's or a style's language, such as fi-FI."""
    for known in properties.findall(qn("w:lang")):
        properties.remove(known)
    properties.append(_made("w:lang", val=language))


def add_field(paragraph: Any, code: str) -> None:
    """A number that the word processor fills in."""
    field = _made("w:fldSimple", instr=code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def runs_from_right_to_left(paragraph: Any) -> None:
    """Sets a paragraph from right to left."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(_made("w:bidi"), "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr")
    for run in paragraph._p.findall(qn("w:r")):
        run.get_or_add_rPr().append(_made("w:rtl"))


def set_heads(row: Any) -> None:
    """Makes a row the head of its table: it is repeated on every page."""
    row._tr.get_or_add_trPr().append(_made("w:tblHeader", val="true"))


def set_table_look(table: Any) -> None:
    """Thin lines between rows; first row and first column are heads."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        drawn = side in ("bottom", "insideH")
        borders.append(_made(f"w:{side}", val="single" if drawn else "nil", sz="4", space="0", color=LINE_GREY))
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.addprevious(borders)
        for name, value in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1")):
            look.set(qn(f"w:{name}"), value)
    else:
        properties.append(borders)


def frame(elements: Iterable[Any]) -> None:
    """A frame and a light ground behind paragraphs; other elements stay as they are."""
    for element in elements:
        if element.tag != qn("w:p"):
            continue
        properties = element.get_or_add_pPr()
        border = OxmlElement("w:pBdr")
        for side in ("top", "left", "bottom", "right"):
            border.append(_made(f"w:{side}", val="single", sz="4", space="6", color=LINE_GREY))
        properties.insert_element_before(border, *_AFTER_BORDER)
        properties.insert_element_before(_made("w:shd", val="clear", color="auto", fill=PAPER), *_AFTER_BORDER[1:])


def _made(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element

"""A word processor's document before anything stands in it: its properties, page, language, styles and foot."""

from __future__ import annotations

import datetime
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assessment.language import translator
from assessment.report.about_line import document_date, foot_line
from assessment.report.blocks import Document
from assessment.report.docx_xml import add_field, say_language

WORD_LANGUAGES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
FONT = "Calibri"
BLUE = RGBColor(0x0B, 0x3D, 0x6B)
INK = RGBColor(0x14, 0x20, 0x2B)
SOFT = RGBColor(0x41, 0x50, 0x5E)
LINE_MM = 166.0
HEADING_SIZES = (17, 13, 11.5, 11)
# The file format holds no longer property.
LONGEST_PROPERTY = 255


def set_up(paper: Any, document: Document) -> None:
    """Everything of a new document that is not its text."""
    _tell_about(paper.core_properties, document)
    links = paper.part.package.rels
    for name in [name for name, link in links.items() if link.reltype.endswith("/thumbnail")]:
        del links[name]  # a picture of another document
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - LINE_MM) / 2)
    section.top_margin = section.bottom_margin = Mm(20)
    _set_styles(paper.styles, document.language)
    _set_foot(section.footer.paragraphs[0], document)


def _tell_about(properties: Any, document: Document) -> None:
    day = document_date(document)
    properties.title = document.title[:LONGEST_PROPERTY]
    properties.subject = document.subject[:LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = document.author[:LONGEST_PROPERTY]
    properties.language = WORD_LANGUAGES[document.language]
    properties.created = properties.modified = datetime.datetime(day.year, day.month, day.day)
    properties.comments = properties.keywords = ""


def _set_styles(styles: Any, language: str) -> None:
    for marked in styles.element.iter(qn("w:lang")):
        marked.set(qn("w:val"), WORD_LANGUAGES[language])
    usual = styles["Normal"]
    usual.font.name, usual.font.size, usual.font.color.rgb = FONT, Pt(11), INK
    usual.paragraph_format.space_after = Pt(7)
    say_language(usual.element.get_or_add_rPr(), WORD_LANGUAGES[language])
    for name, size in zip(("Title", *(f"Heading {level}" for level in range(1, 5))), (24, *HEADING_SIZES), strict=True):
        style = styles[name]
        style.font.name, style.font.color.rgb, style.font.size, style.font.bold = FONT, BLUE, Pt(size), True
        style.font.italic = False
        style.paragraph_format.space_after = Pt(4)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    caption, quote = styles["Caption"], styles["Quote"]
    caption.font.color.rgb, caption.font.size, caption.font.bold = INK, Pt(10), True
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(4)
    foot = styles["Footer"]
    foot.font.size, foot.font.color.rgb = Pt(8), SOFT
    quote.font.italic, quote.font.color.rgb = False, INK
    quote.paragraph_format.left_indent = Mm(6)


def _set_foot(foot: Any, document: Document) -> None:
    foot.add_run(f"{foot_line(document)}  ·  {translator(document.language)('document.page')} ")
    add_field(foot, "PAGE")
    foot.add_run(" / ")
    add_field(foot, "NUMPAGES")

"""A document as a text to edit (DOCX): heading styles, table heads that repeat, alternative texts, its language."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

import docx
import typst
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assessment.language import translator
from assessment.report.blocks import (
    Block,
    Box,
    Bullets,
    Document,
    Facts,
    Figure,
    Heading,
    LongText,
    PageBreak,
    Paragraph,
    Quote,
    Table,
)
from assessment.report.pdf import document_fonts
from assessment.report.printable_svg import printable_svg, svg_width_mm

WORD_LANGUAGES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
FONT = "Calibri"
BLUE = RGBColor(0x0B, 0x3D, 0x6B)
SOFT = RGBColor(0x41, 0x50, 0x5E)
TEXT_WIDTH_MM = 165.0
PICTURE_PPI = 150.0
# No clock in a result: the moment written into every file of the package.
FIXED_TIME = (2000, 1, 1, 0, 0, 0)
# What XML 1.0 cannot hold.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def docx_bytes(document: Document) -> bytes:
    """The document as DOCX; the same document gives the same bytes."""
    paper = docx.Document()
    _set_up(paper, document)
    paper.add_heading(_clean(document.title), 0)
    if document.subject:
        _styled(paper, document.subject, SOFT, 12)
    for block in document.blocks + document.closing:
        _put(paper, block)
    out = io.BytesIO()
    paper.save(out)
    return _timeless(out.getvalue())


def _set_up(paper: Any, document: Document) -> None:
    properties = paper.core_properties
    moment = datetime.datetime.fromisoformat(document.date_text[:10])
    properties.title, properties.subject = _clean(document.title), _clean(document.subject)
    properties.author = properties.last_modified_by = _clean(document.author)
    properties.language = WORD_LANGUAGES[document.language]
    properties.created = properties.modified = moment
    properties.comments = properties.keywords = ""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    usual = paper.styles["Normal"]
    usual.font.name, usual.font.size = FONT, Pt(11)
    _say_language(usual.element.get_or_add_rPr(), document.language)
    for level in range(5):
        style = paper.styles["Title" if level == 0 else f"Heading {level}"]
        style.font.name, style.font.color.rgb = FONT, BLUE
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(name), None)
    foot = section.footer.paragraphs[0]
    foot.add_run(_clean(f"{document.register_number}  {document.running_title or document.title}  ·  "))
    foot.add_run(translator(document.language)("document.page") + " ")
    _add_field(foot, "PAGE")
    foot.add_run(" / ")
    _add_field(foot, "NUMPAGES")
    for run in foot.runs:
        run.font.size, run.font.color.rgb = Pt(8), SOFT


def _put(paper: Any, block: Block) -> None:
    match block:
        case Heading(level, text):
            paper.add_heading(_clean(text), max(1, min(level, 4)))
        case Paragraph(text, style):
            size = {"lead": 13, "small": 9}.get(style, 11)
            _styled(paper, text, SOFT if style in ("note", "small") else None, size)
        case Bullets(items):
            for item in items:
                paper.add_paragraph(_clean(item), style="List Bullet")
        case Facts(rows):
            for name, text in rows:
                line = paper.add_paragraph()
                line.add_run(_clean(name) + ": ").bold = True
                line.add_run(_clean(text))
        case Table():
            _put_table(paper, block)
        case Figure():
            _put_figure(paper, block)
        case Quote(text, source):
            paper.add_paragraph(_clean(text), style="Intense Quote")
            if source:
                _styled(paper, source, SOFT, 10)
        case LongText(text):
            for part in re.split(r"\n\s*\n", text):
                if part.strip():
                    paper.add_paragraph(_clean(part.strip()))
        case PageBreak():
            paper.add_page_break()
        case Box(title, blocks):
            paper.add_paragraph().add_run(_clean(title)).bold = True
            for inner in blocks:
                _put(paper, inner)


def _styled(paper: Any, text: str, colour: RGBColor | None, size: float) -> None:
    run = paper.add_paragraph().add_run(_clean(text))
    run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def _put_table(paper: Any, block: Table) -> None:
    if block.caption:
        paper.add_paragraph(_clean(block.caption), style="Caption").paragraph_format.keep_with_next = True
    table = paper.add_table(rows=1, cols=len(block.heads), style="Light List Accent 1")
    size = Pt(7 if len(block.heads) > 9 else 8 if len(block.heads) > 6 else 9.5)
    _fill_row(table.rows[0], block.heads, block.numeric, size)
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:  # the first column heads its rows
        look.set(qn("w:firstColumn"), "1")
        look.set(qn("w:firstRow"), "1")
    # One XML row copied is many times faster than asking the table for each cell.
    for cells in block.rows:
        _fill_row(table.add_row(), cells, block.numeric, size)
    if block.note:
        _styled(paper, block.note, SOFT, 9)
    else:
        paper.add_paragraph()


def _fill_row(row: Any, texts: tuple[str, ...], numeric: frozenset[int], size: Any) -> None:
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        line = cell.paragraphs[0]
        line.add_run(_clean(text)).font.size = size
        if place in numeric:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _put_figure(paper: Any, block: Figure) -> None:
    width = min(svg_width_mm(block.svg), TEXT_WIDTH_MM)
    shape = paper.add_picture(io.BytesIO(svg_as_png(block.svg)), width=Mm(width))
    about = shape._inline.docPr
    about.set("descr", _clean(block.alt))
    about.set("name", _clean(block.caption or "")[:60])
    if block.caption:
        paper.add_paragraph(_clean(block.caption), style="Caption")
    if block.table is not None:
        _put_table(paper, block.table)


def svg_as_png(svg: str) -> bytes:
    """The picture as PNG, which every word processor shows."""
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: ' + f"{min(svg_width_mm(svg), TEXT_WIDTH_MM)}mm)"
    )
    png = typst.compile(
        source.encode("utf-8"),
        font_paths=document_fonts(),
        format="png",
        ppi=PICTURE_PPI,
        sys_inputs={"svg": printable_svg(svg)},
    )
    assert isinstance(png, bytes)
    return png


def _say_language(properties: Any, language: str) -> None:
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), WORD_LANGUAGES[language])
    properties.append(mark)


def _add_field(paragraph: Any, code: str) -> None:
    """A number that the word processor fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _timeless(package: bytes) -> bytes:
    """The package with one and the same time in all its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(zipfile.ZipInfo(item.filename, FIXED_TIME), old.read(item), zipfile.ZIP_DEFLATED)
    return out.getvalue()

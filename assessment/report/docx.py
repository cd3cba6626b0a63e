"""A document as a text to edit (DOCX): heading styles, table heads that repeat, alternative texts, its language."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from assessment.report.about_line import about_line
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
from assessment.report.column_widths import column_widths, table_size
from assessment.report.docx_set_up import LINE_MM, SOFT, set_up
from assessment.report.docx_xml import frame, runs_from_right_to_left, set_heads, set_table_look
from assessment.report.printable_svg import svg_width_mm
from assessment.report.svg_as_png import svg_as_png
from assessment.report.well_formed import paragraphs, runs_from_right, well_formed

# No clock in a result: the moment written into every file of the package.
FIXED_TIME = (2000, 1, 1, 0, 0, 0)
POINTS_PER_MM = 72 / 25.4
# A word processor has no alternative text or title longer than it shows.
LONGEST_NAME = 60


def docx_bytes(document: Document) -> bytes:
    """The document as DOCX; the same document gives the same bytes."""
    shown = well_formed(document)
    paper = docx.Document()
    set_up(paper, shown)
    paper.add_heading(shown.title, 0)
    if shown.subject:
        _styled(paper, shown.subject, SOFT, 13)
    _styled(paper, about_line(shown), SOFT, 9)
    for block in shown.blocks + shown.closing:
        _put(paper, block)
    out = io.BytesIO()
    paper.save(out)
    return _timeless(out.getvalue())


def _put(paper: Any, block: Block) -> None:
    match block:
        case Heading(level, text):
            _directed(paper.add_heading(text, level), text)
        case Paragraph(text, style):
            size = {"lead": 13, "small": 9}.get(style)
            _styled(paper, text, SOFT if style in ("note", "small") else None, size)
        case Bullets(items):
            for item in items:
                _directed(paper.add_paragraph(item, style="List Bullet"), item)
        case Facts(rows):
            for name, text in rows:
                line = paper.add_paragraph()
                line.paragraph_format.space_after = Pt(2)
                line.add_run(name + ": ").font.color.rgb = SOFT
                line.add_run(text)
        case Table():
            _put_table(paper, block)
        case Figure():
            _put_figure(paper, block)
        case Quote(text, source):
            for part in paragraphs(text):
                _directed(paper.add_paragraph(part, style="Quote"), part)
            if source:
                paper.add_paragraph(style="Quote").add_run(source).font.size = Pt(9)
        case LongText(text):
            for part in paragraphs(text):
                _directed(paper.add_paragraph(part), part)
        case PageBreak():
            paper.add_page_break()
        case Box(title, blocks):
            _put_box(paper, title, blocks)


def _styled(paper: Any, text: str, colour: RGBColor | None = None, size: float | None = None) -> Any:
    line = paper.add_paragraph()
    run = line.add_run(text)
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    return _directed(line, text)


def _directed(line: Any, text: str) -> Any:
    """The paragraph set from right to left where its writing runs so."""
    if runs_from_right(text):
        runs_from_right_to_left(line)
    return line


def _put_box(paper: Any, title: str, blocks: tuple[Block, ...]) -> None:
    """A frame around the paragraphs of a box; its tables and pictures stand between them."""
    before = len(paper.element.body)
    if title:
        head = paper.add_paragraph()
        head.add_run(title).bold = True
        head.paragraph_format.keep_with_next = True
    for inner in blocks:
        _put(paper, inner)
    frame(list(paper.element.body)[before - 1 : -1])


def _put_table(paper: Any, block: Table) -> None:
    if block.caption:
        paper.add_paragraph(block.caption, style="Caption").paragraph_format.keep_with_next = True
    table = paper.add_table(rows=1, cols=len(block.heads), style="Table Grid")
    line = LINE_MM * POINTS_PER_MM
    size = table_size(block.heads, block.rows, line, numeric=block.numeric, padding=5.5)
    widths = column_widths(block.heads, block.rows, size, line, numeric=block.numeric, padding=5.5)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    set_table_look(table)
    _fill_row(table.rows[0], block.heads, block.numeric, widths, size, bold=True)
    set_heads(table.rows[0])
    for cells in block.rows:
        _fill_row(table.add_row(), cells, block.numeric, widths, size)
    if block.note:
        _styled(paper, block.note, SOFT, 9).paragraph_format.space_before = Pt(4)
    else:
        paper.add_paragraph()


def _fill_row(
    row: Any,
    texts: tuple[str, ...],
    numeric: frozenset[int],
    widths: list[float],
    size: float,
    bold: bool = False,
) -> None:
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = Pt(widths[place])
        line = cell.paragraphs[0]
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(1.5)
        run = line.add_run(text)
        run.font.size = Pt(size)
        run.bold = bold or None
        if place in numeric:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        else:
            _directed(line, text)


def _put_figure(paper: Any, block: Figure) -> None:
    line = paper.add_paragraph()
    line.paragraph_format.keep_with_next = bool(block.caption)
    shape = line.add_run().add_picture(io.BytesIO(svg_as_png(block.svg)), width=Mm(svg_width_mm(block.svg)))
    about = shape._inline.docPr
    about.set("descr", block.alt)
    about.set("name", (block.caption or block.alt)[:LONGEST_NAME])
    if block.caption:
        paper.add_paragraph(block.caption, style="Caption")
    if block.table is not None:
        _put_table(paper, block.table)


def _timeless(package: bytes) -> bytes:
    """The package with one and the same time in all its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(zipfile.ZipInfo(item.filename, FIXED_TIME), old.read(item), zipfile.ZIP_DEFLATED)
    return out.getvalue()

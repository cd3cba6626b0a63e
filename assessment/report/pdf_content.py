"""A document as plain values for the template of its PDF: every text printable, long words breakable, columns measured.

All measures are points (1/72 inch).
"""

from __future__ import annotations

from typing import Any

from assessment.language import translator
from assessment.report.about_line import about_line, document_date, foot_line
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
from assessment.report.column_widths import PADDING, column_widths, table_size
from assessment.report.line_breaks import BREAK, breakable, words_of
from assessment.report.pictures.text_widths import text_width
from assessment.report.printable import FAMILIES, printable
from assessment.report.printable_svg import printable_svg, svg_width_mm
from assessment.report.well_formed import paragraphs, runs_from_right

POINTS_PER_MM = 72 / 25.4
LINE = 165 * POINTS_PER_MM  # a line over the whole text
READ_LINE = 148 * POINTS_PER_MM  # a line of running text: longer ones tire
BOX_LINE = READ_LINE - 28
SIZE = 10.5
SMALL = 9.0
TITLE_SIZE = 22.0
HEADING_SIZES = (17.0, 13.0, 11.5, 10.5)
WIDEST_NAME = 52 * POINTS_PER_MM  # of the names of facts
SMALL_FIGURE_MM = 80.0
GUTTER = 5 * POINTS_PER_MM
FEW_ROWS = 12  # a table of no more rows is not parted by a page's end


def pdf_content(document: Document) -> dict[str, Any]:
    """What the template document.typ reads."""
    t = translator(document.language)
    date = document_date(document)
    title = printable(document.title)
    return {
        "title": title,
        "shown_title": breakable(title, LINE, TITLE_SIZE, bold=True, hyphenated=True),
        "language": document.language,
        "subject": printable(document.subject),
        "shown_subject": _flowing(document.subject, 13.0),
        "author": printable(document.author),
        "about": _flowing(about_line(document), SMALL),
        "foot": breakable(printable(foot_line(document)), LINE * 0.8, 8.0),
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "fonts": list(FAMILIES),
        "contents": document.contents,
        "contents_word": t("document.contents"),
        "page_word": t("document.page"),
        "sheets": document.sheets,
        "parts": [_all(part) for part in _parts(document)],
        "closing": _all(document.closing),
        "sizes": {
            "text": SIZE,
            "small": SMALL,
            "title": TITLE_SIZE,
            "title_hyphenates": not _words_fit(title, TITLE_SIZE),
            "headings": HEADING_SIZES,
        },
        "read_line": READ_LINE,
    }


def _parts(document: Document) -> list[tuple[Block, ...]]:
    """Sheets from page break to page break; else all in one."""
    if not document.sheets:
        return [document.blocks]
    parts: list[list[Block]] = [[]]
    for block in document.blocks:
        if isinstance(block, PageBreak):
            parts.append([])
        else:
            parts[-1].append(block)
    return [tuple(part) for part in parts if part]


def _all(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The blocks; small pictures that follow one another stand side by side."""
    made: list[dict[str, Any]] = []
    for block in blocks:
        plain = _plain(block)
        small = isinstance(block, Figure) and block.table is None and plain["width"] <= SMALL_FIGURE_MM * POINTS_PER_MM
        if small and made and made[-1]["kind"] == "figures" and len(made[-1]["figures"]) < 2:
            made[-1]["figures"].append(plain)
        elif small:
            made.append({"kind": "figures", "figures": [plain]})
        else:
            made.append(plain)
    return made


def _plain(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            return _heading(level, text)
        case Paragraph(text, style):
            return {"kind": "paragraph", "style": style, **_said(text)}
        case Bullets(items):
            return {"kind": "bullets", "items": [_said(item) for item in items]}
        case Facts(rows):
            return _facts(rows)
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case Quote(text, source):
            said = [_said(part) for part in paragraphs(text)]
            return {"kind": "quote", "paragraphs": said, "source": _flowing(source, SMALL)}
        case LongText(text):
            return {"kind": "longtext", "paragraphs": [_said(part) for part in paragraphs(text)]}
        case PageBreak():
            return {"kind": "pagebreak"}
        case Box(title, blocks):
            return {"kind": "box", "title": _flowing(title, 12.0), "blocks": _all(blocks)}


def _heading(level: int, text: str) -> dict[str, Any]:
    words = printable(text)
    size = HEADING_SIZES[level - 1]
    return {
        "kind": "heading",
        "level": level,
        "text": breakable(words, LINE, size, bold=True, hyphenated=True),
        "hyphenate": not _words_fit(words, size),
    }


def _words_fit(text: str, size: float) -> bool:
    """Whether every word of a heading stands whole on a line; it is hyphenated only where one does not."""
    return all(text_width(word, size, bold=True) <= LINE for word in words_of(text))


def _flowing(text: str, size: float) -> str:
    return breakable(printable(text), BOX_LINE, size, bold=True)


def _said(text: str) -> dict[str, Any]:
    """A text and whether it runs from right to left."""
    return {"text": _flowing(text, SIZE + 2), "from_right": runs_from_right(text)}


def _facts(rows: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    names = [printable(name) for name, _ in rows]
    width = min(max(text_width(name, SIZE) for name in names) + 2, WIDEST_NAME)
    value_line = BOX_LINE - width - 2 * PADDING
    return {
        "kind": "facts",
        "name_width": width,
        "rows": [
            [breakable(name, width, SIZE), breakable(printable(text), value_line, SIZE)]
            for name, (_, text) in zip(names, rows, strict=True)
        ],
    }


def _table(table: Table, line: float = LINE) -> dict[str, Any]:
    heads = [printable(head) for head in table.heads]
    rows = [[printable(cell) for cell in row] for row in table.rows]
    size = table_size(heads, rows, line, numeric=table.numeric)
    widths = column_widths(heads, rows, size, line, numeric=table.numeric)
    rooms = [width - 2 * PADDING for width in widths]
    return {
        "kind": "table",
        "caption": _flowing(table.caption, SIZE),
        "heads": [
            breakable(head, room, size, bold=True, hyphenated=True) for head, room in zip(heads, rooms, strict=True)
        ],
        "rows": [
            [breakable(cell, room, size, hyphenated=True) for cell, room in zip(row, rooms, strict=True)]
            for row in rows
        ],
        "numeric": sorted(table.numeric),
        "note": _said(table.note) if table.note.strip() else None,
        "widths": widths,
        # Whole words are easier to read: only columns too narrow for one of their words part words.
        "hyphenate": [
            _too_narrow(room, size, heads[place], [row[place] for row in rows]) for place, room in enumerate(rooms)
        ],
        "size": size,
        "whole": len(rows) <= FEW_ROWS,
    }


def _too_narrow(room: float, size: float, head: str, cells: list[str]) -> bool:
    return any(text_width(word, size, bold=True) > room for word in words_of(head)) or any(
        text_width(word, size) > room for cell in cells for word in words_of(cell)
    )


def _figure(figure: Figure) -> dict[str, Any]:
    width = svg_width_mm(figure.svg) * POINTS_PER_MM
    # The figures of a small picture stand beside it.
    beside = (
        figure.table is not None and width <= SMALL_FIGURE_MM * POINTS_PER_MM and len(figure.table.rows) <= FEW_ROWS
    )
    line = LINE - width - GUTTER if beside else LINE
    return {
        "kind": "figure",
        "svg": printable_svg(figure.svg),
        "alt": printable(figure.alt).replace(BREAK, ""),
        "caption": _flowing(figure.caption, SIZE),
        "width": width,
        "table": None if figure.table is None else _table(figure.table, line),
        "beside": beside,
    }

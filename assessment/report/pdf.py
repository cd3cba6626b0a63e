"""A document as a PDF that a register takes as an attachment: PDF/A-2a and PDF/UA-1, tagged, fonts embedded.

Typst sets the pages: it is one wheel without system libraries, writes both standards at once and refuses a picture
without a text alternative. WeasyPrint needs Pango from the system and writes one standard at a time. What Typst's
Python binding cannot say, that the first cell of a row heads it, is added to the tags afterwards with pikepdf.
"""

from __future__ import annotations

import datetime
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import typst

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
from assessment.report.printable import FAMILIES, FONTS, printable
from assessment.report.printable_svg import printable_svg, svg_width_mm

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"


def pdf_bytes(document: Document) -> bytes:
    """The document as a PDF; the same document gives the same bytes. Nothing is fetched, and no other file is read."""
    content = json.dumps(_content(document), ensure_ascii=False)
    # The template's own folder is all that could be read, and nothing of the content names a file.
    written = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=document_fonts(),
        format="pdf",
        sys_inputs={"content": content},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=0,
    )
    return _with_row_headers(written)


@cache
def document_fonts() -> typst.Fonts:
    """The fonts of the documents, and no others."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _content(document: Document) -> dict[str, Any]:
    t = translator(document.language)
    date = datetime.date.fromisoformat(document.date_text[:10])
    return {
        "title": printable(document.title),
        "language": document.language,
        "register_number": printable(document.register_number),
        "subject": printable(document.subject),
        "author": printable(document.author),
        "running_title": printable(document.running_title or document.title),
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "fonts": list(FAMILIES),
        "contents": document.contents,
        "contents_word": t("document.contents"),
        "page_word": t("document.page"),
        "blocks": [_plain(block) for block in document.blocks],
        "closing": [_plain(block) for block in document.closing],
    }


def _plain(block: Block) -> dict[str, Any]:
    """A block as plain values for the template."""
    match block:
        case Heading(level, text):
            return {"kind": "heading", "level": max(1, min(level, 4)), "text": printable(text)}
        case Paragraph(text, style):
            return {"kind": "paragraph", "text": printable(text), "style": style}
        case Bullets(items):
            return {"kind": "bullets", "items": [printable(item) for item in items]}
        case Facts(rows):
            return {"kind": "facts", "rows": [[printable(name), printable(text)] for name, text in rows]}
        case Table():
            return _plain_table(block)
        case Figure(svg, alt, caption, table):
            return {
                "kind": "figure",
                "svg": printable_svg(svg),
                "alt": printable(alt),
                "caption": printable(caption),
                "width_mm": svg_width_mm(svg),
                "table": None if table is None else _plain_table(table),
            }
        case Quote(text, source):
            return {"kind": "quote", "text": printable(text), "source": printable(source)}
        case LongText(text):
            parts = [printable(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip()]
            return {"kind": "longtext", "paragraphs": parts}
        case PageBreak():
            return {"kind": "pagebreak"}
        case Box(title, blocks):
            return {"kind": "box", "title": printable(title), "blocks": [_plain(one) for one in blocks]}


def _plain_table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": printable(table.caption),
        "heads": [printable(head) for head in table.heads],
        "rows": [[printable(cell) for cell in row] for row in table.rows],
        "numeric": sorted(table.numeric),
        "note": printable(table.note),
        "widths": _widths(table),
    }


def _widths(table: Table) -> list[float]:
    """How wide each column is beside the others: by its longest word, and by how much stands in its cells."""
    widths = []
    for place, head in enumerate(table.heads):
        cells = [head, *(row[place] for row in table.rows)]
        longest = max((len(word) for cell in cells for word in cell.split()), default=1)
        fullest = max((len(cell) for cell in cells[1:]), default=1)
        widths.append(float(min(max(longest, fullest**0.5 * 3, 4), 44)))
    return widths


def _with_row_headers(written: bytes) -> bytes:
    """The PDF with the first cell of every table's row tagged as the row's header."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(written)) as pdf:
        for row in _rows(pdf.Root.StructTreeRoot, in_head=False):
            cells = _kids(row)
            if cells and cells[0].get("/S") == "/TD":
                cells[0].S = pikepdf.Name.TH
                attributes = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
                known = cells[0].get("/A")
                if isinstance(known, pikepdf.Array):
                    cells[0].A = pikepdf.Array([*known, attributes])
                elif known is not None:
                    cells[0].A = pikepdf.Array([known, attributes])
                else:
                    cells[0].A = attributes
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.preserve,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _rows(element: Any, in_head: bool) -> list[Any]:
    """The rows of all tables below a structure element, those of heads left out."""
    kind = str(element.get("/S", ""))
    if kind == "/TR" and not in_head:
        return [element]
    return [row for kid in _kids(element) for row in _rows(kid, in_head or kind == "/THead")]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    told = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in told if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]

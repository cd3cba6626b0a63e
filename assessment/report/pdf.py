"""A document as a PDF that a register takes as an attachment: PDF/A-2a and PDF/UA-1, tagged, fonts embedded.

Typst sets the pages: it is one wheel without system libraries, writes both standards at once and refuses a picture
without a text alternative. WeasyPrint needs Pango from the system and writes one standard at a time. What Typst's
Python binding cannot say, that the first cell of a row heads it, is added to the tags afterwards (row_headers.py).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import typst

from assessment.report.blocks import Document
from assessment.report.pdf_content import pdf_content
from assessment.report.printable import FONTS
from assessment.report.row_headers import with_row_headers
from assessment.report.well_formed import well_formed

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"


def pdf_bytes(document: Document) -> bytes:
    """The document as a PDF; the same document gives the same bytes. Nothing is fetched, and no other file is read."""
    content = json.dumps(pdf_content(well_formed(document)), ensure_ascii=False)
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
    return with_row_headers(written)


@cache
def document_fonts() -> typst.Fonts:
    """The fonts of the documents, and no others."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])

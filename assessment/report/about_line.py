"""What a document says of itself below its title: register number, date, author."""

from __future__ import annotations

import datetime

from babel.dates import format_date

from assessment.report.blocks import Document
from assessment.report.figure_words import LOCALES


def document_date(document: Document) -> datetime.date:
    """The date a document tells of."""
    return datetime.date.fromisoformat(document.date_text[:10])


def about_line(document: Document) -> str:
    """Register number, date and author, as far as they are known."""
    date = format_date(document_date(document), format="long", locale=LOCALES[document.language])
    return " · ".join(part for part in (document.register_number, date, document.author) if part)


def foot_line(document: Document, longest: int = 110) -> str:
    """What stands in the foot of every page beside the page's number; shortened where it is long."""
    parts = (document.register_number, document.running_title or document.title)
    line = "  ·  ".join(part for part in parts if part)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"

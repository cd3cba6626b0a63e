"""A document as one accessible web page: no script, nothing fetched, its style in it."""

from __future__ import annotations

import base64
import datetime
import re
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assessment.language import translator
from assessment.report.blocks import Block, Document, Figure, Heading, LongText

LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html_bytes(document: Document) -> bytes:
    """The document as HTML, UTF-8. What stands in it is escaped; pictures stand in it as data, so that none can run."""
    t = translator(document.language)
    numbered = [(block, f"k{place}") for place, block in enumerate(document.blocks + document.closing, start=1)]
    chapters = [(block.text, mark) for block, mark in numbered if isinstance(block, Heading) and block.level == 1]
    page = _environment.get_template("document.html").render(
        document=document,
        blocks=numbered,
        chapters=chapters if document.contents else [],
        kind=_kind,
        paragraphs=_paragraphs,
        picture=_picture,
        date=format_date(_date(document), format="long", locale=LOCALES[document.language]),
        t=t,
    )
    return page.encode("utf-8", "replace")  # half a character is none


def _date(document: Document) -> datetime.date:
    return datetime.date.fromisoformat(document.date_text[:10])


def _kind(block: Block) -> str:
    return type(block).__name__


def _paragraphs(block: LongText) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", block.text) if part.strip()]


def _picture(block: Figure) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(block.svg.encode("utf-8")).decode("ascii")

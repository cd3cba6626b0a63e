"""What a report is made of: headings, paragraphs, tables, figures. Plain text; each format escapes it in its way.

A document is a tuple of blocks. The same document becomes a PDF (pdf.py), a web page (html.py) and a text to edit
(docx.py), so that the three say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a chapter) to 4."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `style`: "" usual, "lead" larger, "note" lighter, "small" smaller."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names and what they are: register number, date, preparer."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table whose first column heads its rows. `numeric`: the columns set to the right, counted from 0.

    Every row has as many cells as there are heads.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    numeric: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.heads:
            raise ValueError("a table needs heads")
        if any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError(f"a row of the table {self.caption!r} has not as many cells as there are heads")


@dataclass(frozen=True)
class Figure:
    """A picture as SVG. `alt` says in words what it shows; `table` has its data where that stands nowhere else."""

    svg: str
    alt: str
    caption: str
    table: Table | None = None

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture needs a text alternative")


@dataclass(frozen=True)
class Quote:
    """Words of somebody, and whose they are."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class LongText:
    """A text somebody wrote, in full; blank lines part its paragraphs."""

    text: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""


@dataclass(frozen=True)
class Box:
    """A framed part with a title of its own that is no heading of the document."""

    title: str
    blocks: tuple[Block, ...]


Block: TypeAlias = Heading | Paragraph | Bullets | Facts | Table | Figure | Quote | LongText | PageBreak | Box


@dataclass(frozen=True)
class Document:
    """A document in one language (fi, sv, en). `date_text`: ISO date it tells of; `closing`: stands on the last page.

    `running_title` stands in the foot of every page, beside register number and page number. `contents`: whether
    a table of contents is wanted. `sheets`: what stands between page breaks is meant for one page each, and is set
    as large as fits.
    """

    title: str
    language: str
    register_number: str
    subject: str
    author: str
    date_text: str
    blocks: tuple[Block, ...]
    closing: tuple[Block, ...] = ()
    running_title: str = ""
    contents: bool = field(default=False)
    sheets: bool = field(default=False)

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a document needs a title")

"""A document as one accessible web page: no script, nothing fetched, its style in it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assessment.language import translator
from assessment.report.about_line import about_line
from assessment.report.blocks import Block, Box, Document, Figure, Heading
from assessment.report.printable_svg import svg_width_mm
from assessment.report.svg_fonts import with_letters
from assessment.report.well_formed import paragraphs, well_formed

# Pictures up to this width stand side by side where there is room.
SMALL_FIGURE_MM = 80.0
# A cell with a longer word breaks it anywhere.
LONGEST_WORD = 26

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html_bytes(document: Document) -> bytes:
    """The document as HTML, UTF-8. What stands in it is escaped; pictures stand in it as data, so that none can run."""
    shown = well_formed(document)
    page = _environment.get_template("document.html").render(
        document=shown,
        blocks=shown.blocks,
        closing=shown.closing,
        about=about_line(shown),
        chapters=_chapters(shown.blocks + shown.closing) if shown.contents else [],
        kind=_kind,
        long_word=_has_long_word,
        paragraphs=paragraphs,
        picture=_pictures(shown).__getitem__,
        is_small=_is_small,
        marks=_Marks(),
        t=translator(shown.language),
    )
    return page.encode("utf-8")


class _Marks:
    """The marks of chapters, in the order they come."""

    def __init__(self) -> None:
        self._count = 0

    def next(self) -> str:
        self._count += 1
        return f"k{self._count}"


def _chapters(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    """The headings of level 1 with their marks."""
    marks = _Marks()
    told = [(heading, marks.next()) for heading in _headings(blocks)]
    return [(heading.text, mark) for heading, mark in told if heading.level == 1]


def _headings(blocks: tuple[Block, ...]) -> list[Heading]:
    found = []
    for block in blocks:
        if isinstance(block, Heading):
            found.append(block)
        elif isinstance(block, Box):
            found += _headings(block.blocks)
    return found


def _kind(block: Block) -> str:
    return type(block).__name__


def _has_long_word(text: str) -> bool:
    return any(len(word) > LONGEST_WORD for word in text.split())


def _is_small(block: Figure) -> bool:
    return block.table is None and svg_width_mm(block.svg) <= SMALL_FIGURE_MM


def _pictures(document: Document) -> dict[Figure, str]:
    """The address, as data, of every picture."""
    figures = list(_figures(document.blocks + document.closing))
    shown = with_letters(figure.svg for figure in figures)
    return {
        figure: "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")
        for figure, svg in zip(figures, shown, strict=True)
    }


def _figures(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Box):
            yield from _figures(block.blocks)

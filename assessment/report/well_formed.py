"""A document as every format relies on it: only characters that can be read, headings that skip no level."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

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
from assessment.report.printable import shaped

DEEPEST = 4
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
# Controls (but line ends and tabs), halves of characters, and marks that turn the order of what stands around them.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_STRONG_RIGHT = frozenset({"R", "AL"})


def well_formed(document: Document) -> Document:
    """The document with its texts readable, no empty headings, and its levels of headings in steps of one from 1."""
    levels = _Levels()
    return replace(
        document,
        title=_seen(one_line(document.title)) or _seen(one_line(document.register_number)) or "–",
        register_number=one_line(document.register_number),
        subject=one_line(document.subject),
        author=one_line(document.author),
        running_title=one_line(document.running_title),
        blocks=_blocks(document.blocks, levels),
        closing=_blocks(document.closing, levels),
    )


def readable(text: str) -> str:
    """The text with lines ending alike, and without what no page, PDF or word processor may hold."""
    return _UNREADABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The text on one line."""
    return " ".join(readable(text).split())


def _seen(text: str) -> str:
    """The text, or nothing where all of it is blank or without a shape."""
    return text if shaped(text).strip() else ""


def paragraphs(text: str) -> list[str]:
    """A text somebody wrote, parted at its blank lines."""
    return [part.strip("\n") for part in _BLANK_LINES.split(text) if part.strip()]


def runs_from_right(text: str) -> bool:
    """Whether a text is of a writing that runs from right to left, by its first letter."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind == "L":
            return False
        if kind in _STRONG_RIGHT:
            return True
    return False


class _Levels:
    """The level of the heading before; a reader is lost, and PDF/UA refuses it, where a level is skipped."""

    def __init__(self) -> None:
        self.last = 0

    def next(self, wanted: int) -> int:
        self.last = max(1, min(wanted, self.last + 1, DEEPEST))
        return self.last


def _blocks(blocks: Iterable[Block], levels: _Levels, inside: bool = False) -> tuple[Block, ...]:
    made = (_block(block, levels) for block in blocks if not (inside and isinstance(block, PageBreak)))
    return tuple(block for block in made if block is not None)


def _block(block: Block, levels: _Levels) -> Block | None:
    """The block; none where nothing is left to show."""
    match block:
        case Heading(level, text):
            words = _seen(one_line(text))
            return Heading(levels.next(level), words) if words else None
        case Paragraph(text, style):
            return Paragraph(readable(text), style) if text.strip() else None
        case Bullets(items):
            return Bullets(tuple(readable(item) for item in items)) if items else None
        case Facts(rows):
            return Facts(tuple((one_line(name), readable(text)) for name, text in rows)) if rows else None
        case Table():
            return _table(block)
        case Figure(svg, alt, caption, table):
            return Figure(svg, one_line(alt), one_line(caption), None if table is None else _table(table))
        case Quote(text, source):
            return Quote(readable(text).strip(), one_line(source)) if text.strip() else None
        case LongText(text):
            return LongText(readable(text)) if text.strip() else None
        case PageBreak():
            return block
        case Box(title, blocks):
            return Box(one_line(title), _blocks(blocks, levels, inside=True))


def _table(table: Table) -> Table:
    return replace(
        table,
        caption=one_line(table.caption),
        heads=tuple(one_line(head) for head in table.heads),
        rows=tuple(tuple(readable(cell) for cell in row) for row in table.rows),
        note=readable(table.note),
    )

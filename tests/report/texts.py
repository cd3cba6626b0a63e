"""What a document says: every text in it, and its chapters."""

from collections.abc import Iterator, Sequence

from assessment.report.blocks import (
    Block,
    Box,
    Bullets,
    Document,
    Facts,
    Figure,
    Heading,
    LongText,
    Paragraph,
    Quote,
    Table,
)


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Every text of the blocks, in order; of pictures what they say."""
    for block in blocks:
        match block:
            case Heading(_, text) | Paragraph(text, _) | LongText(text):
                yield text
            case Quote(text, source):
                yield from (text, source)
            case Bullets(items):
                yield from items
            case Facts(rows):
                yield from (part for row in rows for part in row)
            case Table(caption, heads, rows, note, _):
                yield from (caption, *heads, *(cell for row in rows for cell in row), note)
            case Figure(_, alt, caption, table):
                yield from (alt, caption)
                if table is not None:
                    yield from texts((table,))
            case Box(title, inner):
                yield title
                yield from texts(inner)


def whole(document: Document) -> str:
    """Everything the document says, a text a line."""
    return "\n".join((document.title, document.subject, *texts(document.blocks), *texts(document.closing)))


def chapters(document: Document) -> list[str]:
    """The headings of level 1."""
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]


def tables(document: Document, *words: str) -> list[Table]:
    """The tables whose caption has all the words."""
    found = [block for block in document.blocks if isinstance(block, Table)]
    return [table for table in found if all(word in table.caption for word in words)]

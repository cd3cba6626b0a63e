"""How wide the columns of a table are: as wide as what stands in them, less where that is more than a line."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assessment.report.line_breaks import words_of
from assessment.report.pictures.text_widths import text_width

PADDING = 4.0  # points, on each side of a cell
# A column of text is read in lines of this many font sizes at most, before others have to give way to it.
LONGEST_LINE = 42.0
# No word makes a column wider than this part of the line; it is hyphenated.
WIDEST_WORD = 0.3
# A head of up to so many font sizes stands on one line.
SHORT_HEAD = 6.0
SMALLEST = 7.0  # the smallest letters of a table, in points
# Space between columns where there is room for it, in font sizes.
AIR = 1.4


def table_size(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    line: float,
    *,
    numeric: Collection[int] = frozenset(),
    padding: float = PADDING,
) -> float:
    """The size of a table's letters in points: the largest at which no word or figure is parted, if there is one."""
    columns = len(heads)
    size = 9.5 if columns <= 5 else 9.0 if columns <= 7 else 8.0 if columns <= 10 else SMALLEST
    while size > SMALLEST and sum(_bounds(heads, rows, size, line, numeric, padding)[0]) > line:
        size -= 0.5
    return size


def column_widths(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    size: float,
    line: float,
    *,
    numeric: Collection[int] = frozenset(),
    padding: float = PADDING,
) -> list[float]:
    """The widths of a table's columns in points, padding included; together no more than `line`.

    Figures stand on one line each where there is room: it is text that gives way.
    """
    least, most = _bounds(heads, rows, size, line, numeric, padding)
    spare = line - sum(most)
    if spare >= 0:
        air = min(size * AIR, spare / len(most))
        return [width + air for width in most]
    spare = line - sum(least)
    if spare >= 0:
        wanted = sum(most) - sum(least)
        return [low + (high - low) * spare / wanted for low, high in zip(least, most, strict=True)]
    return [low * line / sum(least) for low in least]


def _bounds(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    size: float,
    line: float,
    numeric: Collection[int],
    padding: float,
) -> tuple[list[float], list[float]]:
    """How wide each column must be at least, so that no word is parted, and how wide it would like to be."""
    least: list[float] = []
    most: list[float] = []
    for place, head in enumerate(heads):
        cells = [row[place] for row in rows]
        words = max((text_width(word, size) for cell in cells for word in words_of(cell)), default=0.0)
        words = max([words, *(text_width(word, size, bold=True) for word in words_of(head))])
        lines = [text_width(one, size) for cell in cells for one in cell.split("\n")]
        if place in numeric:
            words = max([words, *lines])
        # A long head takes two lines, or three; what stands below tells how wide the column is.
        whole = text_width(head, size, bold=True)
        lines.append(min(whole, max(whole * 0.4, size * SHORT_HEAD)))
        least.append(min(words, line * WIDEST_WORD) + 2 * padding + 1)
        most.append(max(least[-1], min(max(lines), size * LONGEST_LINE) + 2 * padding + 1))
    return least, most

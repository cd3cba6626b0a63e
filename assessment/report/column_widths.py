"""How wide the columns of a table are: as wide as what stands in them, less where that is more than a line."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assessment.report.pictures.text_widths import text_width

PADDING = 4.0  # points, on each side of a cell
# A column of text is read in lines of this many font sizes at most, before others have to give way to it.
LONGEST_LINE = 34.0
# No word makes a column wider than this part of the line; it is hyphenated.
WIDEST_WORD = 0.3
# A head of up to so many font sizes stands on one line.
SHORT_HEAD = 6.0
# Space between columns where there is room for it, in font sizes.
AIR = 1.4


def table_size(columns: int) -> float:
    """The size of the letters of a table with so many columns, in points."""
    return 9.5 if columns <= 5 else 9.0 if columns <= 7 else 8.0 if columns <= 10 else 7.0


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
    least, most = [], []
    for place, head in enumerate(heads):
        cells = [row[place] for row in rows]
        words = max((text_width(word, size) for cell in cells for word in cell.split()), default=0.0)
        words = max([words, *(text_width(word, size, bold=True) for word in head.split())])
        lines = [text_width(one, size) for cell in cells for one in cell.split("\n")]
        if place in numeric:
            words = max([words, *lines])
        # A long head takes two lines, or three; what stands below tells how wide the column is.
        whole = text_width(head, size, bold=True)
        lines.append(min(whole, max(whole * 0.4, size * SHORT_HEAD)))
        least.append(min(words, line * WIDEST_WORD) + 2 * padding + 1)
        most.append(max(least[-1], min(max(lines), size * LONGEST_LINE) + 2 * padding + 1))
    spare = line - sum(most)
    if spare >= 0:
        air = min(size * AIR, spare / len(most))
        return [width + air for width in most]
    spare = line - sum(least)
    if spare >= 0:
        wanted = sum(most) - sum(least)
        return [low + (high - low) * spare / wanted for low, high in zip(least, most, strict=True)]
    return [low * line / sum(least) for low in least]

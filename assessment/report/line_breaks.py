"""Where long words may break, so that none runs off its line: links, digests, words without end."""

from __future__ import annotations

import re
from functools import cache

from assessment.report.pictures.text_widths import text_width
from assessment.report.printable import is_mark

# Stands in a text where it may break; nothing is printed there, and nothing is copied from there.
BREAK = "\u200b"
PIECE = 8
# Hyphenation parts a word before a consonant that a vowel follows, and between some vowels. A word in which such places
# are farther from one another than this may not be parted by it.
_FARTHEST = 9
_VOWELS = "aeiouyåäöAEIOUYÅÄÖ"
_PLACES = re.compile(f"(?<=.)(?=[^{_VOWELS}][{_VOWELS}])")
# A line may break at a space, and after a hyphen or a dash.
_ENDS = r"\s–—-"
_WORDS = re.compile(f"[^{_ENDS}]*[-–—]+|[^{_ENDS}]+")
_WIDEST_LETTER = 1.3  # of a font's size


def breakable(text: str, width: float, size: float, bold: bool = False, hyphenated: bool = False) -> str:
    """The text with breaks in words wider than a line of a width (in points, as the size).

    `hyphenated`: where hyphenation can part a word, it is left to it.
    """
    longest = max(1, int(width / (size * _WIDEST_LETTER)))

    def parted(match: re.Match[str]) -> str:
        word = match.group()
        if text_width(word, size, bold) <= width or (hyphenated and _hyphenates(word)):
            return word
        return BREAK.join(_pieces(word, max(1, min(PIECE, longest))))

    return _longer_than(longest).sub(parted, text)


def words_of(text: str) -> list[str]:
    """The pieces of a text that stand on one line each: words, and parts of words up to a hyphen."""
    return _WORDS.findall(text)


@cache
def _longer_than(longest: int) -> re.Pattern[str]:
    return re.compile(f"[^{_ENDS}]{{{longest + 1},}}[-–—]?")


def _hyphenates(word: str) -> bool:
    letters = word.strip("-.,:;!?()[]\"'”’…")
    return (
        letters.isalpha()
        and len(word) - len(letters) <= 4
        and len(letters) <= 80
        and all(len(part) <= _FARTHEST for part in _PLACES.split(letters))
    )


def _pieces(word: str, length: int) -> list[str]:
    pieces = []
    start = 0
    while start < len(word):
        end = min(start + length, len(word))
        while end < len(word) and is_mark(word[end]):
            end += 1
        pieces.append(word[start:end])
        start = end
    return pieces

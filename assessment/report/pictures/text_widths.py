"""How wide a text is in Noto Sans, so that labels and columns are placed without a font at hand.

Advance widths in thousandths of the font's size, of the characters from U+0020 to U+017F, in order; from version 2.015
of the font (SIL Open Font License).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_FIRST = 0x20


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split())


_REGULAR = _numbers(
    """
260 269 408 646 572 831 732 225 300 300 551 572 268 322 268 372 572 572 572 572 572 572 572 572 572 572 268 268
572 572 572 434 899 639 650 632 730 556 519 728 741 339 273 619 524 907 760 781 605 781 622 549 556 731 600 930
586 566 572 329 372 329 572 444 281 561 615 480 615 564 344 615 618 258 258 534 258 935 618 605 615 615 413 479
361 618 508 786 529 510 470 380 551 380 572 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
260 269 572 572 572 572 551 513 580 832 357 509 572 322 832 500 428 572 350 350 281 623 655 268 225 350 376 509
745 771 781 434 639 639 639 639 639 639 881 632 556 556 556 556 339 339 339 339 730 760 781 781 781 781 781 572
781 731 731 731 731 566 605 631 561 561 561 561 561 561 864 480 564 564 564 564 258 258 258 258 605 618 605 605
605 605 605 572 605 618 618 618 618 510 615 510 639 561 639 561 639 561 632 480 632 480 632 480 632 480 730 615
730 617 556 564 556 564 556 564 556 564 556 564 728 615 728 615 728 615 728 615 741 618 741 618 339 258 339 258
339 258 339 258 339 258 612 516 273 258 619 534 534 524 258 524 258 524 258 524 268 524 258 760 618 760 618 760
618 688 760 618 781 605 781 605 781 605 928 946 622 413 622 413 622 413 549 479 549 479 549 479 549 479 556 361
556 361 556 361 731 618 731 618 731 618 731 618 731 618 731 618 930 786 566 510 566 572 470 572 470 572 470 326
"""
)
_BOLD = _numbers(
    """
260 282 479 646 572 902 750 266 339 339 542 572 285 320 281 415 572 572 572 572 572 572 572 572 572 572 281 285
572 572 572 477 898 692 665 642 732 560 549 724 765 389 331 664 559 943 813 791 621 791 656 551 577 756 650 967
670 626 579 331 415 331 572 411 365 599 632 516 632 597 387 632 650 299 298 620 298 975 650 625 632 632 447 502
434 650 571 856 578 571 493 394 551 394 572 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
260 286 572 572 568 572 551 486 593 832 381 614 572 320 832 500 424 572 379 380 365 653 648 281 263 380 386 614
830 874 845 477 692 692 692 692 692 692 952 642 560 560 560 560 389 389 389 389 732 805 791 791 791 791 791 572
791 756 756 756 756 626 628 704 599 599 599 599 599 599 917 516 597 597 597 597 299 299 299 299 627 650 625 625
625 625 625 572 619 650 650 650 650 571 632 571 692 599 692 599 692 599 642 516 642 516 642 516 642 516 732 632
732 645 560 597 560 597 560 597 560 591 560 597 724 632 724 632 724 632 724 632 765 650 766 657 389 299 389 299
389 299 389 299 389 299 722 610 331 298 660 620 620 559 298 559 298 559 298 559 369 565 305 805 650 805 650 805
650 775 813 650 791 625 791 625 791 625 973 978 656 447 656 447 656 447 551 502 551 502 551 502 551 502 577 434
577 434 577 434 756 650 756 650 756 650 756 650 756 650 756 650 967 862 626 571 626 579 493 579 493 579 493 383
"""
)
_OTHERS = {"–": 500, "—": 1000, "’": 217, "“": 445, "”": 445, "…": 855, "−": 581, "\u202f": 166}
# What the font has not is drawn in another: a letter of an alphabet somewhat wide, a pictogram a whole square and more.
_LETTER, _SQUARE = 750, 1300
_NO_WIDTH = frozenset({"Mn", "Me", "Cf", "Cc"})
# Another sans-serif stands in where Noto Sans is not at hand; the usual ones are little wider.
_SPARE = 1.04
ELLIPSIS = "…"


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is at a font size, in the size's unit; never narrower than drawn, as far as one can tell."""
    table = _BOLD if bold else _REGULAR
    return sum(_advance(letter, table) for letter in text) * size / 1000.0 * _SPARE


def fitted(text: str, width: float, size: float, bold: bool = False) -> str:
    """The text, shortened with an ellipsis where it is wider than `width`."""
    if text_width(text, size, bold) <= width:
        return text
    table = _BOLD if bold else _REGULAR
    left = width * 1000.0 / size / _SPARE - _OTHERS[ELLIPSIS]
    kept = 0
    for letter in text:
        left -= _advance(letter, table)
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


@lru_cache(maxsize=4000)
def wrapped(text: str, width: float, size: float, bold: bool = False, lines: int = 3) -> tuple[str, ...]:
    """The text in at most so many lines of a width, broken at spaces, within a word only where it is too wide itself.

    The last line is shortened where the rest does not fit.
    """
    made: list[str] = []
    rest = text
    while rest:
        if text_width(rest, size, bold) <= width:
            made.append(rest)
            break
        if len(made) == lines - 1:
            made.append(fitted(rest, width, size, bold))
            break
        line, rest = _first_line(rest, width, size, bold)
        made.append(line)
    return tuple(made) or ("",)


def longest_word(text: str, size: float, bold: bool = False) -> float:
    """How wide the widest word of a text is."""
    return max((text_width(word, size, bold) for word in text.split(" ")), default=0.0)


def _first_line(text: str, width: float, size: float, bold: bool) -> tuple[str, str]:
    """As much of a text as goes on a line, and the rest."""
    words = text.split(" ")
    count = 0
    while count < len(words) and text_width(" ".join(words[: count + 1]), size, bold) <= width:
        count += 1
    if count:
        return " ".join(words[:count]), " ".join(words[count:])
    table, left = (_BOLD if bold else _REGULAR), width * 1000.0 / size / _SPARE
    hyphen = table[ord("-") - _FIRST]
    kept = 0
    for letter in words[0]:
        left -= _advance(letter, table)
        if left < hyphen:
            break
        kept += 1
    kept = max(1, kept)  # a letter wider than the line still takes one
    joint = max(words[0][:kept].rfind("-"), words[0][:kept].rfind("–")) + 1
    if joint:
        return text[:joint], text[joint:]
    return text[:kept] + "-", text[kept:]


def _advance(letter: str, table: tuple[int, ...]) -> int:
    place = ord(letter) - _FIRST
    if 0 <= place < len(table):
        return table[place]
    known = _OTHERS.get(letter)
    if known is not None:
        return known
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    wide = unicodedata.category(letter) == "So" or unicodedata.east_asian_width(letter) in "WF"
    return _SQUARE if wide else _LETTER

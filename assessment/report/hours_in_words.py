"""Opening hours in the reader's words: `Mo-Fr 09:00-19:00; PH off` as `ma–pe 9.00–19.00; pyhinä suljettu`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessment.report.figure_words import Reader

_WORD = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su|PH|off)\b")
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})\b")


def hours_in_words(reader: Reader, hours: str) -> str:
    """The hours with days and times as the language writes them; anything else in them stays as it is."""
    if not hours:
        return reader.t("edit.hours_unknown")
    told = _WORD.sub(lambda found: reader.t(f"hours.{found[1].lower()}"), hours)
    told = clock_in_words(reader, told)
    return re.sub(r"(?<=\w)-(?=\w)", "–", told).replace(",", ", ")


def clock_in_words(reader: Reader, text: str) -> str:
    """A text whose times of day are written as the language writes them: 9.00 for 09:00."""
    return _TIME.sub(lambda found: reader.clock(int(found[1]) * 3600 + int(found[2]) * 60), text)

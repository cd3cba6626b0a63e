"""Time away from home in words: hours and minutes, as it is longer than a journey."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pages.components.reader import MINUS

if TYPE_CHECKING:
    from pages.components.reader import Reader


def away_in_words(reader: Reader, minutes: float) -> str:
    """1 h 45 min; infinite where no visit is possible, a dash where nothing is known."""
    if math.isnan(minutes):
        return "–"
    if math.isinf(minutes):
        return reader.t("visit.not_possible")
    hours, rest = divmod(round(minutes), 60)
    if hours == 0:
        return reader.minutes(rest)
    key = "visit.hours_minutes" if rest else "visit.hours"
    return reader.t(key, hours=hours, minutes=rest).replace(" ", "\N{NO-BREAK SPACE}")


def signed_away(reader: Reader, before: float, after: float) -> str:
    """The change as the two times show it, to the minute; lost or gained where one of them is none."""
    if math.isnan(before) or math.isnan(after) or (math.isinf(before) and math.isinf(after)):
        return "–"
    if math.isinf(after):
        return reader.t("visit.lost")
    if math.isinf(before):
        return reader.t("visit.gained")
    change = round(after) - round(before)
    if abs(change) < 60:
        return reader.signed_minutes(change)
    return ("+" if change > 0 else MINUS) + away_in_words(reader, abs(change))

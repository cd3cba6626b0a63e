"""How figures, times and dates are written and said in a reader's language; screen and paper say them the same way."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

from assessment.impact.measures import RESIDENTS
from assessment.language import Translate, catalogue
from assessment.records.deadlines import HELSINKI

if TYPE_CHECKING:
    from assessment.records.frozen_figures import FrozenFigure

LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
MINUS = "\N{MINUS SIGN}"
NARROW_SPACE = "\N{NO-BREAK SPACE}"
# Groups whose number of residents is an estimate from prevalence, never a count.
ESTIMATED = frozenset({"mobility_limitation", "wheelchair_users", "no_car"})


@dataclass(frozen=True)
class Reader:
    """One reader's language and its ways of writing."""

    language: str
    t: Translate

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as written in this language; nothing known is a dash."""
        if value is None or not math.isfinite(value):
            return "–"
        rounded = round(float(value), decimals)
        shape = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(rounded + 0.0, format=shape, locale=LOCALES[self.language]).replace("-", MINUS)

    def signed(self, value: float, decimals: int = 0) -> str:
        """A change with its sign: +3, −12, and ±0 for none."""
        if value is None or not math.isfinite(value):
            return "–"
        rounded = round(float(value), decimals)
        if rounded == 0:
            return "±0"
        return ("+" if rounded > 0 else "") + self.number(rounded, decimals)

    def minutes(self, value: float) -> str:
        """A travel time in whole minutes; infinite or unknown is told as not reached."""
        if value is None or not math.isfinite(value):
            return self.t("word.not_reached")
        return self.t("word.minutes", value=self.number(value)).replace(" ", NARROW_SPACE)

    def signed_minutes(self, value: float) -> str:
        """A change of travel time in whole minutes, with its sign."""
        return self.t("word.minutes", value=self.signed(value)).replace(" ", NARROW_SPACE)

    def people(self, value: float, *, suppressed: bool = False, about: bool = False, bare: bool = False) -> str:
        """A count of people; one hidden is told as not shown, an estimated one as about so many tens.

        `bare` leaves the word about away, for tables whose heading says it.
        """
        if suppressed:
            return self.t("word.not_shown")
        if value is None or not math.isfinite(value):
            return "–"
        if not about or not value:
            return self.number(value)
        return self.tens(value) if bare else self.t("word.about", value=self.tens(value))

    def tens(self, value: float) -> str:
        """An estimated count to the nearest ten, below a hundred to the nearest five: more would promise too much."""
        step = 10 if abs(value) >= 100 else 5
        return self.number(round(value / step) * step)

    def inside(self, key: str) -> str:
        """A text as it stands inside a sentence: its first letter small, unless it is a number or a name's initials."""
        text = self.t(key)
        return text[:1].lower() + text[1:]

    def date(self, day: dt.date | str) -> str:
        """A date as written in this language; a bare year or an unreadable date as it is."""
        if isinstance(day, str):
            try:
                return self.date(dt.date.fromisoformat(day))
            except ValueError:
                return day
        return format_date(day, format="d.M.y" if self.language != "en" else "d MMMM y", locale=LOCALES[self.language])

    def weekday_date(self, day: dt.date) -> str:
        """A date with its weekday: ke 25.11.2026."""
        weekday = self.t(f"weekday.{day.weekday()}")
        return f"{weekday} {self.date(day)}"

    def short_clock(self, second: int) -> str:
        """A time of day in few letters: 9, or 9.30."""
        return self.clock(second) if second % 3600 else str(second // 3600)

    def clock(self, second: int) -> str:
        """A time of day, as 9.00 in Finnish and Swedish and 9:00 in English."""
        hours, minutes = divmod(second // 60, 60)
        return f"{hours}{':' if self.language == 'en' else '.'}{minutes:02d}"

    def moment(self, when: dt.datetime) -> str:
        """A moment by Finland's clocks: 17.12.2026 klo 14.32."""
        local = when.astimezone(HELSINKI)
        clock = self.clock(local.hour * 3600 + local.minute * 60)
        return self.t("matters.moment", date=self.date(local.date()), time=clock)

    def day_of(self, when: dt.datetime) -> str:
        """The day of a moment by Finland's clocks: 17.12.2026."""
        return self.date(when.astimezone(HELSINKI).date())

    def named(self, family: str, word: str) -> str:
        """The name of a kind of service or a group; a word nobody has named is shown as it is."""
        key = f"{family}.{word}"
        return self.t(key) if key in catalogue(self.language) else word.replace("_", " ")


def is_estimate(figure: FrozenFigure) -> bool:
    """Whether a count is told as about so many: all that is computed is, and residents that are no plain count."""
    counted = figure.measure == RESIDENTS and figure.group not in ESTIMATED and figure.low == figure.high
    return figure.unit == "residents" and not counted

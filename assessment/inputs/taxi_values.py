"""Single values of a service taxi as YAML gives them; ValueError is raised for what is none."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from assessment.inputs.service_calendar import WEEKDAYS
from assessment.inputs.service_taxi import PROFILE_NAMES

ACCESS: Mapping[str, int] = {"unknown": 0, "yes": 1, "no": 2}
MAX_TEXT = 500
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")


def line_of_text(value: object) -> str:
    """One line of text; a number that YAML read is text too."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(value)
    text = str(value).strip()
    if not text or len(text) > MAX_TEXT or not text.isprintable():
        raise ValueError(value)
    return text


def lines_of_text(value: object) -> tuple[str, ...]:
    """Texts, each once: a list or a single one."""
    return tuple(dict.fromkeys(line_of_text(item) for item in (value if isinstance(value, list) else [value])))


def weekdays(value: object) -> frozenset[int]:
    """Weekdays by their English names, 0 = Monday."""
    return frozenset(WEEKDAYS.index(text.lower()) for text in lines_of_text(value))


def dates(value: object) -> frozenset[datetime.date]:
    """ISO dates."""
    return frozenset(datetime.date.fromisoformat(text) for text in lines_of_text(value))


def profiles(value: object) -> tuple[str, ...]:
    """Names of traveller profiles."""
    names = lines_of_text(value)
    if not names or not set(names) <= set(PROFILE_NAMES):
        raise ValueError(value)
    return names


def number(value: object, least: float, most: float, *, whole: bool = False) -> float:
    """A number within limits."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(value)
    found = float(value)
    if not least <= found <= most or (whole and not found.is_integer()):
        raise ValueError(value)
    return found


def access(value: object) -> int:
    """0 not known, 1 yes, 2 no; YAML's true and false are yes and no."""
    text = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return ACCESS[one_of(text, tuple(ACCESS))]


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def one_of(value: object, allowed: tuple[str, ...]) -> str:
    """One of a few words."""
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(value)
    return value


def clock_s(value: object) -> int:
    """Seconds since midnight of a time HH:MM, up to 24:59."""
    match = _CLOCK.fullmatch(line_of_text(value))
    if match is None or int(match[1]) > 24:
        raise ValueError(value)
    return int(match[1]) * 3600 + int(match[2]) * 60


def clock(seconds: int) -> str:
    """A time of day as HH:MM, the hours past 24 where it is past midnight."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"

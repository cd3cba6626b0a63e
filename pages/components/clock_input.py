"""A field for a time of day: typed as people write it, 9, 9.30 or 9:30; past midnight as 25.10."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.components.markup import Markup, show

if TYPE_CHECKING:
    from pages.components.reader import Reader

_CLOCK = re.compile(r"(?:klo|kl\.?)?\s*(\d{1,2})(?:[.:,](\d{2}))?")
LATEST_S = 48 * 3600


def seconds_of(text: str) -> int | None:
    """Seconds since midnight, None when the text is no time of day."""
    found = _CLOCK.fullmatch(text.strip().casefold())
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    second = hours * 3600 + minutes * 60
    return second if minutes < 60 and second <= LATEST_S else None


def clock_input(reader: Reader, title: str, key: str, usual_s: int, place: Any = None) -> int | None:
    """A time of day in seconds since midnight; None, and words beside the field, when it cannot be read."""
    box = place if place is not None else st.container()
    with box:
        st.session_state.setdefault(key, reader.clock(usual_s))
        text = st.text_input(title, key=key, max_chars=12)
        second = seconds_of(text)
        if second is None:
            say_wrong(reader.t("form.clock_wrong", value=text))
        return second


def window_input(
    reader: Reader, key: str, usual: tuple[int, int], titles: tuple[str, str] | None = None
) -> tuple[int, int] | None:
    """From and until, side by side; None, and words, when they cannot be read or end before they begin."""
    t = reader.t
    titles = titles or (t("form.from"), t("form.until"))
    from_box, until_box = st.columns(2)
    start = clock_input(reader, titles[0], f"{key}_from", usual[0], from_box)
    end = clock_input(reader, titles[1], f"{key}_until", usual[1], until_box)
    if start is None or end is None:
        return None
    if end <= start:
        say_wrong(t("form.window_backwards"))
        return None
    return start, end


def say_wrong(text: str) -> None:
    """Words beside a field that is not right yet."""
    show(Markup('<p class="wrong" role="alert">{}</p>').format(text))

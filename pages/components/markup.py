"""The only door for HTML on the pages: Markup, which escapes every value put into it.

`Markup("<td>{}</td>").format(name)` escapes the name; `show` takes nothing else, so that text of users and of files can
never become markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Markup", "joined", "label", "show"]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$])")


def show(content: Markup) -> None:
    """Put a piece of markup on the page."""
    if not isinstance(content, Markup):
        raise TypeError("only Markup may be shown: plain text has not been escaped")
    st.html(str(content))


def label(text: str) -> str:
    """A text as the label of a button or a heading: Streamlit reads those as Markdown, names of users are none."""
    return _MARKDOWN.sub(r"\\\1", text)


def joined(parts: Iterable[Markup]) -> Markup:
    """Pieces of markup one after another."""
    return Markup("").join(parts)

"""Where the pages of matters are: in the app's navigation, and the councils' plain pages beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from pages.components.markup import Markup

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from pages.components.reader import Reader

FOLDER = Path(__file__).resolve().parents[1] / "matters"
PLAIN_PAGES = "lausunnot"
START = "basics"
PARTS = ("basics", "alternatives", "written", "statements", "responses", "decision", "follow_up", "history")


def matter_list(reader: Reader) -> StreamlitPage:
    """The list of matters."""
    return st.Page(FOLDER / "matters.py", title=reader.t("page.matters"), url_path="asiat")


def one_matter(reader: Reader) -> StreamlitPage:
    """One matter; reached from the list or by its address, not from the menu."""
    return st.Page(FOLDER / "matter.py", title=reader.t("page.matter"), url_path="asia", visibility="hidden")


def address_of(reader: Reader, matter_id: int, part: str = START) -> dict[str, str]:
    """What the address of a matter tells after its question mark."""
    told = {"id": str(matter_id)}
    if part != START:
        told["part"] = part
    if reader.language != "fi":
        told["lang"] = reader.language
    return told


def plain_page(
    reader: Reader, words: str, request_id: int, version: int | None = None, rest: str = "", **query: str
) -> Markup:
    """A link to the councils' plain page of a request, or of one version of the statement it brought."""
    path = f"{PLAIN_PAGES}/{request_id}" + (f"/lausunto/{version}" if version is not None else rest)
    told = query | ({"lang": reader.language} if reader.language != "fi" else {})
    if told:
        path += f"?{urlencode(told)}"
    return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(path, words)

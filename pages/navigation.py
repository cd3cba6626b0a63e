"""The table of contents: the reader's language, the list of pages, and what surrounds each page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assessment.language import LANGUAGES
from pages.components.guard import say_sorry
from pages.components.markup import Markup, show
from pages.components.matters_addresses import matter_list, one_matter
from pages.components.reader import Reader, current_reader

PLANNING = Path(__file__).parent / "planning"


def choose_language(reader: Reader) -> None:
    """The language switch; the address remembers it."""

    def keep() -> None:
        chosen = st.session_state["choose_language"]
        if chosen:
            st.session_state["language"] = chosen
            st.query_params["lang"] = chosen

    st.session_state["choose_language"] = reader.language
    st.segmented_control(
        reader.t("choice.language"),
        LANGUAGES,
        format_func=lambda code: {"fi": "Suomi", "sv": "Svenska", "en": "English"}[code],
        key="choose_language",
        on_change=keep,
        label_visibility="collapsed",
        required=True,
    )


def run() -> None:
    """Show the page that the address asks for."""
    reader = current_reader()
    page = st.navigation(
        [
            st.Page(
                PLANNING / "service_network.py",
                title=reader.t("page.service_network"),
                url_path="palveluverkko",
                default=True,
            ),
            st.Page(PLANNING / "impacts.py", title=reader.t("page.impacts"), url_path="vaikutukset"),
            st.Page(PLANNING / "inputs.py", title=reader.t("page.inputs"), url_path="lahtotiedot"),
            matter_list(reader),
            one_matter(reader),
        ],
        position="top",
    )
    st.set_page_config(page_title=f"{page.title} – {reader.t('app.title')}", layout="wide")
    show(
        Markup('<div class="page-mark" data-page="{}" data-language="{}" hidden></div>').format(
            page.url_path or "palveluverkko", reader.language
        )
    )
    with st.container(key="language"):
        choose_language(reader)
    try:
        page.run()
    except Exception as error:
        say_sorry(error)


run()

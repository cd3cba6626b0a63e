"""The reader of a page: in which language, and how numbers, times and dates are written in it."""

from __future__ import annotations

import streamlit as st

from assessment.language import DEFAULT_LANGUAGE, LANGUAGES, translator
from assessment.report.figure_words import LOCALES, MINUS, NARROW_SPACE, Reader

__all__ = ["LOCALES", "MINUS", "NARROW_SPACE", "Reader", "current_reader"]


def current_reader() -> Reader:
    """The reader of this run: the address tells the language, the session remembers it."""
    wanted = st.query_params.get("lang", st.session_state.get("language", DEFAULT_LANGUAGE))
    language = wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE
    st.session_state["language"] = language
    return Reader(language, translator(language))

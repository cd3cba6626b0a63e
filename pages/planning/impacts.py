"""impacts."""

import streamlit as st

from pages.components.reader import current_reader

st.title(current_reader().t("page.impacts"), anchor=False)

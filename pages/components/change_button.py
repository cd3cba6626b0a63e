"""The button that makes a change: it adds it to the alternative, and on success empties what the form has used up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components import alternatives
from pages.components.markup import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from assessment.inputs.municipality import Municipality
    from assessment.scenario import Change


def change_button(
    municipality: Municipality,
    text: str,
    change: Change | None,
    key: str,
    used_up: Callable[[], None] | None = None,
) -> None:
    """Offer a change; None while the form is not ready. What was refused leaves the form as it is."""

    def make() -> None:
        if change is None:
            return
        alternatives.add_change(municipality, change)
        if alternatives.accepted() and used_up is not None:
            used_up()

    st.button(label(text), type="primary", key=key, width="stretch", on_click=make, disabled=change is None)


def free_id(stem: str, taken: set[str]) -> str:
    """An id that nobody has: the stem, with a number when needed."""
    made, number = stem, 2
    while made in taken:
        made, number = f"{stem}-{number}", number + 1
    return made

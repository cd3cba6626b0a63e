"""The figures of a frozen result before anything was hidden: for whoever prepares the matter, marked and logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.permissions import Action
from pages.components.decision_links import file_links
from pages.components.matters_words import notice
from pages.decisions.addresses import raw_figures_address

if TYPE_CHECKING:
    from pages.components.matters_page import MatterPage


def show_raw_figures(page: MatterPage) -> None:
    """A link for each frozen result; reading one is put into the matter's history."""
    t = page.reader.t
    frozen = [(view.alternative.label, view.result) for view in page.overview.alternatives if view.result is not None]
    if not frozen or not page.may(Action.RAW_RESULT_READ):
        return
    with st.expander(t("matters.raw.title")):
        notice(t("matters.raw.text"), t("matters.raw.warning"))
        file_links(
            page.reader,
            [
                (
                    t("matters.raw.take", name=name, version=result.version),
                    raw_figures_address(page.matter.id, result.alternative_id, result.version),
                )
                for name, result in frozen
            ],
        )

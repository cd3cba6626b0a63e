"""The figures of a frozen result before anything was hidden: for whoever prepares the matter, marked and logged."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.deadlines import as_local
from assessment.records.frozen_results import raw_result_bytes
from assessment.records.permissions import Action
from pages.components.markup import label
from pages.components.matters_words import notice

if TYPE_CHECKING:
    from assessment.records.frozen_results import FrozenRecord
    from pages.components.matters_page import MatterPage


def show_raw_figures(page: MatterPage) -> None:
    """A button for each frozen result; reading one is put into the matter's history."""
    t = page.reader.t
    frozen = [(view.alternative.label, view.result) for view in page.overview.alternatives if view.result is not None]
    if not frozen or not page.may(Action.RAW_RESULT_READ):
        return
    with st.expander(t("matters.raw.title")):
        notice(t("matters.raw.text"), t("matters.raw.warning"))
        with st.container(horizontal=True, gap="small"):
            for name, result in frozen:
                st.download_button(
                    label(t("matters.raw.take", name=name, version=result.version)),
                    partial(raw_result_bytes, page.database, page.actor, result.alternative_id, result.version),
                    file_name=file_name(page, name, result),
                    mime="text/csv",
                    key=f"raw_{result.id}",
                    on_click="ignore",
                )


def file_name(page: MatterPage, name: str, result: FrozenRecord) -> str:
    """A name that says what is in the file, that it is not public, and whose copy it is: a CSV has no room for that."""
    day = as_local(page.database.now()).day
    parts = (
        page.reader.t("matters.raw.file_mark"),
        page.matter.register_number,
        name,
        f"v{result.version}",
        page.actor.name,
        f"{day:%Y-%m-%d}",
    )
    return "_".join(_plain(part) for part in parts) + ".csv"


def _plain(text: str) -> str:
    """Letters, digits and hyphens only, as every file system takes them."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-")

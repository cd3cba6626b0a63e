"""Files that belong to something of a matter: each to be saved, and the field that adds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.attachments import add_attachment, list_attachments
from assessment.records.scopes import ENDED
from pages.components.decision_links import file_links
from pages.components.matters_forms import attempt, show_outcome
from pages.components.matters_words import hint
from pages.decisions.addresses import attachment_address

if TYPE_CHECKING:
    from assessment.records.states import OwnerKind
    from pages.components.matters_page import MatterPage

ATTACHABLE = ["pdf", "docx", "xlsx", "odt", "ods", "png", "jpg", "jpeg", "txt"]
LARGEST_MB = 20


def show_attachments(page: MatterPage, kind: OwnerKind, owner_id: int, form: str, can_add: bool) -> None:
    """The attachments of something, each to be saved, and the field that adds one until the matter is decided."""
    t = page.reader.t
    kept = list_attachments(page.database, page.actor, kind, owner_id)
    if kept:
        size = {one: page.reader.number(max(1, one.size_bytes / 1024)) for one in kept}
        named = [t("matters.attachment", file=one.name, size=size[one]) for one in kept]
        file_links(page.reader, zip(named, (attachment_address(one.attachment_id) for one in kept), strict=True))
    if not can_add:
        return
    show_outcome(page.reader, form)
    if page.matter.state in ENDED:
        hint(t("matters.attach_decided"))
        return
    round_key = f"{form}_round"
    chosen = st.file_uploader(
        t("matters.attach"),
        type=ATTACHABLE,
        key=f"{form}_file_{st.session_state.get(round_key, 0)}",
        max_upload_size=LARGEST_MB,
    )
    if chosen is not None and st.button(t("matters.attach_do"), key=f"{form}_do"):

        def keep() -> None:
            add_attachment(page.database, page.actor, kind, owner_id, chosen.name, chosen.getvalue())
            st.session_state[round_key] = st.session_state.get(round_key, 0) + 1

        attempt(form, keep, t("matters.attached"))

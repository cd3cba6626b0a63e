"""The condition of the record in words: where it is, how large, backed up when; whether its history is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.errors import Refused
from assessment.language import catalogue
from assessment.records.condition import record_condition, refused_attempts
from assessment.records.history import Head, publish_head
from assessment.records.verifying import Verified, verify_history
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import Cell, facts, fault_lines, hint, lines, moment, notice, table

if TYPE_CHECKING:
    from pages.components.administration_page import AdministrationPage
    from pages.components.reader import Reader

PUBLISH, HEAD = "publish_head", "head_published"
MEGABYTE = 1024 * 1024
BACKUP_COMMAND = "python -m assessment records backup"


def show_condition(page: AdministrationPage) -> None:
    """The record's condition as a table of facts, and what needs doing about it."""
    t, reader = page.reader.t, page.reader
    now = record_condition(page.database, page.actor)
    backup = now.last_backup
    told = (
        t(
            "condition.backup_told",
            at=moment(reader, backup.at),
            size=_size(reader, backup.size_bytes),
            name=backup.name,
        )
        if backup
        else t("condition.no_backup")
    )
    revision = now.revision if now.revision == now.newest_revision else f"{now.revision} → {now.newest_revision}"
    facts(
        (
            (t("condition.database"), now.database),
            (t("condition.place"), now.place),
            (t("condition.revision"), revision),
            (t("condition.size"), _size(reader, now.size_bytes)),
            (t("condition.attachments"), _size(reader, now.attachment_bytes)),
            (t("condition.free"), _size(reader, now.free_bytes)),
            (t("condition.last_backup"), told),
            (t("condition.backups"), now.backups),
            (
                t("condition.rows"),
                lines(f"{t(f'condition.table.{name}')}: {reader.number(count)}" for name, count in now.rows),
            ),
        ),
        t("condition.caption"),
    )
    hint(t("condition.how_to_back_up", command=BACKUP_COMMAND))


def show_check(page: AdministrationPage) -> None:
    """Verify the whole history, compared with a published head where one is given."""
    t = page.reader.t
    hint(t("condition.check_text"))
    given = st.text_input(t("condition.anchor"), key="anchor_given", help=t("condition.anchor_help"))
    if not st.button(t("matters.history.verify"), type="primary", key="verify_all"):
        return
    try:
        anchors = [Head.parse(given)] if given.strip() else []
    except Refused as refused:
        notice(" ".join(fault_lines(page.reader, refused.faults, {})), error=True)
        return
    with st.spinner(t("condition.checking")):
        found = verify_history(page.database, page.actor, anchors)
    if isinstance(found, Verified):
        text = t("matters.history.whole", entries=page.reader.number(found.entries), anchors=found.anchors)
        notice(text, t("matters.history.whole_title"))
        hint(t("condition.head"))
        st.code(str(found.head), language=None, wrap_lines=True)
        return
    name = _subject(page.reader, found.subject)
    words = t(f"history.breach.{found.breach.value}", seq=found.seq, subject=name, id=found.subject_id or "")
    notice(words, t("matters.history.broken_title"), error=True)


def show_publish(page: AdministrationPage) -> None:
    """Record that the head is published outside, and show what to print there."""
    t = page.reader.t
    hint(t("condition.publish_text"))
    if head := st.session_state.get(HEAD):
        notice(t("condition.published_text"), t("condition.published"))
        st.code(head, language=None, wrap_lines=True)
    begin(PUBLISH, {"where": ""}, 0)
    show_outcome(page.reader, PUBLISH, {"where": t("condition.where")})
    with st.form("publish_head_form", border=False):
        st.text_input(t("condition.where"), key=field(PUBLISH, "where"), max_chars=200, help=t("condition.where_help"))
        sent = st.form_submit_button(t("condition.publish"), key="publish_head_send")
    where = str(value(PUBLISH, "where") or "").strip()
    if sent and not where:
        hint(t("fault.form_missing"))
    elif sent:

        def publish() -> None:
            st.session_state[HEAD] = str(publish_head(page.database, page.actor, where))

        attempt(PUBLISH, publish, t("condition.published_done"))


def show_refused(page: AdministrationPage) -> None:
    """The newest attempts that were refused: who, what, when."""
    t, reader = page.reader.t, page.reader
    known = catalogue(reader.language)
    rows: list[tuple[Cell, ...]] = []
    for one in refused_attempts(page.database, page.actor):
        action = f"history.action.{one.attempted}"
        what = t(action) if action in known else one.attempted
        thing = f"{_subject(reader, one.subject)} {one.subject_id or ''}".strip()
        why = t("condition.refused_expired") if one.expired else t("condition.refused_role")
        rows.append(
            (moment(reader, one.at), one.by or t("condition.nobody"), what, thing, why, reader.number(one.times))
        )
    if not rows:
        hint(t("condition.no_refused"))
        return
    hint(t("condition.refused_times"))
    heads = [t(f"condition.refused.{name}") for name in ("when", "who", "what", "thing", "why", "times")]
    table(t("condition.refused.caption", count=len(rows)), heads, rows)


def _subject(reader: Reader, subject: str) -> str:
    key = f"records.subject.{subject}"
    return reader.t(key) if key in catalogue(reader.language) else subject


def _size(reader: Reader, size_bytes: int) -> str:
    if size_bytes < MEGABYTE:
        return reader.t("condition.kilobytes", size=reader.number(size_bytes / 1024))
    if size_bytes < 1024 * MEGABYTE:
        return reader.t("condition.megabytes", size=reader.number(size_bytes / MEGABYTE, 1))
    return reader.t("condition.gigabytes", size=reader.number(size_bytes / 1024 / MEGABYTE, 1))

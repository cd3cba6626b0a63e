"""*Asian historia*: who did what when, in words; and whether the history is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.language import catalogue
from assessment.records.overview import history_of_matter
from assessment.records.permissions import Action
from assessment.records.refusals import NotAllowed
from assessment.records.verifying import Verified, verify_history
from pages.components.matters_words import Cell, hint, moment, notice, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessment.records.overview import HistoryRow
    from pages.components.matters_page import MatterPage

ON_SCREEN = 200


def show_history(page: MatterPage) -> None:
    """The newest entries first, and the button that verifies the whole history."""
    t, reader = page.reader.t, page.reader
    if not page.may(Action.HISTORY_READ):
        hint(t("matters.not_allowed"))
        return
    if page.may(Action.HISTORY_VERIFY):
        if st.button(t("matters.history.verify"), key="verify_history"):
            _verify(page)
    else:
        hint(t("matters.history.how"))
    rows = list(reversed(history_of_matter(page.database, page.actor, page.matter.id)))
    bodies = {request.body_id: request.body for request in page.overview.requests}
    bodies |= {one.body_id: one.body for one in page.overview.missing}
    told: list[tuple[Cell, ...]] = [
        (str(row.seq), moment(reader, row.at), row.by or t("matters.history.program"), _what(page, row, bodies))
        for row in rows[:ON_SCREEN]
    ]
    heads = [t(f"matters.history.{name}") for name in ("number", "when", "who", "what")]
    table(t("matters.history.caption", count=len(rows), shown=len(told)), heads, told)


def _what(page: MatterPage, row: HistoryRow, bodies: Mapping[int, str]) -> str:
    """What was done, to what, and on which version: 'Lausuntoa pyydettiin: Vanhusneuvosto'."""
    t = page.reader.t
    action = f"history.action.{row.action}"
    words = t(action) if action in catalogue(page.reader.language) else row.action
    facts = row.facts
    if row.action == "refused":
        attempted = f"history.action.{facts.get('attempted')}"
        known = attempted in catalogue(page.reader.language)
        details = [t(attempted) if known else str(facts.get("attempted", ""))]
    else:
        body = bodies.get(facts["body"]) if isinstance(facts.get("body"), int) else None
        told = (body, facts.get("label"), facts.get("title"), facts.get("receipt"), facts.get("section"))
        details = [str(one) for one in told if one]
        if facts.get("reason"):
            details.append(str(facts["reason"]))
        if facts.get("dimension"):
            details.append(t(f"records.dimension.{facts['dimension']}"))
    text = f"{words}: {', '.join(details)}" if details else words
    if row.action == "result_freeze" and row.version:
        text += " (" + t("matters.statement.version", number=row.version) + ")"
    return text


def _verify(page: MatterPage) -> None:
    t = page.reader.t
    try:
        found = verify_history(page.database, page.actor)
    except NotAllowed as refusal:
        notice(t("matters.expired") if refusal.expired else t("matters.not_allowed"), error=True)
        return
    if isinstance(found, Verified):
        text = t("matters.history.whole", entries=page.reader.number(found.entries), anchors=found.anchors)
        notice(text, t("matters.history.whole_title"))
        return
    subject = f"records.subject.{found.subject}"
    name = t(subject) if subject in catalogue(page.reader.language) else found.subject
    words = t(f"history.breach.{found.breach.value}", seq=found.seq, subject=name, id=found.subject_id or "")
    notice(words, t("matters.history.broken_title"), error=True)

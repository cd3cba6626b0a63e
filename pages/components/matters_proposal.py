"""The preparer's proposal on a matter's decision part: what stands, and the form that proposes an alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.permissions import Action
from assessment.records.proposals import propose
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import facts, hint, moment, paragraphs

if TYPE_CHECKING:
    from pages.components.matters_page import MatterPage

FORM = "proposal"


def show_proposal(page: MatterPage) -> None:
    """What the preparer proposes; the form for whoever prepares the matter."""
    t, reader, proposal = page.reader.t, page.reader, page.overview.proposal
    if proposal is None:
        hint(t("matters.proposal.none"))
    else:
        facts(
            (
                (t("matters.proposal.alternative_id"), f"{proposal.label} {proposal.title}"),
                (t("matters.proposal.reason"), paragraphs(proposal.reason)),
                (
                    t("matters.proposal.made"),
                    t(
                        "matters.decision.recorded_by",
                        at=moment(reader, proposal.proposed_at),
                        person=proposal.proposed_by,
                    ),
                ),
            ),
            t("matters.proposal.title"),
        )
    if page.overview.decision is None and page.may(Action.MATTER_EDIT):
        _form(page)


def _form(page: MatterPage) -> None:
    t, proposal = page.reader.t, page.overview.proposal
    labels = {
        one.alternative.id: f"{one.alternative.label} {one.alternative.title}"
        for one in page.overview.alternatives
        if one.result is not None or page.matter.screening.needed is False
    }
    if not labels:
        return
    names = {name: t(f"matters.proposal.{name}") for name in ("alternative_id", "reason")}
    start = (
        proposal.alternative_id if proposal is not None and proposal.alternative_id in labels else next(iter(labels))
    )
    initial = {"alternative_id": start, "reason": proposal.reason if proposal is not None else ""}
    seen = begin(FORM, initial, proposal.id if proposal is not None else None)
    stands = {names["alternative_id"]: f"{proposal.label} {proposal.title}"} if proposal is not None else {}
    stands |= {names["reason"]: proposal.reason} if proposal is not None else {}
    with st.expander(t("matters.proposal.do"), expanded=f"{FORM}:outcome" in st.session_state):
        show_outcome(page.reader, FORM, names, stands)
        with st.form("proposal_form", border=False):
            st.radio(
                names["alternative_id"],
                list(labels),
                format_func=lambda one: labels[one],
                key=field(FORM, "alternative_id"),
            )
            st.text_area(names["reason"], key=field(FORM, "reason"))
            sent = st.form_submit_button(t("matters.proposal.do"), key="proposal_send")
    if sent:
        attempt(
            FORM,
            lambda: propose(
                page.database,
                page.actor,
                page.matter.id,
                value(FORM, "alternative_id"),
                value(FORM, "reason") or "",
                seen,
            ),
            t("matters.proposal.done"),
        )

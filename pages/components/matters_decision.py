"""*Päätös*: what is still missing, by name; the form of whoever decides; and the decision once it is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.actor import Role
from assessment.records.deadlines import as_local
from assessment.records.decisions import DecisionForm, record_decision
from assessment.records.missing import NOT_REQUESTED, OF_THE_MATTER
from assessment.records.permissions import Action
from pages.components.markup import Markup, joined, show
from pages.components.matters_forms import attempt, begin, field, missing_of_matter, show_outcome, value
from pages.components.matters_proposal import show_proposal
from pages.components.matters_rights import bodies_by_id
from pages.components.matters_words import facts, hint, moment, paragraphs, table

if TYPE_CHECKING:
    from assessment.records.decisions import DecisionRecord
    from assessment.records.missing import Missing
    from pages.components.matters_page import MatterPage

FORM = "decision"
_FIELDS = ("body_id", "date", "section", "alternative_id", "grounds")


def show_decision(page: MatterPage) -> None:
    """The decision, or what it waits for and the form that records it."""
    decision = page.overview.decision
    if decision is not None:
        _recorded(page, decision)
        return
    show_proposal(page)
    _missing(page)
    if page.may(Action.DECISION_RECORD):
        _form(page)
    else:
        hint(page.reader.t("matters.decision.whose", body=page.matter.deciding_body or "–"))


def _recorded(page: MatterPage, decision: DecisionRecord) -> None:
    t, reader = page.reader.t, page.reader
    facts(
        (
            (t("matters.decision.body_id"), decision.body),
            (t("matters.decision.date"), f"{reader.date(decision.date)}, {decision.section}"),
            (t("matters.decision.alternative_id"), f"{decision.alternative} {decision.alternative_title}"),
            (t("matters.decision.result_version"), str(decision.result_version)),
            (t("matters.decision.grounds"), paragraphs(decision.grounds)),
            (
                t("matters.decision.recorded"),
                t("matters.decision.recorded_by", at=moment(reader, decision.recorded_at), person=decision.recorded_by),
            ),
            (t("matters.decision.head"), Markup("<code>{}</code>").format(decision.history_head)),
        ),
        t("matters.part.decision"),
    )
    rows = [(one.body, one.receipt, paragraphs(one.account)) for one in decision.accounts]
    rows += [(body, t("records.request_state.not_requested"), paragraphs(why)) for body, why in decision.not_heard]
    if rows:
        heads = [t("matters.statement.body"), t("matters.statement.receipt"), t("matters.decision.account")]
        table(t("matters.decision.accounts"), heads, rows)


def _missing(page: MatterPage) -> None:
    """What a decision waits for, body by body."""
    t, missing = page.reader.t, page.overview.missing
    told = [of for one in page.overview.statements for of in (one, *one.earlier)]
    unanswered = sum(1 for one in told for point in one.points if point.answer is None)
    if not missing:
        show(Markup('<div class="notice"><p>{}</p></div>').format(t("matters.decision.nothing_missing")))
    else:
        items = joined(Markup("<li>{}</li>").format(_words(page, one)) for one in missing)
        show(
            Markup('<div class="notice notice-error"><h2>{}</h2><ul>{}</ul></div>').format(
                t("matters.decision.missing"), items
            )
        )
    if unanswered:
        hint(t("matters.decision.unanswered", count=unanswered))


def _words(page: MatterPage, one: Missing) -> str:
    t = page.reader.t
    if one.state in OF_THE_MATTER:
        return missing_of_matter(page.reader, one.body, one.state)
    if one.state == NOT_REQUESTED:
        return t("matters.missing.not_requested", body=one.body)
    if one.overdue and one.lapses_from is None:
        return t("matters.missing.remind", body=one.body)
    if one.overdue and one.lapses_from is not None and one.lapses_from > as_local(page.database.now()).day:
        return t("matters.missing.wait", body=one.body, date=page.reader.date(one.lapses_from))
    if one.overdue:
        return t("matters.missing.lapse", body=one.body)
    return t("matters.missing.open", body=one.body, state=t(f"records.request_state.{one.state}"))


def _form(page: MatterPage) -> None:
    t, overview = page.reader.t, page.overview
    bodies = bodies_by_id(page.database, deciding=True)
    own = page.actor.bodies(Role.DECISION_MAKER)
    own &= {page.matter.deciding_body_id}
    bodies = {one: name for one, name in bodies.items() if one in own}
    labels = {one.alternative.id: f"{one.alternative.label} {one.alternative.title}" for one in overview.alternatives}
    if not bodies or not labels:
        hint(t("matters.decision.no_alternatives"))
        return
    not_asked = {one.body_id: one.body for one in overview.missing if one.state == NOT_REQUESTED and one.body_id}
    names = {
        name: t(f"matters.decision.{name}") for name in ("body_id", "date", "section", "alternative_id", "grounds")
    }
    accounts = {
        f"account_{one.statement.id}": t(
            "matters.decision.account_of", body=one.statement.body, receipt=one.statement.receipt
        )
        for one in overview.statements
    }
    reasons = {f"not_heard_{one}": t("matters.decision.not_heard", body=body) for one, body in not_asked.items()}
    initial: dict[str, object] = dict.fromkeys((*names, *accounts, *reasons), "")
    initial |= {"body_id": next(iter(bodies)), "alternative_id": next(iter(labels))}
    begin(FORM, initial, 0)
    show_outcome(page.reader, FORM, names | accounts | reasons)
    st.subheader(t("matters.decision.record"), anchor=False)
    with st.form("decision_form", border=False):
        st.selectbox(names["body_id"], list(bodies), format_func=lambda one: bodies[one], key=field(FORM, "body_id"))
        hint(t("matters.date_help"))
        left, right = st.columns(2)
        with left:
            st.text_input(names["date"], key=field(FORM, "date"))
        with right:
            st.text_input(names["section"], key=field(FORM, "section"))
        st.radio(
            names["alternative_id"],
            list(labels),
            format_func=lambda one: labels[one],
            key=field(FORM, "alternative_id"),
        )
        st.text_area(names["grounds"], key=field(FORM, "grounds"))
        for name, words in (accounts | reasons).items():
            st.text_area(words, key=field(FORM, name))
        sent = st.form_submit_button(t("matters.decision.do"), type="primary", key="decision_send")
    if not sent:
        return
    form = DecisionForm(
        value(FORM, "body_id"),
        value(FORM, "date") or "",
        value(FORM, "section") or "",
        value(FORM, "alternative_id"),
        value(FORM, "grounds") or "",
        {one.statement.id: value(FORM, f"account_{one.statement.id}") or "" for one in overview.statements},
        {one: value(FORM, f"not_heard_{one}") or "" for one in not_asked},
    )
    attempt(
        FORM,
        lambda: record_decision(page.database, page.actor, page.matter.id, form),
        t("matters.decision.done"),
    )

"""*Vastineet*: each statement split into points in its own words, each answered, the answers shown to the council."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.permissions import Action
from assessment.records.responses import answer_point, publish_responses, split_statement, withdraw_point
from assessment.records.spoken_versions import versions_text
from assessment.records.states import Answer
from pages.components.markup import Markup, label, show
from pages.components.matters_addresses import plain_page
from pages.components.matters_forms import attempt, begin, field, forget, show_outcome, value
from pages.components.matters_preparer import show_preparer
from pages.components.matters_words import hint, lines, moment, paragraphs, table

if TYPE_CHECKING:
    from assessment.records.given_statements import StatementRecord
    from assessment.records.overview import AnsweredStatement
    from assessment.records.responses import EarlierAnswer, PointRecord
    from pages.components.matters_page import MatterPage


def show_responses(page: MatterPage) -> None:
    """One statement after another, its points and the answers."""
    t = page.reader.t
    if not page.may(Action.RESPONSE_EDIT):
        show_preparer(page)
    if not page.overview.statements:
        hint(t("matters.responses.none"))
    for answered in page.overview.statements:
        one = answered.statement
        show(Markup("<h2>{}</h2>").format(f"{one.body}, {one.receipt}"))
        _points(page, answered)
        link = plain_page(page.reader, t("matters.responses.effect"), one.request_id, rest="/vaikutus")
        show(Markup("<p>{}</p>").format(link))
        _figures(page, one)
        if page.may(Action.RESPONSE_EDIT):
            _answers(page, answered)
            with st.expander(t("matters.split"), expanded=f"split_{one.id}:outcome" in st.session_state):
                _split(page, one, answered.points)
            _publish(page, answered)
        for earlier in answered.earlier:
            _earlier(page, earlier)


def _earlier(page: MatterPage, answered: AnsweredStatement) -> None:
    """An earlier version of a statement: the points picked of it are answered, no new ones are picked."""
    t, one = page.reader.t, answered.statement
    title = t("matters.responses.earlier", body=one.body, receipt=one.receipt, number=one.version_number)
    show(Markup("<h3>{}</h3>").format(title))
    if any(point.published_at is None for point in answered.points):
        hint(t("matters.responses.earlier_explained"))
    _points(page, answered)
    _figures(page, one)
    if page.may(Action.RESPONSE_EDIT):
        _answers(page, answered)
        _publish(page, answered)


def _figures(page: MatterPage, statement: StatementRecord) -> None:
    """A link to the figures that a statement was given on."""
    if not any(statement.result_versions.values()):
        return
    words, versions = page.reader.t("matters.responses.figures"), versions_text(statement.result_versions)
    link = plain_page(page.reader, words, statement.request_id, rest="/luvut", versio=versions)
    show(Markup("<p>{}</p>").format(link))


def _points(page: MatterPage, answered: AnsweredStatement) -> None:
    t = page.reader.t
    if not answered.points:
        hint(t("matters.responses.no_points"))
        return
    rows = []
    for point in answered.points:
        answer = t("matters.responses.waiting") if point.answer is None else t(f"records.answer.{point.answer.value}")
        shown = moment(page.reader, point.published_at) if point.published_at else t("matters.responses.not_shown")
        rows.append((str(point.order), paragraphs(point.quote), answer, _reason(page, point), shown))
        for earlier in reversed(point.earlier):
            words = t("matters.responses.earlier_answer", replaced=moment(page.reader, earlier.replaced_at))
            given = moment(page.reader, earlier.published_at)
            answer = t(f"records.answer.{earlier.answer.value}")
            rows.append((str(point.order), paragraphs(words), answer, _reason(page, earlier), given))
    heads = [t(f"matters.responses.{name}") for name in ("number", "quote", "answer", "reason", "shown")]
    table(t("matters.responses.caption", body=answered.statement.body), heads, rows)


def _reason(page: MatterPage, point: PointRecord | EarlierAnswer) -> Markup:
    if point.change is None:
        return paragraphs(point.reason)
    change = page.reader.t(
        "matters.responses.change",
        alternative=f"{point.change.label} {point.change.title}",
        old=point.change.from_version,
        new=point.change.to_version,
    )
    return lines((paragraphs(point.reason), change))


def _answers(page: MatterPage, answered: AnsweredStatement) -> None:
    """The form that answers one point, chosen by its number; the first one without an answer is offered first."""
    t = page.reader.t
    known = {point.id: point for point in answered.points}
    if not known:
        return
    key = f"point_of_{answered.statement.id}"
    if st.session_state.get(key) not in known:
        waiting = next((point.id for point in known.values() if point.answer is None), next(iter(known)))
        st.session_state[key] = waiting
    which = st.selectbox(
        t("matters.responses.which"),
        list(known),
        format_func=lambda one: f"{known[one].order}. {known[one].quote[:80]}",
        key=key,
    )
    point = known[which]
    form = f"point_{point.id}"
    changed = {view.alternative.id: view.alternative for view in page.overview.alternatives}
    initial = {
        "answer": point.answer.value if point.answer else Answer.TAKEN.value,
        "reason": point.reason,
        "changed": point.change.alternative_id if point.change else 0,
    }
    version = begin(form, initial, point.version)
    names = {name: t(f"matters.responses.{name}") for name in ("answer", "reason", "changed")}
    stands = {names["answer"]: t(f"records.answer.{point.answer.value}") if point.answer else "–"}
    more = {"changed_alternative_id": names["changed"], "changed_to_version": names["changed"]}
    show_outcome(page.reader, form, names | more, stands | {names["reason"]: point.reason})
    with st.form(f"{form}_form", border=True):
        show(Markup("<blockquote>{}</blockquote>").format(paragraphs(point.quote)))
        if point.published_at is not None:
            hint(t("matters.responses.given_already"))
        st.radio(
            names["answer"],
            [one.value for one in Answer],
            format_func=lambda word: t(f"records.answer.{word}"),
            key=field(form, "answer"),
        )
        st.text_area(names["reason"], key=field(form, "reason"))
        st.selectbox(
            names["changed"],
            [0, *changed],
            format_func=lambda one: (
                t("matters.responses.unchanged") if not one else f"{changed[one].label} {changed[one].title}"
            ),
            key=field(form, "changed"),
        )
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("matters.responses.save"), type="primary", key=f"{form}_send")
            withdrawn = point.published_at is None and st.form_submit_button(
                t("matters.responses.withdraw"), key=f"{form}_withdraw"
            )
    told = [value(form, name) for name in ("answer", "reason", "changed")]

    def keep() -> None:
        answer_point(page.database, page.actor, point.id, told[0], told[1] or "", version, told[2] or None)
        st.session_state.pop(key, None)  # on to the next one

    if sent:
        attempt(form, keep, t("matters.saved"))
    elif withdrawn:
        attempt(form, lambda: withdraw_point(page.database, page.actor, point.id, version), t("matters.saved"))


def _split(page: MatterPage, statement: StatementRecord, points: tuple[PointRecord, ...]) -> None:
    t, form = page.reader.t, f"split_{statement.id}"
    taken = {" ".join(point.quote.split()) for point in points}
    offered = [text for text in _passages(statement) if " ".join(text.split()) not in taken]
    begin(form, {"chosen": [], "own": ""}, 0)
    kept = [text for text in value(form, "chosen") or [] if text in offered]
    if kept != value(form, "chosen"):
        st.session_state[field(form, "chosen")] = kept
    show_outcome(page.reader, form, {"quote": t("matters.responses.quote")})
    with st.form(f"{form}_form", border=False):
        st.multiselect(t("matters.split.passages"), offered, key=field(form, "chosen"), placeholder=t("matters.choose"))
        hint(t("matters.split.own_help"))
        st.text_area(t("matters.split.own"), key=field(form, "own"))
        sent = st.form_submit_button(t("matters.split.do"), key=f"{form}_send")
    if sent:
        own = str(value(form, "own") or "").strip()
        quotes = [*(value(form, "chosen") or ()), *([own] if own else ())]
        attempt(form, lambda: split_statement(page.database, page.actor, statement.id, quotes), t("matters.saved"))


def _passages(statement: StatementRecord) -> list[str]:
    """The statement's paragraphs, each once: what is offered to be picked as a point."""
    texts = [
        statement.text,
        statement.conditions,
        statement.missing_information,
        *statement.answers,
        *(one.reason for one in statement.stances),
        *(one.text for one in statement.dissenting),
    ]
    return list(dict.fromkeys(line.strip() for text in texts for line in text.splitlines() if line.strip()))


def _publish(page: MatterPage, answered: AnsweredStatement) -> None:
    t, form = page.reader.t, f"publish_{answered.statement.id}"
    ready = [point for point in answered.points if point.answer is not None and point.published_at is None]
    if not ready:
        forget(form)
        return
    show_outcome(page.reader, form)
    body = answered.statement.body
    if st.button(label(t("matters.responses.publish", count=len(ready), body=body)), key=f"{form}_do", type="primary"):
        attempt(
            form,
            lambda: publish_responses(page.database, page.actor, answered.statement.id),
            t("matters.responses.published", body=body),
        )

"""*Kirjallinen arviointi*: the impacts in words, by Kuntaliitto's dimensions, beside the computed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.permissions import Action
from assessment.records.scopes import ENDED
from assessment.records.states import DIMENSIONS, Direction, MatterState, Size, Term
from assessment.records.written_impacts import (
    WrittenImpactForm,
    add_written_impact,
    edit_written_impact,
    withdraw_written_impact,
)
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import hint, paragraphs, table

if TYPE_CHECKING:
    from assessment.records.written_impacts import WrittenImpactRecord
    from pages.components.matters_page import MatterPage

_FIELDS = ("dimension", "alternative", "impact", "direction", "size", "term", "reason")


def show_written(page: MatterPage) -> None:
    """The impacts as one table, then the form for a new one or for changing one."""
    t, written = page.reader.t, page.overview.written_impacts
    if written:
        rows = [
            (
                t(f"records.dimension.{one.dimension}"),
                one.alternative or t("matters.all_alternatives"),
                paragraphs(one.impact),
                t(f"records.direction.{one.direction.value}"),
                t(f"records.size.{one.size.value}"),
                t(f"records.term.{one.term.value}"),
                paragraphs(one.reason),
            )
            for one in written
        ]
        table(t("matters.written.caption"), [t(f"matters.written.{name}") for name in _FIELDS], rows)
    else:
        hint(t("matters.written.none"))
    if not page.may(Action.WRITTEN_IMPACT_EDIT) or page.matter.state in {*ENDED, MatterState.NOT_ASSESSED}:
        return
    chosen = _choose(page)
    _form(page, chosen)


def _choose(page: MatterPage) -> WrittenImpactRecord | None:
    t = page.reader.t
    known = {one.id: one for one in page.overview.written_impacts}
    which = st.selectbox(
        t("matters.written.which"),
        [0, *known],
        format_func=lambda one: t("matters.written.new") if one == 0 else _words(page, known[one]),
        key="written_which",
    )
    return known.get(which or 0)


def _words(page: MatterPage, one: WrittenImpactRecord) -> str:
    dimension = page.reader.t(f"records.dimension.{one.dimension}")
    return f"{dimension}: {one.alternative} {one.impact[:60]}"


def _form(page: MatterPage, chosen: WrittenImpactRecord | None) -> None:
    t = page.reader.t
    form = f"written_{chosen.id if chosen else 0}"
    initial = {
        "dimension": chosen.dimension if chosen else DIMENSIONS[0],
        "alternative": (chosen.alternative_id or 0) if chosen else 0,
        "impact": chosen.impact if chosen else "",
        "direction": chosen.direction.value if chosen else Direction.BOTH.value,
        "size": chosen.size.value if chosen else Size.MODERATE.value,
        "term": chosen.term.value if chosen else Term.BOTH.value,
        "reason": chosen.reason if chosen else "",
    }
    version = begin(form, initial, chosen.version if chosen else 0)
    stands = {t("matters.written.impact"): chosen.impact, t("matters.written.reason"): chosen.reason} if chosen else {}
    show_outcome(page.reader, form, {name: t(f"matters.written.{name}") for name in _FIELDS}, stands)
    labels = {view.alternative.id: view.alternative.label for view in page.overview.alternatives}
    with st.form(f"{form}_form", border=False):
        left, right = st.columns(2)
        with left:
            _select(page, form, "dimension", DIMENSIONS)
        with right:
            st.selectbox(
                t("matters.written.alternative"),
                [0, *labels],
                format_func=lambda one: t("matters.all_alternatives") if not one else labels.get(one, "–"),
                key=field(form, "alternative"),
            )
        st.text_area(t("matters.written.impact"), key=field(form, "impact"))
        for column, (name, words) in zip(
            st.columns(3),
            (("direction", tuple(Direction)), ("size", tuple(Size)), ("term", tuple(Term))),
            strict=True,
        ):
            with column:
                _select(page, form, name, [word.value for word in words])
        st.text_area(t("matters.written.reason"), key=field(form, "reason"))
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("matters.save"), type="primary", key=f"{form}_send")
            withdrawn = chosen is not None and st.form_submit_button(
                t("matters.written.withdraw"), key=f"{form}_withdraw"
            )
    told = WrittenImpactForm(
        value(form, "dimension"),
        value(form, "impact") or "",
        value(form, "direction"),
        value(form, "size"),
        value(form, "term"),
        value(form, "reason") or "",
        value(form, "alternative") or None,
    )
    if sent and chosen is None:
        attempt(form, lambda: add_written_impact(page.database, page.actor, page.matter.id, told), t("matters.saved"))
    elif sent and chosen is not None:
        attempt(
            form, lambda: edit_written_impact(page.database, page.actor, chosen.id, told, version), t("matters.saved")
        )
    elif withdrawn and chosen is not None:
        attempt(
            form, lambda: withdraw_written_impact(page.database, page.actor, chosen.id, version), t("matters.saved")
        )


def _select(page: MatterPage, form: str, name: str, words: tuple[str, ...] | list[str]) -> None:
    t = page.reader.t
    st.selectbox(
        t(f"matters.written.{name}"),
        words,
        format_func=lambda word: t(f"records.{name}.{word}"),
        key=field(form, name),
    )

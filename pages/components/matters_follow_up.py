"""*Seuranta*: when, who and what was observed after the decision; newer figures beside the predicted ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import streamlit as st

from assessment.records.follow_ups import (
    EarlierFollowUp,
    FollowUpForm,
    add_follow_up,
    compare_with_predicted,
    edit_follow_up,
)
from assessment.records.frozen_figures import KEY_MEASURES
from assessment.records.permissions import Action
from assessment.scenario import Scenario, parse_scenario
from pages.components.day_choice import USUAL, has_service, known_days
from pages.components.matters_alternatives import HEADS
from pages.components.matters_computing import compute_in_sight, take_cancelled
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_words import Cell, hint, lines, moment, notice, paragraphs, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessment.inputs.municipality import Municipality
    from assessment.records.follow_ups import Comparison, FollowUpRecord
    from pages.components.matters_page import MatterPage

_FIELDS = ("date", "responsible", "observed")


def show_follow_up(page: MatterPage) -> None:
    """The follow-ups, each with its comparison; then the form for a new one or for one that stands."""
    t, reader = page.reader.t, page.reader
    if page.overview.decision is None:
        hint(t("matters.follow_up.before"))
        return
    rows: list[tuple[Cell, ...]] = []
    for one in page.overview.follow_ups:
        rows.append(
            (reader.date(one.date), one.responsible, paragraphs(one.observed) or t("matters.follow_up.planned"))
        )
        rows += _earlier_words(page, one)
    if rows:
        table(t("matters.follow_up.caption"), [t(f"matters.follow_up.{name}") for name in _FIELDS], rows)
    else:
        hint(t("matters.follow_up.none"))
    for one in page.overview.follow_ups:
        if one.comparison is not None:
            _comparison(page, one, one.comparison)
        for earlier, after in reversed(_with_next(one)):
            if earlier.comparison is not None and earlier.comparison != after.comparison:
                _comparison(page, earlier, earlier.comparison)
    if page.may(Action.FOLLOW_UP_RECORD):
        _form(page)


def _with_next(one: FollowUpRecord) -> list[tuple[EarlierFollowUp, EarlierFollowUp | FollowUpRecord]]:
    """What a follow-up said before, each with what took its place; the oldest first."""
    said: tuple[EarlierFollowUp | FollowUpRecord, ...] = (*one.earlier, one)
    return list(zip(one.earlier, said[1:], strict=True))


def _earlier_words(page: MatterPage, one: FollowUpRecord) -> list[tuple[Cell, ...]]:
    """The rows of what was observed or planned before, the newest first."""
    t, reader = page.reader.t, page.reader
    rows: list[tuple[Cell, ...]] = []
    for earlier, after in reversed(_with_next(one)):
        replaced = earlier.observed and earlier.observed != after.observed
        if replaced or earlier.date != after.date:
            words = t("matters.follow_up.earlier", replaced=moment(reader, earlier.replaced_at))
            observed = paragraphs(earlier.observed) or t("matters.follow_up.planned")
            rows.append((reader.date(earlier.date), "", lines((words, observed))))
    return rows


def _comparison(page: MatterPage, follow_up: FollowUpRecord | EarlierFollowUp, comparison: Comparison) -> None:
    """The key figures of the group looked at: predicted, now, and the difference."""
    t, reader, question = page.reader.t, page.reader, page.overview.question
    if question is None:
        return
    wanted = {measure: mode or question.mode for measure, mode in KEY_MEASURES}
    rows = []
    for one in comparison.figures:
        if (one.group, one.kind) != (question.group, question.kind) or wanted.get(one.measure) != one.mode:
            continue
        write = reader.minutes if one.unit == "min" else reader.number
        told = [write(float("nan") if number is None else number) for number in (one.predicted, one.now)]
        difference = "–" if one.difference is None else reader.signed(one.difference)
        rows.append((t(HEADS.get(one.measure, "matters.figure")), *told, difference))
    caption = t(
        "matters.follow_up.compared",
        date=reader.date(follow_up.date),
        group=t(f"group.{question.group}"),
        version=comparison.result_version,
        engine=comparison.engine_version,
    )
    if isinstance(follow_up, EarlierFollowUp):
        caption = f"{t('matters.follow_up.earlier', replaced=moment(reader, follow_up.replaced_at))} {caption}"
    heads = [t(f"matters.follow_up.{name}") for name in ("figure", "predicted", "now", "difference")]
    table(caption, heads, rows, (1, 2, 3))


def _form(page: MatterPage) -> None:
    t = page.reader.t
    known = {one.id: one for one in page.overview.follow_ups}
    which = st.selectbox(
        t("matters.follow_up.which"),
        [0, *known],
        format_func=lambda one: (
            t("matters.follow_up.new") if one == 0 else f"{page.reader.date(known[one].date)} {known[one].responsible}"
        ),
        key="follow_up_which",
    )
    chosen = known.get(which or 0)
    form = f"follow_up_{chosen.id if chosen else 0}"
    initial = {
        "date": f"{chosen.date:%d.%m.%Y}" if chosen else "",
        "responsible": chosen.responsible if chosen else "",
        "observed": chosen.observed if chosen else "",
    }
    version = begin(form, initial, chosen.version if chosen else 0)
    names = {name: t(f"matters.follow_up.{name}") for name in _FIELDS}
    show_outcome(page.reader, form, names, {names[name]: initial[name] for name in _FIELDS} if chosen else {})
    with st.form(f"{form}_form", border=False):
        hint(t("matters.date_help"))
        st.text_input(names["date"], key=field(form, "date"))
        st.text_input(names["responsible"], key=field(form, "responsible"))
        hint(t("matters.follow_up.observed_help"))
        st.text_area(names["observed"], key=field(form, "observed"))
        sent = st.form_submit_button(t("matters.save"), type="primary", key=f"{form}_send")
    if sent:
        told = FollowUpForm(*(value(form, name) or "" for name in _FIELDS))
        if chosen is None:
            attempt(form, lambda: add_follow_up(page.database, page.actor, page.matter.id, told), t("matters.saved"))
        else:
            attempt(
                form, lambda: edit_follow_up(page.database, page.actor, chosen.id, told, version), t("matters.saved")
            )
    if chosen is not None:
        _compare(page, chosen)


def _compare(page: MatterPage, chosen: FollowUpRecord) -> None:
    """Compute the decided alternative again with today's data: the same kinds of service, the same kind of day."""
    t, form = page.reader.t, f"compare_{chosen.id}"
    decision = page.overview.decision
    results = {view.alternative.id: view.result for view in page.overview.alternatives}
    decided = results.get(decision.alternative_id) if decision is not None else None
    if decision is None or decided is None:
        return
    if take_cancelled():
        notice(t("matters.cancelled"))
    begin(form, {"built": False}, 0)
    show_outcome(page.reader, form)
    hint(t("matters.follow_up.built_help"))
    st.checkbox(t("matters.follow_up.built"), key=field(form, "built"))
    if st.button(t("matters.follow_up.compare"), key=f"{form}_do"):

        def compare() -> None:
            built = bool(value(form, "built"))
            # What was built stands in the data already, and cannot be done a second time.
            scenario = Scenario(decision.alternative) if built else parse_scenario(decided.scenario_yaml)
            day = same_day(page.place, decided.query)
            found = compute_in_sight(page.reader, page.place, [scenario], decided.query["kinds"], day)
            compare_with_predicted(page.database, page.actor, chosen.id, found.impact, chosen.version, built)

        attempt(form, compare, t("matters.saved"))


def same_day(place: Municipality, query: Mapping[str, Any]) -> str:
    """The day of a frozen query, in the words of a choice; where the timetable no longer has it one like it."""
    date, window = dt.date.fromisoformat(query["date"]), query["window"]
    if has_service(place, date):
        return f"{date.isoformat()}@{window}"
    like = {5: "saturday", 6: "sunday"}.get(date.weekday(), USUAL)
    key = like if like in {str(day.key) for day in known_days(place)} else USUAL
    return f"{key}@{window}"

"""*Vaihtoehdot*: VE0 … VEn of a matter, their frozen figures, and the form that attaches, computes and freezes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from assessment.errors import Refused
from assessment.records.alternatives import add_alternative, edit_alternative, withdraw_alternative
from assessment.records.freezing import freeze_results, run_of_matter
from assessment.records.frozen_figures import KEY_MEASURES, LONGER, WITHIN_TIME, WITHIN_WALK
from assessment.records.permissions import Action
from assessment.records.scopes import ENDED
from assessment.report.hours_in_words import clock_in_words, hours_in_words
from assessment.scenario import Scenario, describe_for, parse_scenario, write_scenario
from pages.components.alternatives import TODAY, alternatives
from pages.components.changes_panel import TIMES
from pages.components.day_choice import USUAL, known_days
from pages.components.markup import Markup, label
from pages.components.matters_computing import compute_in_sight, take_cancelled
from pages.components.matters_described import describe_alternative
from pages.components.matters_forms import attempt, begin, field, show_outcome, value
from pages.components.matters_raw import show_raw_figures
from pages.components.matters_words import hint, lines, moment, notice, table
from pages.components.municipality import changed_municipality
from pages.components.view import kind_label

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from assessment.records.alternatives import AlternativeRecord
    from assessment.records.frozen_figures import FrozenFigure
    from assessment.records.frozen_results import FrozenRecord
    from assessment.records.overview import AlternativeView
    from pages.components.matters_page import MatterPage
    from pages.components.reader import Reader

DIGEST_SHOWN = 12
NEW, FILE = "new", "file"
HEADS = {
    WITHIN_WALK: "key_figure.near",
    "travel_time_median_min": "key_figure.median",
    WITHIN_TIME: "key_figure.within",
    LONGER: "key_figure.longer",
    "residents_lost": "summary.lost",
    "residents_losing_every_visit": "visit_summary.losing_visit",
}


def show_alternatives(page: MatterPage) -> None:
    """What is compared, in figures and in changes; and where each figure comes from."""
    t, views = page.reader.t, page.overview.alternatives
    if not views:
        hint(t("matters.alternatives.none"))
    else:
        _figures(page)
        rows = [
            (_name(view.alternative), _changes(page.reader, page.place, view.alternative), *_frozen(page, view))
            for view in views
        ]
        heads = ("alternative", "changes", "version", "frozen_at", "basis", "digest")
        table(t("matters.alternatives.caption"), [t(f"matters.column.{head}") for head in heads], rows, (2,))
        _digests(page)
        show_raw_figures(page)
    if page.matter.state in ENDED or not page.may(Action.ALTERNATIVE_EDIT):
        return
    assessed = page.matter.screening.needed is not False
    with st.expander(t("matters.attach_alternative"), expanded=not views or "attach:outcome" in st.session_state):
        if assessed:
            _attach(page)
        else:
            describe_alternative(page)
    if assessed:
        _freeze(page)
    if views:
        with st.expander(t("matters.withdraw_alternative"), expanded="withdraw:outcome" in st.session_state):
            _withdraw(page)


def changes_in_words(reader: Reader, place: Municipality, scenario: Scenario) -> list[str]:
    """The changes of a scenario, each in words."""
    told = []
    for words in describe_for(scenario, place):
        said = dict(words.facts)
        if said.get("opening_hours"):
            said["opening_hours"] = hours_in_words(reader, str(said["opening_hours"]))
        said |= {name: clock_in_words(reader, str(said[name])) for name in TIMES if name in said}
        told.append(reader.t(words.key, **said))
    return told


def _figures(page: MatterPage) -> None:
    """Key figures, one row an alternative, of a group and a way of travelling that one chooses."""
    reader, overview = page.reader, page.overview
    t, question = reader.t, overview.question
    if question is None:
        return
    measures = [
        measure
        for measure, _ in KEY_MEASURES
        if any(one.measure == measure for view in overview.alternatives for one in view.figures)
    ]
    rows = []
    for view in overview.alternatives:
        known = {one.measure: one for one in view.figures}
        today = view.alternative.label == TODAY
        rows.append((_name(view.alternative), *(_figure(reader, known.get(name), today) for name in measures)))
    caption = t(
        "matters.figures.caption",
        group=t(f"group.{question.group}"),
        kind=kind_label(page.place, reader, question.kind),
        mode=t(f"mode.{question.mode}"),
    )
    heads = [t("choice.alternative"), *(t(HEADS.get(name, f"measure.{name}")) for name in measures)]
    table(caption, heads, rows, range(1, len(heads)))


def _figure(reader: Reader, figure: FrozenFigure | None, today: bool) -> Markup:
    if figure is None:
        return Markup("–")
    minutes = figure.unit == "min"
    if figure.suppressed and figure.value is None:
        return Markup("{}").format(reader.t("word.not_shown"))
    shown = figure.baseline if today else figure.value
    amount = float("nan") if shown is None else shown
    told = reader.minutes(amount) if minutes else reader.people(amount)
    if today or figure.change is None or figure.change == 0 or figure.change == figure.value:
        return Markup("{}").format(told)
    change = reader.signed_minutes(figure.change) if minutes else reader.signed(figure.change)
    return Markup("{} <small>({})</small>").format(told, change)


def _frozen(page: MatterPage, view: AlternativeView) -> tuple[str | Markup, ...]:
    t, reader, result = page.reader.t, page.reader, view.result
    if result is None:
        return ("–", t("matters.not_computed"), "", "")
    when: str | Markup = moment(reader, result.frozen_at)
    if _waits(view):
        when = lines((when, t("matters.changed_since")))
    query = result.query
    basis = t(
        "matters.basis",
        date=reader.date(str(query.get("date", ""))),
        engine=result.engine_version,
        municipality=result.municipality,
    )
    digest = Markup('<code title="{}">{}</code>').format(result.impact_sha256, result.impact_sha256[:DIGEST_SHOWN])
    told = lines(text for text in (basis, t("example.label") if result.modelled_example else "") if text)
    return (str(result.version), when, told, digest)


def _digests(page: MatterPage) -> None:
    """The digests of the inputs that each result was computed of."""
    t = page.reader.t
    frozen = [(view.alternative, view.result) for view in page.overview.alternatives if view.result is not None]
    if not frozen:
        return
    with st.expander(t("matters.digests")):
        rows = [
            (alternative.label, file, Markup("<code>{}</code>").format(digest))
            for alternative, result in frozen
            for file, digest in _by_file(result)
        ]
        table(t("matters.digests"), [t("choice.alternative"), t("column.file"), t("source.digest")], rows)


def _by_file(result: FrozenRecord) -> list[tuple[str, str]]:
    return [*result.digests.items(), ("impact.csv", result.impact_sha256)]


def _name(alternative: AlternativeRecord) -> str:
    return f"{alternative.label} {alternative.title}"


def _changes(reader: Reader, place: Municipality, alternative: AlternativeRecord) -> Markup | str:
    if not alternative.scenario_yaml.strip():
        return reader.t("matters.no_changes")
    try:
        told = changes_in_words(reader, place, parse_scenario(alternative.scenario_yaml))
    except Refused:  # made for another municipality, or for its earlier data
        return reader.t("matters.changes_unknown")
    return lines(told) if told else reader.t("matters.no_changes")


def _waits(view: AlternativeView) -> bool:
    """Whether the alternative has changes that no frozen result has yet."""
    return view.result is None or view.result.scenario_yaml != view.alternative.scenario_yaml


def _attach(page: MatterPage) -> None:
    t, form, reader = page.reader.t, "attach", page.reader
    of_session = {name: one for name, one in alternatives().items() if name != TODAY and one.changes}
    targets: dict[str, AlternativeRecord | None] = {NEW: None}
    targets |= {str(view.alternative.id): view.alternative for view in page.overview.alternatives}
    initial = {"source": next(iter(of_session), FILE), "target": NEW, "title": "", "description": ""}
    begun = begin(form, initial, {word: one.version for word, one in targets.items() if one is not None})
    show_outcome(
        reader, form, {"title": t("matters.alternative_title")} | {"scenario_yaml": t("matters.scenario_file")}
    )
    with st.form("attach_form", border=False):
        sources = [*of_session, FILE]
        if value(form, "source") not in sources:
            st.session_state[field(form, "source")] = sources[0]
        st.radio(
            t("matters.source"),
            sources,
            format_func=lambda word: _source_words(page, of_session.get(word), word),
            key=field(form, "source"),
        )
        file = st.file_uploader(t("matters.scenario_file"), type=["yaml", "yml"], key="attach_file", max_upload_size=1)
        st.selectbox(
            t("matters.target"),
            list(targets),
            format_func=lambda word: t("matters.target_new") if targets[word] is None else _name_of(targets[word]),
            key=field(form, "target"),
        )
        st.text_input(t("matters.alternative_title"), key=field(form, "title"))
        st.text_area(t("matters.alternative_description"), key=field(form, "description"))
        sent = st.form_submit_button(t("matters.attach_alternative_do"), type="primary", key="attach_send")
    if not sent:
        return
    chosen, target = value(form, "source"), targets[value(form, "target")]
    title, description = value(form, "title"), value(form, "description")
    text = write_scenario(of_session[chosen]) if chosen in of_session else ""
    if chosen == FILE and file is not None:
        text = file.getvalue().decode("utf-8", errors="replace")

    def keep() -> None:
        scenario = parse_scenario(text, file.name if chosen == FILE and file else f"{chosen}.yaml")
        changed_municipality(page.place, scenario)  # what cannot be done here is refused before it is on record
        if target is None:
            if not page.overview.alternatives:
                add_alternative(page.database, page.actor, page.matter.id, t("matters.today_title"))
            add_alternative(page.database, page.actor, page.matter.id, title, description, write_scenario(scenario))
            return
        edit_alternative(
            page.database,
            page.actor,
            target.id,
            title or target.title,
            description or target.description,
            write_scenario(replace(scenario, name=target.label)),
            begun[str(target.id)],
        )

    attempt(form, keep, t("matters.alternative_attached"))


def _name_of(alternative: AlternativeRecord | None) -> str:
    return "" if alternative is None else _name(alternative)


def _source_words(page: MatterPage, scenario: Scenario | None, word: str) -> str:
    if scenario is None:
        return page.reader.t("matters.source_file")
    told = ", ".join(changes_in_words(page.reader, page.place, scenario))
    return label(page.reader.t("matters.source_session", name=word, changes=told))


def _freeze(page: MatterPage) -> None:
    """Compute what no frozen result tells yet, and freeze it: all alternatives in one run, protected together."""
    t, form = page.reader.t, "freeze"
    waiting = [view for view in page.overview.alternatives if _waits(view)]
    if take_cancelled():
        notice(t("matters.cancelled"))
    if not waiting:
        return
    begin(form, {"reason": "", "day": USUAL}, 0)
    show_outcome(page.reader, form, {"reason": t("matters.freeze_reason")})
    names = ", ".join(view.alternative.label for view in waiting)
    hint(t("matters.freeze_text", names=names))
    if len(waiting) < len(page.overview.alternatives):
        hint(t("matters.freeze_together"))
    days = [str(day.key) for day in known_days(page.place)] or [USUAL]
    st.selectbox(t("choice.day"), days, format_func=lambda key: t(f"day.{key}"), key=field(form, "day"), width=380)
    if page.overview.requests and any(view.result is not None for view in waiting):
        hint(t("matters.freeze_reason_help"))
        st.text_area(t("matters.freeze_reason"), key=field(form, "reason"))
    if not st.button(t("matters.freeze_do", names=names), key="freeze_do", type="primary"):
        return

    def freeze() -> None:
        run = run_of_matter(page.database, page.actor, page.matter.id)
        told = [view.alternative.label for view in waiting]
        scenarios, day = run.together(page.place), value(form, "day")
        found = compute_in_sight(page.reader, page.place, scenarios, page.matter.services, day, told)
        reason = value(form, "reason") or ""
        freeze_results(page.database, page.actor, run.to_freeze(), found.impact, reason, found.journeys)

    attempt(form, freeze, t("matters.frozen"))


def _withdraw(page: MatterPage) -> None:
    t, form = page.reader.t, "withdraw"
    known = {view.alternative.id: view.alternative for view in page.overview.alternatives}
    begun = begin(form, {"which": next(iter(known)), "reason": ""}, {one.id: one.version for one in known.values()})
    show_outcome(page.reader, form, {"reason": t("matters.reason")})
    with st.form("withdraw_form", border=False):
        st.selectbox(
            t("choice.alternative"),
            list(known),
            format_func=lambda one: _name(known[one]),
            key=field(form, "which"),
        )
        st.text_area(t("matters.reason"), key=field(form, "reason"))
        sent = st.form_submit_button(t("matters.withdraw_do"), key="withdraw_send")
    if sent:
        which, reason = value(form, "which"), value(form, "reason")
        attempt(
            form,
            lambda: withdraw_alternative(page.database, page.actor, which, reason, begun[which]),
            t("matters.saved"),
        )

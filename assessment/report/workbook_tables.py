"""The tables of a matter's workbook: key figures, areas, groups, journeys, stances, services, sources, definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.impact.measures import (
    AWAY_MEDIAN,
    GAINED,
    LOSING_VISIT,
    LOST,
    MEAN,
    MEASURES,
    MEDIAN,
    RESIDENTS,
    WITH_VISIT,
    measure_of,
)
from assessment.language import Translate
from assessment.records.frozen_figures import LONGER, WITHIN_TIME, FrozenFigure, Question
from assessment.report.matter_report import AlternativeReport
from assessment.report.measure_definitions import definition, direction
from assessment.report.pictures.service_marks import service_marks
from assessment.report.source_words import computed_for
from assessment.report.spreadsheet import Amount, Blank, Sheet, Value
from assessment.report.telling import Telling
from assessment.report.voices import names_of_alternatives, state_words, voices

# What is told of an area, by measure and side.
OF_AREA = (
    (RESIDENTS, "value"),
    (MEDIAN, "baseline"),
    (MEDIAN, "value"),
    (MEAN, "change"),
    (WITHIN_TIME, "baseline"),
    (WITHIN_TIME, "value"),
    (LONGER, "value"),
    (LOST, "value"),
    (GAINED, "value"),
    (WITH_VISIT, "baseline"),
    (WITH_VISIT, "value"),
    (LOSING_VISIT, "value"),
    (AWAY_MEDIAN, "baseline"),
    (AWAY_MEDIAN, "value"),
)
_SIDES = ("baseline", "value", "change")


def tables_of(telling: Telling) -> tuple[Sheet, ...]:
    """Every table in order; those of figures only where something is frozen."""
    figures = [_key_figures(telling), _areas(telling), _areas_and_groups(telling), _groups(telling)]
    told = [_journeys(telling), _services(telling), _stances(telling)]
    about = [_sources(telling), _computed(telling), definitions(telling.t)]
    return (*(figures if telling.offered is not None else []), *told, *about)


def definitions(words: Translate) -> Sheet:
    """What each measure tells, by its name in impact.csv."""
    rows = [
        (
            words(f"measure.{measure.name}"),
            definition(words, measure),
            words(f"unit.{measure.unit}"),
            direction(words, measure),
            measure.name,
        )
        for measure in MEASURES.values()
    ]
    names = ("column.measure", "workbook.definition", "column.unit", "workbook.direction", "workbook.in_csv")
    return _sheet(words, "definitions", [words(name) for name in names], rows, wide=(1,))


def _key_figures(telling: Telling) -> Sheet:
    t, main = telling.t, telling.main
    rows = []
    for one in telling.report.computed:
        for asked in telling.key_figures:
            found = telling.figure(one, asked)
            if found is not None and main is not None:
                words = (
                    telling.named(one),
                    telling.figure_name(asked),
                    telling.group(asked.group),
                    telling.kind(main.kind),
                    telling.reader.named("mode", asked.mode),
                    t(f"unit.{found.unit}"),
                )
                rows.append((*words, *_figure_cells(found), t(f"certainty.{telling.certainty(one, asked.group)}")))
    heads = [t(f"column.{name}") for name in ("alternative", "measure", "group", "kind", "mode", "unit")]
    return _sheet(t, "key_figures", [*heads, *_figure_heads(t), t("column.certainty")], rows, wide=(1,))


def _areas(telling: Telling) -> Sheet:
    """The areas of the question told first, those that lose most first."""
    t, main = telling.t, telling.main
    assert main is not None
    rows = [
        (telling.named(one), area.name, area.area_id, *_area_cells(telling, one, main, area.area_id))
        for one in telling.report.changing
        for area in telling.report.area_figures(one, main.group, main.kind, main.mode)
    ]
    heads = [t(f"column.{name}") for name in ("alternative", "area_name", "area_id")]
    told = t("workbook.told.areas", whose=telling.whose(main))
    return _sheet(t, "areas", [*heads, *_area_heads(t)], rows, told=told, noted=[*heads, *_area_names(t)])


def _areas_and_groups(telling: Telling) -> Sheet:
    """The areas of every group, service and way of travelling."""
    t, offered = telling.t, telling.offered
    assert offered is not None
    rows = []
    names = telling.report.area_names
    for one, question in _questions(telling):
        words = (
            telling.named(one),
            telling.group(question.group),
            telling.kind(question.kind),
            telling.reader.named("mode", question.mode),
        )
        rows += [(*words, name, area, *_area_cells(telling, one, question, area)) for area, name in names.items()]
    heads = [t(f"column.{name}") for name in ("alternative", "group", "kind", "mode", "area_name", "area_id")]
    return _sheet(t, "areas_and_groups", [*heads, *_area_heads(t)], rows, noted=[*heads, *_area_names(t)])


def _groups(telling: Telling) -> Sheet:
    """Every measure of the whole municipality, with its bounds."""
    t = telling.t
    rows = []
    for one, question in _questions(telling):
        words = (
            telling.named(one),
            telling.group(question.group),
            telling.kind(question.kind),
            telling.reader.named("mode", question.mode),
        )
        for measure in MEASURES.values():
            found = telling.report.figure(one, question.group, question.kind, question.mode, measure.name)
            if found is not None:
                said = (t(f"measure.{measure.name}"), t(f"unit.{measure.unit}"))
                rows.append((*words, *said, *_figure_cells(found)))
    heads = [t(f"column.{name}") for name in ("alternative", "group", "kind", "mode", "measure", "unit")]
    return _sheet(t, "groups", [*heads, *_figure_heads(t)], rows)


def _journeys(telling: Telling) -> Sheet:
    t = telling.t
    rows = [
        (telling.named(one), journey.title, journey.before, journey.after, journey.change)
        for one in telling.report.changing
        for journey in telling.journeys(one)
    ]
    heads = [t("column.alternative"), t("workbook.journey"), *(t(f"column.{name}") for name in _SIDES)]
    return _sheet(t, "journeys", heads, rows, wide=(1, 2, 3, 4))


def _services(telling: Telling) -> Sheet:
    t = telling.t
    rows = []
    for one in telling.report.changing:
        assert one.result is not None
        for mark in service_marks(one.result.services_before, one.result.services_after):
            place = mark.service
            where = (f"{place.lon:.5f}", f"{place.lat:.5f}")
            rows.append(
                (telling.named(one), place.name, telling.kind(place.kind), t(f"mark.{mark.state}"), *where, place.id)
            )
    names = ("name", "kind", "becomes", "lon", "lat", "id")
    return _sheet(t, "services", [t("column.alternative"), *(t(f"workbook.service.{name}") for name in names)], rows)


def _stances(telling: Telling) -> Sheet:
    t = telling.t
    names = names_of_alternatives(telling)
    rows: list[tuple[Value, ...]] = []
    for voice in voices(telling):
        state = state_words(telling, voice)
        if voice.said is None:
            rows.append((voice.body, state, Blank.NOTHING, Blank.NOTHING, Blank.NOTHING))
            continue
        rows += [
            (voice.body, state, names[one.alternative_id], t(f"records.stance.{one.stance.value}"), one.reason)
            for one in voice.said.statement.stances
        ]
    heads = [t(f"workbook.{name}") for name in ("body", "statement", "about", "stance", "reason")]
    return _sheet(t, "stances", heads, rows, wide=(1, 4))


def _sources(telling: Telling) -> Sheet:
    t = telling.t
    rows = [
        (
            telling.reader.named("report.input", one.file.partition(".")[0]),
            one.file,
            one.owner,
            one.licence,
            one.date,
            t(f"certainty.{one.certainty}"),
            one.sha256,
        )
        for one in telling.report.sources
    ]
    names = ("file", "owner", "licence", "date", "certainty", "sha256")
    return _sheet(t, "sources", [t("workbook.data"), *(t(f"column.{name}") for name in names)], rows, wide=(2,))


def _computed(telling: Telling) -> Sheet:
    """What was computed when, and what lets anyone check it."""
    t, report = telling.t, telling.report
    rows = []
    for one in report.computed:
        assert one.result is not None
        rows.append(
            (
                telling.named(one),
                str(one.result.version),
                computed_for(telling),
                telling.reader.moment(one.result.frozen_at),
                one.result.reason,
                one.result.engine_version,
                one.result.impact_sha256,
            )
        )
    names = ("version", "computed_for", "frozen_at", "why", "engine", "digest")
    heads = [t("column.alternative"), *(t(f"workbook.{name}") for name in names)]
    told = t("workbook.told.computed", head=report.history_head)
    return _sheet(t, "computed", heads, rows, told=told, wide=(2, 4))


def _sheet(
    words: Translate,
    name: str,
    heads: Sequence[str],
    rows: Sequence[tuple[Value, ...]],
    *,
    told: str = "",
    wide: tuple[int, ...] = (),
    noted: Sequence[str] = (),
) -> Sheet:
    title = words(f"workbook.sheet.{name}")
    said = told or words(f"workbook.told.{name}")
    return Sheet(title, title, said, tuple(heads), rows, frozenset(wide), noted=tuple(noted))


def _questions(telling: Telling) -> Iterator[tuple[AlternativeReport, Question]]:
    """Every question that can be asked of every alternative, the groups of law first."""
    offered, main = telling.offered, telling.main
    assert offered is not None and main is not None
    groups = sorted(offered.groups, key=lambda group: group != main.group)
    modes = sorted(offered.modes, key=lambda mode: mode != main.mode)
    for one in telling.report.changing:
        for kind in telling.kinds:
            for group in groups:
                for mode in modes:
                    yield one, Question(group, kind, mode)


def _area_names(words: Translate) -> list[str]:
    """What the figures of an area are called in notes, whichever side of them is meant."""
    return [words(f"workbook.short.{measure}") for measure, _ in OF_AREA]


def _area_heads(words: Translate) -> list[str]:
    heads = []
    for measure, side in OF_AREA:
        name = words(f"measure.{measure}")
        compares = measure_of(measure).compares or measure == RESIDENTS
        heads.append(name if compares else words("workbook.side", figure=name, side=words(f"map_data.{_SIDE[side]}")))
    return heads


_SIDE = {"baseline": "before", "value": "after", "change": "change"}


def _area_cells(telling: Telling, alternative: AlternativeReport, asked: Question, area: str) -> Iterator[Value]:
    found: dict[str, FrozenFigure | None] = {}
    for measure, side in OF_AREA:
        if measure not in found:
            found[measure] = telling.report.figure(alternative, asked.group, asked.kind, asked.mode, measure, area)
        yield _cell(found[measure], side)


def _figure_heads(words: Translate) -> list[str]:
    return [*(words(f"column.{side}") for side in _SIDES), words("workbook.low"), words("workbook.high")]


def _figure_cells(figure: FrozenFigure) -> tuple[Value, ...]:
    bounds = (Blank.NOTHING if value is None else Amount(value, figure.unit) for value in (figure.low, figure.high))
    return (*(_cell(figure, side) for side in _SIDES), *bounds)


def _cell(figure: FrozenFigure | None, side: str) -> Value:
    """One side of a figure; where it is empty, why."""
    if figure is None:
        return Blank.NOTHING
    value = getattr(figure, side)
    if value is not None:
        return Amount(value, figure.unit, change=side == "change")
    if figure.suppressed:
        return Blank.HIDDEN
    return Blank.NOT_REACHED if figure.unit == "min" and side != "change" else Blank.NOTHING

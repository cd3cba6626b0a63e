"""Area sheets: for each area a page for its residents' evening – what changes here, for whom, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.impact.measures import MEDIAN, RESIDENTS
from assessment.records.frozen_figures import Question
from assessment.records.overview import GROUP_OF_OTHERS
from assessment.report.assessment_document import author_of, date_of
from assessment.report.blocks import Block, Bullets, Document, Heading, PageBreak, Paragraph, Table
from assessment.report.losing_areas import area_words, changed_areas
from assessment.report.matter_report import AlternativeReport, MatterReport
from assessment.report.missing_parts import why_no_figures
from assessment.report.pictures.area_change import AreaChange, change_words, minutes_words
from assessment.report.pictures.locator_map import locator_map
from assessment.report.result_tables import cell, numeric
from assessment.report.summary_essentials import question_of_matter
from assessment.report.telling import Asked, Telling, telling_of
from assessment.report.voices import first_sentence

MAP_WIDTH_MM = 68.0
SMALLER_MAP_MM = 56.0  # beside journeys, so that the type of the sheet can stay large
JOURNEYS = 2


def area_sheets(report: MatterReport, language: str, area_ids: Sequence[str] | None = None) -> Document:
    """A page an area, in the order of their names; all areas by default."""
    telling = telling_of(report, language)
    t = telling.t
    wanted = [area for area in _by_name(report) if area_ids is None or area in area_ids]
    blocks: list[Block] = []
    for place, area in enumerate(wanted):
        if place:
            blocks.append(PageBreak())
        blocks += _sheet(telling, area)
    if not wanted:
        blocks.append(Paragraph(why_no_figures(telling)))
    return Document(
        title=t("sheet.title", title=report.matter.title),
        language=telling.language,
        register_number=report.matter.register_number,
        subject=t("sheet.subject"),
        author=author_of(telling),
        date_text=date_of(report),
        blocks=tuple(blocks),
        running_title=t("sheet.running_title"),
        contents=len(wanted) > 1,
        sheets=True,
    )


def _sheet(telling: Telling, area: str) -> list[Block]:
    t, report, main = telling.t, telling.report, telling.main
    name = report.area_names.get(area, area)
    alike = sum(1 for one in report.area_names.values() if one == name)
    blocks: list[Block] = [Heading(1, name if alike <= 1 else f"{name} {area}"), Paragraph(question_of_matter(telling))]
    if report.matter.example or report.modelled:
        blocks.append(Paragraph(t("report.example"), "note"))
    if main is None:
        return [*blocks, Paragraph(why_no_figures(telling))]
    blocks += [Heading(2, t("sheet.what")), _what(telling, area, main)]
    blocks += _groups(telling, area, main)
    journeys = _journeys(telling, area)
    drawn = next((one for one in report.changing if one.map is not None and one.result is not None), None)
    if drawn is not None and drawn.map is not None and drawn.result is not None:
        picture = locator_map(
            telling.reader,
            drawn.map,
            area,
            drawn.result.services_before,
            kind=main.kind,
            width_mm=SMALLER_MAP_MM if journeys else MAP_WIDTH_MM,
        )
        blocks.append(picture.figure(with_table=True))
    blocks += journeys
    return [*blocks, Heading(2, t("sheet.say")), Bullets(tuple(_say(telling)))]


def _what(telling: Telling, area: str, question: Question) -> Block:
    """What happens here to the group told first: a row an alternative, one sentence where all do the same."""
    t, asked = telling.t, _told_of(telling, area, question)
    changes = [(one, _area(telling, one, asked, area)) for one in telling.report.changing]
    told = [(one, changed) for one, changed in changes if changed is not None]
    words = {area_words(telling, changed, telling.certainty(one, asked.group)) for one, changed in told}
    whose = telling.whose(asked)
    if len(words) == 1 and len(told) > 1:
        return Paragraph(t("sheet.all", whose=whose, words=words.pop()))
    rows = tuple(
        (
            telling.named(one),
            minutes_words(telling.reader, changed, changed.before),
            minutes_words(telling.reader, changed, changed.after),
            change_words(telling.reader, changed),
            _count(telling, changed.figures.longer_by_10_min),
            _count(telling, changed.figures.lost),
        )
        for one, changed in told
    )
    names = ("before_min", "after_min", "change_min", "longer", "lost")
    heads = (t("doc.head.alternative"), *(t(f"picture.head.{name}") for name in names))
    return Table(t("sheet.alternatives", whose=whose), heads, rows, "", frozenset(range(1, len(heads))))


def _count(telling: Telling, count: float | None) -> str:
    return telling.t("report.word.hidden") if count is None else telling.reader.number(count)


def _told_of(telling: Telling, area: str, question: Question) -> Question:
    """The question told of an area: of all its residents where the group told first is too small to be shown."""
    every = Question(GROUP_OF_OTHERS, question.kind, question.mode)
    shown = [_area(telling, one, question, area) for one in telling.report.changing]
    if any(one is not None and one.told for one in shown) or telling.offered is None:
        return question
    return every if GROUP_OF_OTHERS in telling.offered.groups else question


def _area(telling: Telling, one: AlternativeReport, question: Question, area: str) -> AreaChange | None:
    return next((found for found in changed_areas(telling, one, question).all if found.id == area), None)


def _journeys(telling: Telling, area: str) -> list[Block]:
    """The journeys that begin here, each in a sentence before and after: a sheet is one page."""
    t = telling.t
    told = [
        (one.label, journey)
        for one in telling.report.changing
        for journey in telling.journeys(one)
        if journey.area_id == area
    ]
    if not told:
        return []
    rows = tuple(
        (f"{label}: {journey.title}", first_sentence(journey.before), first_sentence(journey.after))
        for label, journey in told[:JOURNEYS]
    )
    heads = (t("sheet.journey"), t("doc.head.now"), t("doc.head.after"))
    return [Table(t("sheet.journeys"), heads, rows)]


def _groups(telling: Telling, area: str, question: Question) -> list[Block]:
    """Of each group: how many, the way today and in each alternative; those of which nothing is shown by name."""
    t, report = telling.t, telling.report
    first = report.changing[0] if report.changing else report.computed[0]
    rows, hidden = [], []
    for group in telling.offered.groups if telling.offered is not None else ():
        residents = telling.figure(first, Asked(RESIDENTS, group, question.mode), question.kind, area)
        ways = [
            telling.figure(one, Asked(MEDIAN, group, question.mode), question.kind, area) for one in report.changing
        ]
        if all(way is None or (way.value is None and way.suppressed) for way in ways):
            hidden.append(telling.inside(telling.group(group)))
            continue
        rows.append(
            (
                telling.group(group),
                cell(telling, residents, "value"),
                cell(telling, ways[0], "baseline"),
                *(cell(telling, way, "value") for way in ways),
            )
        )
    said = t("sheet.hidden", groups=telling.listed(hidden)) if hidden else ""
    if not rows:
        return [Paragraph(said, "note")]
    heads = (t("doc.head.group"), t("doc.head.people"), t("sheet.now"), *(one.label for one in report.changing))
    caption = t("sheet.groups", kind=telling.inside(telling.kind(question.kind)), mode=telling.mode(question.mode))
    return [Table(caption, heads, tuple(rows), said, numeric(heads))]


def _say(telling: Telling) -> list[str]:
    t, matter = telling.t, telling.report.matter
    lines = [t("sheet.ask", name=matter.preparer_name or t("doc.matter.not_named"), number=matter.register_number)]
    lines += [t("sheet.when", date=telling.reader.date(one.date), what=one.what) for one in matter.timetable]
    return [*lines, t("sheet.comment")]


def _by_name(report: MatterReport) -> list[str]:
    return sorted(report.area_names, key=lambda area: (report.area_names[area], area))

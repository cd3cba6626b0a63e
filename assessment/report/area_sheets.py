"""Area sheets: for each area a page for its residents' evening – what changes here, for whom, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.impact.measures import LOST, MEDIAN, RESIDENTS
from assessment.records.frozen_figures import LONGER, Question
from assessment.report.assessment_document import author_of, date_of
from assessment.report.blocks import Block, Bullets, Document, Facts, Heading, PageBreak, Paragraph, Table
from assessment.report.losing_areas import area_words, changed_areas
from assessment.report.matter_report import AlternativeReport, MatterReport
from assessment.report.pictures.locator_map import locator_map
from assessment.report.summary_essentials import question_of_matter
from assessment.report.telling import Asked, Telling, telling_of

MAP_WIDTH_MM = 78.0


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
        blocks.append(Paragraph(t("report.not_computed")))
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
        return [*blocks, Paragraph(t("report.not_computed"))]
    blocks += [Heading(2, t("sheet.what")), Bullets(tuple(_what(telling, area, main)))]
    blocks.append(_groups(telling, area, main))
    drawn = next((one for one in report.changing if one.map is not None and one.result is not None), None)
    if drawn is not None and drawn.map is not None and drawn.result is not None:
        picture = locator_map(
            telling.reader,
            drawn.map,
            area,
            drawn.result.services_before,
            kind=main.kind,
            width_mm=MAP_WIDTH_MM,
        )
        blocks.append(picture.figure(with_table=True))
    for alternative in report.changing:
        for journey in telling.journeys(alternative):
            if journey.area_id == area:
                blocks.append(Heading(2, f"{alternative.label}: {journey.title}"))
                told = ((t("doc.head.now"), journey.before), (t("doc.head.after"), journey.after))
                blocks.append(Facts(tuple((head, text) for head, text in told if text)))
    return [*blocks, Heading(2, t("sheet.say")), Bullets(tuple(_say(telling)))]


def _what(telling: Telling, area: str, question: Question) -> list[str]:
    """One sentence an alternative: what happens to this area's residents of the group told first."""
    lines = [telling.t("sheet.whose", whose=telling.whose(question))]
    for one in telling.report.changing:
        changed = next((found for found in changed_areas(telling, one, question).all if found.id == area), None)
        if changed is not None:
            words = area_words(telling, changed, telling.certainty(one, question.group))
            lines.append(f"{telling.named(one)}: {words}.")
    return lines


def _groups(telling: Telling, area: str, question: Question) -> Table:
    """Of each group here: how many, the way today, and in each alternative."""
    t, report = telling.t, telling.report
    groups = telling.offered.groups if telling.offered is not None else ()
    first = report.changing[0] if report.changing else report.computed[0]
    rows = []
    for group in groups:
        residents = telling.figure(first, Asked(RESIDENTS, group, question.mode), question.kind, area)
        median = telling.figure(first, Asked(MEDIAN, group, question.mode), question.kind, area)
        rows.append(
            (
                telling.group(group),
                t("report.word.hidden") if residents is None else telling.amount(residents, residents.value),
                "–" if median is None else telling.amount(median, median.baseline),
                *(_way(telling, one, group, question, area) for one in report.changing),
            )
        )
    heads = (t("doc.head.group"), t("doc.head.people"), t("sheet.now"), *(one.label for one in report.changing))
    caption = t("sheet.groups", kind=telling.kind(question.kind), mode=telling.mode(question.mode))
    return Table(caption, heads, tuple(rows), t("doc.results.note"), frozenset(range(1, len(heads))))


def _way(telling: Telling, one: AlternativeReport, group: str, question: Question, area: str) -> str:
    """The middle resident's time in an alternative, and how many lose."""
    median = telling.figure(one, Asked(MEDIAN, group, question.mode), question.kind, area)
    if median is None:
        return "–"
    losing = [telling.figure(one, Asked(name, group, question.mode), question.kind, area) for name in (LONGER, LOST)]
    count = sum(found.value or 0.0 for found in losing if found is not None)
    words = telling.amount(median, median.value)
    return telling.t("sheet.losing", words=words, people=telling.reader.number(count)) if count else words


def _say(telling: Telling) -> list[str]:
    t, matter = telling.t, telling.report.matter
    lines = [t("sheet.ask", name=matter.preparer_name or t("doc.matter.not_named"), number=matter.register_number)]
    lines += [t("sheet.when", date=telling.reader.date(one.date), what=one.what) for one in matter.timetable]
    return [*lines, t("sheet.comment")]


def _by_name(report: MatterReport) -> list[str]:
    return sorted(report.area_names, key=lambda area: (report.area_names[area], area))

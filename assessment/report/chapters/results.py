"""Chapter 4: what each alternative does, to whom and where: maps, groups, areas, journeys, same-day visits."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.impact.measures import HIGH, LOW, WITH_VISIT
from assessment.records.frozen_figures import Question
from assessment.report.blocks import Block, Facts, Heading, PageBreak, Paragraph
from assessment.report.maps import change_map_of, distribution_of, group_bars_of
from assessment.report.matter_report import AlternativeReport
from assessment.report.missing_parts import why_no_figures
from assessment.report.result_tables import areas_table, distance_table, groups_table, modes_table, visits_table
from assessment.report.source_words import computed_for
from assessment.report.summary_alternatives import effect_sentences
from assessment.report.telling import WHEELCHAIR, Asked, Telling


def results_chapter(telling: Telling) -> tuple[Block, ...]:
    """A section an alternative; a part of it for each kind of service where there are several."""
    t, report = telling.t, telling.report
    blocks: list[Block] = [Heading(1, t("doc.results.title"))]
    if telling.main is None:
        return (*blocks, Paragraph(why_no_figures(telling)))
    blocks.append(Paragraph(t("doc.results.read", computed=computed_for(telling))))
    for place, one in enumerate(report.changing):
        if place:
            blocks.append(PageBreak())
        blocks += _alternative(telling, one, telling.main)
    return tuple(blocks)


def _alternative(telling: Telling, alternative: AlternativeReport, main: Question) -> Iterator[Block]:
    yield Heading(2, telling.named(alternative))
    sentences = effect_sentences(telling, alternative)
    if sentences:
        yield Paragraph(" ".join(sentences), "lead")
    for kind in telling.kinds:
        question = Question(main.group, kind, main.mode)
        if len(telling.kinds) > 1:
            yield Heading(3, telling.kind(kind))
        picture = change_map_of(telling, alternative, question)
        if picture is not None:
            yield picture
        yield group_bars_of(telling, alternative, question)
        yield groups_table(telling, alternative, question)
        yield modes_table(telling, alternative, question)
        distance = distance_table(telling, alternative, question)
        if distance is not None:
            yield distance
        visits = visits_table(telling, alternative, question)
        if visits is not None:
            yield visits
            yield from _wheelchair(telling, alternative, kind)
        yield distribution_of(telling, alternative, question)
    yield from _journeys(telling, alternative)
    for kind in telling.kinds:
        yield areas_table(telling, alternative, Question(main.group, kind, main.mode))


def _journeys(telling: Telling, alternative: AlternativeReport) -> Iterator[Block]:
    t = telling.t
    journeys = telling.journeys(alternative)
    if journeys:
        yield Heading(3, t("doc.results.journeys"))
        yield Paragraph(t("doc.results.journeys_note"), "note")
    for one in journeys:
        yield Heading(4, one.title)
        told = ((t("doc.head.now"), one.before), (t("doc.head.after"), one.after), (t("doc.head.changes"), one.change))
        yield Facts(tuple((name, text) for name, text in told if text))


def _wheelchair(telling: Telling, alternative: AlternativeReport, kind: str) -> Iterator[Block]:
    """Between what the figures of wheelchair users lie, and why."""
    t = telling.t
    low, high = (
        telling.figure(alternative, Asked(WITH_VISIT + end, WHEELCHAIR, "transit"), kind) for end in (LOW, HIGH)
    )
    known = alternative.account.get("alternative", {}).get("accessibility")
    if not known:
        return
    shares = {name: telling.reader.number(100 * float(known[f"{name}_unknown_share"])) for name in ("stops", "trips")}
    if shares == {"stops": "0", "trips": "0"}:
        return
    words = t("doc.wheelchair.unknown", **shares)
    if low is not None and high is not None:
        for key, ends in (("now", (low.baseline, high.baseline)), ("after", (low.value, high.value))):
            if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
                least, most = (telling.reader.number(one) for one in (ends[0], ends[1]))
                words += " " + t(f"doc.wheelchair.{key}", low=least, high=most)
    yield Paragraph(words)

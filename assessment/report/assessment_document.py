"""The document of a matter, *ennakkovaikutusten arviointi*: by Kuntaliitto's steps and Kouvola's practice."""

from __future__ import annotations

from assessment.records.deadlines import HELSINKI
from assessment.report.blocks import Block, Document, PageBreak
from assessment.report.chapters.alternatives import alternatives_chapter
from assessment.report.chapters.comparison import comparison_chapter
from assessment.report.chapters.decision import decision_chapter, follow_up_chapter
from assessment.report.chapters.front import essentials_page, front
from assessment.report.chapters.matter import matter_chapter
from assessment.report.chapters.method import method_chapter
from assessment.report.chapters.responses import responses_chapter
from assessment.report.chapters.results import results_chapter
from assessment.report.chapters.sources import closing, sources_chapter, unknown_chapter
from assessment.report.chapters.statements import statements_chapter
from assessment.report.chapters.written import written_chapter
from assessment.report.matter_report import MatterReport
from assessment.report.telling import Telling, telling_of

_CHAPTERS = (
    matter_chapter,
    alternatives_chapter,
    method_chapter,
    results_chapter,
    written_chapter,
    comparison_chapter,
    statements_chapter,
    responses_chapter,
    decision_chapter,
    follow_up_chapter,
    unknown_chapter,
    sources_chapter,
)
# What is long, or is to be found at once.
_ON_A_PAGE_OF_THEIR_OWN = frozenset(
    {matter_chapter, method_chapter, results_chapter, written_chapter, statements_chapter}
)


def assessment_document(report: MatterReport, language: str) -> Document:
    """Everything on record of a matter as one document in a language."""
    telling = telling_of(report, language)
    t = telling.t
    chapters: list[Block] = []
    for chapter in _CHAPTERS:
        chapters += [PageBreak(), *chapter(telling)] if chapter in _ON_A_PAGE_OF_THEIR_OWN else chapter(telling)
    return Document(
        title=t("doc.title", title=report.matter.title),
        language=telling.language,
        register_number=report.matter.register_number,
        subject=t("doc.subject"),
        author=author_of(telling),
        date_text=date_of(report),
        blocks=(*front(telling), PageBreak(), *essentials_page(telling), *chapters),
        closing=closing(telling),
        running_title=t("doc.running_title"),
        contents=True,
    )


def author_of(telling: Telling) -> str:
    """The municipality, and the preparer where one is named."""
    named = {one.result.municipality for one in telling.report.computed if one.result is not None}
    return ", ".join([*sorted(name for name in named if name), *filter(None, [telling.report.matter.preparer_name])])


def date_of(report: MatterReport) -> str:
    """The day of the newest entry of the matter's history, ISO: the same record gives the same document."""
    return (report.last_entry_at or report.read_at).astimezone(HELSINKI).date().isoformat()

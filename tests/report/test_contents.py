"""What the reports of the example matter say: every chapter, every area, figures as frozen, in three languages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from assessment.language import LANGUAGES
from assessment.records.actor import Role
from assessment.records.database import open_database
from assessment.records.people import local_actor
from assessment.report.area_sheets import area_sheets
from assessment.report.assessment_document import assessment_document
from assessment.report.blocks import (
    Block,
    Box,
    Bullets,
    Document,
    Facts,
    Figure,
    Heading,
    LongText,
    Paragraph,
    Quote,
    Table,
)
from assessment.report.matter_report import MatterReport, read_matter_report
from assessment.report.pdf import pdf_bytes
from assessment.report.plain_language import grasped, plain_summary
from assessment.report.summary import summary_of
from tests.pages.matters import example_record

__all__ = ["example_record"]


@pytest.fixture(scope="module")
def report(example_record: Path) -> MatterReport:
    database = open_database(f"sqlite:///{example_record / 'records.sqlite'}")
    read = read_matter_report(database, local_actor(database, "Lukija", {(Role.PREPARER, None)}), 1)
    database.close()
    return read


def texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(_, text) | Paragraph(text, _) | LongText(text):
                yield text
            case Quote(text, source):
                yield from (text, source)
            case Bullets(items):
                yield from items
            case Facts(rows):
                yield from (part for row in rows for part in row)
            case Table(caption, heads, rows, note, _):
                yield from (caption, *heads, *(cell for row in rows for cell in row), note)
            case Figure(_, alt, caption, table):
                yield from (alt, caption)
                if table is not None:
                    yield from texts((table,))
            case Box(title, inner):
                yield title
                yield from texts(inner)


def chapters(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_has_every_chapter_in_every_language_without_gaps(report: MatterReport, language: str) -> None:
    document = assessment_document(report, language)
    numbered = [name.split()[0] for name in chapters(document) if name[0].isdigit()]
    assert numbered == [str(number) for number in range(1, 13)]
    for text in texts(document.blocks + document.closing):
        assert "{" not in text
        assert not text.startswith(("doc.", "report.", "records.", "picture."))


def test_statements_stand_in_full_with_the_dissenting_opinion_and_the_answers(report: MatterReport) -> None:
    said = "\n".join(texts(assessment_document(report, "fi").blocks))
    (read,) = report.statements
    for part in read.statement.text.split("\n\n"):
        assert part in said
    for dissent in read.statement.dissenting:
        assert dissent.text in said
        assert dissent.name in said
    for point in read.points:
        assert point.quote in said
        assert point.reason in said


def test_the_closing_tells_the_head_of_the_history_and_every_digest(report: MatterReport) -> None:
    closing = set(texts(assessment_document(report, "fi").closing))
    assert report.history_head in closing
    assert {one.sha256 for one in report.sources} <= closing
    assert {one.result.impact_sha256 for one in report.computed if one.result is not None} <= closing


def test_figures_in_the_document_are_those_frozen(report: MatterReport) -> None:
    document = assessment_document(report, "fi")
    tables = [block for block in document.blocks if isinstance(block, Table) and "kävelymatkan pituus" in block.caption]
    assert len(tables) == len(report.changing) == 5
    for one, table in zip(report.changing, tables, strict=True):
        row = next(row for row in table.rows if row[0] == "65 vuotta täyttäneet")
        figure = report.figure(one, "age_65_", "swimming_hall", "walk", "residents_within_3_km")
        assert figure is not None and figure.baseline is not None and figure.value is not None
        shown = [int(cell.replace("\u00a0", "")) for cell in row[3:5]]
        assert shown == [figure.baseline, figure.value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_area_has_a_sheet(report: MatterReport, language: str) -> None:
    document = area_sheets(report, language)
    assert len(chapters(document)) == len(set(chapters(document))) == 48
    assert sum(isinstance(block, Figure) for block in document.blocks) == 48
    one = area_sheets(report, language, [next(iter(report.area_names))])
    assert len(chapters(one)) == 1


def test_the_plain_summary_is_one_page_of_short_sentences(report: MatterReport) -> None:
    for language in LANGUAGES:
        with pikepdf.open(io.BytesIO(pdf_bytes(plain_summary(report, language)))) as pdf:
            assert len(pdf.pages) <= 2
    said = [text for block in plain_summary(report, "fi").blocks if isinstance(block, Bullets) for text in block.items]
    assert "selkokieli" not in " ".join(said).lower()
    own = [sentence for text in said for sentence in text.split(". ") if "neuvosto" not in sentence]
    assert sorted(len(sentence.split()) for sentence in own)[len(own) // 2] <= 12


@pytest.mark.parametrize(("value", "told"), [(12, 10), (14, 10), (96, 100), (3390, 3400), (14370, 14000), (306, 310)])
def test_counts_are_rounded_to_what_people_grasp(value: float, told: int) -> None:
    assert grasped(value) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_tells_what_is_decided_who_loses_what_is_said_and_what_is_missing(
    report: MatterReport, language: str
) -> None:
    summary = summary_of(report, language)
    assert [one.label for one in summary.alternatives] == ["VE0", "VE1", "VE2", "VE3", "VE4", "VE5"]
    assert all(len(one.figures) == len(summary.figure_names) <= 8 for one in summary.alternatives)
    assert all(one.map is not None for one in summary.alternatives if not one.is_today)
    assert len(summary.journeys) == 3
    given, waiting = summary.bodies
    assert given.given and given.quote and given.answer is not None
    assert not waiting.given
    assert summary.missing and summary.decision is None

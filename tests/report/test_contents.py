"""What the reports of the example matter say: every chapter, every area, figures as frozen, in three languages."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from assessment.language import LANGUAGES
from assessment.records.actor import Role
from assessment.records.database import open_database
from assessment.records.deadlines import HELSINKI
from assessment.records.people import local_actor
from assessment.records.spoken_versions import versions_of
from assessment.report.area_sheets import area_sheets
from assessment.report.assessment_document import assessment_document
from assessment.report.blocks import Bullets, Figure, Heading
from assessment.report.matter_report import MatterReport, read_matter_report
from assessment.report.pdf import pdf_bytes
from assessment.report.plain_language import grasped, plain_summary
from assessment.report.summary import summary_of
from tests.pages.matters import example_record
from tests.report.texts import chapters, tables, texts

__all__ = ["example_record"]


@pytest.fixture(scope="module")
def report(example_record: Path) -> MatterReport:
    database = open_database(f"sqlite:///{example_record / 'records.sqlite'}")
    read = read_matter_report(database, local_actor(database, "Lukija", {(Role.PREPARER, None)}), 1)
    database.close()
    return read


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


def test_a_statement_on_earlier_figures_says_of_when_they_are(report: MatterReport) -> None:
    (read,) = report.statements
    assert read.earlier and set(read.earlier) == set(read.statement.changed_alternatives)
    ((changed, moment),) = read.earlier.items()
    at = moment.astimezone(HELSINKI)
    label = next(one.label for one in report.alternatives if one.id == changed)
    told = f"{label} (annettu {at.day}.{at.month}.{at.year} lasketuista luvuista)"
    assert told in "\n".join(texts(assessment_document(report, "fi").blocks))
    (missing,) = [one for one in summary_of(report, "fi").missing if one.what == "changed"]
    assert f"({label})" in missing.words and missing.computed == f"{at.day}.{at.month}.{at.year}"
    assert (missing.request_id, versions_of(missing.versions)) == (read.request.id, read.statement.result_versions)


def test_a_withdrawn_alternative_keeps_its_name_in_the_statements(report: MatterReport) -> None:
    last = report.alternatives[-1].record
    withdrawn = replace(report, alternatives=report.alternatives[:-1], withdrawn=(last,))
    document = assessment_document(withdrawn, "fi")
    named = f"{last.label} {last.title} (poistettu tarkastelusta)"
    assert named in [row[0] for table in tables(document, "kanta kuhunkin") for row in table.rows]


def test_the_closing_tells_the_head_of_the_history_and_every_digest(report: MatterReport) -> None:
    closing = set(texts(assessment_document(report, "fi").closing))
    assert report.history_head in closing
    assert {one.sha256 for one in report.sources} <= closing
    assert {one.result.impact_sha256 for one in report.computed if one.result is not None} <= closing


def test_figures_in_the_document_are_those_frozen(report: MatterReport) -> None:
    document = assessment_document(report, "fi")
    distances = tables(document, "kävelymatkan pituus")
    assert len(distances) == len(report.changing) == 5
    for one, table in zip(report.changing, distances, strict=True):
        row = next(row for row in table.rows if row[0] == "65 vuotta täyttäneet")
        figure = report.figure(one, "age_65_", "swimming_hall", "walk", "residents_within_3_km")
        assert figure is not None and figure.baseline is not None and figure.value is not None
        shown = [int(cell.replace("\u00a0", "")) for cell in row[3:5]]
        assert shown == [figure.baseline, figure.value]


def frozen(report: MatterReport) -> list[dict[tuple[str, ...], dict[str, str]]]:
    """The frozen impact.csv of each alternative that changes something, as it stands, by all that names a row."""
    names = ("area_id", "group", "mode", "measure")
    return [
        {tuple(row[name] for name in names): row for row in csv.DictReader(io.StringIO(one.csv_bytes().decode()))}
        for one in report.changing
    ]


def as_shown(row: dict[str, str], side: str) -> str:
    """A figure of the file as Finnish tables tell it: worked out here, not by what the document is made with."""
    if not row[side]:
        return "ei perillä" if row["unit"] == "min" and row["suppressed"] == "0" else "ei näytetä"
    whole = round(float(row[side]))
    if row["unit"] != "min":
        return f"{whole:,}".replace(",", "\u00a0")
    if "visit" in row["measure"] and whole >= 120:
        return f"{whole // 60} h {whole % 60} min" if whole % 60 else f"{whole // 60} h"
    return f"{whole}\u00a0min"


WAYS = (
    ("residents", "value"),
    ("travel_time_median_min", "baseline"),
    ("travel_time_median_min", "value"),
    ("residents_within_30_min", "baseline"),
    ("residents_within_30_min", "value"),
    ("residents_longer_by_10_min", "value"),
    ("residents_lost", "value"),
)
VISITS = (
    ("residents_with_visit", "baseline"),
    ("residents_with_visit", "value"),
    ("residents_losing_every_visit", "value"),
    ("residents_gaining_a_visit", "value"),
    ("visit_away_median_min", "baseline"),
    ("visit_away_median_min", "value"),
    ("residents_away_longer_by_30_min", "value"),
)


@pytest.mark.parametrize(
    ("caption", "told", "rows"),
    [
        (": väestöryhmät", WAYS, "group"),
        (": asiointi samana päivänä", VISITS, "group"),
        (": kulkutavat", WAYS[1:], "mode"),
    ],
)
def test_every_cell_of_the_tables_is_as_frozen(
    report: MatterReport, caption: str, told: tuple[tuple[str, str], ...], rows: str
) -> None:
    assert report.offered is not None
    found = tables(assessment_document(report, "fi"), caption)
    assert len(found) == 5
    for file, table in zip(frozen(report), found, strict=True):
        words = report.offered.groups if rows == "group" else report.offered.modes
        assert len(table.rows) == len(words)
        for word, (_, *cells) in zip(words, table.rows, strict=True):
            group, mode = (word, "transit") if rows == "group" else ("age_65_", word)
            expected = [as_shown(file["all", group, mode, measure], side) for measure, side in told]
            assert cells == expected


def test_every_area_of_every_alternative_is_told_as_frozen(report: MatterReport) -> None:
    found = tables(assessment_document(report, "fi"), ": alueet.")
    for file, table in zip(frozen(report), found, strict=True):
        assert len(table.rows) == 48
        told = {name.split()[-1] if name.split()[-1].isdecimal() else name: cells for name, *cells in table.rows}
        for area, name in report.area_names.items():
            residents, before, after, change, longer, lost = told.get(area) or told[name]
            key = (area, "age_65_", "transit")
            for cell, measure in (
                (residents, "residents"),
                (longer, "residents_longer_by_10_min"),
                (lost, "residents_lost"),
            ):
                assert cell == as_shown(file[(*key, measure)], "value")
            median = file[(*key, "travel_time_median_min")]
            for cell, side in ((before, "baseline"), (after, "value")):
                shown = as_shown(median, side).removesuffix("\u00a0min").replace("perillä", "perille")
                assert cell == shown if residents != "0" else cell == "–"
            if before.isdecimal() and after.isdecimal():
                assert change.replace("±", "").replace("\u2212", "-").replace("+", "") == str(int(after) - int(before))


def test_the_essentials_tell_each_alternative_and_what_each_body_says_of_it(report: MatterReport) -> None:
    (table,) = tables(assessment_document(report, "fi"), "Vaihtoehdot rinnakkain")
    assert [row[0].split()[0] for row in table.rows] == ["VE0", "VE1", "VE2", "VE3", "VE4", "VE5"]
    assert [row[-1] for row in table.rows][3:] == ["kannattaa", "vastustaa", "vastustaa"]
    for file, row in zip(frozen(report), table.rows[1:], strict=True):
        key = ("all", "age_65_", "transit")
        measures = ("residents_longer_by_10_min", "residents_within_30_min")
        assert list(row[1:3]) == [as_shown(file[(*key, measure)], "value") for measure in measures]


def test_what_was_not_known_names_the_data_and_what_bodies_asked_for(report: MatterReport) -> None:
    document = assessment_document(report, "fi")
    start = next(place for place, block in enumerate(document.blocks) if block == Heading(1, "11 Mitä ei tiedetty"))
    said = document.blocks[start + 1]
    assert isinstance(said, Bullets)
    for part in (
        "25.11.2026",
        "1\u00a0365",
        "52 prosentin",
        "Montako esteetöntä",
        "yritykset",
        "pyörätuolin käyttäjät",
    ):
        assert any(part in item for item in said.items)


def test_a_sheet_is_one_page_also_where_journeys_begin(report: MatterReport) -> None:
    begins = {journey.area_id for one in report.computed if one.result for journey in one.result.journeys}
    assert len(begins) >= 4
    with pikepdf.open(io.BytesIO(pdf_bytes(area_sheets(report, "fi", sorted(begins))))) as pdf:
        assert len(pdf.pages) == 1 + len(begins)


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

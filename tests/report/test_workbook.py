"""The workbook of the example matter, read back: numbers are numbers, what is not shown is said, no formulas."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.impact.measures import MEASURES
from assessment.language import LANGUAGES, translator
from assessment.report.matter_report import MatterReport
from assessment.report.spreadsheet import Amount, Blank, Book, Sheet, book_bytes, sheet_names
from assessment.report.workbook import matter_workbook
from tests.report.matter_taken import example_record, report

__all__ = ["example_record", "report"]
SHEETS = [
    "Sisällys",
    "Avainluvut",
    "Alueet",
    "Alueet ryhmittäin",
    "Väestöryhmät",
    "Matkat",
    "Palvelupisteet",
    "Lausunnot",
    "Lähteet",
    "Laskenta",
    "Mittarit",
]


@pytest.fixture(scope="module")
def content(report: MatterReport) -> bytes:
    return matter_workbook(report, translator("fi"))


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows of a sheet's table by its heads."""
    (table,) = sheet.tables.values()
    head, *rows = sheet[table.ref]
    return [{str(top.value): cell.value for top, cell in zip(head, row, strict=True)} for row in rows]


def test_one_sheet_a_table_with_links_from_the_contents_and_back(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    links = {
        cell.value: cell.hyperlink.location for row in book["Sisällys"].iter_rows() for cell in row if cell.hyperlink
    }
    assert links == {name: f"'{name}'!A1" for name in SHEETS[1:]}
    front = " ".join(str(cell.value) for (cell,) in book["Sisällys"].iter_rows(max_col=1))
    assert "4524/10.03.07.00/2021" in front
    assert "mallinnetusta aineistosta" in front
    for name in SHEETS[1:]:
        sheet = book[name]
        assert sheet["A1"].value == name
        assert sheet["A2"].value
        assert sheet["A3"].hyperlink.location == "'Sisällys'!A1"


def test_sheets_are_ready_for_reading_filtering_and_printing(book: Workbook) -> None:
    for name in SHEETS[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == "B5"
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        assert table.ref.startswith("A4:")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # one page across, as many down as it takes
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.oddFooter.right.text.strip() == "&P / &N"
        # A digit right after the size of letters would be read as part of the size.
        assert sheet.oddFooter.left.text.strip().startswith("4524/")
        assert all(sheet.column_dimensions[letter].width >= 10 for letter in "ABC")


def test_figures_are_numbers_with_units_and_what_is_not_shown_is_said(book: Workbook, report: MatterReport) -> None:
    sheet = book["Alueet"]
    rows = rows_of(sheet)
    assert len(rows) == 5 * 48
    hidden = 0
    for row in rows:
        figures = [
            value for name, value in row.items() if name not in ("Vaihtoehto", "Alue", "Alueen tunnus", "Huomautus")
        ]
        assert all(value is None or isinstance(value, int | float) for value in figures)
        counts = [value for name, value in row.items() if name.startswith("Asukkaita")]
        assert all(value is None or (value % 5 == 0 and not 0 < value < 10) for value in counts)
        if None in counts:
            assert str(row["Huomautus"]).startswith("Ei näytetä: ")
            hidden += 1
        assert isinstance(row["Alueen tunnus"], str)
    assert hidden > 20
    by_head = {str(cell.value): cell.column for cell in sheet[4]}
    shapes = {head: sheet.cell(5, column).number_format for head, column in by_head.items()}
    assert shapes["Asukkaita"] == "#,##0"
    assert shapes["Matka-aika, keskimmäinen asukas, nyt"] == '0.0" min"'
    assert shapes["Matka-aika keskimäärin, muutos"].startswith("+0.0")


def test_every_figure_is_the_frozen_one(book: Workbook, report: MatterReport) -> None:
    names = {f"{one.label} {one.title}": one for one in report.computed}
    compared = 0
    for row in rows_of(book["Väestöryhmät"]):
        if row["Väestöryhmä"] != "75 vuotta täyttäneet" or row["Kulkutapa"] != "Autolla":
            continue
        measure = next(name for name in MEASURES if translator("fi")(f"measure.{name}") == row["Mittari"])
        found = report.figure(names[str(row["Vaihtoehto"])], "age_75_", "swimming_hall", "car", measure)
        assert found is not None
        told = (row["Nyt"], row["Muutoksen jälkeen"], row["Muutos"], row["Vähintään"], row["Enintään"])
        assert told == (found.baseline, found.value, found.change, found.low, found.high)
        compared += 1
    assert compared >= 5 * 12


def test_statements_sources_and_definitions_stand_in_it(book: Workbook, report: MatterReport) -> None:
    stances = rows_of(book["Lausunnot"])
    assert {row["Kenen lausunto"] for row in stances} == {"Vanhusneuvosto", "Vammaisneuvosto"}
    assert any("Bussipysäkki tarvitaan" in str(row["Perustelu"]) for row in stances)
    assert [row["Tarkiste (SHA-256)"] for row in rows_of(book["Lähteet"])] == [one.sha256 for one in report.sources]
    computed = rows_of(book["Laskenta"])
    digests = [one.result.impact_sha256 for one in report.computed if one.result is not None]
    assert [row["Tiedoston impact.csv tiiviste (SHA-256)"] for row in computed] == digests
    defined = {row["Nimi tiedostossa impact.csv"]: row["Mitä mittari kertoo"] for row in rows_of(book["Mittarit"])}
    assert list(defined) == list(MEASURES)
    assert "15 minuuttia" in str(defined["residents_within_15_min"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_says_its_language_and_every_word_is_known(report: MatterReport, language: str) -> None:
    made = openpyxl.load_workbook(io.BytesIO(matter_workbook(report, translator(language))))
    assert made.properties.language == {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[language]
    assert made.properties.title
    assert made.properties.created.year == 2000
    families = ("workbook.", "definition.", "column.", "measure.", "unit.", "group.", "mode.", "map_data.", "mark.")
    texts = [str(cell.value) for sheet in made for row in sheet.iter_rows(max_row=60) for cell in row if cell.value]
    assert [text for text in texts if text.startswith(families)] == []
    assert [text for text in texts if "{" in text] == []


def test_the_same_record_gives_the_same_bytes(content: bytes, report: MatterReport) -> None:
    assert matter_workbook(report, translator("fi")) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None


def test_hostile_text_stays_text(report: MatterReport) -> None:
    words = translator("fi")
    hostile = (
        '=HYPERLINK("http://x.example","click")',
        "+1+1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "http://x.example/",
        "<b>&amp;</b>",
        "a\x00\x1b\ud800b",
        "x" * 40_000,
        "1" * 40,
        "{=A1}",
    )
    rows = [(text, Amount(5, "residents"), Blank.HIDDEN) for text in hostile]
    sheet = Sheet("=1/[x]*?'", hostile[0], hostile[0], ("text", "number", "hidden"), rows, frozenset({0}))
    empty = Sheet("History", "e", "e", ("a", "b"), ())
    made = book_bytes(
        Book(hostile[0], hostile[6], "&R&P" + hostile[6], "&84=x" * 90, hostile[:4], (sheet, empty)), words
    )
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)
        assert not [name for name in archive.namelist() if "externalLink" in name]
        relations = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
        assert b"x.example" not in relations
    read = openpyxl.load_workbook(io.BytesIO(made))
    page = read.worksheets[1]
    values = [cell.value for (cell,) in page.iter_rows(min_row=5, max_col=1)]
    assert values[:7] == list(hostile[:7])
    for cell in (page.cell(row, 1) for row in range(5, 9)):
        assert cell.data_type == "s"
        assert cell.quotePrefix
    assert values[7] == "ab"
    assert len(values[8]) < 32_767
    assert values[9] == "1" * 40
    assert read.worksheets[2].title != "History"
    assert page["D5"].value == "Ei näytetä: hidden."
    assert len(page.oddFooter.left.text) < 250


def test_sheet_names_are_those_excel_accepts() -> None:
    names = sheet_names(["", "'a'", "A", "x" * 50, "x" * 60, "[b]:*?/\\", "History", "å\x00\ud800"])
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\'\x00")
        assert name.casefold() != "history"

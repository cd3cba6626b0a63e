"""The text to edit: styles, heads, language, alternatives, and the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from assessment.report.blocks import LongText
from assessment.report.docx import docx_bytes
from tests.report.document_examples import HEADS, ROWS, one, rich_document


@pytest.fixture(scope="module")
def paper() -> Any:
    return docx.Document(io.BytesIO(docx_bytes(rich_document())))


def test_headings_are_headings(paper: Any) -> None:
    told = [
        (line.style.name, line.text) for line in paper.paragraphs if line.style.name.startswith(("Heading", "Title"))
    ]
    assert told == [
        ("Title", "Kirjastoverkon muutos: ennakkovaikutusten arviointi"),
        ("Heading 1", "Asia"),
        ("Heading 2", "Vaihtoehdot"),
        ("Heading 1", "Vaikutukset"),
        ("Heading 1", "Lähteet"),
        ("Heading 1", "Tunnisteet"),
    ]


def test_tables_have_heads_that_repeat(paper: Any) -> None:
    table = paper.tables[0]
    assert tuple(cell.text for cell in table.rows[0].cells) == HEADS
    assert len(table.rows) == len(ROWS) + 1
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.find(f".//{qn('w:tblHeader')}") is None
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert look.get(qn("w:firstRow")) == look.get(qn("w:firstColumn")) == "1"
    assert [line.text for line in paper.paragraphs if line.style.name == "Caption"] == [
        "Matka-aika alueittain",
        "Muutos",
        "Luvut",
    ]


def test_pictures_have_alternatives_and_are_shown_by_every_word_processor(paper: Any) -> None:
    (shape,) = paper.inline_shapes
    assert shape._inline.docPr.get("descr") == "Kartta: Inkeroisten matka pitenee 19 minuuttia."
    assert shape.width.mm == pytest.approx(160, abs=0.1)
    kinds = {part.content_type for part in paper.part.package.iter_parts()}
    assert {kind for kind in kinds if kind.startswith("image/")} == {"image/png"}


@pytest.mark.parametrize(("language", "told"), [("fi", "fi-FI"), ("sv", "sv-FI"), ("en", "en-GB")])
def test_its_language_is_told(language: str, told: str) -> None:
    paper = docx.Document(io.BytesIO(docx_bytes(rich_document(language))))
    assert paper.core_properties.language == told
    assert {mark.get(qn("w:val")) for mark in paper.styles.element.iter(qn("w:lang"))} == {told}


def test_it_tells_what_it_is_and_numbers_its_pages(paper: Any) -> None:
    properties = paper.core_properties
    assert properties.title == "Kirjastoverkon muutos: ennakkovaikutusten arviointi"
    assert properties.author == properties.last_modified_by == "Kouvolan kaupunki"
    assert properties.created.isoformat()[:10] == "2026-11-24"
    foot = paper.sections[0].footer.paragraphs[0]
    assert foot.text.startswith("4524/10.03.07.00/2026")
    assert [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_writing_from_right_to_left_runs_so() -> None:
    paper = docx.Document(io.BytesIO(docx_bytes(one(LongText("שלום עולם\n\nabc")))))
    hebrew, latin = paper.paragraphs[-2:]
    assert hebrew._p.pPr.find(qn("w:bidi")) is not None
    assert latin._p.find(f".//{qn('w:bidi')}") is None


def test_the_same_document_gives_the_same_bytes() -> None:
    first = docx_bytes(rich_document())
    assert first == docx_bytes(rich_document())
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {item.date_time for item in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}

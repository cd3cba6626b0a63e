"""Pages of a PDF: sheets fit their page, small tables are not parted, what closes stands last, and it is quick."""

from __future__ import annotations

import io
import time

import pikepdf
import pypdfium2
import pytest

from assessment.report.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Figure,
    Heading,
    LongText,
    PageBreak,
    Paragraph,
    Table,
)
from assessment.report.pdf import pdf_bytes
from tests.report.document_examples import HEADS, ROWS, one, svg
from tests.report.tag_tree import read_tags


def pages(document: Document) -> list[str]:
    with pypdfium2.PdfDocument(pdf_bytes(document)) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def sheet(name: str, lines: int) -> tuple[Block, ...]:
    return (
        Heading(1, name),
        Bullets(tuple(f"{name} rivi {line}" for line in range(lines))),
        Paragraph(f"{name} loppu"),
    )


def sheets(*wanted: tuple[str, int], contents: bool = False) -> Document:
    blocks: list[Block] = []
    for name, lines in wanted:
        blocks += [*sheet(name, lines), PageBreak()]
    return Document(
        "Aluesivut", "fi", "1/2026", "", "Kaupunki", "2026-11-24", tuple(blocks), contents=contents, sheets=True
    )


def test_a_sheet_is_a_page_also_where_it_has_to_be_set_smaller() -> None:
    shown = pages(sheets(("Anjala", 10), ("Elimäki", 52), ("Jaala", 20), contents=True))
    assert len(shown) == 4
    for name, page in zip(("Anjala", "Elimäki", "Jaala"), shown[1:], strict=True):
        assert page.startswith(name)
        assert f"{name} loppu" in page


def test_a_sheet_that_never_fits_runs_over_and_loses_nothing() -> None:
    shown = pages(sheets(("Anjala", 300), ("Jaala", 5)))
    assert len(shown) > 3
    assert "Anjala rivi 299" in "".join(shown)
    assert shown[-1].startswith("Jaala")


def test_a_sheet_set_smaller_keeps_its_tags() -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes(sheets(("Elimäki", 52))))) as pdf:
        tags = read_tags(pdf)
    assert [tag.text for tag in tags.all("H1")] == ["Elimäki"]
    assert len(tags.all("LI")) == 52


def test_a_small_table_is_not_parted_and_a_large_one_repeats_its_heads() -> None:
    for lines in range(30, 44, 2):
        above = Bullets(tuple(f"rivi {line}" for line in range(lines)))
        shown = pages(one(above, Table("Pieni", HEADS, ROWS[:8], "Huomautus")))
        assert sum("Pieni" in page for page in shown) == 1
        assert any("Pieni" in page and "Alue 1 " in page and "Alue 8 " in page for page in shown)
        shown = pages(one(above, Table("Suuri", HEADS, ROWS)))
        first = next(page for page in shown if "Suuri" in page)
        assert "Alue 2 " in first, "heads do not stand alone at the end of a page"
        assert all("65 vuotta" in page for page in shown if "noin 340" in page)


def test_what_closes_stands_together_on_the_last_page() -> None:
    facts = Facts(tuple((f"Tunniste {number}", "5f2a" * 16) for number in range(12)))
    text = LongText("sana " * 600)
    document = Document("T", "fi", "1", "", "", "2026-11-24", (text,), closing=(Heading(1, "Tunnisteet"), facts))
    *_, last = pages(document)
    assert all(words in last for words in ("Tunnisteet", "Tunniste 0", "Tunniste 11"))


def test_every_page_has_its_number_and_the_register_number() -> None:
    shown = pages(one(LongText("sana " * 3000)))
    assert len(shown) > 3
    for number, page in enumerate(shown, start=1):
        assert f"Sivu {number} / {len(shown)}" in page
        assert "1/2026" in page


@pytest.mark.slow
def test_sixty_pages_with_forty_pictures_and_sixty_tables_take_seconds() -> None:
    blocks: list[Block] = []
    for number in range(20):
        blocks += [Heading(1, f"Luku {number}"), LongText("kirjasto matka " * 120)]
        for part in range(3):
            blocks.append(Table(f"Taulukko {number}.{part}", HEADS * 2, tuple(row * 2 for row in ROWS[:20])))
        blocks += [Figure(svg(f"Kuva {number} {part}"), "Kartta", f"Kuva {number}.{part}") for part in range(2)]
    document = one(*blocks)
    pdf_bytes(one(Paragraph("x")))  # reads the fonts
    started = time.process_time()
    content = pdf_bytes(document)
    assert time.process_time() - started < 5
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) >= 40

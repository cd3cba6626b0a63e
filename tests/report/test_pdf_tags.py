"""What a PDF says to a screen reader, read from its own objects."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pytest

from assessment.report.pdf import pdf_bytes
from tests.report.document_examples import DIGEST, HEADS, ROWS, rich_document
from tests.report.tag_tree import Tag, marked_texts, read_tags


@pytest.fixture(scope="module")
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf_bytes(rich_document()))) as opened:
        yield opened


@pytest.fixture(scope="module")
def tags(pdf: pikepdf.Pdf) -> Tag:
    return read_tags(pdf)


def test_the_document_tells_what_it_is(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    assert str(root.Lang).lower().startswith("fi")
    assert root.MarkInfo.Marked is True
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert all(page.get("/Tabs") == "/S" for page in pdf.pages)
    assert [str(intent.S) for intent in root.OutputIntents] == ["/GTS_PDFA1"]
    with pdf.open_metadata() as told:
        assert told["pdfaid:part"] == "2"
        assert told["pdfaid:conformance"] == "A"
        assert told["pdfuaid:part"] == "1"
        assert told["dc:title"] == "Kirjastoverkon muutos: ennakkovaikutusten arviointi"
        assert told["dc:creator"] == ["Kouvolan kaupunki"]
        assert str(told["xmp:CreateDate"]).startswith("2026-11-24")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_its_language_is_told(language: str) -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes(rich_document(language)))) as opened:
        assert str(opened.Root.Lang).split("-")[0] == language


def test_headings_skip_no_level_and_are_the_bookmarks(pdf: pikepdf.Pdf, tags: Tag) -> None:
    headings = [(tag.kind, tag.text) for tag in tags.all("H1", "H2", "H3", "H4")]
    assert headings == [
        ("H1", "Sisällys"),
        ("H1", "Asia"),
        ("H2", "Vaihtoehdot"),
        ("H1", "Vaikutukset"),
        ("H1", "Lähteet"),
        ("H1", "Tunnisteet"),
    ]
    with pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "Asia",
            "Vaikutukset",
            "Lähteet",
            "Tunnisteet",
        ]
        assert [item.title for top in outline.root for item in top.children] == ["Vaihtoehdot"]


def test_every_cell_of_a_table_finds_its_heads(tags: Tag) -> None:
    table = next(table for table in tags.all("Table") if table.text.startswith("Matka-aika"))
    heads = {tag.name: tag for tag in tags.all("TH")}
    assert len(heads) == len(tags.all("TH")), "every head has a name of its own"
    assert table.kids[0].kind == "Caption"
    head, *rows = table.all("TR")
    assert [(tag.kind, tag.scope, tag.text) for tag in head.kids] == [("TH", "Column", text) for text in HEADS]
    assert len(rows) == len(ROWS), "a head repeated on the next page is no row"
    for row, texts in zip(rows, ROWS, strict=True):
        first, *cells = row.kids
        assert (first.kind, first.scope, first.text) == ("TH", "Row", texts[0])
        assert [(cell.kind, cell.text) for cell in cells] == [("TD", text) for text in texts[1:]]
        for place, cell in enumerate(cells, start=1):
            assert [heads[name].text for name in cell.headers] == [HEADS[place], texts[0]]


def test_every_named_element_is_in_the_tree_of_names(pdf: pikepdf.Pdf, tags: Tag) -> None:
    told = list(pdf.Root.StructTreeRoot.IDTree.Names)
    names = [bytes(name) for name in told[::2]]
    assert names == sorted(names)
    assert set(names) == {tag.name for tag in tags.all("TH", "TD", "Note") if tag.name}
    assert all(bytes(element.ID) == name for name, element in zip(names, told[1::2], strict=True))


def test_facts_are_told_by_their_names(tags: Tag) -> None:
    facts = {row.kids[0].text: row.kids[1].text for row in tags.all("TR") if len(row.kids) == 2}
    assert facts["Päätöksen tekee"] == "Kaupunginhallitus"
    assert facts["Historian tunniste"] == DIGEST
    assert all(row.kids[0].kind == "TH" for row in tags.all("TR"))


def test_pictures_say_what_they_show(tags: Tag) -> None:
    (figure,) = tags.all("Figure")
    assert figure.alt == "Kartta: Inkeroisten matka pitenee 19 minuuttia."
    assert len(figure.box) == 4
    assert {tag.text for tag in tags.all("Caption")} == {"Matka-aika alueittain", "Muutos", "Luvut"}


def test_links_say_where_they_lead(pdf: pikepdf.Pdf, tags: Tag) -> None:
    links = [note for page in pdf.pages for note in page.get("/Annots", []) if note.Subtype == "/Link"]
    assert len(links) == len(tags.all("Link")) == 4
    assert all(str(note.get("/Contents", "")) for note in links)
    assert not any("/URI" in note.get("/A", {}) for note in links), "nothing leads out of the document"


def test_quotes_lists_and_paragraphs_are_what_they_are(tags: Tag) -> None:
    assert [tag.text for tag in tags.all("BlockQuote")] == ["Matka on liian pitkä."]
    assert [item.text for item in tags.all("LBody")] == ["VE0 nykytila", "VE1 yksi kirjasto vähemmän", "kohta"]
    assert "Toinen kappale." in [tag.text for tag in tags.all("P")]


def test_all_is_tagged_or_decoration(pdf: pikepdf.Pdf, tags: Tag) -> None:
    for number, page in enumerate(pdf.pages, start=1):
        marked = marked_texts(page)
        assert marked.untagged == ""
        assert f"Sivu {number} / {len(pdf.pages)}" in marked.artifacts
        assert "4524/10.03.07.00/2026" in marked.artifacts
    assert "Sivu" not in tags.text


def test_fonts_are_embedded_and_say_their_letters(pdf: pikepdf.Pdf) -> None:
    fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
    whole = [font for font in fonts if font.Subtype == "/Type0"]
    assert whole
    for font in whole:
        assert "/ToUnicode" in font
        (inner,) = font.DescendantFonts
        assert any(name in inner.FontDescriptor for name in ("/FontFile2", "/FontFile3"))
        assert "NotoSans" in str(inner.BaseFont) or "Noto" in str(inner.BaseFont)


def test_nothing_runs_or_is_fetched(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary):
            assert not {"/JS", "/JavaScript", "/Launch", "/URI", "/AA", "/OpenAction", "/EmbeddedFiles"} & set(
                item.keys()
            )


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf_bytes(rich_document()) == pdf_bytes(rich_document())

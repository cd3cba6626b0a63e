"""Texts that would be more than text: in every place, in all three formats, they are shown as text and nothing runs."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.report.blocks import Bullets, Facts, Heading, LongText, Paragraph, Quote, Table
from assessment.report.docx import docx_bytes
from assessment.report.html import html_bytes
from assessment.report.pdf import pdf_bytes
from tests.report.document_examples import HOSTILE, hostile_document, one
from tests.report.tag_tree import read_tags

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
POINTS_PER_MM = 72 / 25.4


def pdf_text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


class _Page(HTMLParser):
    """The texts, elements and attributes of a page."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.text = ""
        self.elements: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"


def docx_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))
    lines = [
        "".join({f"{WORD}t": part.text or "", f"{WORD}br": "\n"}.get(part.tag, "") for part in line.iter())
        for line in root.iter(f"{WORD}p")
    ]
    return "\n".join(lines)


def bare(text: str) -> str:
    """A text without spaces, controls and marks that no format keeps."""
    return "".join(
        sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign)[0] not in "CZ" or sign == "�"
    )


def shown_in_pdf(text: str) -> str:
    """What a PDF is to say of a text in letters that its fonts have."""
    return re.sub("[\u4e00-\u9fff\u0e00-\u0e7f]", lambda sign: f"[U+{ord(sign.group()):04X}]", bare(text))


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in ("right", "emoji", "unknown")])
def test_a_pdf_shows_it_as_text(name: str) -> None:
    text = HOSTILE[name]
    said = bare(pdf_text(pdf_bytes(one(Paragraph(text), Table("t", ("h",), ((text,),))))))
    assert said.count(shown_in_pdf(text)) == 2


def test_a_pdf_shows_other_writings_and_names_what_it_cannot_draw() -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes(one(Paragraph("Ä 😀 ☂ → שלום"), Paragraph("中文 \ue000"))))) as pdf:
        *_, mixed, unknown = read_tags(pdf).all("P")
    assert unknown.text.strip() == "[U+4E2D][U+6587]"
    assert mixed.text.startswith("Ä 😀 ☂ → ")
    assert mixed.text.endswith("םולש")  # in the order in which it is drawn


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_shows_it_as_text(name: str) -> None:
    text = HOSTILE[name]
    page = _Page(html_bytes(one(Paragraph(text), Table(text, ("h",), ((text,),)), Quote("x", text))))
    assert bare(page.text).count(bare(text)) == 4


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_to_edit_shows_it_as_text(name: str) -> None:
    text = HOSTILE[name]
    said = bare(docx_text(docx_bytes(one(Paragraph(text), Table("t", ("h",), ((text,),)), Quote("x", text)))))
    assert said.count(bare(text)) == 3


def test_a_page_runs_and_fetches_nothing() -> None:
    page = _Page(html_bytes(hostile_document()))
    assert not page.elements & {"script", "iframe", "object", "embed", "form", "input", "base", "link", "svg"}
    assert not [name for name in page.attributes if name.startswith("on")]
    assert all(value.startswith("data:image/svg+xml;base64,") for value in page.attributes["src"])
    assert all(value.startswith("#") for value in page.attributes["href"])
    assert "srcset" not in page.attributes
    assert "style" not in page.attributes


def test_a_text_to_edit_leads_nowhere_and_has_no_field_of_a_writer() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_bytes(hostile_document()))) as package:
        for name in package.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in package.read(name)
        parts = [ElementTree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
    fields = {field.get(f"{WORD}instr") for part in parts for field in part.iter(f"{WORD}fldSimple")}
    assert fields == {"PAGE", "NUMPAGES"}
    assert not {f"{WORD}instrText", f"{WORD}hyperlink"} & {element.tag for part in parts for element in part.iter()}


def test_no_word_of_a_pdf_runs_off_its_page() -> None:
    with pypdfium2.PdfDocument(pdf_bytes(hostile_document())) as pdf:
        assert len(pdf) > 10
        for page in pdf:
            words = page.get_textpage()
            boxes = [words.get_charbox(place) for place in range(words.count_chars())]
            assert max(right for _, _, right, _ in boxes) <= (210 - 20) * POINTS_PER_MM
            assert min(left for left, _, _, _ in boxes) >= 20 * POINTS_PER_MM
            assert min(bottom for _, bottom, _, _ in boxes) >= 8 * POINTS_PER_MM


def test_a_digest_or_a_link_is_copied_whole_from_a_pdf() -> None:
    link = HOSTILE["link"]
    said = pdf_text(pdf_bytes(one(Facts((("Tunniste", "5f2a" * 16), ("Osoite", link))))))
    assert "\u200b" not in said
    assert "5f2a" * 16 in said.replace("\r\n", "")
    assert link in said.replace("\r\n", "")


def test_a_very_long_statement_is_shown_whole() -> None:
    words = [f"sana{number}" for number in range(14_000)]
    document = one(LongText("\n\n".join(" ".join(words[start : start + 1000]) for start in range(0, 14_000, 1000))))
    assert sum(map(len, words)) > 100_000
    assert set(words) <= set(pdf_text(pdf_bytes(document)).split())
    assert set(words) <= set(_Page(html_bytes(document)).text.split())
    assert set(words) <= set(docx_text(docx_bytes(document)).split())


def test_a_statement_without_a_space_is_shown_whole() -> None:
    assert bare(pdf_text(pdf_bytes(one(LongText("x" * 30_000))))).count("x") == 30_000


@settings(max_examples=8)
@given(st.lists(st.text(st.characters(codec=None), min_size=1, max_size=60), min_size=8, max_size=8))
def test_whatever_is_written_every_format_takes_it(texts: list[str]) -> None:
    a, b, c, d, e, f, g, h = texts
    table = Table(h, (a,), ((b,),), c)
    document = one(Heading(1, a), Paragraph(b), Bullets((c,)), Facts(((d, e),)), Quote(f, g), table, LongText(d))
    assert pdf_bytes(document).startswith(b"%PDF-1.7")
    html_bytes(document)
    docx_bytes(document)

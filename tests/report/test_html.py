"""The document as a web page: what it says without being seen. tests/browser/test_document_page.py looks at it."""

from __future__ import annotations

import re

import pytest

from assessment.report.html import html_bytes
from tests.report.document_examples import HEADS, ROWS, rich_document


def html(language: str = "fi") -> str:
    return html_bytes(rich_document(language)).decode("utf-8")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_its_language_and_title_are_told(language: str) -> None:
    page = html(language)
    assert f'<html lang="{language}">' in page
    assert "<title>Kirjastoverkon muutos: ennakkovaikutusten arviointi – 4524/10.03.07.00/2026</title>" in page


def test_headings_follow_the_title_and_skip_no_level() -> None:
    assert re.findall(r"<h(\d)[^>]*>([^<]*)", html()) == [
        ("1", "Kirjastoverkon muutos: ennakkovaikutusten arviointi"),
        ("2", "Sisällys"),
        ("2", "Asia"),
        ("3", "Vaihtoehdot"),
        ("2", "Vaikutukset"),
        ("2", "Lähteet"),
        ("2", "Tunnisteet"),
    ]


def test_contents_lead_to_the_chapters() -> None:
    page = html()
    marks = dict(re.findall(r'<h2 id="([^"]*)"[^>]*>([^<]*)', page))
    links = re.findall(r'<li><a href="#([^"]*)">([^<]*)', page)
    assert [text for _, text in links] == ["Asia", "Vaikutukset", "Lähteet", "Tunnisteet"]
    assert all(marks[mark] == text for mark, text in links)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_tables_have_heads_of_columns_and_rows() -> None:
    page = html()
    assert tuple(re.findall(r'<th scope="col"[^>]*>([^<]*)', page))[: len(HEADS)] == HEADS
    assert set(re.findall(r'<th scope="row"[^>]*>([^<]*)', page)) >= {row[0] for row in ROWS}
    assert page.count("<caption>") == 2


def test_pictures_say_what_they_show() -> None:
    assert 'alt="Kartta: Inkeroisten matka pitenee 19 minuuttia."' in html()


def test_the_same_document_gives_the_same_bytes() -> None:
    assert html_bytes(rich_document()) == html_bytes(rich_document())

"""A matter's frozen figures as a workbook: one sheet a table, with contents, definitions and sources."""

from __future__ import annotations

import io
import re

import xlsxwriter

from assessment.language import Translate
from assessment.report.blocks import Table
from assessment.report.chapters.sources import closing, sources_chapter
from assessment.report.figure_words import Reader
from assessment.report.fixed_time import FIXED_TIME
from assessment.report.matter_report import MatterReport
from assessment.report.telling import Telling
from assessment.report.workbook_tables import Sheet, sheets_of

HEAD = "#0b3d6b"
_LONGEST_NAME = 31


def matter_workbook(report: MatterReport, words: Translate) -> bytes:
    """The workbook (XLSX); the same record gives the same bytes.

    Numbers are numbers; what is not shown is a blank cell, and the last column says so.
    """
    telling = Telling(report, Reader(_language(words), words))
    sheets = sheets_of(telling)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": FIXED_TIME.replace(tzinfo=None), "title": report.matter.title})
        style = _Styles(book)
        names = _names([sheet.title for sheet in sheets])
        contents = book.add_worksheet(words("workbook.contents"))
        contents.write_string(0, 0, report.matter.title, style.title)
        contents.write_string(1, 0, report.matter.register_number)
        contents.write_string(2, 0, words("report.example") if report.modelled else "")
        contents.write_string(3, 0, words("doc.results.note"))
        contents.set_column(0, 0, 60)
        for row, (name, sheet) in enumerate(zip(names, sheets, strict=True), start=5):
            contents.write_url(row, 0, f"internal:'{name}'!A1", style.link, sheet.title)
            _write(book.add_worksheet(name), sheet, style, words)
        tables = [block for block in (*sources_chapter(telling), *closing(telling)) if isinstance(block, Table)]
        for place, table in enumerate(tables, start=5 + len(sheets)):
            (name,) = _names([table.caption], taken=names)
            names.append(name)
            contents.write_url(place, 0, f"internal:'{name}'!A1", style.link, table.caption)
            _write(book.add_worksheet(name), Sheet(table.caption, table.heads, table.rows), style, words)
    return out.getvalue()


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": HEAD})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
        self.link = book.add_format({"font_color": HEAD, "underline": 1})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.parts = book.add_format({"num_format": "#,##0.0", "valign": "top"})


def _write(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, style: _Styles, words: Translate) -> None:
    page.write_string(0, 0, sheet.title, style.title)
    for place, head in enumerate(sheet.heads):
        page.write_string(2, place, head, style.head)
    for number, row in enumerate(sheet.rows, start=3):
        for place, value in enumerate(row):
            if value is None:
                page.write_blank(number, place, None)
            elif isinstance(value, str):
                page.write_string(number, place, value, style.text)
            else:
                page.write_number(number, place, value, style.whole if float(value).is_integer() else style.parts)
    last = 2 + len(sheet.rows)
    page.freeze_panes(3, 1)
    page.set_column(0, 0, 34)
    page.set_column(1, max(1, len(sheet.heads) - 1), 16)
    if sheet.rows:
        page.autofilter(2, 0, last, len(sheet.heads) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    page.set_footer(f"&L&8{words('doc.running_title')}&R&8&P / &N")


def _names(titles: list[str], taken: list[str] | None = None) -> list[str]:
    """Names Excel accepts: 31 characters, none of []:*?/\\, no apostrophe at the ends, none twice."""
    used = {name.casefold() for name in taken or ()}
    names = []
    for title in titles:
        base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[: _LONGEST_NAME - 4] or "-"
        candidate, number = base, 2
        while candidate.casefold() in used or candidate.casefold() == "history":
            candidate, number = f"{base} {number}", number + 1
        used.add(candidate.casefold())
        names.append(candidate)
    return names


def _language(words: Translate) -> str:
    return words("workbook.language")

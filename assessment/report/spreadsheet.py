"""A workbook (XLSX) written from tables: one sheet a table, numbers as numbers, texts as texts, ready for printing.

What is not shown is an empty hatched cell, so that sums and sorting stay right, and the last column says in words which
figures of the row are not shown and why. No text becomes a formula or a link, not even when somebody edits its cell.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from assessment.language import Translate
from assessment.report.fixed_time import FIXED_TIME
from assessment.report.well_formed import one_line, readable

INK = "#0b3d6b"
_LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
_A3, _A4 = 8, 9
# What fits across a page of A4 on its side and can be read, in characters.
_ACROSS_A4 = 170
_LONGEST_TEXT = 32_000
_LONGEST_NAME = 31
_WIDEST, _NARROWEST = 60, 10  # characters
_NOTES, _TEXTS = 50, 30
_LINE = 15.0  # points
_TALLEST = 400.0  # a row may not be higher
_LETTERS = 1.2  # letters for each character of a column's width: most are narrower than a digit
_BUTTON = 3  # what the button that filters takes of a head
# What Excel would read as a formula when a cell is edited, or a program that reads the sheet as CSV.
_LIKE_FORMULA = ("=", "+", "-", "@", "\t")
_SHAPES = {"residents": "#,##0", "min": '0.0" min"', "h": '0.0" h"', "journeys": "0.0"}
# The smallest moment that a zip can tell.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class Blank(Enum):
    """Why a cell is empty: the figure is not shown, the place is not reached, there is nothing to tell."""

    HIDDEN = "hidden"
    NOT_REACHED = "not_reached"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Amount:
    """A number with its unit (residents, min, h, journeys); `change`: told with its sign."""

    value: float
    unit: str
    change: bool = False


Value = str | Amount | Blank


@dataclass(frozen=True)
class Sheet:
    """A table. `name`: on its tab; `told`: what it tells, in a sentence; `wide`: columns of running text.

    `bare`: heads stand in the first row, for programs that read the sheet; else title and `told` stand above them.
    `noted`: what a column is called in notes, its head by default.
    """

    name: str
    title: str
    told: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]
    wide: frozenset[int] = frozenset()
    bare: bool = False
    noted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """A workbook; the first sheet has its title, `front` line by line, and links to all sheets."""

    title: str
    subject: str
    author: str
    footer: str
    front: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def book_bytes(book: Book, words: Translate) -> bytes:
    """The workbook; the same book gives the same bytes. `words`: of the language it is in."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties(
            {
                "title": one_line(book.title),
                "subject": one_line(book.subject),
                "author": one_line(book.author),
                "created": FIXED_TIME.replace(tzinfo=None),
            }
        )
        style = _Styles(workbook)
        contents_name, *names = sheet_names([words("workbook.contents"), *(sheet.name for sheet in book.sheets)])
        contents = workbook.add_worksheet(contents_name)
        _write_contents(contents, book, names, style, words)
        for number, (name, sheet) in enumerate(zip(names, book.sheets, strict=True), start=1):
            page = workbook.add_worksheet(name)
            written = _Page(page, sheet, style, words)
            written.write(number, contents_name)
            _set_up(page, book.footer, sum(written.widths))
    return _in_language(out.getvalue(), words("workbook.language"))


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Names Excel accepts: 31 characters, none of []:*?/\\, no apostrophe at the ends, none twice."""
    names: list[str] = []
    taken = {"history"}  # Excel keeps this one to itself
    for title in titles:
        base = re.sub(r"[\[\]:*?/\\']", " ", one_line(title)).strip()[: _LONGEST_NAME - 4].strip() or "-"
        candidate, number = base, 2
        while candidate.casefold() in taken:
            candidate, number = f"{base} {number}", number + 1
        taken.add(candidate.casefold())
        names.append(candidate)
    return names


class _Styles:
    """The formats of one workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self.title = workbook.add_format({"bold": True, "font_size": 14, "font_color": INK})
        self.told = workbook.add_format({"font_color": "#46525c"})
        self.head = workbook.add_format(
            {
                "bold": True,
                "font_color": "#ffffff",
                "bg_color": INK,
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
                "border_color": "#ffffff",
            }
        )
        self.link = workbook.add_format({"font_color": INK, "underline": 1})
        self.text = workbook.add_format({"valign": "top", "align": "left", "indent": 1})
        self.quoted = workbook.add_format({"valign": "top", "align": "left", "indent": 1, "quote_prefix": True})
        self.wide = workbook.add_format({"valign": "top", "align": "left", "indent": 1, "text_wrap": True})
        self.wide_quoted = workbook.add_format(
            {"valign": "top", "align": "left", "indent": 1, "text_wrap": True, "quote_prefix": True}
        )
        self.note = workbook.add_format(
            {"valign": "top", "align": "left", "indent": 1, "text_wrap": True, "font_color": "#46525c"}
        )
        self.hidden = workbook.add_format({"pattern": 11, "fg_color": "#9aa5ae", "bg_color": "#eceff1"})
        self._amounts: dict[tuple[str, bool], xlsxwriter.format.Format] = {}

    def of_text(self, text: str, wraps: bool) -> xlsxwriter.format.Format:
        """The format of a text; one that looks like a formula is marked as a text for good."""
        quoted = text.startswith(_LIKE_FORMULA)
        if wraps:
            return self.wide_quoted if quoted else self.wide
        return self.quoted if quoted else self.text

    def of_amount(self, unit: str, change: bool) -> xlsxwriter.format.Format:
        """The format of a number with its unit; a change has its sign."""
        key = (unit, change)
        if key not in self._amounts:
            shape = _SHAPES.get(unit, "General")
            shown = f"+{shape};\N{MINUS SIGN}{shape};{shape}" if change else shape
            self._amounts[key] = self._workbook.add_format({"num_format": shown, "valign": "top"})
        return self._amounts[key]


class _Page:
    """One table being written on its sheet."""

    def __init__(self, page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, style: _Styles, words: Translate) -> None:
        self._page, self._sheet, self._style, self._words = page, sheet, style, words
        blanks = (Blank.HIDDEN, Blank.NOT_REACHED)
        self._noted = any(value in blanks for row in sheet.rows for value in row if isinstance(value, Blank))
        self._heads = (*sheet.heads, words("workbook.note")) if self._noted else sheet.heads
        self._names = sheet.noted or sheet.heads
        self.widths = [self._width(place, head) for place, head in enumerate(self._heads)]

    def _width(self, place: int, head: str) -> float:
        """A column as wide as what stands in it; texts that are longer are set in several lines."""
        rows, needed = self._sheet.rows, max(_NARROWEST, _longest_word(head) + 2)
        if place == len(self._sheet.heads):
            return max(needed, _NOTES)
        texts = [row[place] for row in rows]
        longest = max((_width(text) for text in texts if isinstance(text, str)), default=0)
        return max(needed, min(longest + 1, _WIDEST if place in self._sheet.wide else _TEXTS))

    def _set_height(self, number: int, texts: Sequence[Value], beside: int = 0) -> None:
        """A row as high as its longest text needs: not every program finds that out by itself.

        `beside`: characters of each column that something else takes.
        """
        lines = 1
        for width, text in zip(self.widths, texts, strict=True):
            across = max(4, int(_LETTERS * width) - beside)
            if isinstance(text, str) and len(text) > across:
                lines = max(lines, sum(-(-max(1, len(part)) // across) for part in text.split("\n")))
        if lines > 1:
            self._page.set_row(number, min(_TALLEST, _LINE * lines + 3))

    def write(self, number: int, contents: str) -> None:
        """Write title, table and what belongs to it; `contents`: the sheet to go back to."""
        page, sheet = self._page, self._sheet
        top = 0
        if not sheet.bare:
            page.write_string(0, 0, one_line(sheet.title), self._style.title)
            page.write_string(1, 0, one_line(sheet.told), self._style.told)
            page.write_url(2, 0, f"internal:'{contents}'!A1", self._style.link, self._words("workbook.back"))
            top = 3
        self._write_rows(top + 1)
        last = len(self._heads) - 1
        if sheet.rows:
            columns = [{"header": head, "header_format": self._style.head} for head in self._heads]
            page.add_table(
                top,
                0,
                top + len(sheet.rows),
                last,
                {"name": f"table_{number}", "columns": columns, "style": "Table Style Light 1"},
            )
        else:
            for place, head in enumerate(self._heads):
                page.write_string(top, place, head, self._style.head)
            page.write_string(top + 1, 0, self._words("workbook.no_rows"), self._style.note)
        for place, width in enumerate(self.widths):
            page.set_column(place, place, width)
        self._set_height(top, self._heads, _BUTTON)
        page.freeze_panes(top + 1, 1)
        page.repeat_rows(top)

    def _write_rows(self, first: int) -> None:
        page, style = self._page, self._style
        for number, row in enumerate(self._sheet.rows, start=first):
            texts: list[Value] = list(row)
            for place, value in enumerate(row):
                if isinstance(value, Amount):
                    page.write_number(number, place, value.value, style.of_amount(value.unit, value.change))
                elif isinstance(value, str):
                    texts[place] = _cut(value)
                    page.write_string(number, place, texts[place], style.of_text(value, wraps=not self._sheet.bare))
                elif value is Blank.HIDDEN:
                    page.write_blank(number, place, None, style.hidden)
            if self._noted:
                texts.append(self._note(row))
                if texts[-1]:
                    page.write_string(number, len(row), texts[-1], style.note)
            if not self._sheet.bare:
                self._set_height(number, texts)

    def _note(self, row: tuple[Value, ...]) -> str:
        """Which figures of a row are not shown, and which ones there is no way to."""
        parts = []
        for why in (Blank.HIDDEN, Blank.NOT_REACHED):
            names = dict.fromkeys(self._names[place] for place, value in enumerate(row) if value is why)
            if names:
                parts.append(self._words(f"workbook.{why.value}", heads=", ".join(names)))
        return " ".join(parts)


def _write_contents(
    page: xlsxwriter.worksheet.Worksheet, book: Book, names: Sequence[str], style: _Styles, words: Translate
) -> None:
    page.write_string(0, 0, one_line(book.title), style.title)
    row = 1
    for line in book.front:
        text = one_line(line)
        page.write_string(row, 0, text, style.of_text(text, wraps=False))
        row += 1
    row += 1
    for place, key in enumerate(("workbook.sheet", "workbook.tells")):
        page.write_string(row, place, words(key), style.head)
    for number, (name, sheet) in enumerate(zip(names, book.sheets, strict=True), start=row + 1):
        page.write_url(number, 0, f"internal:'{name}'!A1", style.link, name)
        told = one_line(sheet.told)
        page.write_string(number, 1, told, style.wide)
        page.set_row(number, _LINE * -(-len(told) // 90) + 3)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 100)
    _set_up(page, book.footer, 0)


def _set_up(page: xlsxwriter.worksheet.Worksheet, footer: str, width: float) -> None:
    """How the sheet is printed, and what is no mistake on it."""
    page.set_landscape()
    page.set_paper(_A4 if width <= _ACROSS_A4 else _A3)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.fit_to_pages(1, 0)
    shown = one_line(footer)[:150].replace("&", "&&")
    page.set_footer(f"&L&8 {shown}&C&8 &A&R&8 &P / &N")  # a digit right after the size would be read as part of it
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # numbers of areas and dates are texts


def _cut(text: str) -> str:
    """A text as long as a cell may hold."""
    shown = readable(text)
    return shown if len(shown) <= _LONGEST_TEXT else shown[: _LONGEST_TEXT - 1] + "…"


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split()), default=0)


def _width(text: str) -> int:
    return max((len(line) for line in text.split("\n")), default=0)


def _in_language(content: bytes, language: str) -> bytes:
    """The workbook with the language in its properties, which the writer has no place for."""
    said = f"<dc:language>{escape(_LOCALES.get(language, language))}</dc:language></cp:coreProperties>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in written.infolist():
            part: Any = written.read(info)
            if info.filename == "docProps/core.xml":
                part = part.decode("utf-8").replace("</cp:coreProperties>", said).encode("utf-8")
            archive.writestr(zipfile.ZipInfo(info.filename, _ZIP_TIME), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
